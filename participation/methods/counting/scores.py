"""Numbers for every option: sum of points, mean of points, and systemic consensing (least total resistance wins).

What a missing mark means is part of each rule: the lowest number for the sum, nothing at all for the mean, no resistance in consensing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from fractions import Fraction

from participation.methods.counting.ballots import CountingError, ScoreBallots
from participation.methods.counting.lots import lot_order
from participation.methods.counting.margin import NOT_COMPUTED, sum_margin
from participation.methods.counting.outcome import Grades, Margin, Outcome
from participation.methods.counting.simple import fill_seats
from participation.methods.counting.terms import Terms


def count_score_sum(ballots: ScoreBallots, terms: Terms) -> Outcome:
    """The highest sum wins; an option that a valid ballot leaves out gets the lowest number there. Without any mark it wins nothing."""
    grades = tally(ballots)
    values = [Fraction(one.total + one.missing * one.lowest) if one.marks else None for one in grades]
    return ranked_outcome("score-sum", ballots, terms, grades, values, _margin(ballots, values, terms.seats))


def count_score_mean(ballots: ScoreBallots, terms: Terms) -> Outcome:
    """The highest mean of the marks given wins; who left an option out has no say about it. Without any mark it wins nothing."""
    grades = tally(ballots)
    values = [Fraction(one.total, one.marks) if one.marks else None for one in grades]
    return ranked_outcome("score-mean", ballots, terms, grades, values, NOT_COMPUTED)


def count_consensing(ballots: ScoreBallots, terms: Terms) -> Outcome:
    """The least total resistance wins; an option left out meets no resistance there (0). The scale starts at 0."""
    if ballots.lowest != 0:
        raise CountingError("Beim systemischen Konsensieren beginnt die Skala bei 0 (kein Widerstand).")
    grades = tally(ballots)
    values: list[Fraction | None] = [Fraction(one.total) for one in grades]
    lowered = [None if value is None else -value for value in values]
    return ranked_outcome("consensing", ballots, terms, grades, values, _margin(ballots, lowered, terms.seats, sign=-1), best=min)


def tally(ballots: ScoreBallots) -> tuple[Grades, ...]:
    """How often each option got each number, over the valid ballots."""
    steps = ballots.highest - ballots.lowest + 1
    counted: list[Counter[int | None]] = [Counter() for _ in ballots.options]
    for marks, number in ballots.scores.items():
        for option, mark in enumerate(marks):
            counted[option][mark] += number
    found = []
    for counts in counted:
        given = tuple(counts[ballots.lowest + step] for step in range(steps))
        found.append(Grades(given, counts[None] - ballots.blank, ballots.lowest))
    return tuple(found)


def ranked_outcome(
    rule: str,
    ballots: ScoreBallots,
    terms: Terms,
    grades: tuple[Grades, ...],
    values: Sequence[Fraction | None],
    margin: Margin,
    *,
    best: object = max,
) -> Outcome:
    """Levels by value, best first; options without a value are in none of them. Ties for the last seat need the lot."""
    valid = ballots.total - ballots.blank
    steps = sorted({value for value in values if value is not None}, reverse=best is max)
    ranking = tuple(tuple(option for option, value in enumerate(values) if value == step) for step in steps) if valid else ()
    return scored_outcome(rule, ballots, terms, grades, ranking, margin, values=tuple(values))


def scored_outcome(
    rule: str,
    ballots: ScoreBallots,
    terms: Terms,
    grades: tuple[Grades, ...],
    ranking: tuple[tuple[int, ...], ...],
    margin: Margin,
    *,
    values: tuple[Fraction | None, ...] = (),
) -> Outcome:
    """Fill the seats from the ranking and say everything that rules with numbers have in common."""
    lot = None if terms.seed is None else lot_order(ballots.options, terms.seed)
    winners, ties = fill_seats(ranking, terms.seats, lot)
    return Outcome(
        rule=rule,
        options=ballots.options,
        winners=winners,
        seats=terms.seats,
        total=ballots.total,
        valid=ballots.total - ballots.blank,
        blank=ballots.blank,
        invalid=0,
        ties=ties,
        margin=margin,
        complete=not any(tie.decided_by == "open" for tie in ties),
        lot=lot,
        eligible=terms.eligible,
        ranking=ranking,
        grades=grades,
        grade_names=ballots.grades,
        values=values,
    )


def _margin(ballots: ScoreBallots, values: Sequence[Fraction | None], seats: int, *, sign: int = 1) -> Margin:
    """How many ballots, marked differently, would bring a loser level with a winner; `sign` -1 where less is better."""
    totals = [ballots.lowest * ballots.total * sign if value is None else int(value) for value in values]
    rows = [
        (tuple(sign * (ballots.lowest if mark is None else mark) for mark in marks), number) for marks, number in ballots.scores.items() if number
    ]
    ends = sorted((sign * ballots.lowest, sign * ballots.highest))
    marked = [value is not None for value in values]
    return sum_margin(totals, rows, seats, ends[0], ends[1]) if all(marked) and not ballots.blank else NOT_COMPUTED
