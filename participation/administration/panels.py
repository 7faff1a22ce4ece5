"""What the administration's pages show elsewhere: their links in the staff's menu."""

from __future__ import annotations

from flask import request, url_for

from participation.accounts.models import Person
from participation.accounts.rules import may_administrate
from participation.kit.language import gettext as _
from participation.kit.links import Link


def staff_links(person: Person) -> list[Link]:
    """The activity log, the settings, and what is missing; for administrators."""
    if not may_administrate(person):
        return []
    pages = (
        (_("Was getan wurde"), url_for("activity.index")),
        (_("Leichte Sprache und Gebärdensprache"), url_for("administration.missing_texts")),
        (_("Einstellungen"), url_for("administration.platform_settings")),
    )
    return [Link(label, url, current=request.path.startswith(url)) for label, url in pages]
