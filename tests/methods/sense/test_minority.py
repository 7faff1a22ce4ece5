"""A small group's strong support is found, and what a majority wants or chance gives is not."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from participation.methods.intervals import wilson_lower_bound
from participation.methods.sense.minority import LEAST_PEOPLE, Support, minority_voices


def test_strong_support_in_a_small_group_is_found() -> None:
    (voice,) = minority_voices([30, 170], {7: [Support(27, 30), Support(34, 170)]})
    assert (voice.subject, voice.group) == (7, 0)
    assert voice.distance == pytest.approx(0.9 - 0.2)


@pytest.mark.parametrize(
    ("sizes", "groups"),
    [
        ([30, 170], [Support(27, 30), Support(120, 170)]),  # the others want it too
        ([100, 100], [Support(95, 100), Support(10, 100)]),  # half of all are no minority
        ([9, 191], [Support(9, 9), Support(10, 191)]),  # of fewer than ten nothing is said
        ([30, 170], [Support(4, 5), Support(10, 170)]),  # too few of the group answered
        ([30, 170], [Support(18, 30), Support(34, 170)]),  # not surely more than half of it
        ([12, 24], [Support(10, 12), Support(1, 2)]),  # nothing is known of the others
    ],
)
def test_what_is_no_minority(sizes: list[int], groups: list[Support]) -> None:
    assert minority_voices(sizes, {1: groups}) == []


def test_chance_alone_finds_little() -> None:
    """A thousand statements about which groups do not differ: hardly any is called a minority's."""
    chance = random.Random(4)
    support = {}
    for subject in range(1000):
        share = chance.random()
        support[subject] = [Support(sum(chance.random() < share for _ in range(size)), size) for size in (20, 80)]
    assert len(minority_voices([20, 80], support)) <= 5


SUPPORT = st.integers(0, 60).flatmap(lambda answered: st.builds(Support, st.integers(0, answered), st.just(answered)))


@given(
    st.lists(st.integers(0, 80), min_size=1, max_size=4).flatmap(
        lambda sizes: st.tuples(
            st.just(sizes), st.dictionaries(st.integers(1, 20), st.lists(SUPPORT, min_size=len(sizes), max_size=len(sizes)), max_size=8)
        )
    )
)
def test_always(told: tuple[list[int], dict[int, list[Support]]]) -> None:
    sizes, support = told
    found = minority_voices(sizes, support)
    assert [voice.distance for voice in found] == sorted((voice.distance for voice in found), reverse=True)
    for voice in found:
        assert LEAST_PEOPLE <= sizes[voice.group] <= sum(sizes) / 3
        assert wilson_lower_bound(voice.inside.yes, voice.inside.answered) > 0.5
        assert 2 * voice.outside.yes <= voice.outside.answered


@pytest.mark.parametrize("groups", [[Support(1, 1)], [Support(5, 3), Support(1, 1)], [Support(-1, 3), Support(1, 1)]])
def test_numbers_that_cannot_be_are_refused(groups: list[Support]) -> None:
    with pytest.raises(ValueError):
        minority_voices([20, 80], {1: groups})
