"""What this room shows on every page: its entry in the page head."""

from __future__ import annotations

from flask import request, url_for

from participation.accounts.models import Person
from participation.kit.language import gettext as _
from participation.kit.links import Link


def navigation(person: Person | None) -> list[Link]:
    """The consultations, for everyone."""
    url = url_for("consultations.index")
    return [Link(_("Beteiligungen"), url, current=request.path.startswith(url))]
