"""The order of a chain, from links between things: pure, and so small that it is reckoned for each page."""

from __future__ import annotations

import heapq
from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

N = TypeVar("N", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Tie(Generic[N]):
    """`later` followed from `earlier`; `note` is whatever is told of it."""

    earlier: N
    later: N
    note: Any = None


@dataclass(frozen=True, slots=True)
class Step(Generic[N]):
    """One thing of a chain, and the ties by which it followed from things before it; the nearest one comes last."""

    thing: N
    ties: Sequence[Tie[N]] = ()


def chain_of(here: N, ties: Iterable[Tie[N]], moments: Mapping[N, Any]) -> list[Step[N]]:
    """All things that hang together with `here`, each after what it followed from; where that leaves a choice, the older one first.

    `moments`: the things that may be told, with when they came about; ties to others are left out, and what only hangs together by
    them too. Ties that go in a circle are told without an order among themselves: nothing is lost and nothing hangs.
    """
    known = [tie for tie in dict.fromkeys(ties) if tie.earlier in moments and tie.later in moments]
    together = _reached(here, known)
    before: dict[N, list[Tie[N]]] = defaultdict(list)
    after: dict[N, list[N]] = defaultdict(list)
    for tie in known:
        if tie.earlier in together:
            before[tie.later].append(tie)
            after[tie.earlier].append(tie.later)
    waiting = {thing: len(before[thing]) for thing in together}
    rank = {thing: number for number, thing in enumerate(sorted(together, key=lambda thing: (moments[thing], repr(thing))))}
    ready = [(rank[thing], thing) for thing in together if not waiting[thing]]
    heapq.heapify(ready)
    place: dict[N, int] = {}
    while len(place) < len(together):
        if ready:
            _rank, thing = heapq.heappop(ready)
        else:
            thing = min((one for one in together if one not in place), key=lambda one: rank[one])  # a circle: its oldest goes on
        if thing in place:
            continue
        place[thing] = len(place)
        for later in after[thing]:
            waiting[later] -= 1
            if not waiting[later]:
                heapq.heappush(ready, (rank[later], later))
    return [Step(thing, sorted(before[thing], key=lambda tie: place[tie.earlier])) for thing in place]


def leads_to(first: N, second: N, ties: Iterable[Tie[N]]) -> bool:
    """Whether `second` followed from `first`, by however many steps; nothing follows from itself."""
    after: dict[N, list[N]] = defaultdict(list)
    for tie in ties:
        after[tie.earlier].append(tie.later)
    seen, todo = set(), list(after[first])
    while todo:
        thing = todo.pop()
        if thing == second:
            return True
        if thing not in seen:
            seen.add(thing)
            todo.extend(after[thing])
    return False


def _reached(here: N, ties: Sequence[Tie[N]]) -> set[N]:
    near: dict[N, list[N]] = defaultdict(list)
    for tie in ties:
        near[tie.earlier].append(tie.later)
        near[tie.later].append(tie.earlier)
    found, todo = {here}, [here]
    while todo:
        for thing in near[todo.pop()]:
            if thing not in found:
                found.add(thing)
                todo.append(thing)
    return found
