"""Small groups as a page shows them, and the features by which they were mixed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy.orm import Session

from participation.assemblies.members import Member
from participation.assemblies.models import SittingGroups
from participation.councils.models import Council
from participation.invitations.pool import said_yes
from participation.kit.sealing import Seals, Unsealable


@dataclass(frozen=True, slots=True)
class Plan:
    """Rounds of tables of names; `met` of `possible` pairs meet."""

    rounds: tuple[tuple[tuple[str, ...], ...], ...]
    met: int
    possible: int
    features: tuple[str, ...]
    seed: str


def plan_of(groups: SittingGroups | None, names: Mapping[int, str], council: Council) -> Plan | None:
    """A sitting's groups by name; None where there are none."""
    if groups is None:
        return None
    plan = groups.plan
    rounds = tuple(tuple(tuple(names.get(seat, "–") for seat in table) for table in tables) for tables in plan["rounds"])
    labels = tuple(feature.label for feature in council.features if feature.code in plan["features"])
    return Plan(rounds, plan["met"], plan["possible"], labels, groups.seed)


def features_of(session: Session, council: Council, members: list[Member], seals: Seals) -> dict[int, dict[str, str]]:
    """Seat → feature → value, from the sealed answers; empty once they are deleted."""
    try:
        known = {person.answer_id: person.features for person in said_yes(session, council, seals)}
    except Unsealable:
        return {}
    return {member.seat_id: known[member.answer_id] for member in members if member.answer_id in known}
