"""Which answers a quota counts."""

from __future__ import annotations

import pytest

from participation.methods.surveys.definition import Kind, Option, Page, Question, Survey
from participation.methods.surveys.quotas import is_known, meets, values_of

SURVEY = Survey(
    "s", 1, ("de",), {"de": "S"}, pages=(
        Page("p", questions=(
            Question("sex", Kind.SINGLE, options=(Option("f"), Option("m"))),
            Question("uses", Kind.MULTIPLE, options=(Option("a"), Option("b"))),
            Question("step", Kind.SCALE, minimum=-1, maximum=2, dont_know=True),
            Question("why", Kind.LONG_TEXT),
        )),
    ),
)  # fmt: skip


@pytest.mark.parametrize(
    ("parts", "answers", "counts"),
    [
        ([("sex", "f")], {"sex": "f"}, True),
        ([("sex", "f")], {"sex": "m"}, False),
        ([("sex", "f")], {"sex": None}, False),
        ([("sex", "f")], {}, False),
        ([("uses", "b")], {"uses": ["a", "b"]}, True),
        ([("uses", "b")], {"uses": ["a"]}, False),
        ([("sex", "f"), ("uses", "b")], {"sex": "f", "uses": ["a"]}, False),
        ([("sex", "f"), ("uses", "b")], {"sex": "f", "uses": ["b"]}, True),
        ([("step", "-1")], {"step": -1.0}, True),
        ([("step", "1")], {"step": 1.5}, False),
        ([("step", "1")], {"step": "dont_know"}, False),
    ],
)
def test_a_quota_counts_who_says_all_of_it(parts: list[tuple[str, str]], answers: dict[str, object], counts: bool) -> None:
    assert meets(parts, answers) is counts


def test_only_answers_that_are_there_can_have_a_quota() -> None:
    assert values_of(list(SURVEY.questions)[2]) == ["-1", "0", "1", "2"]
    assert is_known(SURVEY, [("sex", "f"), ("step", "2")])
    for parts in ([], [("why", "x")], [("sex", "x")], [("nobody", "f")], [("sex", "f"), ("sex", "m")], [("step", "3")]):
        assert not is_known(SURVEY, parts), parts
