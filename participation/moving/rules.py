"""Who may move things here, and until when that can be taken back."""

from __future__ import annotations

from datetime import datetime, timedelta

from participation.accounts.models import Person
from participation.consultations.models import Consultation
from participation.consultations.rules import may_prepare
from participation.kit.dates import say_moment
from participation.kit.language import gettext as _
from participation.kit.rules import ALLOWED, Verdict, refuse
from participation.moving.models import Move, MoveState

UNDO_WITHIN = timedelta(days=7)


def may_move(person: Person | None, consultation: Consultation) -> Verdict:
    """Whoever runs a consultation, until it is closed."""
    return may_prepare(person, consultation, _("Diese Beteiligung ist abgeschlossen. Sie können alles nachlesen, aber nichts mehr eintragen."))


def may_undo(person: Person | None, consultation: Consultation, move: Move, now: datetime) -> Verdict:
    """The same people, within a week; whether somebody has used something since is asked by the act itself."""
    allowed = may_move(person, consultation)
    if not allowed:
        return allowed
    if move.state != MoveState.DONE or move.done_at is None:
        return refuse(_("Hier ist nichts zurückzunehmen."))
    if now >= move.done_at + UNDO_WITHIN:
        until = say_moment(move.done_at + UNDO_WITHIN)
        return refuse(_("Das ging nur bis %(when)s. Danach lässt sich nur noch einzeln etwas zurückziehen oder ausblenden.", when=until))
    return ALLOWED
