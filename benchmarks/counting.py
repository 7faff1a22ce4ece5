"""How fast ballots are counted: a million ranked ballots, and Scottish wards beside another library in the same run.

    python benchmarks/counting.py

Prints a plain table; nothing is asserted. Wards and pref_voting are used where they are found.
"""

from __future__ import annotations

import random
import sys
import time
import warnings
from collections.abc import Callable
from itertools import accumulate
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from participation.methods.counting import RankedBallots, count, group_ranked  # noqa: E402  # this checkout's, not an installed one
from participation.methods.counting.reading import read_ballots  # noqa: E402  # as above
from participation.methods.counting.text import table  # noqa: E402  # as above

MILLION = 1_000_000
OPTIONS = tuple(f"Option {letter}" for letter in "ABCDEFGHIJ")
WARDS = ("edinburgh_2017_ward1.blt", "fife_2017_ward1.blt", "glasgow_2017_ward3.blt")


def best(act: Callable[[], object], times: int) -> float:
    """Seconds of the fastest of several runs."""
    found = []
    for _ in range(times):
        start = time.perf_counter()
        act()
        found.append(time.perf_counter() - start)
    return min(found)


def concentrated(chance: random.Random) -> list[tuple[int, ...]]:
    """Ballots as people cast them: 20,000 different ones, few of them very frequent, most short."""
    kinds = [tuple(chance.sample(range(10), chance.choice((1, 2, 3, 3, 4, 5, 10)))) for _ in range(20_000)]
    weights = list(accumulate(1 / (rank + 1) for rank in range(len(kinds))))
    drawn = chance.choices(kinds, cum_weights=weights, k=MILLION)
    return [(*ranking,) for ranking in drawn]  # a million values, as they come from an urn, not twenty thousand shared ones


def distinct(chance: random.Random) -> list[tuple[int, ...]]:
    """The hardest case: complete rankings, every order as likely as any other (some 870,000 different ones)."""
    order = list(range(10))
    rankings = []
    for _ in range(MILLION):
        chance.shuffle(order)
        rankings.append(tuple(order))
    return rankings


def million_rows() -> list[list[str]]:
    """Grouping and counting a million ballots of ten options, four seats."""
    rows = []
    for title, made in (("as cast", concentrated), ("all orders alike", distinct)):
        rankings = made(random.Random(2026))
        grouping = best(lambda rankings=rankings: group_ranked(rankings), 3)
        ballots = RankedBallots(OPTIONS, group_ranked(rankings))
        del rankings
        rows.append([f"1,000,000 ballots, {title} ({len(ballots.rankings):,} different)", "group", f"{grouping:.3f} s", ""])
        for rule, seats in (("stv-scottish", 4), ("irv", 1), ("schulze", 1)):
            taken = best(lambda rule=rule, seats=seats, ballots=ballots: count(rule, ballots, seats=seats), 3)
            rows.append(["", rule, f"{taken:.3f} s", ""])
    return rows


def ward_rows() -> list[list[str]]:
    """Official wards: reading, counting, and the same by pref_voting."""
    folder = next((parent / "shared" / "data" / "elections" for parent in ROOT.parents if (parent / "shared" / "data").is_dir()), None)
    if folder is None:
        return [["Scottish wards: not beside this checkout", "", "", ""]]
    rows = []
    for ward in WARDS:
        data = (folder / ward).read_bytes()
        found = read_ballots(data, ward)
        ballots, seats = found.ballots, found.seats or 1
        if not isinstance(ballots, RankedBallots):
            continue
        reading = best(lambda data=data, ward=ward: read_ballots(data, ward), 10)
        rows.append([f"{ward} ({ballots.total:,} ballots, {len(ballots.rankings):,} different)", "read", f"{reading * 1e3:.2f} ms", ""])
        for rule, places in (("stv-scottish", seats), ("irv", 1)):
            ours = best(lambda rule=rule, places=places, ballots=ballots: count(rule, ballots, seats=places), 30)
            rows.append(["", rule, f"{ours * 1e3:.2f} ms", theirs(rule, ballots, places)])
    return rows


def theirs(rule: str, ballots: RankedBallots, seats: int) -> str:
    """The same count by pref_voting (numpy), where it is installed."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            from pref_voting.iterative_methods import instant_runoff_for_truncated_linear_orders as runoff  # noqa: PLC0415  # may be missing
            from pref_voting.profiles_with_ties import ProfileWithTies  # noqa: PLC0415  # may be missing
            from pref_voting.proportional_methods import stv_scottish  # noqa: PLC0415  # may be missing
        except ImportError:
            return "not installed"
        ranks = [{option: rank for rank, option in enumerate(ranking, 1)} for ranking in ballots.rankings]
        profile = ProfileWithTies(ranks, rcounts=list(ballots.rankings.values()), candidates=list(range(len(ballots.options))))
        if rule == "irv":
            return f"{best(lambda: runoff(profile), 2) * 1e3:.1f} ms"
        return f"{best(lambda: stv_scottish(profile, num_seats=seats), 2) * 1e3:.1f} ms"


def main() -> None:
    """Print both tables as one."""
    print(table([["what", "step", "participation", "pref_voting"], *ward_rows(), *million_rows()]))


if __name__ == "__main__":
    main()
