"""Answers as rows, one for each value, and back: `(question, option, value)`.

A value is text. `option` is empty where a question has one answer; it is the option of several answers (value `1`), of a ranking (its place) and of
points; of a matrix the row, with `row.option` where several answers are possible (value `1`). No value: shown and not answered.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from participation.methods.surveys.conditions import Value
from participation.methods.surveys.conditions.printing import number
from participation.methods.surveys.definition import DONT_KNOW, Kind, Question, Survey

Row = tuple[str, str, str | None]
CHOSEN = "1"
NUMBERS = frozenset({Kind.NUMBER, Kind.SCALE, Kind.CALCULATION})
FREE_TEXTS = frozenset({Kind.SHORT_TEXT, Kind.LONG_TEXT})


def to_rows(survey: Survey, answers: Mapping[str, Value]) -> list[Row]:
    """The rows of checked answers (`check_answers`); notes that ask nothing have none."""
    asked = {question.code: question for question in survey.questions if question.kind != Kind.INFORMATION}
    rows: list[Row] = []
    for code, value in answers.items():
        if code in asked:
            rows += _rows(asked[code], value)
        elif isinstance(value, str) and "." in code:
            rows.append((code, "", value))  # a text beside an option
    return rows


def _rows(question: Question, value: Value) -> Iterator[Row]:
    code = question.code
    if value is None:
        yield code, "", None
    elif isinstance(value, Mapping):
        for part, one in value.items():
            if isinstance(one, list | tuple):
                yield from ((code, f"{part}.{option}", CHOSEN) for option in one)
            elif one is not None:
                yield code, part, _text(one)
    elif isinstance(value, list | tuple) and question.kind == Kind.FILE:
        yield from ((code, str(place), str(one)) for place, one in enumerate(value, 1))
    elif isinstance(value, list | tuple):
        ranked = question.kind == Kind.RANKING
        yield from ((code, str(option), str(place) if ranked else CHOSEN) for place, option in enumerate(value, 1))
    else:
        yield code, "", _text(value)


def _text(value: object) -> str:
    return number(float(value)) if isinstance(value, int | float) else str(value)


def from_rows(survey: Survey, rows: Iterable[Row]) -> dict[str, Value]:
    """Answers as `check_answers` gave them. Rows that the definition does not know are left out."""
    asked = {question.code: question for question in survey.questions}
    gathered: dict[str, list[tuple[str, str]]] = {}
    answers: dict[str, Value] = {}
    for code, option, value in rows:
        if "." in code:
            answers[code] = value
        elif code not in asked:
            continue
        elif value is None:
            answers[code] = None
        elif option:
            gathered.setdefault(code, []).append((option, value))
        else:
            answers[code] = _value(asked[code], value)
    for code, parts in gathered.items():
        answers[code] = _whole(asked[code], parts)
    return answers


def _value(question: Question, text: str) -> Value:
    if question.kind not in NUMBERS or text == DONT_KNOW:
        return text
    try:
        return float(text)
    except ValueError:
        return text  # a calculated text or day


def _whole(question: Question, parts: list[tuple[str, str]]) -> Value:
    if question.kind == Kind.RANKING:
        return [option for option, place in sorted(parts, key=lambda part: int(part[1]))]
    if question.kind == Kind.FILE:
        return [name for _place, name in sorted(parts, key=lambda part: int(part[0]))]
    if question.kind == Kind.PLACE:
        return {part: float(value) for part, value in parts}
    if question.kind == Kind.POINTS:
        return {option: float(points) for option, points in parts}
    if question.kind == Kind.MATRIX_SINGLE:
        return dict(parts)
    if question.kind == Kind.MATRIX_MULTIPLE:
        found: dict[str, Any] = {}
        for joined, _chosen in parts:
            row, _point, option = joined.partition(".")
            found.setdefault(row, []).append(option)
        return found
    chosen = {option for option, _chosen in parts}
    return [option.code for option in question.options if option.code in chosen]
