"""How many different people meet in small groups, how evenly features are spread, and what it costs.

    python benchmarks/groups.py

Prints a plain table; nothing is asserted. The reference for 60 people in five rounds at tables of six is 702 of 750 possible meetings, reached by swap
annealing alone; a package in use reaches 282.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path
from random import Random

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from participation.methods.counting.text import table  # noqa: E402  # this checkout's, not an installed one
from participation.methods.groups import Task, seat  # noqa: E402  # as above

CASES = ((60, 6, 5, 0), (60, 6, 5, 1), (60, 6, 5, 3), (62, 6, 5, 2), (30, 5, 4, 3), (24, 6, 4, 0), (48, 8, 6, 2), (100, 10, 8, 2), (160, 8, 6, 3))
SEEDS = ("01", "02", "03")
REFERENCE = {(60, 6, 5, 0): "702"}


def features(people: int, number: int) -> tuple[tuple[str, ...], ...]:
    """Invented features of two to four values of unequal frequency."""
    chance = Random(people + number)
    return tuple(tuple(chance.choice("aab" if each % 2 else "aabbcd") for _person in range(people)) for each in range(number))


def main() -> None:
    """Print the table."""
    rows = [["people", "size", "rounds", "features", "pairs met", "possible", "reference", "uneven places", "CPU s"]]
    for people, size, rounds, number in CASES:
        task = Task(people, size, rounds, features(people, number))
        start = time.process_time()
        seatings = [seat(task, seed) for seed in SEEDS]
        seconds = (time.process_time() - start) / len(SEEDS)
        met = [seating.met for seating in seatings]
        reference = REFERENCE.get((people, size, rounds, number), "")
        rows.append(
            [
                str(people), str(size), str(rounds), str(number), f"{min(met)}–{max(met)}", str(seatings[0].possible), reference,
                "–".join(str(edge(seating.uneven for seating in seatings)) for edge in (min, max)), f"{seconds:.2f}",
            ]
        )  # fmt: skip
    print(table(rows))


if __name__ == "__main__":
    main()
