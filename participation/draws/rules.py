"""Who may set quotas, freeze, compute, publish and draw, and when; what a drawn person may answer."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from participation.accounts.models import Person
from participation.consultations.models import Consultation
from participation.councils.models import Council, CouncilStage
from participation.councils.rules import may_run_council
from participation.draws.models import Lottery, LotteryState, Seat, SeatState
from participation.kit.dates import say_moment
from participation.kit.language import gettext as _
from participation.kit.rules import ALLOWED, Verdict, refuse


def may_set_quotas(person: Person | None, consultation: Consultation, council: Council) -> Verdict:
    """Until the pool is frozen, with which they are frozen too."""
    return may_run_council(person, consultation, council, CouncilStage.PREPARING, CouncilStage.INVITING)


def may_freeze(person: Person | None, consultation: Consultation, council: Council, now: datetime) -> Verdict:
    """Once answers are over: nobody is frozen out who still had time."""
    allowed = may_run_council(person, consultation, council, CouncilStage.INVITING)
    if allowed and council.answer_until is None:
        return refuse(_("Legen Sie zuerst fest, bis wann Eingeladene antworten können."))
    if allowed and council.answer_until is not None and now < council.answer_until:
        return refuse(_("Eingeladene können noch bis %(when)s antworten. Danach schließen Sie den Lostopf.", when=say_moment(council.answer_until)))
    return allowed


def may_try(person: Person | None, consultation: Consultation, council: Council, lotteries: Sequence[Lottery]) -> Verdict:
    """A test run without effect, while people answer."""
    allowed = may_run_council(person, consultation, council, CouncilStage.INVITING)
    if allowed and any(lottery.is_unfinished for lottery in lotteries):
        return refuse(_("Es wird schon gerechnet."))
    return allowed


def may_compute(person: Person | None, consultation: Consultation, council: Council, lotteries: Sequence[Lottery], seats: Sequence[Seat]) -> Verdict:
    """With a frozen pool; not while another is computed, and not once a drawn person has answered."""
    allowed = may_run_council(person, consultation, council, CouncilStage.DRAWING)
    if not allowed:
        return allowed
    if any(lottery.is_unfinished for lottery in lotteries):
        return refuse(_("Es wird schon gerechnet."))
    if any(seat.state != SeatState.DRAWN for seat in seats):
        return refuse(_("Ausgeloste haben schon geantwortet. Diese Losung gilt."))
    return ALLOWED


def needs_reason(lotteries: Sequence[Lottery]) -> bool:
    """Whether one was published already: then another draw says why."""
    return any(lottery.is_public for lottery in lotteries)


def may_cancel(person: Person | None, consultation: Consultation, council: Council, lottery: Lottery) -> Verdict:
    """As long as it is being computed."""
    allowed = may_run_council(person, consultation, council)
    return refuse(_("Es wird nichts berechnet.")) if allowed and not lottery.is_unfinished else allowed


def may_publish(person: Person | None, consultation: Consultation, council: Council, lottery: Lottery) -> Verdict:
    """One that is computed on the frozen pool, once."""
    allowed = may_run_council(person, consultation, council, CouncilStage.DRAWING)
    if not allowed:
        return allowed
    if lottery.trial:
        return refuse(_("Ein Probelauf wird nicht veröffentlicht."))
    if lottery.is_public:
        return refuse(_("Diese Losliste ist schon veröffentlicht."))
    return ALLOWED if lottery.state == LotteryState.READY else refuse(_("Diese Losliste ist noch nicht berechnet."))


def may_read_value(person: Person | None, consultation: Consultation, council: Council, lottery: Lottery | None, now: datetime) -> Verdict:
    """Type in the public random value: after it came to be, until it is drawn; not of a lottery that a later one took over."""
    allowed = may_run_council(person, consultation, council, CouncilStage.DRAWING)
    if not allowed:
        return allowed
    if lottery is not None and lottery.state == LotteryState.DRAWN:
        return refuse(_("Die Nummer ist schon gezogen."))
    if lottery is None or lottery.state != LotteryState.PUBLISHED or lottery.happens_at is None:
        return refuse(_("Zuerst muss die Losliste veröffentlicht sein."))
    if now < lottery.happens_at:
        return refuse(_("Der Zufall entsteht erst am %(when)s.", when=say_moment(lottery.happens_at)))
    return ALLOWED


def may_keep_seats(person: Person | None, consultation: Consultation, council: Council) -> Verdict:
    """See who is drawn, note answers by card or phone, and who left."""
    return may_run_council(person, consultation, council, CouncilStage.DRAWING, CouncilStage.WORKING)


def may_answer_seat(council: Council, seat: Seat, now: datetime, *, by_staff: bool = False) -> Verdict:
    """Say yes or no to a seat: the drawn person until the deadline, its staff as long as nobody came in."""
    if council.stage not in (CouncilStage.DRAWING, CouncilStage.WORKING):
        return refuse(_("Dieser Bürgerrat ist schon vorbei."))
    if seat.state != SeatState.DRAWN:
        return refuse(_("Zu diesem Platz gibt es schon eine Antwort."))
    if now >= seat.answer_until and not by_staff:
        return refuse(_("Die Frist für Ihre Antwort ist am %(when)s abgelaufen.", when=say_moment(seat.answer_until)))
    return ALLOWED


def may_leave_seat(council: Council, seat: Seat) -> Verdict:
    """Who said yes can still step back; somebody comes in."""
    if council.stage not in (CouncilStage.DRAWING, CouncilStage.WORKING):
        return refuse(_("Dieser Bürgerrat ist schon vorbei."))
    return ALLOWED if seat.state == SeatState.CONFIRMED else refuse(_("Dieser Platz ist nicht zugesagt."))


def may_link_seat(person: Person | None, seat: Seat, own: Seat | None) -> Verdict:
    """Join the seat with an account, once, after saying yes."""
    if person is None:
        return refuse(_("Bitte melden Sie sich an, um Ihren Platz mit Ihrem Konto zu verbinden."), "sign-in")
    if seat.state != SeatState.CONFIRMED:
        return refuse(_("Sagen Sie zuerst Ihren Platz zu."))
    if seat.person_id is not None:
        return refuse(_("Dieser Platz ist schon mit einem Konto verbunden."))
    return refuse(_("Ihr Konto hat schon einen Platz in diesem Bürgerrat.")) if own is not None else ALLOWED


def may_begin_work(person: Person | None, consultation: Consultation, council: Council, seats: Sequence[Seat]) -> Verdict:
    """Once the draw is made; whether every seat is confirmed is asked by `is_full`."""
    allowed = may_run_council(person, consultation, council, CouncilStage.DRAWING)
    return refuse(_("Zuerst muss ausgelost sein.")) if allowed and not seats else allowed


def is_full(council: Council, seats: Sequence[Seat]) -> bool:
    """Whether as many people said yes as the council has seats."""
    return sum(seat.state == SeatState.CONFIRMED for seat in seats) >= council.seats
