"""The order of a chain: everything that hangs together, each thing after what it followed from, whatever the links look like."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from participation.traces.chains import Tie, chain_of, leads_to

links = st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)).filter(lambda pair: pair[0] != pair[1]), max_size=25)
moments = st.dictionaries(st.integers(0, 9), st.integers(0, 5), min_size=1)


def reach(pairs: Iterable[tuple[int, int]]) -> NDArray[np.bool_]:
    """Who is reached from whom by one step or more."""
    near = np.zeros((10, 10), bool)
    for first, second in pairs:
        near[first, second] = True
    far = near.copy()
    for _step in range(10):
        far |= far @ near
    return far


@given(links, moments)
def test_a_chain_holds_what_hangs_together_by_what_may_be_told(pairs: list[tuple[int, int]], when: dict[int, int]) -> None:
    here = min(when)
    steps = chain_of(here, [Tie(*pair) for pair in pairs], when)
    told = [pair for pair in pairs if set(pair) <= set(when)]
    assert {step.thing for step in steps} == {here, *np.flatnonzero(reach([*told, *((b, a) for a, b in told)])[here]).tolist()}
    assert len(steps) == len({step.thing for step in steps})


@given(links, moments)
def test_without_circles_each_thing_stands_after_what_it_followed_from(pairs: list[tuple[int, int]], when: dict[int, int]) -> None:
    forward = [(low, high) for low, high in pairs if low < high]
    steps = chain_of(min(when), [Tie(*pair) for pair in forward], when)
    place = {step.thing: number for number, step in enumerate(steps)}
    for step in steps:
        assert all(place[tie.earlier] < place[step.thing] for tie in step.ties)
        assert [place[tie.earlier] for tie in step.ties] == sorted(place[tie.earlier] for tie in step.ties)


@given(links, st.integers(0, 9), st.integers(0, 9))
def test_what_follows_from_what_is_as_the_powers_of_the_matrix_say(pairs: list[tuple[int, int]], first: int, second: int) -> None:
    assert leads_to(first, second, [Tie(*pair) for pair in pairs]) == bool(reach(pairs)[first, second])


def test_the_older_branch_comes_first() -> None:
    steps = chain_of("a", [Tie("a", "new"), Tie("a", "old")], {"a": 1, "new": 9, "old": 2})
    assert [step.thing for step in steps] == ["a", "old", "new"]
