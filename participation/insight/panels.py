"""What insight shows on other rooms' pages."""

from __future__ import annotations

from datetime import datetime

from flask import request, url_for
from markupsafe import Markup

from participation.accounts.models import Person
from participation.consultations.models import Consultation
from participation.insight.rules import may_compare, may_look, may_read_who
from participation.kit.language import gettext as _
from participation.kit.links import Link
from participation.kit.pages import part


def staff(consultation: Consultation, person: Person | None, now: datetime) -> list[Link]:
    """For those who run a consultation."""
    return [Link(_("Einblick: Wer macht mit?"), url_for("insight.show", slug=consultation.slug))] if may_look(person, consultation) else []


def staff_links(person: Person) -> list[Link]:
    """The comparison, on the staff's start page."""
    url = url_for("insight.compare")
    return [Link(_("Einblick"), url, current=request.path.startswith(url))] if may_compare(person) else []


def results(consultation: Consultation, person: Person | None, now: datetime) -> list[Markup]:
    """The way to who took part, after the close."""
    if not may_read_who(person, consultation):
        return []
    return [part("insight/_results.html", url=url_for("insight.public", slug=consultation.slug))]
