"""What ipfn says about raking, in a process of its own (`tests/methods/oracles.py`): it loads pandas, which nothing else here needs.

A question has `table`: the people in each cell, and `targets`: for each axis what its cells shall add up to. The answer is the fitted table.
"""

from __future__ import annotations

import sys
import warnings

import numpy as np

from tests.methods.oracles import answer_all

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    from ipfn.ipfn import ipfn


def answer(table: list[object], targets: list[list[float]]) -> object:
    """The table whose sums along each axis are the targets."""
    start = np.array(table, dtype=float)
    fitted = ipfn(
        start,
        [np.array(one) for one in targets],
        [[axis] for axis in range(start.ndim)],
        convergence_rate=1e-12,
        rate_tolerance=0.0,
        max_iteration=2000,
    )
    return fitted.iteration().tolist()


if __name__ == "__main__":
    warnings.simplefilter("ignore")
    answer_all(answer, sys.stdin)
