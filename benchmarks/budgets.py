"""How fast budgets are read and counted, beside pabutools in the same run where this Python (that of the tests), or the one given, has it.

    python benchmarks/budgets.py
    python benchmarks/budgets.py --pabutools /path/to/venv/bin/python

pabutools is GPL: only the tests and this ask it, in a process of its own. Prints a plain table; nothing is asserted.
"""

from __future__ import annotations

import argparse
import json
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from importlib.util import find_spec
from itertools import accumulate
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from participation.methods.counting.budgets import BudgetBallots, BudgetTerms, Project, count_budget  # noqa: E402  # this checkout's
from participation.methods.counting.budgets.reading_pb import read_pb  # noqa: E402  # as above
from participation.methods.counting.budgets.writing_pb import write_pb  # noqa: E402  # as above
from participation.methods.counting.text import table  # noqa: E402  # as above

PLAIN = BudgetTerms(complete=False)
THEIRS = """
import json, sys, time
import pabutools.fractions
from pabutools.election import parse_pabulib, Cost_Sat
from pabutools.rules import exhaustion_by_budget_increase, greedy_utilitarian_welfare, method_of_equal_shares
path, mode, kind = sys.argv[1:4]
pabutools.fractions.FRACTION = kind
started = time.process_time()
instance, profile = parse_pabulib(path)
read = time.process_time() - started
started = time.process_time()
if mode == "one":
    chosen = method_of_equal_shares(instance, profile, sat_class=Cost_Sat)
else:
    chosen = exhaustion_by_budget_increase(
        instance, profile, method_of_equal_shares, {"sat_class": Cost_Sat},
        exhaustive_stop=False, budget_step=pabutools.fractions.frac(profile.num_ballots()))
print(json.dumps({"read": read, "count": time.process_time() - started, "winners": sorted(p.name for p in chosen)}))
"""


def best(act: Callable[[], object], times: int) -> float:
    """Processor seconds of the fastest of several runs: other work on the machine does not count."""
    found = []
    for _ in range(times):
        started = time.process_time()
        act()
        found.append(time.process_time() - started)
    return min(found)


def a_large_city(voters: int = 90_000, projects: int = 160, areas: int = 36) -> BudgetBallots:
    """Like Łódź in 2022: five citywide choices and some of one's own quarter, a budget of 24 million, projects from 20,000 to a million."""
    chance = random.Random(2022)
    where = [chance.randrange(areas) for _ in range(projects)]
    quarter = [[project for project in range(projects) if where[project] == area] for area in range(areas)]
    costs = [round(10 ** chance.uniform(4.3, 6.0)) * 100 for _ in range(projects)]
    liked = list(accumulate(chance.paretovariate(1.2) for _ in range(projects)))
    ballots: Counter[tuple[tuple[int, int], ...]] = Counter()
    for _ in range(voters):
        own = quarter[chance.randrange(areas)]
        chosen = set(chance.choices(range(projects), cum_weights=liked, k=chance.choice((3, 4, 5, 5, 5, 5))))
        chosen |= set(chance.sample(own, min(len(own), chance.choice((1, 2, 3)))))
        ballots[tuple((project, 1) for project in sorted(chosen))] += 1
    listed = tuple(Project(str(place), cost) for place, cost in enumerate(costs))
    return BudgetBallots(listed, 2_400_000_000, dict(ballots))


def theirs(python: str | None, file: Path, mode: str, kind: str) -> dict[str, object] | None:
    """pabutools' times and winners, from its own process."""
    if python is None:
        return None
    done = subprocess.run([python, "-c", THEIRS, str(file), mode, kind], capture_output=True, text=True, check=False)
    if done.returncode:
        return {"error": done.stderr.strip().splitlines()[-1][:80] if done.stderr.strip() else "failed"}
    found: dict[str, object] = json.loads(done.stdout)
    return found


def rows_of(title: str, file: Path, ballots: BudgetBallots, python: str | None, *, full: bool) -> list[list[str]]:
    """Reading, one exact run, and the completion with all its runs; each beside pabutools where that ends in reasonable time."""
    data = file.read_bytes()
    reading = best(lambda: read_pb(data), 3)
    one = best(lambda: count_budget("equal-shares", ballots, PLAIN), 3)
    outcome = count_budget("equal-shares", ballots)
    add1 = best(lambda: count_budget("equal-shares", ballots), 2)
    done = outcome.completion
    said = f"{done.raises} raises, {done.runs} runs, {'every raise' if done.every_step else 'by halving'}" if done else ""
    rows = [[f"{title}: {len(data) / 1e6:.1f} MB, {ballots.voters:,} voters, {len(ballots.projects)} projects", "read", f"{reading:.3f} s", "", ""]]
    for kind in ("float", "gmpy2"):
        other = theirs(python, file, "one", kind)
        rows.append(["", f"one run (pabutools: {kind})", f"{one:.3f} s", *_beside(one, other)])
    other = theirs(python, file, "add1", "float") if full else None
    rows.append(["", f"add1: {said}", f"{add1:.3f} s", *_beside(add1, other)])
    if other is not None and "winners" in other:
        same = sorted(outcome.winner_ids) == other["winners"]
        rows.append(["", "add1: same projects as pabutools", str(same), "", ""])
    return rows


def _beside(ours: float, other: dict[str, object] | None) -> list[str]:
    if other is None:
        return ["", ""]
    if "error" in other:
        return [str(other["error"]), ""]
    seconds = Fraction(str(other["count"]))
    return [f"{float(seconds):.3f} s", f"{float(seconds) / ours:.0f} ×"]


def main() -> None:
    """Print one table."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--pabutools", help="a Python that has pabutools", default=sys.executable if find_spec("pabutools") else None)
    python = parser.parse_args().pabutools
    rows = [["what", "step", "participation", "pabutools", "ratio"]]
    folder = next((parent / "shared" / "data" / "elections" for parent in ROOT.parents if (parent / "shared" / "data").is_dir()), None)
    official = folder / "Poland_Swiecie_2023.pb" if folder else None
    if official is not None and official.exists():
        rows += rows_of("Świecie 2023", official, read_pb(official.read_bytes()).ballots, python, full=True)
    with tempfile.TemporaryDirectory() as scratch:
        file = Path(scratch) / "city.pb"
        ballots = replace(a_large_city(), currency="PLN")
        file.write_text(write_pb(ballots, rule="equalshares/add1"), encoding="utf-8")
        rows += rows_of("a city like Łódź", file, ballots, python, full=False)
    print(table(rows))
    print(f"\nlargest memory of this process: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")


if __name__ == "__main__":
    main()
