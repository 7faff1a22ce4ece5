"""The feeds and calendars that the platform offers over all consultations, so that one page lists them."""

from __future__ import annotations

from flask import url_for

from participation.kit.language import gettext as _
from participation.kit.links import Link


def feeds() -> list[Link]:
    """Each with what is in it."""
    return [
        Link(_("Neues aus allen Beteiligungen"), url_for("consultation_feeds.news"), note="Atom"),
        Link(_("Antworten der Stadt"), url_for("finding.all_answers"), note="Atom"),
        Link(_("Was die Stadt umsetzt"), url_for("measures.news"), note="Atom"),
        Link(_("Alle Termine"), url_for("consultation_feeds.all_dates"), note="iCalendar"),
    ]
