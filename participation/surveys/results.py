"""What was answered, as pages may show it: tallies in which small cells are hidden, weighted ones beside them, and cross tables of two questions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from participation.methods.surveys.definition import MATRIX, Kind
from participation.methods.surveys.results.bands import edges_for
from participation.methods.surveys.results.cells import LEAST, protect
from participation.methods.surveys.results.columns import ANSWERED, Column
from participation.methods.surveys.results.tallies import Line, Mean, Measure, Tally, Weights, tally

IN_BANDS = frozenset({Kind.NUMBER, Kind.CALCULATION})


@dataclass(frozen=True, slots=True)
class Bar:
    """A line of a result: an option's count and share with its interval (0 to 1), or nothing of them where it is hidden.

    `weighted`: the weighted share with its interval, where there are weights.
    """

    row: str
    option: str
    count: int | None
    share: float | None = None
    low: float | None = None
    high: float | None = None
    weighted: tuple[float, float, float] | None = None


@dataclass(frozen=True, slots=True)
class Result:
    """One question's result. `answered` and `missing` are None where they are below the limit; then nothing else is told."""

    code: str
    kind: Kind
    shown: int | None
    answered: int | None
    missing: int | None
    bars: tuple[Bar, ...] = ()
    measures: tuple[Measure, ...] = ()
    days: tuple[str, str, str] | None = None

    @property
    def hides(self) -> bool:
        """Whether a line is hidden."""
        return any(bar.count is None for bar in self.bars)


@dataclass(frozen=True, slots=True)
class Results:
    """All questions' results, and how many answered the survey."""

    people: int
    questions: Mapping[str, Result]

    def as_json(self) -> dict[str, Any]:
        """As a value that JSON knows."""
        return {"people": self.people, "questions": {code: asdict(result) for code, result in self.questions.items()}}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Results:
        """What `as_json` made."""
        return cls(data["people"], {code: _result(told) for code, told in data["questions"].items()})


def _result(told: Mapping[str, Any]) -> Result:
    bars = tuple(Bar(**{**bar, "weighted": tuple(bar["weighted"]) if bar["weighted"] else None}) for bar in told["bars"])
    measures = tuple(_measure(measure) for measure in told["measures"])
    days = tuple(told["days"]) if told["days"] else None
    return Result(told["code"], Kind(told["kind"]), told["shown"], told["answered"], told["missing"], bars, measures, days)


def _measure(told: Mapping[str, Any]) -> Measure:
    means = {name: Mean(**told[name]) if told[name] else None for name in ("mean", "weighted")}
    return Measure(**{**told, **means, "quartiles": tuple(told["quartiles"]) if told["quartiles"] else None})


def results_of(columns: Mapping[str, Column], weights: Weights | None = None) -> Results:
    """Count the columns of a survey's answers."""
    people = max((len(column.state) for column in columns.values()), default=0)
    return Results(people, {code: shown(column, weights) for code, column in columns.items()})


def shown(column: Column, weights: Weights | None = None) -> Result:
    """A question's tally as it may be shown: what fewer than ten people said is hidden, with as much else as keeps it hidden."""
    counted = tally(column, weights)
    seen, missing = _told(counted.shown), _told(counted.missing)
    if counted.answered < LEAST:
        return Result(counted.code, counted.kind, seen, None, None)
    measures = tuple(_without_ends(measure) for measure in counted.measures if measure.number >= LEAST)
    days = None if counted.days is None else ("", counted.days[1], "")
    bars = tuple(_banded(column, weights) if column.kind in IN_BANDS else _bars(column, counted))
    return Result(counted.code, counted.kind, seen, counted.answered, missing, bars, measures, days)


def _told(number: int) -> int | None:
    return number if number == 0 or number >= LEAST else None


def _without_ends(measure: Measure) -> Measure:
    """The least and the largest number are those of single people."""
    return Measure(measure.option, measure.number, measure.mean, measure.deviation, measure.quartiles, None, None, measure.weighted)


def in_bands(column: Column) -> Column | None:
    """A number in bands of at least ten people; None where there are too few for two bands."""
    assert column.values is not None  # noqa: S101  # a number has values
    edges = edges_for(column.values[column.state == ANSWERED])
    return column.banded(edges) if edges else None


def _banded(column: Column, weights: Weights | None) -> list[Bar]:
    """How many gave a number in each band."""
    bands = in_bands(column)
    return _one(bands, tally(bands, weights).lines) if bands is not None else []


def _bars(column: Column, counted: Tally) -> list[Bar]:
    if column.kind in MATRIX:
        found: list[Bar] = []
        for row in column.rows:
            one = column.row(row)
            found += _one(one, [line for line in counted.lines if line.row == row])
        return found
    return _one(column, counted.lines)


def _one(column: Column, lines: Sequence[Line]) -> list[Bar]:
    """The lines of one question or one row, each hidden where it is small or would tell a small one."""
    answered = int((column.state == ANSWERED).sum())
    counts = np.array([line.count for line in lines], dtype=np.int64)
    if not len(counts):
        return []
    if column.kind == Kind.MULTIPLE:
        hidden = [bool(protect(np.array([[count, answered - count]]))[0, 0]) or answered < LEAST for count in counts]
    elif column.kind == Kind.RANKING:
        places = counts.reshape(len(column.labels), len(column.labels))
        table = np.hstack([places, (answered - places.sum(axis=1))[:, None]])
        hidden = [bool(one) for one in protect(table)[:-1, :-2].ravel()]
    else:
        guarded = protect(counts[None, :])
        hidden = [bool(one) for one in guarded[0, :-1] | guarded[1, :-1]]
        if answered < LEAST:
            hidden = [True] * len(hidden)
    return [_bar(line, one) for line, one in zip(lines, hidden, strict=True)]


def _bar(line: Line, hidden: bool) -> Bar:
    if hidden or line.share is None:
        return Bar(line.row, line.option, None)
    heavy = line.weighted
    weighted = (heavy.value, heavy.low, heavy.high) if heavy is not None else None
    return Bar(line.row, line.option, line.count, line.share.value, line.share.low, line.share.high, weighted)
