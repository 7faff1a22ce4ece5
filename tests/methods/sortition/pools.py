"""Small pools to draw from."""

from __future__ import annotations

import random
from collections.abc import Iterable
from itertools import combinations
from pathlib import Path

import numpy as np

from participation.methods.sortition.problem import Problem, Quota
from participation.methods.sortition.programs import INFINITY, Program

DATA = Path(__file__).resolve().parents[4] / "shared" / "data" / "sortition"


def a_problem(rows: Iterable[str], quotas: Iterable[tuple[str, str, int, int]], seats: int, households: tuple[str, ...] = ()) -> Problem:
    """Each row is one person's values, a letter a feature; the features are called a, b, c, …"""
    people = list(rows)
    features = {name: tuple(row[place] for row in people) for place, name in enumerate("abcdefgh"[: len(people[0])])}
    return Problem(tuple(f"p{number}" for number in range(len(people))), features, tuple(Quota(*quota) for quota in quotas), seats, households)


def a_random_problem(seed: int, people: int = 9, seats: int = 4) -> Problem:
    """A pool whose quotas one panel meets for certain, because they were cut around it."""
    source = random.Random(seed)  # a test's
    rows = ["".join(source.choice("xy" if place else "xyz") for place in range(3)) for _person in range(people)]
    chosen = source.sample(range(people), seats)
    quotas = []
    for place, name in enumerate("abc"):
        for value in sorted({row[place] for row in rows}):
            count = sum(rows[person][place] == value for person in chosen)
            quotas.append((name, value, max(0, count - source.randint(0, 1)), min(seats, count + source.randint(0, 1))))
    homes = tuple(source.choice(["", "", "h1", "h2"]) for _person in range(people))
    together = [homes[person] for person in chosen if homes[person]]
    return a_problem(rows, quotas, seats, homes if len(set(together)) == len(together) else ())


def legal_panels(problem: Problem) -> list[tuple[int, ...]]:
    """Every legal panel, by trying all."""
    found = []
    for panel in combinations(range(len(problem.ids)), problem.seats):
        homes = [problem.households[person] for person in panel if problem.households and problem.households[person]]
        if len(set(homes)) == len(homes) and not problem.holds(panel):
            found.append(panel)
    return found


def best_smallest(problem: Problem) -> float:
    """The largest smallest chance over all lotteries of all legal panels, of those who are in any: one program over all panels."""
    panels = legal_panels(problem)
    program = Program(len(panels) + 1)
    program.bounds(np.zeros(len(panels) + 1), np.ones(len(panels) + 1))
    program.costs(np.append(np.zeros(len(panels)), 1.0))
    program.add_row(1, 1, range(len(panels)), np.ones(len(panels)))
    for person in range(len(problem.ids)):
        inside = [number for number, panel in enumerate(panels) if person in panel]
        if inside:
            program.add_row(0, INFINITY, [*inside, len(panels)], [1.0] * len(inside) + [-1.0])
    program.solve()
    return program.objective


HALVES = ("yyn", "nyy", "yny")  # each meets two of three quotas that want exactly one
TRIANGLE = [("a", "y", 1, 1), ("b", "y", 1, 1), ("c", "y", 1, 1), *((name, "n", 0, 3) for name in "abc")]


def a_pool_without_any_panel() -> Problem:
    """Fractions of people meet the quotas (half of each of three), whole people do not."""
    return a_problem([*HALVES, "nnn", "nnn", "nnn"], TRIANGLE, 3)


def a_pool_that_shuts_three_out() -> Problem:
    """One person meets all three quotas alone, so there are legal panels; but none with those who meet two."""
    return a_problem([*HALVES, "yyy", "nnn", "nnn", "nnn"], TRIANGLE, 3)
