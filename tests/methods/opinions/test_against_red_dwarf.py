"""red-dwarf, the reference outside Polis itself, computes the same projection and the same statistics; it is asked in a process of its own.

It runs by this interpreter where it is installed, else by the one that PARTICIPATION_RED_DWARF_PYTHON names.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from importlib.util import find_spec
from typing import Any

import numpy as np
import pytest

from participation.methods.opinions import UNSEEN, Votes, polis
from participation.methods.opinions.projection import project
from participation.methods.opinions.votes import Ints
from tests.conftest import REQUIRE_ALL
from tests.methods.opinions.conversations import conversation
from tests.methods.oracles import an_oracle

PYTHON = os.environ.get("PARTICIPATION_RED_DWARF_PYTHON") or (sys.executable if find_spec("reddwarf") else None)
Ask = Callable[[Votes, Ints, list[int]], dict[str, Any]]


@pytest.fixture(scope="module")
def ask() -> Iterator[Ask]:
    """`ask(votes, groups, hidden)`: what red-dwarf says."""
    if PYTHON is None:
        if REQUIRE_ALL:
            pytest.fail("red-dwarf is not installed")
        pytest.skip("red-dwarf is not installed")
    with an_oracle("opinions.red_dwarf_oracle", PYTHON) as red_dwarf:

        def asked(votes: Votes, groups: Ints, hidden: list[int]) -> dict[str, Any]:
            marks = [[None if mark == UNSEEN else int(mark) for mark in row] for row in votes.marks]
            answer: dict[str, Any] = red_dwarf(marks=marks, groups=groups.tolist(), hidden=hidden)
            return answer

        yield asked


def a_case(seed: int) -> tuple[Votes, Ints, list[int]]:
    votes, camps = conversation(30 + 17 * seed, 9 + 3 * seed, 2 + seed % 3, seed, 0.4 + 0.05 * (seed % 10))
    marks = votes.marks.copy()
    marks[:, 0][marks[:, 0] == UNSEEN] = 0  # they choke on a column or a row without any answer
    marks[0][marks[0] == UNSEEN] = 1
    return Votes(votes.people, votes.statements, marks), camps, [1, 4] if seed % 2 else []


@pytest.mark.parametrize("seed", range(12))
def test_the_same_projection(seed: int, ask: Ask) -> None:
    votes, groups, hidden = a_case(seed)
    theirs = np.array(ask(votes, groups, hidden)["points"])
    shown = votes.without([votes.statements[place] for place in hidden])
    ours = project(shown.marks, len(hidden)).points(shown.marks)
    for axis in (0, 1):
        sign = np.sign(ours[:, axis] @ theirs[:, axis])
        assert ours[:, axis] == pytest.approx(sign * theirs[:, axis], abs=1e-8)


@pytest.mark.parametrize("seed", range(12))
def test_the_same_statistics_and_the_same_statements(seed: int, ask: Ask) -> None:
    votes, groups, hidden = a_case(seed)
    theirs = ask(votes, groups, hidden)
    assert polis.group_aware_consensus(votes.marks, groups) == pytest.approx(theirs["group_aware_consensus"], abs=1e-12)
    for side, chosen in polis.consensus(votes.marks, hidden).items():
        rows = theirs["consensus"][side]
        assert sorted(round(each.probability * each.probability_test, 9) for each in chosen) == sorted(
            round(row["p-success"] * row["p-test"], 9) for row in rows
        )
    for group, chosen in enumerate(polis.representative(votes.marks, groups, hidden)):
        rows = {int(row["tid"]): row for row in theirs["representative"][str(group)]}
        if not rows:  # they drop all statements of a group that agrees on none; Polis' server keeps those that it rejects
            assert not any(each.best_agree for each in chosen)
            continue
        assert {each.place for each in chosen} == set(rows)
        for each in chosen:
            row = rows[each.place]
            assert (each.successes, each.trials, each.side) == (row["n-success"], row["n-trials"], row["repful-for"])
            ours = (each.probability, each.probability_test, each.repness, each.repness_test)
            assert ours == pytest.approx((row["p-success"], row["p-test"], row["repness"], row["repness-test"]), abs=1e-9)


@pytest.mark.parametrize("seed", range(12))
def test_the_same_priorities(seed: int, ask: Ask) -> None:
    votes, groups, _hidden = a_case(seed)
    theirs = ask(votes, groups, [])["priorities"]
    urgency = polis.priorities(polis.Counts.of(votes.marks), project(votes.marks).extremity())
    assert urgency == pytest.approx(theirs, abs=1e-7)
