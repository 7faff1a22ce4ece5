"""Reads of the second draw."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session, undefer

from participation.accounts.models import Person
from participation.consultations.models import Consultation
from participation.councils.models import Council
from participation.draws.models import PUBLIC, Freeze, Lottery, LotteryState, PoolEntry, QuotaRow, Reading, Seat, SeatState
from participation.invitations.models import Answer, Invitation, RegisterPerson
from participation.kit.errors import NotFound
from participation.kit.sealing import Seals
from participation.methods.sortition.problem import Quota


def quotas_of(session: Session, council: Council) -> list[Quota]:
    """A council's quotas in the order of its features and values."""
    rows = session.scalars(select(QuotaRow).where(QuotaRow.council_id == council.id)).all()
    order = {(feature.code, code): (row, place) for row, feature in enumerate(council.features) for place, code in enumerate(feature.codes)}
    found = [Quota(row.feature, row.value, row.minimum, row.maximum) for row in rows]
    return sorted(found, key=lambda quota: order.get((quota.feature, quota.value), (len(order), 0)))


def names_in_pool(session: Session, council: Council, seals: Seals) -> dict[int, str]:
    """The names of all who answered, by the number of their answer."""
    rows = session.execute(select(Answer.id, Answer.sealed).where(Answer.council_id == council.id)).all()
    return {number: str(seals.open(sealed).get("name", "")) if sealed else "" for number, sealed in rows}


def contacts(session: Session, seats: Sequence[Seat], seals: Seals) -> dict[int, dict[str, Any]]:
    """What the drawn gave of themselves (name, email, phone), by the number of their answer; nothing where it is deleted."""
    wanted = [seat.answer_id for seat in seats]
    rows = session.execute(select(Answer.id, Answer.sealed).where(Answer.id.in_(wanted))).all()
    return {number: seals.open(sealed) for number, sealed in rows if sealed}


def addresses(session: Session, seats: Sequence[Seat], seals: Seals) -> dict[int, dict[str, str]]:
    """What the register says of the drawn (names and address), by the number of their answer; nothing once it is deleted."""
    statement = (
        select(Answer.id, RegisterPerson.sealed)
        .join(Invitation, Invitation.id == Answer.invitation_id)
        .join(RegisterPerson, RegisterPerson.id == Invitation.register_person_id)
        .where(Answer.id.in_([seat.answer_id for seat in seats]))
    )
    return {number: seals.open(sealed) for number, sealed in session.execute(statement)}


def slug_of(session: Session, council: Council) -> str:
    """The address of a council's consultation."""
    return session.scalars(select(Consultation.slug).where(Consultation.id == council.consultation_id)).one()


def freeze_of(session: Session, council: Council, *, with_document: bool = False) -> Freeze | None:
    """The frozen pool, if it is."""
    options = (undefer(Freeze.document),) if with_document else ()
    return session.get(Freeze, council.id, options=options)


def entry_of_answer(session: Session, answer_id: int) -> PoolEntry | None:
    """The place in the frozen pool of whoever gave an answer."""
    return session.scalars(select(PoolEntry).where(PoolEntry.answer_id == answer_id)).one_or_none()


def answers_by_place(session: Session, council: Council) -> dict[int, int]:
    """Whose answer stands at which place of the frozen pool."""
    rows = session.execute(select(PoolEntry.place, PoolEntry.answer_id).where(PoolEntry.council_id == council.id)).all()
    return {row.place: row.answer_id for row in rows}


def lotteries_of(session: Session, council: Council) -> Sequence[Lottery]:
    """A council's lotteries, the newest first, trials included."""
    return session.scalars(select(Lottery).where(Lottery.council_id == council.id).order_by(Lottery.number.desc())).all()


def public_lotteries(session: Session, council: Council) -> Sequence[Lottery]:
    """Those that everybody may see, the newest first."""
    where = (Lottery.council_id == council.id, Lottery.state.in_(PUBLIC))
    return session.scalars(select(Lottery).where(*where).order_by(Lottery.published_at.desc(), Lottery.id.desc())).all()


def the_lottery(session: Session, council: Council, number: int, *, whole: bool = False) -> Lottery:
    """One of a council's lotteries by its number. Raises NotFound."""
    options = (undefer(Lottery.document), undefer(Lottery.draw)) if whole else ()
    found = session.scalars(select(Lottery).where(Lottery.council_id == council.id, Lottery.number == number).options(*options)).one_or_none()
    if found is None:
        raise NotFound
    return found


def latest_public(lotteries: Sequence[Lottery]) -> Lottery | None:
    """The lottery that counts: the one published last."""
    return max(
        (lottery for lottery in lotteries if lottery.is_public and lottery.published_at), key=lambda one: (one.published_at, one.id), default=None
    )


def document_of(session: Session, lottery: Lottery) -> dict[str, Any]:
    """A computed lottery as it is or will be published."""
    text = session.scalar(select(Lottery.document).where(Lottery.id == lottery.id))
    if text is None:
        raise NotFound
    found: dict[str, Any] = json.loads(text)
    return found


def draw_of(session: Session, lottery: Lottery, seats: Sequence[Seat]) -> dict[str, Any]:
    """draw.json of a drawn lottery, with all replacements until now. Raises NotFound before the draw."""
    found = session.scalar(select(Lottery.draw).where(Lottery.id == lottery.id))
    if found is None:
        raise NotFound
    places = {seat.id: seat.place for seat in seats}
    came = sorted((seat for seat in seats if seat.replaces_id is not None and seat.lottery_id == lottery.id), key=lambda seat: seat.step)
    changes = [{"out": places[seat.replaces_id or 0], "in": seat.place, "declined": []} for seat in came]
    return {**found, "replacements": changes}


def waiting_lotteries(session: Session) -> Sequence[int]:
    """Those that a worker should take: asked for, or left by one that died."""
    return session.scalars(select(Lottery.id).where(Lottery.state.in_((LotteryState.REQUESTED, LotteryState.RUNNING))).order_by(Lottery.id)).all()


def readings_of(session: Session, lottery: Lottery) -> Sequence[Reading]:
    """The values typed in until now, the first one first."""
    return session.scalars(select(Reading).where(Reading.lottery_id == lottery.id).order_by(Reading.read_at, Reading.id)).all()


def count_readings(session: Session, lottery: Lottery) -> int:
    """How many people have typed one in; the only thing about them that everybody sees."""
    return int(session.scalar(select(func.count()).select_from(Reading).where(Reading.lottery_id == lottery.id)) or 0)


def seats_of(session: Session, council: Council) -> Sequence[Seat]:
    """All seats of the draw that counts, those of the draw first, then who came in, in that order."""
    return session.scalars(select(Seat).where(Seat.council_id == council.id).order_by(Seat.step, Seat.place)).all()


def members_of(session: Session, council: Council) -> Sequence[Seat]:
    """The seats of those who said yes and did not leave."""
    where = (Seat.council_id == council.id, Seat.state == SeatState.CONFIRMED)
    return session.scalars(select(Seat).where(*where).order_by(Seat.id)).all()


def seat_of(session: Session, council: Council, person: Person) -> Seat | None:
    """The seat that a person's account has in this council."""
    return session.scalars(select(Seat).where(Seat.council_id == council.id, Seat.person_id == person.id)).one_or_none()


def the_seat(session: Session, council: Council, seat_id: int) -> Seat:
    """One seat of this council, to be written. Raises NotFound."""
    seat = session.scalars(select(Seat).where(Seat.council_id == council.id, Seat.id == seat_id).with_for_update()).one_or_none()
    if seat is None:
        raise NotFound
    return seat


def seat_by_code(session: Session, council: Council, code_hash: bytes) -> Seat | None:
    """The seat whose letter has a code with this hash."""
    return session.scalars(select(Seat).where(Seat.council_id == council.id, Seat.code_hash == code_hash)).one_or_none()
