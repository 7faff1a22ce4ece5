"""What was answered to a question: counts and shares with 95 % intervals, means, places; weighted beside unweighted."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from participation.methods.intervals import Z_95, wilson_interval
from participation.methods.surveys.definition import MATRIX, ONE_OF, Kind
from participation.methods.surveys.results.columns import ANSWERED, NOT_SHOWN, Column, Values, some
from participation.methods.surveys.results.weights import effective_number

Weights = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Share:
    """A share of those who answered, with its 95 % interval (Wilson; weighted ones with the effective number of answers)."""

    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Line:
    """How often an option was chosen; `row`: of a matrix its row, of a ranking the option, whose places are then the options."""

    row: str
    option: str
    count: int
    share: Share | None
    weighted: Share | None = None


@dataclass(frozen=True, slots=True)
class Mean:
    """A mean with its 95 % interval (Student's t over the linearised variance)."""

    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Measure:
    """Numbers that were given: how many, their mean, how far they spread. `option`: of points and rankings."""

    option: str
    number: int
    mean: Mean | None
    deviation: float | None
    quartiles: tuple[float, float, float] | None
    least: float | None
    most: float | None
    weighted: Mean | None = None


@dataclass(frozen=True, slots=True)
class Tally:
    """One question's result. Shares refer to the people who `answered` it, of a matrix to those who answered the row, never to the marks they made."""

    code: str
    kind: Kind
    shown: int
    answered: int
    lines: tuple[Line, ...] = ()
    measures: tuple[Measure, ...] = ()
    days: tuple[str, str, str] | None = None
    """The first, the middle and the last day."""
    effective: float | None = None
    """How many answers of equal weight say as much, where there are weights."""

    @property
    def missing(self) -> int:
        """How many saw the question and did not answer it."""
        return self.shown - self.answered


def tally(column: Column, weights: Weights | None = None) -> Tally:
    """Count one question's answers. `weights` (n): one for each person, the unanswered ones too."""
    known = column.state == ANSWERED
    shown, answered = int((column.state != NOT_SHOWN).sum()), int(known.sum())
    told = _Counting(column, known, weights)
    effective = effective_number(weights[known]) if weights is not None else None
    days = None
    if column.kind == Kind.DATE and answered and column.values is not None:
        ordered = np.sort(column.values[known])
        days = (_day(ordered[0]), _day(ordered[(answered - 1) // 2]), _day(ordered[-1]))
    return Tally(column.code, column.kind, shown, answered, told.lines(), told.measures(), days, effective)


def _day(ordinal: int) -> str:
    return date.fromordinal(int(ordinal)).isoformat()


def share(count: float, total: float, effective: float) -> Share | None:
    """A share of `total`, with the interval that `effective` answers allow; None where nobody answered."""
    if total <= 0:
        return None
    value = min(1.0, count / total)
    return Share(value, *wilson_interval(value, effective))


class _Counting:
    """A column that is counted."""

    def __init__(self, column: Column, known: NDArray[np.bool_], weights: Weights | None) -> None:
        self.column, self.known, self.weights = column, known, weights

    def lines(self) -> tuple[Line, ...]:
        kind, values = self.column.kind, self.column.values
        if values is None:
            return ()
        if kind in ONE_OF | {Kind.SCALE}:
            return self.of_one("", values, self.known)
        if kind == Kind.MULTIPLE:
            return self.of_several("", values, self.known)
        if kind in MATRIX:
            found: list[Line] = []
            for place, row in enumerate(self.column.rows):
                one = values[:, place]
                answered = np.asarray(one >= 0) if kind == Kind.MATRIX_SINGLE else some(one)
                found += self.of_one(row, one, answered) if kind == Kind.MATRIX_SINGLE else self.of_several(row, one, answered)
            return tuple(found)
        if kind == Kind.RANKING:
            places = tuple(map(str, range(1, len(self.column.labels) + 1)))
            return tuple(
                line for place, code in enumerate(self.column.labels) for line in self.of_one(code, values[:, place] - 1, self.known, places)
            )  # unranked is -1
        return ()

    def of_one(self, row: str, values: Values, base: NDArray[np.bool_], labels: tuple[str, ...] | None = None) -> tuple[Line, ...]:
        labels = self.column.labels if labels is None else labels
        chosen = base & (values >= 0)
        places = values[chosen]
        counts = np.bincount(places, minlength=len(labels))
        heavy = np.bincount(places, self.weights[chosen], minlength=len(labels)) if self.weights is not None else None
        return self.shares(row, labels, counts, heavy, base)

    def of_several(self, row: str, values: Values, base: NDArray[np.bool_]) -> tuple[Line, ...]:
        counts = values[base].sum(axis=0)
        heavy = self.weights[base] @ values[base] if self.weights is not None else None
        return self.shares(row, self.column.labels, counts, heavy, base)

    def shares(self, row: str, labels: tuple[str, ...], counts: Values, heavy: Values | None, base: NDArray[np.bool_]) -> tuple[Line, ...]:
        total = int(base.sum())
        mass, effective = 0.0, 0.0
        if self.weights is not None:
            mass, effective = float(self.weights[base].sum()), effective_number(self.weights[base])
        return tuple(
            Line(
                row,
                label,
                int(counts[place]),
                share(int(counts[place]), total, total),
                share(float(heavy[place]), mass, effective) if heavy is not None else None,
            )
            for place, label in enumerate(labels)
        )

    def measures(self) -> tuple[Measure, ...]:
        column, values = self.column, self.column.values
        if values is None:
            return ()
        if column.kind in (Kind.NUMBER, Kind.CALCULATION):
            return (self.measure("", values, self.known),)
        if column.kind == Kind.SCALE:
            steps = [float(label) for label in column.labels if label.lstrip("-").isdigit()]
            known = self.known & (values < len(steps))
            return (self.measure("", np.array([*steps, np.nan])[np.where(known, values, -1)], known),)
        if column.kind in (Kind.POINTS, Kind.RANKING):
            numbers = values.astype(np.float64)
            return tuple(
                self.measure(label, numbers[:, place], self.known & (numbers[:, place] > 0 if column.kind == Kind.RANKING else True))
                for place, label in enumerate(column.labels)
            )
        return ()

    def measure(self, option: str, values: Values, known: NDArray[np.bool_]) -> Measure:
        given = values[known]
        size = len(given)
        if not size:
            return Measure(option, 0, None, None, None, None, None)
        plain = mean(given, np.ones(size))
        weighted = mean(given, self.weights[known]) if self.weights is not None else None
        first, middle, third = (float(one) for one in np.quantile(given, (0.25, 0.5, 0.75)))
        deviation = float(given.std(ddof=1)) if size > 1 else None
        return Measure(option, size, plain, deviation, (first, middle, third), float(given.min()), float(given.max()), weighted)


def mean(values: Values, weights: Weights) -> Mean | None:
    """The weighted mean; its interval from Taylor's linearisation, as if people came with replacement. None where all weights are 0.

    Source: C.-E. Särndal, B. Swensson, J. Wretman, Model Assisted Survey Sampling (1992), section 5.7.
    """
    total, size = float(weights.sum()), len(values)
    if total <= 0:
        return None
    middle = float(weights @ values) / total
    if size < 2:
        return Mean(middle, middle, middle)
    error = float(np.sqrt(np.sum((weights * (values - middle)) ** 2) * size / (size - 1))) / total
    reach = error * student(size - 1)
    return Mean(middle, middle - reach, middle + reach)


def student(freedom: int) -> float:
    """The 97.5 % quantile of Student's t, by the first terms of its expansion around the normal one (to 0.01 from 4 degrees of freedom).

    Source: M. Abramowitz, I. A. Stegun, Handbook of Mathematical Functions (1964), 26.7.5.
    """
    if freedom <= len(_STUDENT):
        return _STUDENT[freedom - 1]
    z = Z_95
    terms = ((z**3 + z) / 4, (5 * z**5 + 16 * z**3 + 3 * z) / 96, (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / 384)
    return z + float(sum(term / freedom**power for power, term in enumerate(terms, start=1)))


_STUDENT = (12.706, 4.303, 3.182, 2.776)
