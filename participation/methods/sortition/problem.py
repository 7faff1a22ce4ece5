"""What is drawn from: people with features, quotas, seats; and people with equal features taken together as types."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

Whole = NDArray[np.int64]


class CannotDraw(ValueError):
    """The draw is impossible as it was asked for; says why, in a sentence."""


class Cancelled(Exception):
    """Whoever watched the progress asked to stop."""


@dataclass(frozen=True, slots=True)
class Quota:
    """How many people of the panel may have `value` in `feature`: at least `minimum`, at most `maximum`."""

    feature: str
    value: str
    minimum: int
    maximum: int

    @property
    def name(self) -> str:
        """The cell in words: `Stadtteil: Nord`."""
        return f"{self.feature}: {self.value}"


@dataclass(frozen=True)
class Problem:
    """A pool of n people, the quotas of its panel and the number of seats.

    `features` maps each feature that has quotas to n values. `households` has n names, empty for people who share theirs with nobody in
    the pool; at most one person of a household is drawn.
    """

    ids: tuple[str, ...]
    features: Mapping[str, tuple[str, ...]]
    quotas: tuple[Quota, ...]
    seats: int
    households: tuple[str, ...] = ()

    @cached_property
    def types(self) -> Types:
        """The people grouped by what the draw can tell apart."""
        return _group(self)

    @property
    def pool_sha256(self) -> str:
        """The hash of the pool: SHA-256 of canonical JSON (sorted keys, no blanks, UTF-8) of ids, features and households."""
        pool = {"ids": self.ids, "features": dict(self.features), "households": self.households}
        text = json.dumps(pool, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        return hashlib.sha256(text.encode()).hexdigest()

    def holds(self, panel: Sequence[int]) -> list[Quota]:
        """The quotas that a panel of people's indices breaks; none for a legal one. Seats and households are not looked at."""
        broken = []
        for quota in self.quotas:
            values = self.features[quota.feature]
            count = sum(values[person] == quota.value for person in panel)
            if not quota.minimum <= count <= quota.maximum:
                broken.append(quota)
        return broken


@dataclass(frozen=True)
class Types:
    """T types of people; those of one type have the same features, and the same household where they share one.

    `members`: the people's indices of each. `sizes`: T. `cells`: quotas × T, 1 where the type counts for the quota. `homes`: for each
    household of several people, its types.
    """

    members: tuple[tuple[int, ...], ...]
    sizes: Whole
    cells: Whole
    homes: tuple[tuple[int, ...], ...]
    type_of: Whole

    @property
    def number(self) -> int:
        """How many types there are."""
        return len(self.members)


def _group(problem: Problem) -> Types:
    names = sorted(problem.features)
    shared: dict[str, int] = {}
    for home in problem.households:
        if home:
            shared[home] = shared.get(home, 0) + 1
    keys: dict[tuple[str, ...], list[int]] = {}
    for person in range(len(problem.ids)):
        home = problem.households[person] if problem.households else ""
        apart = home if shared.get(home, 0) > 1 else ""
        keys.setdefault((apart, *(problem.features[name][person] for name in names)), []).append(person)
    ordered = sorted(keys.items())
    cells = np.zeros((len(problem.quotas), len(ordered)), dtype=np.int64)
    position = {name: number for number, name in enumerate(names, start=1)}
    for row, quota in enumerate(problem.quotas):
        place = position[quota.feature]
        cells[row] = [key[place] == quota.value for key, _members in ordered]
    homes: dict[str, list[int]] = {}
    type_of = np.zeros(len(problem.ids), dtype=np.int64)
    for number, (key, members) in enumerate(ordered):
        type_of[members] = number
        if key[0]:
            homes.setdefault(key[0], []).append(number)
    return Types(
        tuple(tuple(members) for _key, members in ordered),
        np.array([len(members) for _key, members in ordered], dtype=np.int64),
        cells,
        tuple(tuple(types) for types in homes.values()),
        type_of,
    )
