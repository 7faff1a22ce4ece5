"""Who may enter the council's pages, have a consultation exported, and fetch the file."""

from __future__ import annotations

from datetime import datetime

from participation.accounts.models import Person, Role
from participation.consultations.models import Consultation, Stage
from participation.consultations.rules import may_see
from participation.kit.language import gettext as _
from participation.kit.rules import ALLOWED, Verdict, conceal, refuse
from participation.reports.models import Export

READERS = frozenset({Role.COUNCIL, Role.ADMINISTRATOR})
OVER = frozenset({Stage.CLOSED, Stage.ARCHIVED})


def may_enter(person: Person | None) -> Verdict:
    """Council members and the administration have the overview of all consultations."""
    standing = _in_good_standing(person)
    if not standing or person is None:
        return standing
    return ALLOWED if person.role in READERS else refuse(_("Diesen Bereich haben nur Ratsmitglieder und die Verwaltung."))


def may_read_report(person: Person | None, consultation: Consultation) -> Verdict:
    """The page about one consultation: the same people, and its own moderators."""
    if not may_see(person, consultation):
        return conceal()
    standing = _in_good_standing(person)
    if not standing or person is None:
        return standing
    if person.role in READERS or person.moderates(consultation.id):
        return ALLOWED
    return refuse(_("Das dürfen nur Ratsmitglieder, die Verwaltung und die Moderation dieser Beteiligung."))


def may_export(person: Person | None, consultation: Consultation) -> Verdict:
    """The same people, once the consultation is over: what is counted before would not be the result."""
    verdict = may_read_report(person, consultation)
    return is_over(consultation) if verdict else verdict


def is_over(consultation: Consultation) -> Verdict:
    """Whether the consultation is closed or archived."""
    if consultation.stage not in OVER:
        return refuse(_("Diese Beteiligung läuft noch. Herunterladen können Sie die Ergebnisse, sobald sie abgeschlossen ist."))
    return ALLOWED


def may_see_export(person: Person | None, export: Export, consultation: Consultation) -> Verdict:
    """Only whoever asked for it knows of it, and only while they still hold the role."""
    if person is None:
        return _in_good_standing(person)
    if export.requested_by_id != person.id or export.consultation_id != consultation.id:
        return conceal()
    return may_export(person, consultation)


def may_fetch(person: Person | None, export: Export, consultation: Consultation, now: datetime) -> Verdict:
    """The finished file, until its date."""
    verdict = may_see_export(person, export, consultation)
    if not verdict or export.is_ready(now):
        return verdict
    return refuse(_("Die Datei ist noch nicht fertig.")) if export.is_unfinished else refuse(_("Diese Datei gibt es nicht mehr."))


def _in_good_standing(person: Person | None) -> Verdict:
    if person is None or person.deleted_at is not None:
        return refuse(_("Bitte melden Sie sich an. Danach geht es hier weiter."), "sign-in")
    if person.blocked_at is not None:
        return refuse(_("Ihr Konto ist gesperrt. Bitte wenden Sie sich an die Moderation."))
    return ALLOWED
