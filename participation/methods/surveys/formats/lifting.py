"""Checks that are really limits: `. >= 18 and . <= 99` becomes the smallest and the largest number of a question."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from participation.methods.surveys.conditions import Tree
from participation.methods.surveys.conditions.tree import Binary, Call, Contains, Not, Number, Reference, Text, both, clauses
from participation.methods.surveys.definition import FITTING, Kind, Question

_TURNED = {">=": "<=", "<=": ">=", ">": "<", "<": ">"}
_LIMIT = {">=": "minimum", "<=": "maximum"}


def lifted(question: Question, note: Callable[[str], None]) -> Question:
    """The question with its check taken apart: limits as limits, the rest as its check; what its kind has no check for is noted and dropped."""
    if question.check is None:
        return replace(question, check_text={}) if question.check_text and not _keeps_text(question) else question
    limits: dict[str, Any] = {}
    rest: Tree | None = None
    for clause in clauses(question.check):
        found = _limit(clause, question)
        if found is None or found[0] in limits:
            rest = both(rest, clause)
        else:
            limits[found[0]] = found[1]
    if rest is not None and "check" not in FITTING[question.kind]:
        note("Die Prüfung entfällt: Für diese Art von Frage gibt es hier keine.")
        rest = None
    return replace(question, check=rest, **limits, check_text=question.check_text if "check_text" in FITTING[question.kind] else {})


def _keeps_text(question: Question) -> bool:
    return "check_text" in FITTING[question.kind]


def _limit(clause: Tree, question: Question) -> tuple[str, Any] | None:
    """The part of the question that a clause stands for, and its value."""
    itself = Reference(question.code)
    match clause:
        case Binary(word, Number() | Text() as literal, of) if word in _TURNED:
            clause = Binary(_TURNED[word], of, literal)
    match clause:
        case Binary(">=" | "<=" as word, Reference() as of, Number(value)) if of == itself and question.kind == Kind.NUMBER:
            return _LIMIT[word], value
        case Binary(">=" | "<=" as word, Reference() as of, Text(day)) if of == itself and question.kind == Kind.DATE:
            return ("earliest" if word == ">=" else "latest"), day
        case Binary("<=", Call("length", (of,)), Number(value)) if of == itself and question.kind in (Kind.SHORT_TEXT, Kind.LONG_TEXT):
            return "maximum", value
        case Binary(">=" | "<=" as word, Call("count", (of,)), Number(value)) if of == itself and question.kind in (Kind.MULTIPLE, Kind.RANKING):
            return _LIMIT[word], value
        case Not(Binary("and", Contains(of, option), Binary(">", Call("count", (again,)), Number(1.0)))) if (
            of == again == itself and question.kind == Kind.MULTIPLE
        ):
            if any(one.code == option and not one.exclusive for one in question.options):
                alone = tuple(replace(one, exclusive=True) if one.code == option else one for one in question.options)
                return "options", alone
            return ("options", question.options) if question.option(option) else None
    return None
