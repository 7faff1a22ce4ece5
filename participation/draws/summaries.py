"""What a computed lottery comes to, in figures that its staff and everybody can read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from participation.methods.sortition.drawing import Prepared
from participation.methods.sortition.explain import conflict
from participation.methods.sortition.problem import Problem, Quota

MOST_BARS = 12
SHOWN_SHUT_OUT = 20


def summary_of(prepared: Prepared) -> dict[str, Any]:
    """The smallest chance in tickets, the bound and whether it is reached, how tickets are spread, and who is in no legal panel, why."""
    problem, shut = prepared.problem, set(prepared.shut_out)
    tickets = [int(count) for person, count in enumerate(prepared.lottery.tickets) if person not in shut]
    return {
        "people": len(problem.ids),
        "types": problem.types.number,
        "panels": len(prepared.lottery.panels),
        "smallest_tickets": min(tickets, default=0),
        "largest_tickets": max(tickets, default=0),
        "bound": round(float(prepared.bound), 9),
        "smallest": None if prepared.smallest is None else round(float(prepared.smallest), 9),
        "reached": bool(prepared.reached),
        "spread": spread(tickets),
        "shut_out": len(shut),
        "shut_out_by": [shut_out_by(problem, person) for person in _one_of_each(problem, prepared.shut_out)[:SHOWN_SHUT_OUT]],
    }


def spread(tickets: Sequence[int]) -> list[list[int]]:
    """How many people have from … to … tickets, in at most twelve steps: [lowest, highest, people]."""
    if not tickets:
        return []
    low, high = min(tickets), max(tickets)
    width = max(1, -(-(high - low + 1) // MOST_BARS))
    counted = Counter((count - low) // width for count in tickets)
    return [[low + step * width, min(high, low + (step + 1) * width - 1), counted[step]] for step in range((high - low) // width + 1)]


def _one_of_each(problem: Problem, people: Sequence[int]) -> list[int]:
    """One person of each type."""
    seen: dict[int, int] = {}
    for person in people:
        seen.setdefault(int(problem.types.type_of[person]), person)
    return list(seen.values())


def shut_out_by(problem: Problem, person: int) -> dict[str, Any]:
    """Why somebody is in no legal panel: the quotas that no panel with this person can meet together."""
    me = tuple("yes" if place == person else "no" for place in range(len(problem.ids)))
    with_me = replace(problem, features={**problem.features, "\0": me}, quotas=(*problem.quotas, Quota("\0", "yes", 1, 1)))
    found = conflict(with_me, ways=0)
    cells = [quota for quota in found.quotas if quota.feature != "\0"] if found else []
    return {
        "person": person,
        "people": len(problem.types.members[int(problem.types.type_of[person])]),
        "cells": [[quota.feature, quota.value, quota.minimum, quota.maximum] for quota in cells],
    }
