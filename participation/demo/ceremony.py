"""How the example's councils are drawn: the pool frozen, a lottery published, dice read by two, seats answered."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from participation.accounts.models import Person
from participation.consultations.models import Consultation
from participation.councils.models import Council
from participation.demo.people import Cast
from participation.draws.jobs import compute_lottery
from participation.draws.lottery_actions import freeze_pool, publish_lottery, request_lottery, set_quotas
from participation.draws.models import Lottery, Seat, SeatState
from participation.draws.queries import seats_of
from participation.draws.quotas import proposed
from participation.draws.randomness import Kind, name_randomness
from participation.draws.seat_actions import begin_work, confirm_seat, decline_seat, leave_seat, link_seat, read_value
from participation.kit import clock
from participation.kit.sealing import Seals
from participation.settings import Settings

HOUR = timedelta(hours=1)
DECLINING = 2
"""Which of the drawn seats says no."""


def publish(
    session: Session, cast: Cast, consultation: Consultation, council: Council, seals: Seals, slack: int, at: datetime, happens_at: datetime
) -> Lottery:
    """Set the quotas, freeze the pool, compute the lottery and publish it; dice will be thrown at `happens_at`."""
    admin = cast["admin"]
    with clock.frozen(at) as now:
        set_quotas(session, admin, consultation, council, proposed(council, slack), now)
        freeze_pool(session, admin, consultation, council, seals, now)
        lottery = request_lottery(session, admin, consultation, council, method="leximin", reason="", trial=False, now=now)
        session.commit()  # the job that computes has a transaction of its own
        compute_lottery(lottery.id)
        session.refresh(lottery)
        named = name_randomness(Kind.DICE, "Losung im Bürgersaal des Rathauses, öffentlich und im Stream", happens_at, None, now)
        publish_lottery(session, admin, consultation, council, lottery, named, now)
    session.commit()
    return lottery


def throw_dice(
    session: Session, cast: Cast, consultation: Consultation, council: Council, lottery: Lottery, value: str, seals: Seals, settings: Settings
) -> None:
    """Two people type in what the dice show."""
    at = lottery.happens_at or clock.now()
    for minutes, name in ((20, "admin"), (21, "moderator")):
        with clock.frozen(at + timedelta(minutes=minutes)) as now:
            read_value(session, cast[name], consultation, council, lottery, value, seals, settings, now)


def seat_panel(
    session: Session,
    cast: Cast,
    consultation: Consultation,
    council: Council,
    people: list[Person],
    seals: Seals,
    settings: Settings,
    answers: tuple[datetime, datetime],
) -> None:
    """All say yes but one, for whom somebody comes in; some join their seat with an account; the council begins its work."""
    begin, end = answers
    seats = list(seats_of(session, council))
    for number, seat in enumerate(seats):
        with clock.frozen(begin + (end - begin) / len(seats) * number) as now:
            if number == DECLINING:
                comes = decline_seat(session, None, consultation, council, seat, seals, settings, now)
                if comes is not None:
                    confirm_seat(session, cast["admin"], consultation, council, comes, seals, settings, now + HOUR)
                continue
            confirm_seat(session, None, consultation, council, seat, seals, settings, now)
    with clock.frozen(end) as now:
        for person, seat in zip(people, _confirmed(session, council), strict=False):
            link_seat(session, person, council, seat, now)
        begin_work(session, cast["admin"], consultation, council, "Ein Platz ist noch offen. Wir suchen weiter.", now)


def replace_one(session: Session, cast: Cast, consultation: Consultation, council: Council, seals: Seals, settings: Settings, at: datetime) -> None:
    """A member without an account steps back after the first sitting; who is next in the drawn order comes in."""
    with clock.frozen(at) as now:
        leaving = next(seat for seat in _confirmed(session, council) if seat.person_id is None)
        comes = leave_seat(session, cast["moderator"], consultation, council, leaving, seals, settings, now)
        if comes is not None:
            confirm_seat(session, cast["moderator"], consultation, council, comes, seals, settings, now + 30 * HOUR)


def _confirmed(session: Session, council: Council) -> list[Seat]:
    return [seat for seat in seats_of(session, council) if seat.state == SeatState.CONFIRMED]
