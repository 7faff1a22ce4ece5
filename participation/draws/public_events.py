"""What the public log says of a council's draw: hashes before chance speaks, then chance and what it gave. People are numbers in the pool."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from participation.councils.models import Council
from participation.draws.models import Freeze, Lottery, Seat
from participation.draws.queries import draw_of, public_lotteries, seats_of
from participation.methods.sortition.drawing import canonical_text
from participation.public_log.actions import append, log_of, open_log
from participation.public_log.lines import line, moment, sha256
from participation.public_log.models import LogKind, PublicLog

AT_ONCE = 20
"""How many draws from before get their logs in one go."""


def _tell(session: Session, council_id: int, said: str, now: datetime) -> None:
    log = log_of(session, LogKind.DRAW, council_id)
    if log is not None:  # one from before there were logs gets its own in the next minutes, with all of this in it
        append(session, log, [said], now)


def tell_frozen(session: Session, council: Council, freeze: Freeze, now: datetime) -> None:
    """Begin the log with the closed pool: how many people, and the hash of pool and quotas."""
    open_log(session, LogKind.DRAW, council.id, council.title, now)
    said = line("pool_closed", people=freeze.people, seats=council.seats, pool_sha256=freeze.sha256, at=moment(freeze.frozen_at))
    _tell(session, council.id, said, now)


def tell_published(session: Session, lottery: Lottery, pool_sha256: str, now: datetime) -> None:
    """A lottery is fixed, and the chance that will decide is named. Of a reason to draw again only the hash: the page shows it."""
    said = line(
        "lottery_published",
        lottery=lottery.number,
        lottery_sha256=lottery.commitment,
        pool_sha256=pool_sha256,
        randomness=lottery.randomness,
        reason_sha256=sha256(lottery.reason) if lottery.reason else None,
        at=moment(lottery.published_at),
    )
    _tell(session, lottery.council_id, said, now)


def tell_drawn(session: Session, lottery: Lottery, value: str, drawn: dict[str, Any], now: datetime) -> None:
    """Chance spoke: its value, the number that follows, the panel, and the hash of draw.json as it was then."""
    said = line(
        "drawn",
        lottery=lottery.number,
        lottery_sha256=lottery.commitment,
        value=value,
        number=drawn["number"],
        panel=drawn["panel"],
        draw_sha256=sha256(canonical_text(drawn)),
        at=moment(lottery.drawn_at),
    )
    _tell(session, lottery.council_id, said, now)


def tell_replaced(session: Session, lottery: Lottery, out: Seat, comes: Seat, now: datetime) -> None:
    """Somebody came in for another, in the drawn order."""
    _tell(
        session,
        lottery.council_id,
        line("replaced", **{"lottery": lottery.number, "step": comes.step, "out": out.place, "in": comes.place}, at=moment(now)),
        now,
    )


def tell_what_was_before(session: Session, now: datetime) -> int:
    """Begin the logs of pools that were closed before there were logs, with all that has happened since; returns how many."""
    known = select(PublicLog.subject_id).where(PublicLog.kind == LogKind.DRAW)
    found = session.scalars(select(Freeze).where(Freeze.council_id.not_in(known)).order_by(Freeze.council_id).limit(AT_ONCE)).all()
    for freeze in found:
        council = session.get_one(Council, freeze.council_id)
        tell_frozen(session, council, freeze, now)
        for lottery in sorted(public_lotteries(session, council), key=lambda one: one.number):
            tell_published(session, lottery, freeze.sha256, now)
            if lottery.drawn_at:
                drawn = draw_of(session, lottery, [])
                tell_drawn(session, lottery, str(drawn["randomness"]["value"]), drawn, now)
        seats = seats_of(session, council)
        places = {seat.id: seat for seat in seats}
        for seat in seats:
            if seat.replaces_id is not None:
                tell_replaced(session, session.get_one(Lottery, seat.lottery_id), places[seat.replaces_id], seat, now)
    return len(found)
