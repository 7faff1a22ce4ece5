"""Votes by numbers, counted the plainest way: points by sum and by mean, resistance (systemic consensing), grades (majority judgment)."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from participation.methods.counting.checker.ground import Facts, Marks, Urn
from participation.methods.counting.checker.voting import Poll, framed, seats_from_above

NONE = -1
"""In a ballot with numbers: none was given."""
HIGHEST = {"score-sum": 10, "score-mean": 10, "consensing": 10, "majority-judgment": 5}
"""The scale of each rule goes from 0 up to here."""


def count_numbers(poll: Poll, urn: Urn, names: Sequence[str]) -> Facts:
    """Count ballots with a number for each option; `names` are those of the numbers from 0 up, where they have names."""
    voted = [(marks, number) for marks, number in urn.items() if marks]
    steps = range(HIGHEST[poll.rule] + 1)
    given = [[sum(number for marks, number in voted if marks[place] == step) for step in steps] for place in range(len(poll.options))]
    missing = [sum(number for marks, number in voted if marks[place] == NONE) for place in range(len(poll.options))]
    found: Facts = {
        "scale": [0, HIGHEST[poll.rule]],
        "grade_names": list(names),
        "grades": dict(zip(poll.options, given, strict=True)),
        "missing": dict(zip(poll.options, missing, strict=True)),
    }
    levels = _by_grades(poll, voted, found) if poll.rule == "majority-judgment" else _by_values(poll, given, found)
    if not voted:
        levels = []
    winners, ties = seats_from_above(poll, levels)
    ranking = [[poll.options[place] for place in level] for level in levels]
    return framed(poll, urn, {**found, "winners": winners, "ties": ties, "ranking": ranking})


def _by_values(poll: Poll, given: list[list[int]], found: Facts) -> list[list[int]]:
    """The most points, the best mean, or the least resistance; an option without a number has no points and no mean."""
    values: list[Fraction | None] = []
    for counts in given:
        total, marks = sum(step * number for step, number in enumerate(counts)), sum(counts)
        if not marks and poll.rule != "consensing":
            values.append(None)
        else:
            values.append(Fraction(total, marks) if poll.rule == "score-mean" else Fraction(total))
    found["values"] = {name: None if value is None else str(value) for name, value in zip(poll.options, values, strict=True)}
    order = sorted({value for value in values if value is not None}, reverse=poll.rule != "consensing")
    return [[place for place, value in enumerate(values) if value == step] for step in order]


def _by_grades(poll: Poll, voted: list[tuple[Marks, int]], found: Facts) -> list[list[int]]:
    """The best middle grade; of equal ones a middle grade is taken away from each, again and again. No grade is the worst."""
    graded = [sorted(max(marks[place], 0) for marks, number in voted for _ in range(number)) for place in range(len(poll.options))]
    if not voted:
        return []
    middles = [grades[(len(grades) - 1) // 2] for grades in graded]
    found["gauges"] = {
        name: {"grade": middle, "better": sum(grade > middle for grade in grades), "worse": sum(grade < middle for grade in grades)}
        for name, middle, grades in zip(poll.options, middles, graded, strict=True)
    }
    keys: list[Any] = [_taken_away(grades) for grades in graded]
    return [[place for place, key in enumerate(keys) if key == level] for level in sorted(set(keys), reverse=True)]


def _taken_away(grades: Sequence[int]) -> tuple[int, ...]:
    """The grades in the order in which the lower middle one is taken away: from the middle outwards, by turns below and above."""
    half, odd = divmod(len(grades), 2)
    below, above = grades[:half][::-1], grades[half + odd :]
    outwards = [grade for pair in zip(below, above, strict=True) for grade in pair]
    return (*grades[half : half + odd], *outwards)
