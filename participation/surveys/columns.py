"""Answers as tables for other programs: one line a person, one line a value, and what the columns mean. No times, no keys, an order by chance."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from participation.methods.surveys.definition import GERMAN, MATRIX, Kind, Question, Survey
from participation.surveys.rows import Row

LONG = ("person", "frage", "teil", "wert")
AS_TEXT = frozenset({Kind.PLACE, Kind.FILE})
"""Kinds whose answers are one text, whatever parts they have."""
CODEBOOK = ("spalte", "frage", "art", "teil", "text", "werte")


@dataclass(frozen=True, slots=True)
class ColumnOfTable:
    """One column: its name, the question and the row's `option` that fill it, and what they mean."""

    name: str
    question: Question
    code: str
    option: str
    part: str = ""
    values: str = ""


def columns_of(survey: Survey) -> list[ColumnOfTable]:
    """All columns of the table with one line a person, in the order of the survey."""
    main = survey.languages[0]
    return [column for question in survey.questions if question.kind != Kind.INFORMATION for column in _columns(question, main)]


def _columns(question: Question, main: str) -> Iterator[ColumnOfTable]:
    code = question.code
    options = [(option.code, option.text.get(main, option.code)) for option in question.options]
    listed = "; ".join(f"{one} = {text}" for one, text in options)
    if question.kind in MATRIX:
        for row in question.rows:
            words = row.text.get(main, row.code)
            if question.kind == Kind.MATRIX_SINGLE:
                yield ColumnOfTable(f"{code}.{row.code}", question, code, row.code, words, listed)
            else:
                for one, text in options:
                    part = f"{row.code}.{one}"
                    yield ColumnOfTable(f"{code}.{part}", question, code, part, f"{words}: {text}", "1 = gewählt, 0 = nicht gewählt")
    elif question.kind in (Kind.MULTIPLE, Kind.RANKING, Kind.POINTS):
        meaning = {Kind.MULTIPLE: "1 = gewählt, 0 = nicht gewählt", Kind.RANKING: "Platz, von 1 an", Kind.POINTS: "Punkte"}[question.kind]
        for one, text in options:
            yield ColumnOfTable(f"{code}.{one}", question, code, one, text, meaning)
    elif question.kind == Kind.PLACE:
        yield ColumnOfTable(f"{code}.latitude", question, code, "latitude", "Breite", "Grad, WGS84")
        yield ColumnOfTable(f"{code}.longitude", question, code, "longitude", "Länge", "Grad, WGS84")
    elif question.kind == Kind.FILE:
        for place in range(1, int(question.maximum or 1) + 1):
            yield ColumnOfTable(f"{code}.{place}", question, code, str(place), f"Datei {place}", "Name der Datei")
    else:
        yield ColumnOfTable(code, question, code, "", "", listed)
    for option in question.options:
        if option.own_text:
            own = f"{code}.{option.code}"
            yield ColumnOfTable(f"{own}.text", question, own, "", option.text.get(main, option.code), "eigener Text")


def wide_header(columns: Iterable[ColumnOfTable]) -> list[str]:
    """The first line."""
    return ["person", *(column.name for column in columns)]


def wide_line(number: int, rows: Iterable[Row], columns: Iterable[ColumnOfTable]) -> list[object]:
    """One person's line. Empty: not asked, or not answered; of several answers what was not chosen is 0."""
    found = {(question, option): value for question, option, value in rows}
    answered = {question for (question, _option), value in found.items() if value is not None}
    line: list[object] = [number]
    for column in columns:
        value = found.get((column.code, column.option))
        if value is None and column.code in answered and column.question.kind in (Kind.MULTIPLE, Kind.MATRIX_MULTIPLE):
            value = "0"
        elif value is None and column.question.kind in AS_TEXT and column.code == column.question.code:
            value = (
                "; ".join(f"{part}: {one}" if part else one for (code, part), one in found.items() if code == column.code and one is not None) or None
            )
        line.append(_plain(column.question, column.code, value))
    return line


def long_lines(number: int, rows: Iterable[Row], survey: Survey) -> Iterator[list[object]]:
    """One person's lines, one a value; an empty value: asked and not answered."""
    for code, option, value in rows:
        question = survey.question(code.partition(".")[0])
        yield [number, code, option, _plain(question, code, value)]


def _plain(question: Question | None, code: str, value: str | None) -> object:
    """Numbers as numbers; texts are guarded where they are written."""
    counted = (Kind.NUMBER, Kind.SCALE, Kind.CALCULATION, Kind.RANKING, Kind.POINTS, Kind.MULTIPLE, Kind.MATRIX_MULTIPLE, Kind.PLACE)
    if value is None or question is None or "." in code or question.kind not in counted:
        return value
    try:
        number = float(value)
    except ValueError:
        return value
    return int(number) if number.is_integer() else number


def codebook_lines(columns: Iterable[ColumnOfTable], main: str) -> Iterator[list[object]]:
    """What each column means."""
    for column in columns:
        question = column.question
        yield [column.name, question.code, GERMAN[question.kind], column.part, question.text.get(main, ""), column.values]
