"""The draw itself, the answers of the drawn, and who comes in for whom."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from participation.accounts.models import Person
from participation.consultations.models import Consultation
from participation.councils.actions import advance_council
from participation.councils.models import Council, CouncilStage
from participation.draws.mails import confirmed_mail, drawn_mail
from participation.draws.models import Lottery, LotteryState, Reading, Seat, SeatState
from participation.draws.public_events import tell_drawn, tell_replaced
from participation.draws.queries import answers_by_place, contacts, document_of, draw_of, readings_of, seat_of, seats_of
from participation.draws.randomness import checked_value
from participation.draws.rules import is_full, may_answer_seat, may_begin_work, may_keep_seats, may_leave_seat, may_link_seat, may_read_value
from participation.kit import audit
from participation.kit.codes import new_code, normalise
from participation.kit.errors import Invalid
from participation.kit.language import gettext as _
from participation.kit.rules import demand
from participation.kit.sealing import Seals
from participation.kit.text import clean_text
from participation.methods.sortition import drawing, verify
from participation.settings import Settings

ANSWER_DAYS = timedelta(days=14)
"""How long a drawn person has to say yes."""
RESERVE_DAYS = timedelta(days=7)
"""How long somebody has who comes in for another."""
MOST_REASON = 2000


def seat_code_hash(seals: Seals, code: str) -> bytes:
    """What the database keeps of a seat's code."""
    return seals.fingerprint("council seat", normalise(code))


def seat_code(seat: Seat, seals: Seals) -> str:
    """The code in a seat's letter; empty once it is deleted."""
    return str(seals.open(seat.sealed)["code"]) if seat.sealed else ""


def read_value(
    session: Session,
    actor: Person,
    consultation: Consultation,
    council: Council,
    lottery: Lottery,
    raw: str,
    seals: Seals,
    settings: Settings,
    now: datetime,
) -> bool:
    """Type in the public random value; the second person who reads the same makes the draw. True where that happened.

    One person's later reading replaces the earlier one. Raises Refused before its time or after the draw, Invalid for what has not the form.
    """
    session.refresh(lottery, with_for_update={"of": type(lottery)})
    demand(may_read_value(actor, consultation, council, lottery, now))
    value = checked_value(str((lottery.randomness or {}).get("kind")), raw)
    readings = list(readings_of(session, lottery))
    own = next((reading for reading in readings if reading.person_id == actor.id), None)
    if own is None:
        own = Reading(lottery_id=lottery.id, person_id=actor.id, value=value, read_at=now)
        session.add(own)
        readings.append(own)
    own.value, own.read_at = value, now
    audit.append(session, at=now, actor=actor, action="draw.value_read", subject=council, data={"lottery": lottery.number, "value": value})
    if not any(reading.value == value and reading.person_id != actor.id for reading in readings):
        return False
    _draw(session, actor, consultation, council, lottery, value, seals, settings, now)
    return True


def _draw(
    session: Session,
    actor: Person,
    consultation: Consultation,
    council: Council,
    lottery: Lottery,
    value: str,
    seals: Seals,
    settings: Settings,
    now: datetime,
) -> None:
    document = document_of(session, lottery)
    drawn = drawing.draw(document, {**(lottery.randomness or {}), "value": value})
    lottery.draw, lottery.drawn_number, lottery.drawn_at, lottery.state = drawn, drawn["number"], now, LotteryState.DRAWN
    data = {"lottery": lottery.number, "commitment": lottery.commitment, "value": value, "number": drawn["number"], "panel": drawn["panel"]}
    audit.append(session, at=now, actor=actor, action="draw.drawn", subject=council, data=data)
    tell_drawn(session, lottery, value, drawn, now)
    answers = answers_by_place(session, council)
    seats = [_new_seat(lottery, place, answers[place], None, 0, now + ANSWER_DAYS, seals, now) for place in drawn["panel"]]
    session.add_all(seats)
    session.flush()
    _tell_drawn(session, consultation, council, seats, seals, settings, now)


def _new_seat(lottery: Lottery, place: int, answer_id: int, replaces: Seat | None, step: int, until: datetime, seals: Seals, now: datetime) -> Seat:
    code = new_code()
    return Seat(
        council_id=lottery.council_id,
        lottery_id=lottery.id,
        place=place,
        answer_id=answer_id,
        state=SeatState.DRAWN,
        state_changed_at=now,
        answer_until=until,
        replaces_id=replaces.id if replaces else None,
        step=step,
        code_hash=seat_code_hash(seals, code),
        sealed=seals.seal({"code": code}),
    )


def _tell_drawn(
    session: Session, consultation: Consultation, council: Council, seats: Sequence[Seat], seals: Seals, settings: Settings, now: datetime
) -> None:
    """Write a mail to those who gave an address; letters are made from the list of seats."""
    known = contacts(session, seats, seals)
    for seat in seats:
        drawn_mail(session, consultation, council, seat, known.get(seat.answer_id, {}), seat_code(seat, seals), settings, now)


def confirm_seat(
    session: Session, actor: Person | None, consultation: Consultation, council: Council, seat: Seat, seals: Seals, settings: Settings, now: datetime
) -> None:
    """Say yes to a seat: the drawn person by the code (no actor), or its staff for an answer on paper or by phone."""
    if actor is not None:
        demand(may_keep_seats(actor, consultation, council))
    demand(may_answer_seat(council, seat, now, by_staff=actor is not None))
    seat.state, seat.state_changed_at = SeatState.CONFIRMED, now
    _log(session, actor, "draw.seat_confirmed", council, seat, now)
    known = contacts(session, [seat], seals)
    confirmed_mail(session, consultation, council, seat, known.get(seat.answer_id, {}), seat_code(seat, seals), settings, now)


def decline_seat(
    session: Session, actor: Person | None, consultation: Consultation, council: Council, seat: Seat, seals: Seals, settings: Settings, now: datetime
) -> Seat | None:
    """Say no to a seat; who comes next in the drawn order is asked at once and returned, None where nobody can come in."""
    if actor is not None:
        demand(may_keep_seats(actor, consultation, council))
    demand(may_answer_seat(council, seat, now, by_staff=actor is not None))
    return _give_on(session, actor, consultation, council, seat, SeatState.DECLINED, seals, settings, now)


def leave_seat(
    session: Session, actor: Person, consultation: Consultation, council: Council, seat: Seat, seals: Seals, settings: Settings, now: datetime
) -> Seat | None:
    """Note that a member stepped back; somebody comes in as after a no."""
    demand(may_keep_seats(actor, consultation, council))
    demand(may_leave_seat(council, seat))
    seat.person_id = None
    return _give_on(session, actor, consultation, council, seat, SeatState.LEFT, seals, settings, now)


def close_unanswered(session: Session, settings: Settings, seals: Seals, now: datetime) -> int:
    """Give on the seats whose deadline passed without an answer. Returns how many."""
    over = select(Seat).where(Seat.state == SeatState.DRAWN, Seat.answer_until <= now).order_by(Seat.id).with_for_update(skip_locked=True)
    closed = 0
    for seat in session.scalars(over).all():
        council = session.get_one(Council, seat.council_id)
        if not may_answer_seat(council, seat, now, by_staff=True):
            continue
        consultation = session.get_one(Consultation, council.consultation_id)
        _give_on(session, None, consultation, council, seat, SeatState.DECLINED, seals, settings, now)
        closed += 1
    return closed


def _give_on(
    session: Session,
    actor: Person | None,
    consultation: Consultation,
    council: Council,
    seat: Seat,
    state: SeatState,
    seals: Seals,
    settings: Settings,
    now: datetime,
) -> Seat | None:
    lottery = session.get_one(Lottery, seat.lottery_id, with_for_update=True)  # one replacement after the other: their order counts
    seat.state, seat.state_changed_at = state, now
    session.flush()
    _log(session, actor, f"draw.seat_{state}", council, seat, now)
    seats = seats_of(session, council)
    nobody = council.swept_at is not None  # names and addresses are deleted: whoever came next could not be asked
    comes = None if nobody else next_in(document_of(session, lottery), draw_of(session, lottery, seats), seat.place)
    if comes is None:
        _log(session, None, "draw.seat_vacant", council, seat, now)
        return None
    answers, step = answers_by_place(session, council), max(one.step for one in seats) + 1
    new = _new_seat(lottery, comes, answers[comes], seat, step, now + RESERVE_DAYS, seals, now)
    session.add(new)
    session.flush()
    _log(session, None, "draw.seat_replaced", council, new, now)
    tell_replaced(session, lottery, seat, new, now)
    _tell_drawn(session, consultation, council, [new], seals, settings, now)
    return new


def next_in(lottery: dict[str, Any], drawn: dict[str, Any], out: int) -> int | None:
    """Who comes in for a person of the panel, as the published checker finds it after all replacements before; None if nobody can."""
    panel, waiting = list(drawn["panel"]), list(drawn["reserves"])
    for change in drawn["replacements"]:
        panel.remove(change["out"])
        panel.append(change["in"])
        waiting.remove(change["in"])
    panel.remove(out)
    return verify.replacement(lottery, panel, waiting)


def link_seat(session: Session, person: Person | None, council: Council, seat: Seat, now: datetime) -> None:
    """Join a confirmed seat with an account; the code does so once."""
    demand(may_link_seat(person, seat, seat_of(session, council, person) if person else None))
    if person is not None:
        seat.person_id = person.id
        _log(session, person, "draw.seat_linked", council, seat, now)


def begin_work(session: Session, actor: Person, consultation: Consultation, council: Council, reason: str, now: datetime) -> None:
    """Let the council begin: all seats are confirmed, or its staff says why it begins without some. Raises Invalid without that reason."""
    seats = seats_of(session, council)
    demand(may_begin_work(actor, consultation, council, seats))
    reason = clean_text(reason)[:MOST_REASON]
    if not is_full(council, seats) and not reason:
        raise Invalid(_("Es fehlen noch Zusagen. Bitte begründen Sie, warum der Bürgerrat trotzdem beginnt."), "reason")
    advance_council(session, actor, consultation, council, CouncilStage.WORKING, now)
    confirmed = sum(seat.state == SeatState.CONFIRMED for seat in seats)
    audit.append(session, at=now, actor=actor, action="draw.work_begun", subject=council, data={"confirmed": confirmed, "seats": council.seats})


def _log(session: Session, actor: Person | None, action: str, council: Council, seat: Seat, now: datetime) -> None:
    audit.append(session, at=now, actor=actor, action=action, subject=council, data={"seat": seat.id, "place": seat.place, "step": seat.step})
