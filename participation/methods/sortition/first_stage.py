"""The first draw: who of the whole register is invited, in proportion to districts, ages and sexes, from one public seed.

Systematic sampling with probability proportional to size (Madow, "On the theory of systematic sampling II", 1949): the strata stand in
a row, district by district and within it by age and sex; each is as long as its share of the invitations; from a point that the seed
gives, every whole step invites one. So the total is exact, and each stratum and each district gets its share rounded up or down.
Within a stratum the people with the lowest hashes are taken. Shares are exact fractions.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import groupby
from math import floor

from participation.methods.sortition.problem import CannotDraw

Stratum = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Listed:
    """Somebody in the register: a `ticket` that says nothing about them, their stratum, and a name for their household, empty for none."""

    ticket: str
    stratum: Stratum
    home: str = ""


@dataclass(frozen=True, slots=True)
class FirstDraw:
    """Who is invited.

    `chosen`: tickets by stratum, in the order of their hashes. `shares`: the exact share of each stratum. `spared`: tickets passed over because
    somebody of their household is invited already. `moved`: how many invitations a stratum could not fill and others got instead.
    """

    chosen: Mapping[Stratum, tuple[str, ...]]
    shares: Mapping[Stratum, Fraction]
    spared: tuple[str, ...]
    moved: int

    @property
    def tickets(self) -> tuple[str, ...]:
        """All tickets drawn, sorted by their strata."""
        return tuple(ticket for stratum in sorted(self.chosen) for ticket in self.chosen[stratum])


def seed_of(commitment: str, value: str) -> bytes:
    """The seed of a draw: SHA-256 of what was published before, a line end, and the public random value without blanks around it."""
    return hashlib.sha256(f"{commitment}\n{value.strip()}".encode()).digest()


def pool_hashes(people: Iterable[Listed]) -> tuple[str, str]:
    """Two SHA-256 of the pool as canonical JSON, sorted by ticket: of tickets and strata, and of the same with households."""
    ordered = sorted(people, key=lambda person: person.ticket)
    public = [[person.ticket, *person.stratum] for person in ordered]
    whole = [[person.ticket, *person.stratum, person.home] for person in ordered]
    return _sha256(public), _sha256(whole)


def shares_of(sizes: Mapping[Stratum, int], total: int, weights: Mapping[Stratum, Fraction] | None = None) -> dict[Stratum, Fraction]:
    """How many invitations each stratum gets on average: `total` in proportion to size times weight, nobody more than once.

    `weights`: how much more likely than others the people of a stratum are invited, 1 where it is not named. Raises CannotDraw where there
    are fewer people than invitations.
    """
    if total < 1 or total > sum(size for stratum, size in sizes.items() if _weight(weights, stratum) > 0):
        raise CannotDraw("Im Register stehen weniger Menschen, als eingeladen werden sollen.")
    shares: dict[Stratum, Fraction] = {}
    left, open_sizes = Fraction(total), {stratum: size * _weight(weights, stratum) for stratum, size in sizes.items()}
    while open_sizes:
        whole = sum(open_sizes.values(), Fraction(0))
        full = [stratum for stratum, length in open_sizes.items() if whole and left * length >= whole * sizes[stratum] and length]
        if not full:
            return shares | {stratum: left * length / whole if whole else Fraction(0) for stratum, length in open_sizes.items()}
        for stratum in full:  # everybody in it is invited
            shares[stratum] = Fraction(sizes[stratum])
            del open_sizes[stratum]
        left = total - sum(shares.values(), Fraction(0))
    return shares


def allotted(shares: Mapping[Stratum, Fraction], start: Fraction) -> dict[Stratum, int]:
    """Whole numbers for the shares by systematic sampling from `start` (0 ≤ start < 1): each share rounded up or down, the total kept.

    The same holds for every group of neighbours in the sorted row, so for each district, and for each age within it.
    """
    numbers, reached = {}, Fraction(0)
    for stratum in sorted(shares):
        before, reached = reached, reached + shares[stratum]
        numbers[stratum] = floor(reached + start) - floor(before + start)
    return numbers


def draw_invited(people: Sequence[Listed], total: int, seed: bytes, weights: Mapping[Stratum, Fraction] | None = None) -> FirstDraw:
    """Draw `total` people for invitation: the same for the same people and seed in whatever order they come; one a household.

    Where a stratum has too few households, its neighbours in the row get what is left over. Raises CannotDraw where there are too few.
    """
    ranked = sorted(people, key=lambda person: (person.stratum, _rank(seed, person.ticket)))
    strata = {stratum: list(members) for stratum, members in groupby(ranked, key=lambda person: person.stratum)}
    shares = shares_of({stratum: len(members) for stratum, members in strata.items()}, total, weights)
    numbers = allotted(shares, Fraction(int.from_bytes(_rank(seed, "start")[:8], "big"), 2**64))
    taken_homes: set[str] = set()
    chosen: dict[Stratum, list[str]] = {}
    rest: dict[Stratum, list[Listed]] = {}
    spared: list[str] = []
    missing = 0
    for stratum, members in strata.items():
        chosen[stratum], rest[stratum] = [], members
        missing += numbers[stratum] - _take(chosen[stratum], rest[stratum], numbers[stratum], taken_homes, spared)
    moved = missing
    for stratum in sorted(strata, key=lambda stratum: _rank(seed, "rest" + json.dumps(stratum))):
        if missing and shares[stratum] > 0:
            missing -= _take(chosen[stratum], rest[stratum], missing, taken_homes, spared)
    if missing:
        raise CannotDraw("Es gibt zu wenige Haushalte: Aus jedem wird höchstens eine Person eingeladen.")
    return FirstDraw({stratum: tuple(tickets) for stratum, tickets in chosen.items() if tickets}, shares, tuple(spared), moved)


def check_draw(pool: Sequence[Listed], drawn: FirstDraw, total: int, seed: bytes, weights: Mapping[Stratum, Fraction] | None = None) -> bool:
    """Whether a published draw follows from the public pool, in which no household stands: the spared tickets are believed, all else is repeated."""
    spared = set(drawn.spared)
    kept = [person for person in pool if person.ticket not in spared]
    sizes: dict[Stratum, int] = {}
    for person in pool:
        sizes[person.stratum] = sizes.get(person.stratum, 0) + 1
    shares = shares_of(sizes, total, weights)
    numbers = allotted(shares, Fraction(int.from_bytes(_rank(seed, "start")[:8], "big"), 2**64))
    ranked: dict[Stratum, list[str]] = {stratum: [] for stratum in sizes}
    for person in sorted(kept, key=lambda person: _rank(seed, person.ticket)):
        ranked[person.stratum].append(person.ticket)
    if drawn.moved:  # then a stratum differs from its number by what was moved, and everyone is still taken in the hashes' order
        return len(drawn.tickets) == total and all(tuple(ranked[stratum][: len(tickets)]) == tickets for stratum, tickets in drawn.chosen.items())
    expected = {stratum: tuple(ranked[stratum][:number]) for stratum, number in numbers.items() if number}
    return expected == dict(drawn.chosen)


def _take(chosen: list[str], members: list[Listed], number: int, homes: set[str], spared: list[str]) -> int:
    """Move up to `number` people from the front of `members` to `chosen`, past those whose household has somebody already."""
    count = 0
    while members and count < number:
        person = members.pop(0)
        if person.home and person.home in homes:
            spared.append(person.ticket)
            continue
        homes.add(person.home)
        chosen.append(person.ticket)
        count += 1
    return count


def _weight(weights: Mapping[Stratum, Fraction] | None, stratum: Stratum) -> Fraction:
    return (weights or {}).get(stratum, Fraction(1))


def _rank(seed: bytes, text: str) -> bytes:
    return hmac.digest(seed, text.encode(), hashlib.sha256)


def _sha256(value: object) -> str:
    text = json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()
