"""Who manages offices, asks them, works for them and answers for the city."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta

from participation.accounts.models import Person
from participation.consultations.models import Consultation
from participation.consultations.rules import may_enter_staff, may_moderate, may_set_up, runs_it
from participation.followups.models import AT_THE_OFFICE, AnswerPlan, Assignment, Matter, Office, PlanState, Stand, WorkNote
from participation.followups.things import Thing
from participation.kit.language import gettext as _
from participation.kit.rules import ALLOWED, Verdict, conceal, refuse
from participation.proposals.models import Proposal
from participation.proposals.rules import may_answer


def in_service(person: Person | None) -> bool:
    """Whether somebody speaks for the city, and is neither blocked nor gone."""
    return person is not None and person.speaks_officially and person.blocked_at is None and person.deleted_at is None


def may_manage_offices(person: Person | None) -> Verdict:
    """Offices, and who works for them, are the administration's business."""
    return may_set_up(person)


def may_see_work(person: Person | None) -> Verdict:
    """What waits for whom is for staff and moderators."""
    return may_enter_staff(person)


def may_see_day(person: Person | None) -> Verdict:
    """An office's day is for those who speak for the city: deputies come from other offices."""
    allowed = may_enter_staff(person)
    if allowed and not in_service(person):
        return refuse(_("Den Tag eines Amtes sehen nur Ämter und Verwaltung."))
    return allowed


def may_keep_blocks(person: Person | None) -> Verdict:
    """Text blocks are kept by those who may enter the staff's pages and answer somewhere: offices, administration, moderators."""
    return may_enter_staff(person)


def may_read_notes(person: Person | None, proposal: Thing, consultation: Consultation) -> Verdict:
    """Notes and statements are for those who could answer; also once the proposal was withdrawn."""
    if not consultation.is_public and not runs_it(person, consultation):
        return conceal()
    if person is None:
        return refuse(_("Bitte melden Sie sich an. Danach geht es hier weiter."), "sign-in")
    if proposal.is_draft:
        return conceal()
    if not (in_service(person) or runs_it(person, consultation)):
        return refuse(_("Das lesen nur Ämter, Verwaltung und Moderation."))
    return ALLOWED


def may_assign(person: Person | None, proposal: Thing, consultation: Consultation) -> Verdict:
    """Whoever runs a consultation asks offices about its published proposals, also after its close."""
    allowed = may_moderate(person, consultation)
    if not allowed:
        return allowed
    if isinstance(proposal, Matter):
        return ALLOWED if proposal.is_published else refuse(_("Darauf hat die Stadt schon geantwortet."))
    if not proposal.is_published:
        return refuse(_("Dieser Vorschlag ist nicht öffentlich. Er kann keinem Amt zugewiesen werden."))
    return ALLOWED


def may_ask(office: Office) -> Verdict:
    """An office that still exists."""
    return ALLOWED if office.closed_at is None else refuse(_("Dieses Amt gibt es nicht mehr. Bitte wählen Sie ein anderes."))


def may_work_on(person: Person | None, assignment: Assignment, consultation: Consultation, works_for: Collection[int]) -> Verdict:
    """The office's people write its statement while it is theirs; whoever runs the consultation may do it for them."""
    if person is None:
        return refuse(_("Bitte melden Sie sich an. Danach geht es hier weiter."), "sign-in")
    if not (runs_it(person, consultation) or (in_service(person) and assignment.office_id in works_for)):
        return refuse(_("Diese Aufgabe gehört einem anderen Amt."))
    if assignment.state == Stand.GIVEN:
        return refuse(_("Die Stellungnahme ist schon abgegeben."))
    if assignment.state not in AT_THE_OFFICE:
        return refuse(_("Diese Aufgabe ist erledigt."))
    return ALLOWED


EDIT_WINDOW = timedelta(minutes=15)
"""How long a note can be mended."""


def may_edit_note(person: Person | None, thing: Thing, consultation: Consultation, note: WorkNote, now: datetime) -> Verdict:
    """One's own note, for a quarter of an hour."""
    allowed = may_read_notes(person, thing, consultation)
    if not allowed or person is None:
        return allowed
    if note.author_id != person.id:
        return refuse(_("Sie können nur Ihre eigenen Notizen ändern."))
    if now >= note.written_at + EDIT_WINDOW:
        return refuse(_("Notizen können 15 Minuten lang geändert werden. Schreiben Sie eine neue."))
    return ALLOWED


def may_take_up(person: Person | None, consultation: Consultation) -> Verdict:
    """Whoever answers for the city sees what waits, and takes it up."""
    return may_answer_many(person, consultation)


def may_answer_matter(person: Person | None, matter: Matter, consultation: Consultation) -> Verdict:
    """Whoever answers for the city, once; whether where it stands, its room says."""
    allowed = may_answer_many(person, consultation)
    if not allowed:
        return allowed
    if matter.consultation_id != consultation.id:
        return conceal()
    return ALLOWED if matter.answered_at is None else refuse(_("Darauf hat die Stadt schon geantwortet."))


def may_end(person: Person | None, assignment: Assignment, consultation: Consultation) -> Verdict:
    """Whoever runs the consultation ends a task that nobody needs any more, asks again, or moves its deadline."""
    allowed = may_moderate(person, consultation)
    if not allowed:
        return allowed
    return ALLOWED if assignment.is_living else refuse(_("Diese Aufgabe ist erledigt."))


def may_set_release(person: Person | None, consultation: Consultation) -> Verdict:
    """Whether answers need a second person is said by whoever runs the consultation."""
    return may_moderate(person, consultation)


def may_publish_alone(needs_release: bool) -> Verdict:
    """An answer appears at once where no second person has to release it."""
    return refuse(_("Diese Antwort gibt zuerst eine zweite Person frei. Legen Sie sie zur Freigabe vor.")) if needs_release else ALLOWED


def may_release(person: Person | None, plan: AnswerPlan, thing: Thing, consultation: Consultation) -> Verdict:
    """Whoever may answer it, but never the one who wrote it."""
    allowed = may_answer_matter(person, thing, consultation) if isinstance(thing, Matter) else may_answer(person, thing, consultation)
    if not allowed or person is None:
        return allowed
    if plan.state != PlanState.RELEASE:
        return refuse(_("Diese Antwort wartet nicht mehr auf eine Freigabe. Laden Sie die Seite neu."))
    if plan.author_id == person.id:
        return refuse(_("Sie haben diese Antwort geschrieben. Freigeben muss sie eine andere Person."))
    return ALLOWED


def may_plan(person: Person | None, proposal: Proposal, consultation: Consultation) -> Verdict:
    """Planned answers are written, changed and taken back by whoever may answer."""
    return may_answer(person, proposal, consultation)


def may_answer_many(person: Person | None, consultation: Consultation) -> Verdict:
    """One answer for many is for those who may answer each."""
    if not consultation.is_public and not runs_it(person, consultation):
        return conceal()
    if person is None:
        return refuse(_("Bitte melden Sie sich an. Danach geht es hier weiter."), "sign-in")
    if not (in_service(person) or runs_it(person, consultation)):
        return refuse(_("Für die Stadt antworten nur Ämter, Verwaltung und Moderation."))
    return ALLOWED
