"""What the reports show elsewhere: the council's entry in the page head, and links for staff and moderators."""

from __future__ import annotations

from datetime import datetime

from flask import request, url_for

from participation.accounts.models import Person, Role
from participation.consultations.models import Consultation
from participation.kit.dates import say_date
from participation.kit.language import gettext as _
from participation.kit.links import Link
from participation.reports.rules import may_enter, may_export, may_read_report


def navigation(person: Person | None) -> list[Link]:
    """The council's pages, for council members."""
    return [_entry()] if person is not None and person.role == Role.COUNCIL and may_enter(person) else []


def staff_links(person: Person) -> list[Link]:
    """The same, among the administration's links."""
    return [_entry()] if person.is_administrator and may_enter(person) else []


def _entry() -> Link:
    url = url_for("reports.overview")
    return Link(_("Ratsbereich"), url, current=request.path == url or request.path.startswith(url + "/"))


def staff(consultation: Consultation, person: Person | None, now: datetime) -> list[Link]:
    """The results to download, for those who run a consultation."""
    if not may_read_report(person, consultation):
        return []
    over = may_export(person, consultation)
    note = _("abgeschlossen am %(date)s", date=say_date(consultation.closed_at)) if over else _("nach dem Abschluss")
    return [Link(_("Ergebnisse herunterladen"), url_for("reports.consultation", slug=consultation.slug), note=note)]
