"""What abcvoting says about approvals for several seats, in a process of its own (`tests/methods/oracles.py`)."""

from __future__ import annotations

import sys
import warnings
from fractions import Fraction
from types import ModuleType
from typing import Any

from tests.methods.oracles import answer_all

sys.modules["gurobipy"] = ModuleType("gurobipy")  # imported by abcvoting for solvers that are not asked here; proprietary, so not installed

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    from abcvoting import properties
    from abcvoting.abcrules import compute_av, compute_equal_shares
    from abcvoting.preferences import Profile, Voter

FAIR = {
    "JR": properties.check_JR,
    "PJR": lambda *given, **more: properties.check_PJR(*given, algorithm="brute-force", **more),
    "EJR": lambda *given, **more: properties.check_EJR(*given, algorithm="brute-force", **more),
    "EJR+": properties.check_EJR_plus,
}
EXACT = {"algorithm": "standard-fractions", "max_num_of_committees": None}


def answer(
    rule: str,
    options: int,
    approvals: list[list[int]],
    counts: list[int],
    seats: int,
    resolute: bool = False,
    committee: list[int] | None = None,
    promises: list[str] | None = None,
) -> Any:
    """All winning committees, only the first of them if `resolute`; for `fair` which promises to groups of voters the `committee` breaks.

    Voters of one ballot are one voter of that weight; for `fair` everybody is there, and a seat belongs to each `seats`-th part of them.
    """
    profile = Profile(options)
    if rule == "fair":
        profile.add_voters([marks for marks, number in zip(approvals, counts, strict=True) for _ in range(number)])
        quota = Fraction(len(profile), seats)
        return [name for name in promises or FAIR if not FAIR[name](profile, committee, quota=quota)]
    profile.add_voters([Voter(marks, weight=number) for marks, number in zip(approvals, counts, strict=True)])
    if rule == "approval":
        found = compute_av(profile, seats, resolute=resolute, max_num_of_committees=None)
    else:
        completion = "increment" if rule == "equal-shares-completed" else None
        found = compute_equal_shares(profile, seats, resolute=resolute or bool(completion), completion=completion, **EXACT)
    return [sorted(winners) for winners in found]


if __name__ == "__main__":
    warnings.simplefilter("ignore")
    answer_all(answer, sys.stdin)
