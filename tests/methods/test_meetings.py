"""Speaking lists, motions and polls of a meeting."""

from __future__ import annotations

import statistics
from collections import Counter
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from participation.methods.meetings import BadAnswer, Kind, Majority, Question, Waiting, decide_motion, read_answer, speaking_order, tally

REQUESTS = st.lists(st.tuples(st.integers(0, 4), st.integers(0, 50)), max_size=30)


@given(REQUESTS)
def test_nobody_on_the_list_is_lost_and_who_spoke_less_is_never_called_later(people: list[tuple[int, int]]) -> None:
    waiting = [Waiting(number, spoken, asked) for number, (spoken, asked) in enumerate(people)]
    order = speaking_order(waiting)
    assert sorted(order) == list(range(len(people)))
    called = [waiting[number] for number in order]
    assert all(one.spoken <= other.spoken for one, other in pairwise(called))
    assert all(one.asked <= other.asked for one, other in pairwise(called) if one.spoken == other.spoken)


@given(REQUESTS)
def test_without_that_rule_the_order_is_that_of_asking(people: list[tuple[int, int]]) -> None:
    waiting = [Waiting(number, spoken, asked) for number, (spoken, asked) in enumerate(people)]
    asked = [waiting[number].asked for number in speaking_order(waiting, first_speakers_first=False)]
    assert asked == sorted(asked)


@pytest.mark.parametrize(
    ("yes", "no", "abstained", "present", "quorum", "majority", "outcome", "needed"),
    [
        (21, 20, 9, 50, 0, Majority.SIMPLE, "carried", 21),
        (20, 20, 10, 50, 0, Majority.SIMPLE, "rejected", 21),
        (1, 0, 49, 50, 0, Majority.SIMPLE, "carried", 1),
        (0, 0, 50, 50, 0, Majority.SIMPLE, "rejected", 1),
        (26, 10, 14, 50, 0, Majority.ABSOLUTE, "carried", 26),
        (25, 0, 25, 50, 0, Majority.ABSOLUTE, "rejected", 26),
        (26, 25, 0, 51, 0, Majority.ABSOLUTE, "carried", 26),
        (20, 10, 20, 50, 0, Majority.TWO_THIRDS, "carried", 20),
        (19, 10, 21, 50, 0, Majority.TWO_THIRDS, "rejected", 20),
        (0, 0, 5, 5, 0, Majority.TWO_THIRDS, "rejected", 1),
        (30, 0, 0, 30, 31, Majority.SIMPLE, "no-quorum", 1),
        (30, 0, 0, 31, 31, Majority.SIMPLE, "carried", 1),
    ],
)
def test_motions(yes: int, no: int, abstained: int, present: int, quorum: int, majority: Majority, outcome: str, needed: int) -> None:
    result = decide_motion(yes, no, abstained, present=present, quorum=quorum, majority=majority)
    assert (result.outcome, result.needed) == (outcome, needed)


@given(st.integers(0, 60), st.integers(0, 60), st.integers(0, 60), st.integers(0, 60), st.sampled_from(Majority))
def test_one_yes_fewer_than_needed_never_carries_a_motion(yes: int, no: int, abstained: int, silent: int, majority: Majority) -> None:
    present = yes + no + abstained + silent
    result = decide_motion(yes, no, abstained, present=present, majority=majority)
    assert (result.outcome == "carried") == (yes >= result.needed)
    if majority == Majority.TWO_THIRDS:
        assert (result.outcome == "carried") == (yes > 0 and 3 * yes >= 2 * (yes + no))
    if majority == Majority.ABSOLUTE:
        assert (result.outcome == "carried") == (2 * yes > present)


def test_more_votes_than_people_are_refused() -> None:
    with pytest.raises(ValueError, match="more votes"):
        decide_motion(2, 1, 0, present=2)
    with pytest.raises(ValueError, match="negative"):
        decide_motion(-1, 0, 0, present=2)


CHOICE = Question(Kind.MULTIPLE, options=4, most=2)
SCALE = Question(Kind.SCALE, low=1, high=5)


@pytest.mark.parametrize(
    ("question", "sent", "answer"),
    [
        (Question(Kind.SINGLE, options=3), ["2"], (2,)),
        (CHOICE, ["3", "0"], (0, 3)),
        (CHOICE, ["1", " "], (1,)),
        (Question(Kind.RANKING, options=3), ["2", "0"], (2, 0)),
        (SCALE, ["5"], (5,)),
        (Question(Kind.NUMBER, low=-5, high=10**6), ["-5"], (-5,)),
        (Question(Kind.WORDS, most=3), ["  Mehr   Bänke ", "Licht", "Licht"], ("Mehr Bänke", "Licht")),
        (Question(Kind.MOTION, options=3), ["2"], (2,)),
    ],
)
def test_answers_are_read(question: Question, sent: list[str], answer: tuple[object, ...]) -> None:
    assert read_answer(question, sent) == answer


@pytest.mark.parametrize(
    ("question", "sent", "reason"),
    [
        (CHOICE, [], "none"),
        (CHOICE, ["", "  "], "none"),
        (CHOICE, ["4"], "not-an-option"),
        (CHOICE, ["-1"], "not-an-option"),
        (CHOICE, ["1", "1"], "twice"),
        (CHOICE, ["0", "1", "2"], "too-many"),
        (CHOICE, ["x"], "not-a-number"),
        (CHOICE, ["9" * 5000], "out-of-range"),
        (Question(Kind.SINGLE, options=3), ["0", "1"], "too-many"),
        (SCALE, ["6"], "out-of-range"),
        (SCALE, ["3", "4"], "too-many"),
        (Question(Kind.WORDS, most=1), ["a", "b"], "too-many"),
        (Question(Kind.WORDS), ["x" * 41], "too-long"),
        (Question(Kind.RANKING, options=3), ["0", "0"], "twice"),
    ],
)
def test_what_is_no_answer_says_why(question: Question, sent: list[str], reason: str) -> None:
    with pytest.raises(BadAnswer) as refused:
        read_answer(question, sent)
    assert refused.value.reason == reason


@given(st.lists(st.lists(st.sampled_from("0123"), min_size=1, max_size=2, unique=True), max_size=40))
def test_choices_are_counted_as_a_list_would(sent: list[list[str]]) -> None:
    counted = tally(CHOICE, [read_answer(CHOICE, one) for one in sent])
    assert counted.people == len(sent)
    assert counted.counts == tuple(sum(str(option) in one for one in sent) for option in range(4))


@given(st.lists(st.integers(1, 5), min_size=1, max_size=60))
def test_medians_and_quartiles_are_those_of_the_library(values: list[int]) -> None:
    counted = tally(SCALE, [(value,) for value in values])
    assert counted.median == statistics.median_low(values)
    assert counted.quartiles is not None
    assert list(counted.quartiles) == [int(value) for value in np.quantile(values, [0.25, 0.75], method="inverted_cdf")]
    assert counted.counts == tuple(Counter(values)[step] for step in range(1, 6))


def test_a_question_that_nobody_answered_has_an_empty_tally() -> None:
    assert tally(SCALE, []).median is None
    assert tally(SCALE, []).counts == (0, 0, 0, 0, 0)
    assert tally(Question(Kind.RANKING, options=2), []).order == ()
    assert tally(Question(Kind.WORDS), []).words == ()


def test_words_are_counted_without_regard_to_capitals_and_shown_as_most_wrote_them() -> None:
    counted = tally(Question(Kind.WORDS, most=2), [("Bänke", "Licht"), ("bänke",), ("Bänke",), ("licht", "Licht")])
    assert counted.words == (("Bänke", 3), ("Licht", 2))


def test_a_ranking_is_ordered_by_schulze_as_in_votes() -> None:
    """The example of Schulze (2011), section 2: 45 voters, order E A C B D."""
    papers = {"ACBED": 5, "ADECB": 5, "BEDAC": 8, "CABED": 3, "CAEBD": 7, "CBADE": 2, "DCEBA": 7, "EBADC": 8}
    question = Question(Kind.RANKING, options=5)
    counted = tally(question, [tuple("ABCDE".index(letter) for letter in paper) for paper, number in papers.items() for _ in range(number)])
    assert counted.people == 45
    assert counted.order == ((4,), (0,), (2,), (1,), (3,))
    assert counted.counts == (10, 8, 12, 7, 8)
