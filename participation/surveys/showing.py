"""Results in words: what options and rows are called, in the order of the survey."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from participation.kit.language import gettext as _
from participation.methods.surveys.answer_kinds import german
from participation.methods.surveys.definition import DONT_KNOW, MATRIX, UNASKED, Kind, Question
from participation.methods.surveys.definition import Survey as Definition
from participation.methods.surveys.results.tallies import Measure
from participation.surveys.asking import words
from participation.surveys.parts import keys_of
from participation.surveys.results import IN_BANDS, Bar, Result, Results
from participation.surveys.rows import FREE_TEXTS
from participation.surveys.text_queries import ToldText

_NUMBER = r"-?[0-9.]+(?:e[+-]?[0-9]+)?"
_BETWEEN = re.compile(rf"({_NUMBER})-<({_NUMBER})")


@dataclass(frozen=True, slots=True)
class Table:
    """The lines of a question, or of one row of it; `title` names the row. Each line: what it is called, and what is told of it."""

    title: str
    lines: tuple[tuple[str, Bar], ...]


@dataclass(frozen=True, slots=True)
class Shown:
    """One question as the result's page shows it. `texts`: what staff let everyone read."""

    code: str
    label: str
    kind: Kind
    result: Result
    tables: tuple[Table, ...]
    measures: tuple[tuple[str, Measure], ...]
    is_text: bool
    texts: tuple[ToldText, ...]


def shown_results(definition: Definition, results: Results, texts: Mapping[str, list[ToldText]]) -> list[Shown]:
    """All questions that are asked or calculated, in order."""
    main = definition.languages[0]
    found = []
    for question in definition.questions:
        result = results.questions.get(question.code)
        if result is None or (question.kind in UNASKED and not words(question.text, main)):
            continue
        names = option_names(question, main)
        measures = [(names.get(measure.option, ""), measure) for measure in result.measures]
        if question.kind == Kind.RANKING:
            measures.sort(key=lambda one: one[1].mean.value if one[1].mean else 0.0)
        own = tuple(text for code in _text_codes(question) for text in texts.get(code, ()))
        tables = _tables(question, result, names, main)
        label = question_name(question, main)
        found.append(Shown(question.code, label, question.kind, result, tables, tuple(measures), question.kind in FREE_TEXTS, own))
    return found


def question_name(question: Question, main: str) -> str:
    """What a question is called."""
    return words(question.text, main) or question.code


def _text_codes(question: Question) -> list[str]:
    return [question.code, *(f"{question.code}.{option.code}" for option in question.options if option.own_text)]


def option_names(question: Question, main: str) -> dict[str, str]:
    """Code → what an option, or a field of a scale, is called."""
    if question.kind == Kind.SCALE:
        ends = {question.steps[0]: words(question.low_text, main), question.steps[-1]: words(question.high_text, main)}
        told = {str(step): f"{step}: {ends[step]}" if ends.get(step) else str(step) for step in question.steps}
        return {**told, DONT_KNOW: _("weiß nicht")}
    return {option.code: words(option.text, main) or option.code for option in question.options}


def option_name(question: Question, names: Mapping[str, str], code: str) -> str:
    """What one option, or a band of numbers, is called."""
    return band_name(code) if question.kind in IN_BANDS else names.get(code, code)


def band_name(label: str) -> str:
    """A band of numbers in words: `30-<60` is „30 bis unter 60“."""
    between = _BETWEEN.fullmatch(label)
    if between is not None:
        return _("%(low)s bis unter %(high)s", low=german(float(between[1])), high=german(float(between[2])))
    if label.startswith(">="):
        return _("ab %(low)s", low=german(float(label[2:])))
    return _("unter %(high)s", high=german(float(label[1:]))) if label.startswith("<") else label


def _tables(question: Question, result: Result, names: Mapping[str, str], main: str) -> tuple[Table, ...]:
    rows = list(dict.fromkeys(bar.row for bar in result.bars))
    titles = {row.code: words(row.text, main) or row.code for row in question.rows} if question.kind in MATRIX else names
    ranking = question.kind == Kind.RANKING
    return tuple(
        Table(
            titles.get(row, row) if row else "",
            tuple(
                (_("Platz %(place)s", place=bar.option) if ranking else option_name(question, names, bar.option), bar)
                for bar in result.bars
                if bar.row == row
            ),
        )
        for row in rows
    )


def key_names(definition: Definition, kinds: frozenset[Kind]) -> list[tuple[str, str]]:
    """What can be chosen, as (key, words): a question, or a row of a matrix."""
    main, found = definition.languages[0], []
    for key, (question, row) in keys_of(definition, kinds).items():
        titles = {one.code: words(one.text, main) or one.code for one in question.rows}
        found.append((key, f"{question_name(question, main)}: {titles[row]}" if row else question_name(question, main)))
    return found
