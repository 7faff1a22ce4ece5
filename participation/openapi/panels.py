"""What this room shows on other pages."""

from __future__ import annotations

from typing import Any

from flask import request, url_for

from participation.accounts.models import Person
from participation.kit.database import current_session
from participation.kit.language import gettext as _
from participation.kit.links import Link
from participation.openapi.queries import own_tokens
from participation.openapi.rules import may_have_tokens, may_manage_webhooks


def staff_links(person: Person) -> list[Link]:
    """The staff's start page: tokens; for the administration webhooks."""
    found = []
    if may_have_tokens(person):
        found.append((_("Schlüssel für Programme (API)"), url_for("api_tokens.tokens")))
    if may_manage_webhooks(person):
        found.append((_("Webhooks"), url_for("webhooks.index")))
    return [Link(label, url, current=request.path == url) for label, url in found]


def own_data(person: Person) -> dict[str, list[dict[str, Any]]]:
    """All that is kept of a person here, for the data download."""
    return own_tokens(current_session(), person)
