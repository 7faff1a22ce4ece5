"""How long a stranger needs to check a vote: packs of a hundred thousand ballots, counted by the program that lies in them.

    python benchmarks/evidence.py [BALLOTS]

Prints a plain table; nothing is asserted. The ballots are drawn by chance: preferences spread around a few camps, as in the counting benchmark.
"""

from __future__ import annotations

import hashlib
import random
import sys
import time
from collections import Counter
from itertools import accumulate
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from participation.methods.counting.budgets import BudgetBallots, BudgetTerms, Project, count_budget  # noqa: E402  # as above
from participation.methods.counting.checker.files import read_marks, read_trackers  # noqa: E402  # this checkout's, not an installed one
from participation.methods.counting.checker.pack import count_purse  # noqa: E402  # as above
from participation.methods.counting.checker.projects import Purse  # noqa: E402  # as above
from participation.methods.counting.checker.voting import Poll, count_poll  # noqa: E402  # as above
from participation.methods.counting.text import table  # noqa: E402  # as above

OPTIONS = tuple(f"Option {letter}" for letter in "ABCDEFGHIJ")
PROJECTS = 60


def ballots_by_chance(chance: random.Random, number: int) -> list[tuple[int, ...]]:
    """As people cast them: many different ones, few of them very frequent, most short."""
    kinds = [tuple(chance.sample(range(1, 11), chance.choice((1, 2, 3, 3, 4, 5, 10)))) for _ in range(max(10, number // 50))]
    weights = list(accumulate(1 / (rank + 1) for rank in range(len(kinds))))
    return chance.choices(kinds, cum_weights=weights, k=number)


def a_budget(chance: random.Random, number: int) -> Purse:
    """Sixty projects, up to eight on a ballot."""
    costs = tuple(chance.randint(5, 80) * 100_000 for _ in range(PROJECTS))
    liked = [chance.random() ** 2 for _ in range(PROJECTS)]
    ballots: Counter[tuple[tuple[int, int], ...]] = Counter()
    for _ in range(number):
        named = sorted(set(chance.choices(range(PROJECTS), liked, k=chance.randint(1, 8))))
        ballots[tuple((place, 1) for place in named)] += 1
    return Purse(sum(costs) // 4, costs, tuple(f"Projekt {place}" for place in range(PROJECTS)), ballots, True, None, bytes(32))


def seconds(start: float) -> str:
    """Since then."""
    return f"{time.perf_counter() - start:.2f} s"


def main() -> None:
    """Print how long each step takes."""
    number = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    chance = random.Random(7)
    drawn = ballots_by_chance(chance, number)
    trackers = sorted(f"{chance.getrandbits(100):025X}"[:20] for _ in drawn)
    rows = [f'"{tracker}","[{",".join(map(str, marks))}]"\r\n' for tracker, marks in zip(trackers, drawn, strict=True)]
    data = ('"kennung","stimmen"\r\n' + "".join(rows)).encode()
    lines = []
    start = time.perf_counter()
    read = read_trackers(data)
    hashlib.sha256("".join(f"{tracker} {marks}\n" for tracker, marks in sorted(read)).encode()).hexdigest()
    urn = Counter({read_marks(text): times for text, times in Counter(marks for _tracker, marks in read).items()})
    lines.append(["read, hash and group", str(len(urn)), seconds(start)])
    for rule, seats in (("irv", 1), ("stv-scottish", 4), ("schulze", 1)):
        start = time.perf_counter()
        count_poll(Poll(rule, OPTIONS, seats, bytes(32), number), urn)
        lines.append([f"count: {rule}", str(len(urn)), seconds(start)])
    purse = a_budget(chance, number)
    projects = tuple(Project(str(place + 1), cost) for place, cost in enumerate(purse.costs))
    ballots = BudgetBallots(projects, purse.amount, purse.ballots, "approval", 100, 1, "€")
    start = time.perf_counter()
    outcome = count_budget("equal-shares", ballots, BudgetTerms(seed=purse.seed))
    lines.append(["the product's own: equal-shares", str(len(purse.ballots)), seconds(start)])
    raises = outcome.completion.raises if outcome.completion else 0
    for rule in ("greedy", "equal-shares"):
        start = time.perf_counter()
        count_purse(rule, purse, {"completion": {"raises": raises}})
        lines.append([f"count: {rule}", str(len(purse.ballots)), seconds(start)])
    print(f"{number} ballots\n")
    print(table([["step", "different ballots", "takes"], *lines]))


if __name__ == "__main__":
    main()
