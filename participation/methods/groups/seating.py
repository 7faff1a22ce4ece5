"""Seating people: a first seating by columns, then swaps, first of people throughout and then within rounds, colder and colder.

Simulated annealing (Kirkpatrick, Gelatt and Vecchi, 1983). The number of steps is given and no clock is looked at, so a seed gives the same seating
on every machine.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from random import Random

from participation.methods.groups.hall import Hall
from participation.methods.groups.start import first_rounds
from participation.methods.groups.task import CannotSeat, Task

__all__ = ["CannotSeat", "Seating", "seat"]

STEPS = 60_000
TELLS_EVERY = 4_000
"""Steps."""
_WARM, _COLD = 1.2, 0.08


@dataclass(frozen=True, slots=True)
class Seating:
    """`rounds`: for each round its tables with the numbers of their people.

    `met`: pairs that meet at least once; `possible`: the most that could (all pairs, or all places beside somebody, whichever is fewer).
    `uneven`: people of a value too many or too few at a table, summed over tables, values and rounds; 0 is as mixed as can be.
    """

    rounds: tuple[tuple[tuple[int, ...], ...], ...]
    met: int
    possible: int
    uneven: int


def seat(task: Task, seed: str, steps: int = STEPS, tell: Callable[[int, int], object] = lambda done, total: None) -> Seating:
    """Everybody who is there sits once a round, sizes differ by at most one, fixed places and pairs apart hold. `seed` is hexadecimal.

    `tell` hears now and then how many steps of how many are done; the last steps may not be needed. Raises CannotSeat where what is asked cannot hold, or no seating was found that keeps all pairs apart.
    """
    task.check()
    chance = Random(int(seed or "0", 16))  # noqa: S311  # not a secret: the seed is shown so that anybody gets the same tables
    hall = Hall(task, _begin(task, chance))
    everywhere = [person for person in range(task.people) if not any((number, person) in task.absent for number in range(task.rounds))]
    free = sorted(set(everywhere) - {person for _round, person in task.fixed})
    if (task.features or task.apart) and len(free) > 1:
        _anneal(hall, chance, steps // 4, lambda: _throughout(hall, free, chance), lambda done: tell(done, steps + steps // 4))
    within = [_movable(task, number) for number in range(task.rounds)]
    open_rounds = [number for number, people in enumerate(within) if len(people) > 1 and len(hall.rounds[number]) > 1]
    if open_rounds:
        _anneal(hall, chance, steps, lambda: _within(hall, within, open_rounds, chance), lambda done: tell(steps // 4 + done, steps + steps // 4))
    if hall.clashes():
        raise CannotSeat("Es wurde keine Sitzordnung gefunden, in der alle diese Paare getrennt sitzen. Weniger Paare oder kleinere Tische helfen.")
    return _seating(hall)


def _movable(task: Task, number: int) -> list[int]:
    return [person for person in task.present(number) if (number, person) not in task.fixed]


def _begin(task: Task, chance: Random) -> list[list[list[int]]]:
    ever = sorted({person for number in range(task.rounds) for person in task.present(number)})
    keys = {person: ([values[person] for values in task.features], chance.random()) for person in ever}
    order = sorted(ever, key=lambda person: keys[person])
    rounds = first_rounds(order, -(-len(order) // task.size), task.rounds, chance) if order else [[] for _round in range(task.rounds)]
    return [_settled(task, number, tables) for number, tables in enumerate(rounds)]


def _settled(task: Task, number: int, tables: list[list[int]]) -> list[list[int]]:
    """The round without those who are absent, evened out, with fixed places taken."""
    wanted = task.tables(number)
    seated = [[person for person in people if (number, person) not in task.absent] for people in tables]
    if wanted != len(seated):
        people = [person for table in seated for person in table]
        seated = [people[start::wanted] for start in range(wanted)]
    while seated and max(map(len, seated)) - min(map(len, seated)) > 1:
        min(seated, key=len).append(max(seated, key=len).pop())
    fixed = {person: table for (when, person), table in task.fixed.items() if when == number and (number, person) not in task.absent}
    return _fixed(seated, fixed)


def _fixed(seated: list[list[int]], fixed: dict[int, int]) -> list[list[int]]:
    """The same with whoever has a fixed place at it; the tables with most of them are the larger ones."""
    if not fixed:
        return seated
    wanted = [sum(table == number for table in fixed.values()) for number in range(len(seated))]
    sizes = sorted(map(len, seated), reverse=True)
    by_need = sorted(range(len(seated)), key=lambda number: -wanted[number])
    size_of = dict(zip(by_need, sizes, strict=True))
    placed = [[person for person, table in fixed.items() if table == number] for number in range(len(seated))]
    waiting: list[int] = []
    for number, people in enumerate(seated):
        for person in people:
            if person not in fixed:
                (placed[number] if len(placed[number]) < size_of[number] else waiting).append(person)
    for number, people in enumerate(placed):
        while len(people) < size_of[number]:
            people.append(waiting.pop())
    return placed


Swap = tuple[int, int, int]


def _throughout(hall: Hall, free: list[int], chance: Random) -> tuple[int, list[Swap]]:
    """Two people change places in every round: who meets how often stays, which features sit together does not."""
    one, other = _two(free, chance)
    return hall.rise_throughout(one, other), [(number, one, other) for number in range(hall.task.rounds)]


def _within(hall: Hall, movable: list[list[int]], rounds: list[int], chance: Random) -> tuple[int, list[Swap]]:
    number = rounds[int(chance.random() * len(rounds))]
    one, other = _two(movable[number], chance)
    return hall.rise(number, one, other), [(number, one, other)]


def _two(people: list[int], chance: Random) -> tuple[int, int]:
    one = int(chance.random() * len(people))
    other = int(chance.random() * (len(people) - 1))
    return people[one], people[other + (other >= one)]


def _anneal(hall: Hall, chance: Random, steps: int, propose: Callable[[], tuple[int, list[Swap]]], tell: Callable[[int], object]) -> None:
    """`propose` gives swaps and by how much the cost would rise with them."""
    cost = least = hall.cost()
    best = _copy(hall)
    for step in range(steps):
        if least == 0:
            return
        if step % TELLS_EVERY == 0:
            tell(step)
        rise, swaps = propose()
        if rise > 0 and chance.random() >= math.exp(-rise / (_WARM * (_COLD / _WARM) ** (step / steps))):
            continue
        for swap in swaps:
            hall.swap(*swap)
        cost += rise
        if cost < least:
            least, best = cost, _copy(hall)
    if cost > least:
        hall.begin(best)


def _copy(hall: Hall) -> list[list[list[int]]]:
    return [[list(people) for people in tables] for tables in hall.rounds]


def _seating(hall: Hall) -> Seating:
    people = hall.task.people
    met = sum(known.bit_count() for known in hall.once) // 2
    beside = sum(len(table) * (len(table) - 1) // 2 for tables in hall.rounds for table in tables)
    rounds = tuple(tuple(tuple(sorted(table)) for table in tables) for tables in hall.rounds)
    return Seating(rounds, met, min(beside, people * (people - 1) // 2), hall.uneven())
