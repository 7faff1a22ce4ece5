"""What each route of the draw answers to whom."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta

from sqlalchemy.orm import Session

from participation.accounts.models import Mandate
from participation.draws.lottery_actions import claim_lottery, finish_lottery, freeze_pool, publish_lottery, request_lottery
from participation.draws.models import Lottery
from participation.draws.pool import frozen_problem, with_own_homes
from participation.draws.queries import freeze_of, seats_of
from participation.draws.randomness import name_randomness
from participation.draws.seat_actions import read_value, seat_code
from participation.draws.summaries import summary_of
from participation.kit import clock
from participation.methods.sortition.drawing import Prepared, prepare, public_lottery
from tests.builders import a_consultation, a_person
from tests.draws.builders import OFFICE, an_inviting_council, the_seals
from tests.house.routes import Row, World

RUNS = "sign-in 403 403 {0} 403 403 {0}"


_known: dict[str, Prepared] = {}


def _prepared(alike: str, document: str) -> Prepared:
    """The lottery of a pool, computed once for all pools that differ only in who is who."""
    if alike not in _known:
        _known[alike] = prepare(frozen_problem(document)[0], seed="aa")
    return _known[alike]


def a_ready_lottery(session: Session, world: World, consultation: object, council: object) -> Lottery:
    """A computed lottery of 1,000 panels, as the job makes it."""
    now = clock.now()
    lottery = request_lottery(session, world.administrator, consultation, council, method="leximin", reason="", trial=False, now=now)  # type: ignore[arg-type]  # the world's
    claim = claim_lottery(session, lottery.id, now)
    freeze = freeze_of(session, council, with_document=True)  # type: ignore[arg-type]  # as above
    assert claim is not None
    assert freeze is not None
    _problem, pool = frozen_problem(freeze.document)
    prepared = _prepared(json.dumps([[person["values"], person["household"]] for person in pool]), freeze.document)
    document = with_own_homes(public_lottery(prepared, [person["person"] for person in pool], {}, "tests", "Rat"), pool)
    finish_lottery(session, claim, document, summary_of(prepared), now)
    session.refresh(lottery)
    return lottery


def furnish(session: Session, world: World) -> None:
    """Consultations whose councils invite, have a lottery ready, wait for the dice, and are drawn."""
    now = clock.now()
    for name, step in (("draw_inviting", 0), ("draw_ready", 1), ("draw_awaited", 2), ("draw_done", 3)):
        consultation = a_consultation(session, f"Rat {step}")
        session.add(Mandate(person_id=world.moderator.id, consultation_id=consultation.id, given_at=now))
        setattr(world, name, consultation)
        council = an_inviting_council(session, consultation)
        if not step:
            continue
        freeze_pool(session, world.administrator, consultation, council, the_seals(), now)
        lottery = a_ready_lottery(session, world, consultation, council)
        if step < 2:
            continue
        named = name_randomness("dice", "Bürgersaal", now - timedelta(hours=1), None, now - timedelta(hours=2))
        publish_lottery(session, world.administrator, consultation, council, lottery, named, now - timedelta(hours=2))
        if step < 3:
            continue
        for person in (world.administrator, a_person(session, moderates=consultation)):
            read_value(session, person, consultation, council, lottery, "407", the_seals(), OFFICE, now)
        session.flush()
        world.seat = seats_of(session, council)[0]
        world.seat_code = seat_code(world.seat, the_seals())


def staff(thing: str, path: str = "") -> Callable[[World], str]:
    """An address of the council's staff."""
    return lambda world: f"/verwaltung/beteiligungen/{getattr(world, thing).slug}/buergerrat{path}"


def public(thing: str, path: str = "") -> Callable[[World], str]:
    """An address that everybody may ask for."""
    return lambda world: f"/beteiligungen/{getattr(world, thing).slug}/buergerrat{path}"


TABLE = {
    "draws.show GET": Row(public("draw_awaited", "/losung"), "200"),
    "draws.earlier GET": Row(public("draw_done", "/losung/1"), "200"),
    "draws.download GET": Row(public("draw_done", "/losung/1/protokoll.zip"), "200"),
    "draw_quotas.edit GET": Row(staff("draw_inviting", "/quoten"), RUNS.format("200")),
    "draw_quotas.edit POST": Row(
        staff("draw_inviting", "/quoten"),
        RUNS.format("303"),
        lambda world: {
            "min-0-0": "2",
            "max-0-0": "2",
            "min-0-1": "2",
            "max-0-1": "2",
            "min-1-0": "2",
            "max-1-0": "2",
            "min-1-1": "2",
            "max-1-1": "2",
        },
    ),
    "draw_staff.steps GET": Row(staff("draw_ready", "/losung"), RUNS.format("200")),
    "draw_staff.freeze POST": Row(staff("draw_inviting", "/losung/einfrieren"), RUNS.format("303")),
    "draw_staff.compute POST": Row(staff("draw_ready", "/losung/berechnen"), RUNS.format("303"), lambda world: {"method": "leximin"}),
    "draw_staff.cancel POST": Row(staff("draw_ready", "/losung/1/abbrechen"), "sign-in 403 403 403 403 403 403"),
    "draw_staff.detail GET": Row(staff("draw_ready", "/losung/1"), RUNS.format("200")),
    "draw_staff.publish GET": Row(staff("draw_ready", "/losung/1/veroeffentlichen"), RUNS.format("200")),
    "draw_staff.publish POST": Row(
        staff("draw_ready", "/losung/1/veroeffentlichen"),
        RUNS.format("303"),
        lambda world: {"kind": "dice", "source": "Bürgersaal", "happens_at": f"{clock.now() + timedelta(days=1):%Y-%m-%dT%H:%M}"},
    ),
    "draw_staff.value GET": Row(staff("draw_awaited", "/losung/zahl"), RUNS.format("200")),
    "draw_staff.value POST": Row(staff("draw_awaited", "/losung/zahl"), RUNS.format("303"), lambda world: {"value": "407"}),
    "draw_staff.begin GET": Row(staff("draw_done", "/losung/tagt"), RUNS.format("200")),
    "draw_staff.begin POST": Row(staff("draw_done", "/losung/tagt"), RUNS.format("303"), lambda world: {"reason": "Eine Person ist krank."}),
    "draw_seats.staff_list GET": Row(staff("draw_done", "/losung/besetzung"), RUNS.format("200")),
    "draw_seats.letters GET": Row(staff("draw_done", "/losung/briefe.csv"), RUNS.format("200")),
    "draw_seats.note POST": Row(
        lambda world: f"/verwaltung/beteiligungen/{world.draw_done.slug}/buergerrat/losung/besetzung/{world.seat.id}",
        RUNS.format("303"),
        lambda world: {"says": "yes"},
    ),
    "draw_seats.answer GET": Row(public("draw_done", "/platz"), "200"),
    "draw_seats.answer POST": Row(public("draw_done", "/platz"), "200", lambda world: {"code": world.seat_code}),
    "draw_seats.say POST": Row(public("draw_done", "/platz/antwort"), "200", lambda world: {"code": world.seat_code, "says": "yes"}),
    "draw_seats.link POST": Row(public("draw_done", "/platz/konto"), "sign-in 403 403 403 403 403 403", lambda world: {"code": world.seat_code}),
}
