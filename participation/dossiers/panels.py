"""What reports of consultations show on other rooms' pages."""

from __future__ import annotations

from datetime import datetime

from flask import url_for
from markupsafe import Markup

from participation.accounts.models import Person
from participation.consultations.models import Consultation
from participation.dossiers.queries import has_published
from participation.dossiers.rules import may_work
from participation.kit.database import current_session
from participation.kit.language import gettext as _
from participation.kit.links import Link
from participation.kit.pages import part


def staff(consultation: Consultation, person: Person | None, now: datetime) -> list[Link]:
    """For those who run a consultation."""
    return [Link(_("Gesamtbericht"), url_for("dossiers.index", slug=consultation.slug))] if may_work(person, consultation) else []


def results(consultation: Consultation, person: Person | None, now: datetime) -> list[Markup]:
    """The report, first among the results."""
    title = has_published(current_session(), consultation.id)
    return [part("dossiers/_results.html", title=title, url=url_for("dossier_public.show", slug=consultation.slug))] if title else []
