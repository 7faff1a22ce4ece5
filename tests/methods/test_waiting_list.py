"""Places and the waiting list: never more than there are, the order kept, nobody lost; whatever people do, step by step."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from participation.methods.waiting_list import Asked, moves_up

LINES = st.lists(st.tuples(st.integers(1, 6), st.booleans()), max_size=30).map(
    lambda drawn: [Asked(number, seats, placed) for number, (seats, placed) in enumerate(drawn)]
)


def test_the_first_get_the_places() -> None:
    assert moves_up(3, [Asked(7, 1), Asked(8, 2), Asked(9, 1)]) == [7, 8]


def test_without_a_limit_everybody_gets_in() -> None:
    assert moves_up(None, [Asked(1, 6), Asked(2, 90)]) == [1, 2]


def test_a_group_is_neither_torn_apart_nor_passed_by() -> None:
    assert moves_up(3, [Asked(1, 2, placed=True), Asked(2, 2), Asked(3, 1)]) == []
    assert moves_up(4, [Asked(1, 2, placed=True), Asked(2, 2), Asked(3, 1)]) == [2]


def test_nobody_asks_for_nothing() -> None:
    with pytest.raises(ValueError, match="less than one"):
        moves_up(3, [Asked(1, 0)])


@given(st.integers(0, 60), LINES)
def test_never_more_than_places_and_the_order_kept(places: int, line: list[Asked]) -> None:
    up = moves_up(places, line)
    seats = {one.key: one.seats for one in line}
    held = sum(one.seats for one in line if one.placed)
    given_now = sum(seats[key] for key in up)
    assert not given_now or held + given_now <= places
    waiting = [one.key for one in line if not one.placed]
    assert up == waiting[: len(up)], "those who asked first, and none between them left out"
    if len(up) < len(waiting):
        assert held + given_now + seats[waiting[len(up)]] > places, "the next one waits because there is no room, and for no other reason"


@given(st.integers(1, 12), st.lists(st.tuples(st.booleans(), st.integers(1, 4), st.integers(0, 30)), max_size=40))
def test_whatever_people_do_nobody_is_lost_and_the_hall_is_never_too_full(places: int, acts: list[tuple[bool, int, int]]) -> None:
    line: list[Asked] = []
    asked, gone = 0, set()
    for leaves, seats, which in acts:
        if leaves and line:
            gone.add(line.pop(which % len(line)).key)
        else:
            line.append(Asked(asked, seats))
            asked += 1
        before = {one.key for one in line if one.placed}
        up = set(moves_up(places, line))
        line = [Asked(one.key, one.seats, one.placed or one.key in up) for one in line]
        assert before <= {one.key for one in line if one.placed}, "who has a place keeps it"
        assert sum(one.seats for one in line if one.placed) <= places
    assert {one.key for one in line} | gone == set(range(asked))
    assert [one.key for one in line] == sorted(one.key for one in line)
