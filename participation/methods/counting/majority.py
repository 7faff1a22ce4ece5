"""Majority judgment (Balinski and Laraki): options are graded; the best median grade wins, ties by taking median grades away one by one."""

from __future__ import annotations

from dataclasses import replace
from itertools import accumulate

from participation.methods.counting.ballots import ScoreBallots
from participation.methods.counting.margin import NOT_COMPUTED
from participation.methods.counting.outcome import Gauge, Grades, Outcome
from participation.methods.counting.scores import scored_outcome, tally
from participation.methods.counting.terms import Terms

Key = tuple[int, ...]


def count_majority_judgment(ballots: ScoreBallots, terms: Terms) -> Outcome:
    """Rank options by their majority values; a missing mark is the lowest grade, so that every option has equally many grades.

    The majority grade is the lower of the two middle ones. Of options with the same one, a ballot with that grade is taken away from
    each, again and again, until their majority grades differ; only options graded exactly alike stay tied.
    """
    grades = tally(ballots)
    filled = [_filled(one) for one in grades]
    valid = ballots.total - ballots.blank
    keys = majority_keys(filled) if valid else []
    levels = sorted(set(keys), reverse=True)
    ranking = tuple(tuple(option for option, key in enumerate(keys) if key == level) for level in levels)
    outcome = scored_outcome("majority-judgment", ballots, terms, grades, ranking, NOT_COMPUTED)
    return replace(outcome, gauges=tuple(_gauge(counts, ballots.lowest) for counts in filled) if valid else ())


def _filled(grades: Grades) -> tuple[int, ...]:
    return (grades.counts[0] + grades.missing, *grades.counts[1:])


def _gauge(counts: tuple[int, ...], lowest: int) -> Gauge:
    grade = _grade_at(counts, (sum(counts) - 1) // 2)
    return Gauge(lowest + grade, sum(counts[grade + 1 :]), sum(counts[:grade]))


def _grade_at(counts: tuple[int, ...], position: int) -> int:
    """The grade of the ballot at this place, counted from 0, when all are laid in order from worst to best."""
    for grade, number in enumerate(counts):
        if position < number:
            return grade
        position -= number
    return len(counts) - 1


def majority_keys(counted: list[tuple[int, ...]]) -> list[Key]:
    """For each option a key that compares like its sequence of majority grades (all options have equally many grades).

    Taking medians away walks outwards from the middle, by turns to both sides. The grades met change only where some option's next
    grade begins, so it is enough to look at those steps: two keys differ first where the sequences do.
    """
    total = sum(counted[0])
    lower = (total - 1) // 2
    upper = total // 2
    steps = {0}
    for counts in counted:
        for begins in accumulate(counts[:-1]):
            steps |= {lower - begins + 1, begins - upper}
    walked = sorted(step for step in steps if 0 <= step <= lower)
    return [tuple(grade for step in walked for grade in (_grade_at(counts, lower - step), _grade_at(counts, upper + step))) for counts in counted]
