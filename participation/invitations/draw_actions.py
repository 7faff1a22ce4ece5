"""The draw of the invited: fixed and published, then drawn by a public random value that came later."""

from __future__ import annotations

import hashlib
import json
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from fractions import Fraction
from typing import Any

from sqlalchemy import func, insert, select
from sqlalchemy.orm import Session

from participation.accounts.models import Person
from participation.consultations.models import Consultation
from participation.councils.models import Council
from participation.invitations.models import EarlierInvitation, Invitation, InvitationDraw, RegisterPerson
from participation.invitations.queries import draws_of, listed, register_numbers, stratum_sizes
from participation.invitations.rules import may_commit_draw, may_draw_invited
from participation.kit import audit
from participation.kit.errors import Conflict, Invalid
from participation.kit.language import gettext as _
from participation.kit.rules import demand
from participation.kit.text import clean_line
from participation.methods.sortition.first_stage import FirstDraw, Listed, Stratum, draw_invited, pool_hashes, seed_of, shares_of
from participation.methods.sortition.problem import CannotDraw

MOST_INVITED = 50_000
REMEMBERED = timedelta(days=5 * 365)
"""How long the keyed hash of somebody invited is kept, so that the next council can spare them."""
PLACES = {"district": 0, "age": 1, "sex": 2}
"""Where a feature stands in a stratum."""


@dataclass(frozen=True, slots=True)
class DrawPlan:
    """How a draw of the invited is meant: how many; weights as (feature, value, percent of the usual chance); who is spared; the source named before."""

    size: int
    weights: tuple[tuple[str, str, int], ...] = ()
    spares_invited: bool = True
    source: str = ""


def plan_weights(plan: DrawPlan, strata: Sequence[Stratum]) -> dict[Stratum, Fraction]:
    """The weight of each stratum: the product of those that name one of its values."""
    weights = {}
    for stratum in strata:
        weight = Fraction(1)
        for feature, value, percent in plan.weights:
            if stratum[PLACES[feature]] == value:
                weight *= Fraction(percent, 100)
        weights[stratum] = weight
    return weights


def shares_shown(session: Session, council: Council, plan: DrawPlan) -> list[tuple[Stratum, int, Fraction]]:
    """Before the draw: each stratum with its people and its share of the invitations. Raises Invalid where it cannot be."""
    sizes = stratum_sizes(session, council, plan.spares_invited)
    try:
        shares = shares_of(sizes, plan.size, plan_weights(plan, list(sizes)))
    except CannotDraw as error:
        raise Invalid(str(error), "size") from error
    return [(stratum, sizes[stratum], shares[stratum]) for stratum in sorted(sizes)]


def try_draw(session: Session, council: Council, plan: DrawPlan, seed: bytes) -> FirstDraw:
    """A draw without effect, to see what comes of a plan. Raises Invalid where it cannot be."""
    _check(plan)
    return _drawn(list(listed(session, council, plan.spares_invited)), plan, seed)


def commit_draw(session: Session, actor: Person, consultation: Consultation, council: Council, plan: DrawPlan, now: datetime) -> InvitationDraw:
    """Fix a draw: from whom, how many, by which weights, and where the random value will come from; all of it into the public log."""
    session.refresh(council, ["stage"], with_for_update=True)
    before = draws_of(session, council)
    pending = any(draw.drawn_at is None for draw in before)
    demand(may_commit_draw(actor, consultation, council, register_numbers(session, council).people, pending))
    _check(plan)
    people = list(listed(session, council, plan.spares_invited))
    if len(people) < plan.size:
        raise Invalid(_("Im Register stehen weniger Menschen, als eingeladen werden sollen."), "size")
    public, whole = pool_hashes(people)
    draw = InvitationDraw(
        council_id=council.id,
        number=len(before) + 1,
        size=plan.size,
        weights=[{"feature": feature, "value": value, "weight": percent} for feature, value, percent in plan.weights],
        spares_invited=plan.spares_invited,
        source=clean_line(plan.source)[:200],
        pool_size=len(people),
        pool_sha256=public,
        homes_sha256=whole,
        committed_at=now,
    )
    session.add(draw)
    session.flush()
    audit.append(session, at=now, actor=actor, action="invitations.committed", subject=draw, data={"commitment": commitment(draw)})
    return draw


def commitment(draw: InvitationDraw) -> str:
    """What is published before the draw, as canonical JSON; its text is half of the seed."""
    said = {
        "council": draw.council_id,
        "draw": draw.number,
        "invitations": draw.size,
        "pool": draw.pool_sha256,
        "pool_with_homes": draw.homes_sha256,
        "people": draw.pool_size,
        "weights": draw.weights,
        "spares_invited": draw.spares_invited,
        "source": draw.source,
    }
    return audit.canonical(said)


def draw_the_invited(
    session: Session, actor: Person, consultation: Consultation, council: Council, draw: InvitationDraw, value: str, now: datetime
) -> FirstDraw:
    """Draw by the public random value, once. The transcript stays; each drawn person gets an invitation with a number of its own.

    Raises Conflict where the register changed since the draw was fixed.
    """
    session.refresh(draw, with_for_update=True)
    demand(may_draw_invited(actor, consultation, council, draw))
    value = clean_line(value)[:200]
    if not value:
        raise Invalid(_("Bitte geben Sie den Zufallswert ein."), "value")
    people = list(listed(session, council, draw.spares_invited))
    if pool_hashes(people) != (draw.pool_sha256, draw.homes_sha256):
        raise Conflict(_("Das Register hat sich seit der Festlegung geändert. Diese Auslosung ist nicht mehr möglich."))
    seed, plan = seed_of(commitment(draw), value), plan_of(draw)
    drawn = _drawn(people, plan, seed)
    text = transcript(draw, value, people, drawn)
    draw.random, draw.seed, draw.drawn_at = value, seed.hex(), now
    draw.transcript = zlib.compress(text.encode(), 6)
    draw.transcript_sha256 = hashlib.sha256(text.encode()).hexdigest()
    session.flush()
    _invite(session, council, draw, drawn, now)
    data = {"random": value, "transcript": draw.transcript_sha256, "invitations": len(drawn.tickets)}
    audit.append(session, at=now, actor=actor, action="invitations.drawn", subject=draw, data=data)
    return drawn


def plan_of(draw: InvitationDraw) -> DrawPlan:
    """The plan that was fixed."""
    weights = tuple((one["feature"], one["value"], one["weight"]) for one in draw.weights)
    return DrawPlan(draw.size, weights, draw.spares_invited, draw.source)


def transcript(draw: InvitationDraw, value: str, people: Sequence[Listed], drawn: FirstDraw) -> str:
    """Everything that somebody needs to repeat the draw: tickets and strata, no names and no households. Canonical JSON."""
    strata: dict[Stratum, list[str]] = {}
    for person in people:
        strata.setdefault(person.stratum, []).append(person.ticket)
    said: Mapping[str, Any] = {
        "commitment": json.loads(commitment(draw)),
        "random": value,
        "strata": [
            {"stratum": stratum, "people": sorted(tickets), "chosen": drawn.chosen.get(stratum, ())} for stratum, tickets in sorted(strata.items())
        ],
        "spared": drawn.spared,
        "moved": drawn.moved,
    }
    return audit.canonical(said)


def _invite(session: Session, council: Council, draw: InvitationDraw, drawn: FirstDraw, now: datetime) -> None:
    first = (session.scalar(select(func.max(Invitation.number)).where(Invitation.council_id == council.id)) or 0) + 1
    rows = session.execute(
        select(RegisterPerson.ticket, RegisterPerson.id, RegisterPerson.fingerprint).where(RegisterPerson.council_id == council.id)
    )
    known = {bytes(ticket).hex(): (number, bytes(fingerprint)) for ticket, number, fingerprint in rows}
    chosen = [known[ticket] for ticket in sorted(drawn.tickets)]
    made = [
        {"council_id": council.id, "draw_id": draw.id, "register_person_id": person, "number": number}
        for number, (person, _fingerprint) in enumerate(chosen, first)
    ]
    session.execute(insert(Invitation), made)
    day = now.date()
    kept = [{"council_id": council.id, "fingerprint": mark, "invited_on": day, "delete_on": day + REMEMBERED} for _person, mark in chosen]
    session.execute(insert(EarlierInvitation), kept)


def _drawn(people: Sequence[Listed], plan: DrawPlan, seed: bytes) -> FirstDraw:
    strata = sorted({person.stratum for person in people})
    try:
        return draw_invited(people, plan.size, seed, plan_weights(plan, strata))
    except CannotDraw as error:
        raise Invalid(str(error), "size") from error


def _check(plan: DrawPlan) -> None:
    if not 1 <= plan.size <= MOST_INVITED:
        raise Invalid(_("Bitte geben Sie an, wie viele Menschen eingeladen werden, höchstens 50.000."), "size")
    if any(feature not in PLACES or not 0 <= percent <= 1000 for feature, _value, percent in plan.weights):
        raise Invalid(_("Ein Gewicht liegt zwischen 0 und 1.000 Prozent."), "weights")
    if not clean_line(plan.source):
        raise Invalid(_("Bitte nennen Sie, woher die Zufallszahl kommen wird, zum Beispiel „Lotto am Samstag, 21. November“."), "source")
