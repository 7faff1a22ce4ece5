"""Answers of many people as columns of numbers, one for each question, made while the answers stream by."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import islice, pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from participation.methods.surveys.conditions import Answers
from participation.methods.surveys.conditions.printing import number
from participation.methods.surveys.definition import DONT_KNOW, ONE_OF, UNASKED, Kind, Question, Survey

NOT_SHOWN, MISSING, ANSWERED = -1, 0, 1
BATCH = 5_000
_HIDDEN = object()
States = NDArray[np.int8]
Values = NDArray[Any]
Mask = NDArray[np.bool_]


def some(values: Values, axis: int | tuple[int, ...] = 1) -> Mask:
    """Where at least one is true."""
    return np.asarray(values.any(axis=axis), dtype=np.bool_)


@dataclass(frozen=True, slots=True)
class Column:
    """The answers to one question by n people; `labels`: codes of its options, `rows`: of a matrix.

    `state` (n): NOT_SHOWN, MISSING or ANSWERED. `values`: of one choice and scales (n) places in `labels`, else -1; of several (n, labels) whether
    chosen; of a matrix (n, rows) or (n, rows, labels) likewise; of a ranking (n, labels) places from 1, 0 for none; of points (n, labels) and of
    numbers (n) the numbers, else NaN; of days (n) their ordinals, else 0; of texts, places and files None.
    """

    code: str
    kind: Kind
    labels: tuple[str, ...]
    rows: tuple[str, ...]
    state: States
    values: Values | None

    def row(self, code: str) -> Column:
        """One row of a matrix as a column of its own."""
        if self.values is None or code not in self.rows:
            raise ValueError(f"no row {code!r} in {self.code!r}")
        kind = Kind.SINGLE if self.kind == Kind.MATRIX_SINGLE else Kind.MULTIPLE
        values = self.values[:, self.rows.index(code)]
        given = values >= 0 if kind == Kind.SINGLE else some(values)
        state = np.where(self.state == NOT_SHOWN, NOT_SHOWN, given.astype(np.int8)).astype(np.int8)
        return Column(f"{self.code}.{code}", kind, self.labels, (), state, values)

    def banded(self, edges: Sequence[float]) -> Column:
        """A number in bands, each from an edge up to the next: edges 30, 60 give `<30`, `30-<60`, `>=60`."""
        if self.values is None or self.values.dtype != np.float64 or self.values.ndim != 1 or list(edges) != sorted(set(edges)) or not edges:
            raise ValueError("only numbers go into bands, and their edges rise")
        told = [number(float(edge)) for edge in edges]
        labels = (f"<{told[0]}", *(f"{one}-<{other}" for one, other in pairwise(told)), f">={told[-1]}")
        known = self.state == ANSWERED
        values = np.where(known, np.searchsorted(np.asarray(edges, dtype=np.float64), np.where(known, self.values, 0.0), side="right"), -1)
        return Column(self.code, Kind.SINGLE, labels, (), self.state, values.astype(np.int16))

    def among(self, mask: Mask) -> Column:
        """The answers of some of the people."""
        return replace(self, state=self.state[mask], values=None if self.values is None else self.values[mask])


def encode(survey: Survey, responses: Iterable[Answers]) -> dict[str, Column]:
    """A column for each question that is asked or calculated.

    `responses`: answers as check_answers gives them: None for what was shown and not answered, nothing for what was hidden. They are taken in
    batches, so that they need not be held. An answer that does not fit the definition counts as missing.
    """
    questions = [question for question in survey.questions if question.kind != Kind.INFORMATION]
    parts: dict[str, list[tuple[States, Values | None]]] = {question.code: [] for question in questions}
    stream = iter(responses)
    while batch := list(islice(stream, BATCH)):
        for question in questions:
            code = question.code
            parts[code].append(_encoders(question)([response.get(code, _HIDDEN) for response in batch], question))
    return {question.code: _joined(question, parts[question.code]) for question in questions}


def labels_of(question: Question) -> tuple[str, ...]:
    """The codes among which one chooses; of a scale its numbers, and `dont_know` last."""
    if question.kind == Kind.SCALE:
        return (*map(str, question.steps), *([DONT_KNOW] if question.dont_know else []))
    return tuple(option.code for option in question.options)


def _joined(question: Question, parts: list[tuple[States, Values | None]]) -> Column:
    parts = parts or [_encoders(question)([], question)]
    values = [part for _state, part in parts if part is not None]
    rows = tuple(row.code for row in question.rows)
    state = np.concatenate([state for state, _values in parts])
    return Column(question.code, question.kind, labels_of(question), rows, state, np.concatenate(values) if values else None)


Given = list[Any]
Encoded = tuple[States, "Values | None"]


def _states(given: Given) -> States:
    return np.fromiter((NOT_SHOWN if one is _HIDDEN else MISSING if one is None else ANSWERED for one in given), np.int8, len(given))


def _one(given: Given, question: Question) -> Encoded:
    places: dict[object, int] = {code: place for place, code in enumerate(labels_of(question))}
    if question.kind == Kind.SCALE:
        places = {float(step): place for place, step in enumerate(question.steps)} | {DONT_KNOW: len(question.steps)}
    places |= {None: -1, _HIDDEN: -2}
    try:
        found = np.fromiter((places.get(one, -1) for one in given), np.int16, len(given))
    except TypeError:  # something that is no code at all
        found = np.fromiter(
            (places.get(one, -1) if isinstance(one, str | float | int) or one is _HIDDEN else -1 for one in given), np.int16, len(given)
        )
    return np.clip(found + 1, -1, 1).astype(np.int8), np.maximum(found, -1)


def _several(given: Given, question: Question) -> Encoded:
    places = {option.code: place for place, option in enumerate(question.options)}
    wide = len(places)
    chosen = [line * wide + places[code] for line, one in enumerate(given) if type(one) in (list, tuple) for code in one if code in places]
    flat = np.zeros(len(given) * wide, dtype=np.bool_)
    flat[chosen] = True
    found = flat.reshape(len(given), wide)
    return _known(given, some(found)), found


def _known(given: Given, answered: Mask) -> States:
    hidden = np.fromiter((one is _HIDDEN for one in given), np.bool_, len(given))
    return np.where(hidden, NOT_SHOWN, answered.astype(np.int8)).astype(np.int8)


def _matrix_one(given: Given, question: Question) -> Encoded:
    places = {option.code: place for place, option in enumerate(question.options)}
    rows = [row.code for row in question.rows]
    mappings: list[Mapping[str, Any]] = [one if isinstance(one, Mapping) else {} for one in given]
    found = np.full((len(given), len(rows)), -1, dtype=np.int16)
    for place, row in enumerate(rows):
        found[:, place] = np.fromiter((places.get(one.get(row, ""), -1) for one in mappings), np.int16, len(given))
    return _known(given, some(found >= 0)), found


def _matrix_several(given: Given, question: Question) -> Encoded:
    rows = [row.code for row in question.rows]
    slices = [_several([one.get(row) if isinstance(one, Mapping) else None for one in given], question)[1] for row in rows]
    found = np.stack([part for part in slices if part is not None], axis=1)
    return _known(given, some(found, (1, 2))), found


def _ranks(given: Given, question: Question) -> Encoded:
    places = {option.code: place for place, option in enumerate(question.options)}
    found = np.zeros((len(given), len(places)), dtype=np.int16)
    for line, one in enumerate(given):
        if isinstance(one, list | tuple):
            for rank, code in enumerate(one, start=1):
                if code in places:
                    found[line, places[code]] = rank
    return _known(given, some(found)), found


def _points(given: Given, question: Question) -> Encoded:
    codes = [option.code for option in question.options]
    nothing = [np.nan] * len(codes)
    rows = [[one.get(code, 0.0) for code in codes] if isinstance(one, Mapping) else nothing for one in given]
    found = np.array(rows, dtype=np.float64).reshape(len(given), len(codes))
    return _known(given, ~some(np.isnan(found))), found


def _numbers(given: Given, _question: Question) -> Encoded:
    found = np.fromiter((one if isinstance(one, float | int) and not isinstance(one, bool) else np.nan for one in given), np.float64, len(given))
    return _known(given, np.isfinite(found)), found


def _days(given: Given, _question: Question) -> Encoded:
    found = np.fromiter((date.fromisoformat(one).toordinal() if isinstance(one, str) else 0 for one in given), np.int32, len(given))
    return _known(given, found > 0), found


def _nothing(given: Given, _question: Question) -> Encoded:
    return _states(given), None


_FORMS: Mapping[Kind, Callable[[Given, Question], Encoded]] = {
    **dict.fromkeys((*ONE_OF, Kind.SCALE), _one), Kind.MULTIPLE: _several, Kind.MATRIX_SINGLE: _matrix_one, Kind.MATRIX_MULTIPLE: _matrix_several,
    Kind.RANKING: _ranks, Kind.POINTS: _points, Kind.NUMBER: _numbers, Kind.DATE: _days,
}  # fmt: skip


def _encoders(question: Question) -> Callable[[Given, Question], Encoded]:
    return _numbers if question.kind in UNASKED else _FORMS.get(question.kind, _nothing)
