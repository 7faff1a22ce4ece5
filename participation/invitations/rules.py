"""Who may read the register in, draw, print and answer, and when."""

from __future__ import annotations

from datetime import datetime

from participation.accounts.models import Person
from participation.consultations.models import Consultation
from participation.councils.models import Council, CouncilStage
from participation.councils.rules import may_advance, may_run_council
from participation.invitations.models import InvitationDraw, RegisterImport
from participation.kit.dates import say_moment
from participation.kit.language import gettext as _
from participation.kit.rules import ALLOWED, Verdict, refuse
from participation.kit.work import WorkState

BEFORE_DRAW = (CouncilStage.PREPARING, CouncilStage.INVITING)


def may_read_register(person: Person | None, consultation: Consultation, council: Council, drawn: bool) -> Verdict:
    """Whoever runs the council, until somebody was drawn from the register: then the list stands."""
    allowed = may_run_council(person, consultation, council, *BEFORE_DRAW)
    if allowed and drawn:
        return refuse(_("Es wurde schon ausgelost. Das Register lässt sich nicht mehr ändern."))
    if allowed and council.delete_on is None:
        return refuse(_("Legen Sie zuerst fest, an welchem Tag die Daten gelöscht werden."))
    return allowed


def may_undo_register(person: Person | None, consultation: Consultation, council: Council, made: RegisterImport, drawn: bool) -> Verdict:
    """The same people, as long as nothing was drawn or committed."""
    allowed = may_read_register(person, consultation, council, drawn)
    if allowed and made.state not in (WorkState.READY, WorkState.PENDING, WorkState.FAILED):
        return refuse(_("Hier ist nichts rückgängig zu machen."))
    return allowed


def may_commit_draw(person: Person | None, consultation: Consultation, council: Council, people: int, pending: bool) -> Verdict:
    """Fix a draw of the invited, once there is a register and no other draw waits for its random value."""
    allowed = may_run_council(person, consultation, council, *BEFORE_DRAW)
    if not allowed:
        return allowed
    if not people:
        return refuse(_("Lesen Sie zuerst das Register ein."))
    if pending:
        return refuse(_("Eine Auslosung ist schon festgelegt und wartet auf ihre Zufallszahl."))
    return ALLOWED


def may_draw_invited(person: Person | None, consultation: Consultation, council: Council, draw: InvitationDraw) -> Verdict:
    """Draw by a public random value that did not exist when the draw was fixed; each draw once."""
    allowed = may_run_council(person, consultation, council, *BEFORE_DRAW)
    if allowed and draw.drawn_at is not None:
        return refuse(_("Diese Auslosung ist schon geschehen. Sie lässt sich nicht wiederholen."))
    return allowed


def may_announce(person: Person | None, consultation: Consultation, council: Council, now: datetime) -> Verdict:
    """Once the dates stand: until when answers come, and when what people tell is deleted."""
    allowed = may_run_council(person, consultation, council)
    if not allowed:
        return allowed
    if council.delete_on is None or council.answer_until is None or council.answer_until <= now:
        return refuse(_("Legen Sie zuerst fest, bis wann Antworten möglich sind und wann die Daten gelöscht werden."))
    return may_advance(person, consultation, council, CouncilStage.INVITING)


def may_print_letters(person: Person | None, consultation: Consultation, council: Council, now: datetime) -> Verdict:
    """Once the council is announced, until the last day of answers."""
    allowed = may_run_council(person, consultation, council, CouncilStage.INVITING)
    return _in_time(council, now) if allowed else allowed


def may_enter_answers(person: Person | None, consultation: Consultation, council: Council, now: datetime) -> Verdict:
    """Staff enter what came by card or phone, until the last day."""
    return may_print_letters(person, consultation, council, now)


def may_answer(council: Council, now: datetime) -> Verdict:
    """The invited answer, and change their mind, until the last day."""
    if council.stage == CouncilStage.PREPARING:
        return refuse(_("Der Bürgerrat ist noch nicht angekündigt."))
    if council.stage != CouncilStage.INVITING:
        return refuse(_("Die Antworten sind abgeschlossen. Der Lostopf steht fest."))
    return _in_time(council, now)


def _in_time(council: Council, now: datetime) -> Verdict:
    if council.answer_until is None:
        return refuse(_("Es ist noch nicht festgelegt, bis wann Antworten möglich sind."))
    if now >= council.answer_until:
        return refuse(_("Antworten waren bis %(when)s möglich.", when=say_moment(council.answer_until)))
    return ALLOWED
