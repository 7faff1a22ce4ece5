"""What the site shows on other pages."""

from __future__ import annotations

from flask import request, url_for

from participation.accounts.models import Person
from participation.accounts.rules import may_administrate
from participation.kit.language import gettext as _
from participation.kit.links import Link


def staff_links(person: Person) -> list[Link]:
    """The platform's operation, for administrators."""
    if not may_administrate(person):
        return []
    url = url_for("operation.show")
    return [Link(_("Betrieb"), url, current=request.path.startswith(url))]
