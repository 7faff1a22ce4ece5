"""What the public log says of a draw: it can be held against the transcript that everybody downloads."""

from __future__ import annotations

import json

from flask import Flask
from sqlalchemy.orm import Session

from participation.draws.queries import draw_of, freeze_of, seats_of
from participation.draws.seat_actions import decline_seat
from participation.kit import clock
from participation.methods.sortition.drawing import canonical_text
from participation.public_log.actions import log_of
from participation.public_log.lines import sha256
from participation.public_log.models import LogKind
from participation.public_log.queries import all_entries
from tests.builders import a_consultation
from tests.draws.builders import OFFICE, a_frozen_council, computed, drawn, published, the_seals


def test_a_whole_draw(app: Flask, session: Session) -> None:
    consultation = a_consultation(session)
    council = a_frozen_council(session, consultation)
    lottery = published(app, session, consultation, council)
    drawn(session, consultation, council, lottery)
    seat = seats_of(session, council)[0]
    comes = decline_seat(session, None, consultation, council, seat, the_seals(), OFFICE, clock.now())
    assert comes is not None
    log = log_of(session, LogKind.DRAW, council.id)
    assert log is not None
    texts = all_entries(session, log, log.size)
    closed, fixed, result, replaced = (json.loads(text) for text in texts)
    freeze = freeze_of(session, council)
    assert freeze is not None
    assert (closed["event"], closed["people"], closed["pool_sha256"]) == ("pool_closed", 16, freeze.sha256)
    assert (fixed["event"], fixed["lottery_sha256"]) == ("lottery_published", lottery.commitment)
    assert fixed["randomness"]["source"] == "Bürgersaal, öffentlich"
    file = draw_of(session, lottery, [])
    del file["replacements"]
    assert (result["event"], result["value"], result["number"]) == ("drawn", "407", lottery.drawn_number)
    assert result["draw_sha256"] in (sha256(canonical_text(file)), sha256(canonical_text({**file, "replacements": []})))
    assert (replaced["out"], replaced["in"]) == (seat.place, comes.place)
    assert "Ada" not in "".join(texts), "people are numbers in the pool"


def test_a_lottery_leaves_no_line_before_it_is_published(app: Flask, session: Session) -> None:
    consultation = a_consultation(session)
    council = a_frozen_council(session, consultation)
    computed(app, session, consultation, council)
    log = log_of(session, LogKind.DRAW, council.id)
    assert log is not None
    assert log.size == 1
