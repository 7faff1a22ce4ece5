"""What is written in Polis' formats is read back as it was."""

from __future__ import annotations

import csv
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from participation.methods.opinions import Votes
from participation.methods.opinions.reading import Statement, read_groups, read_statements, read_votes
from participation.methods.opinions.reading_plain import read_plain
from participation.methods.opinions.statements import Tally, tallies
from participation.methods.opinions.writing import answers, comments, participants_votes
from tests.methods.opinions.conversations import conversation

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


def same(one: Votes, other: Votes) -> bool:
    return (one.people, one.statements) == (other.people, other.statements) and bool((one.marks == other.marks).all())


@settings(max_examples=25, deadline=None)
@given(people=st.integers(1, 30), statements=st.integers(1, 9), seed=st.integers(0, 99))
def test_votes_and_groups_come_back_from_a_row_a_person(people: int, statements: int, seed: int) -> None:
    votes, camps = conversation(people, statements, 2, seed)
    groups = {who: str(camp) for who, camp in zip(votes.people, camps, strict=True) if int(who) % 3}
    text = "".join(participants_votes(votes, groups, {"0": 4}))
    assert same(read_votes(text), votes)
    assert read_groups(text, votes) == groups
    rows = list(csv.DictReader(text.splitlines()))
    assert rows[0]["n-comments"] == "4"
    assert sum(int(row["n-agree"]) for row in rows) == sum(tally.agree for tally in tallies(votes.marks))


LINES = st.lists(st.sampled_from(["1", "0", "-1", "", "2", "-", "1-1", " 1", "1 ", "\x02", "ä", "10", "01"]), min_size=1, max_size=4)


@given(rows=st.lists(LINES, max_size=4))
def test_the_quick_reading_reads_as_the_careful_one_or_leaves_it_alone(rows: list[list[str]]) -> None:
    text = "".join([_row("participant", "group-id", "0", "1"), *(_row(f"P{number}", "", *cells) for number, cells in enumerate(rows))])
    quick = read_plain(text)
    if quick is not None:
        assert same(read_votes(text.replace("participant", '"participant"', 1)), quick)
    if all(len(cells) == 2 and set(cells) <= {"1", "0", "-1", ""} for cells in rows):
        assert quick is not None


def _row(*cells: str) -> str:
    return ",".join(cells) + "\n"


@pytest.mark.parametrize(
    "text", ["participant,0\na,1\na,1\n", "participant,0,0\na,1,1\n", "participant,0\n,1\n", "participant\na\n", "participant,x\na,1\n"]
)
def test_what_is_not_plain_is_left_to_the_careful_reading(text: str) -> None:
    assert read_plain(text) is None


def test_votes_come_back_from_a_row_an_answer_with_the_last_by_time() -> None:
    rows = [(NOON + timedelta(minutes=1), "7", "a", 1), (NOON, "7", "a", -1), (NOON, "8", "b", 0)]
    votes = read_votes("".join(answers(rows)))
    assert (votes.people, votes.statements) == (("a", "b"), ("7", "8"))
    assert votes.marks.tolist() == [[1, 2], [2, 0]]


def test_statements_come_back_with_what_was_taken_out() -> None:
    told = [Statement("1", 'Mehr "Bäume", bitte\nund Bänke', False), Statement("2", "", True)]
    text = "".join(comments((NOON, statement, "0", Tally(3, 1, 0)) for statement in told))
    assert list(read_statements(text).values()) == told
