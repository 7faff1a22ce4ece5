"""What a condition says about answers. static/js/survey-conditions.js says the same in the browser.

Something unanswered has no value: each comparison with it is false, `!=` too; `answered` asks for it. Numbers are IEEE doubles.
A division by 0, and whatever grows beyond all numbers, has no value.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from typing import TypeAlias

from participation.methods.surveys.conditions.tree import Among, Binary, Call, Contains, Negative, Not, Number, Reference, Text, Tree

Value: TypeAlias = bool | float | int | str | Sequence[str] | Mapping[str, "float | int | str | Sequence[str] | None"] | None
"""Of a question: a number, a text, a code, a day as 2026-05-31; codes in a list; a mapping by rows, options or parts of a place."""
Answers: TypeAlias = Mapping[str, Value]

DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


def holds(tree: Tree | None, answers: Answers, today: str = "") -> bool:
    """Whether a condition is met; no condition always is."""
    return tree is None or evaluate(tree, answers, today) is True


def evaluate(tree: Tree, answers: Answers, today: str = "") -> Value:
    """The value of a tree. `answers` by the codes of their questions; `today`: the day as 2026-05-31."""
    match tree:
        case Number(value):
            return value
        case Text(text):
            return text or None
        case Reference(code, part):
            return _looked_up(answers.get(code), part)
        case Not(of):
            return evaluate(of, answers, today) is not True
        case Negative(of):
            found = evaluate(of, answers, today)
            return 0.0 - found if isinstance(found, float) else None
        case Among(value, choices):
            found = evaluate(value, answers, today)
            return any(_same(found, choice.value) for choice in choices)
        case Contains(value, option):
            found = evaluate(value, answers, today)
            return isinstance(found, list | tuple) and option in found
        case Call(name, arguments):
            return _called(name, arguments, answers, today)
        case Binary(operator, left, right):
            if operator in ("and", "or"):
                first = evaluate(left, answers, today) is True
                return first if first is (operator == "or") else evaluate(right, answers, today) is True
            return _compared(operator, evaluate(left, answers, today), evaluate(right, answers, today))


def _looked_up(value: Value, part: str) -> Value:
    if part:
        if isinstance(value, Mapping):
            value = value.get(part)
        elif isinstance(value, list | tuple):  # a ranking: which place the option has
            value = value.index(part) + 1 if part in value else None
        else:
            value = None
    if isinstance(value, bool | None):
        return value
    if isinstance(value, int | float):
        return float(value) + 0.0
    if isinstance(value, Mapping) and all(one is None or one == "" or one == [] for one in value.values()):
        return None
    return value or None


def _same(one: Value, other: Value) -> bool:
    alike = (isinstance(one, float) and isinstance(other, float)) or (isinstance(one, str) and isinstance(other, str))
    return alike and one == other


def _compared(operator: str, one: Value, other: Value) -> Value:
    if operator == "=":
        return _same(one, other)
    if operator == "!=":
        return one is not None and other is not None and not _same(one, other)
    if isinstance(one, float) and isinstance(other, float):
        return _ordered(operator, one, other) if operator in ("<", "<=", ">", ">=") else _calculated(operator, one, other)
    if isinstance(one, str) and isinstance(other, str) and operator in ("<", "<=", ">", ">="):
        return bool(DAY.fullmatch(one) and DAY.fullmatch(other)) and _ordered(operator, one, other)
    return None if operator in ("+", "-", "*", "/") else False


def _ordered(operator: str, one: float | str, other: float | str) -> bool:
    smaller, equal = one < other, one == other  # type: ignore[operator]  # both are numbers or both are days
    return {"<": smaller, "<=": smaller or equal, ">": not smaller and not equal, ">=": not smaller}[operator]


def _calculated(operator: str, one: float, other: float) -> float | None:
    if operator == "/":
        return _finite(one / other) if other else None
    return _finite(one + other if operator == "+" else one - other if operator == "-" else one * other)


def _finite(number: float) -> float | None:
    return number + 0.0 if math.isfinite(number) else None


def _called(name: str, arguments: tuple[Tree, ...], answers: Answers, today: str) -> Value:
    if name == "today":
        return today or None
    first = evaluate(arguments[0], answers, today)
    if name == "if":
        return evaluate(arguments[1 if first is True else 2], answers, today)
    if name == "answered":
        return first is not None
    if name == "count":
        return _count(first)
    if name == "length":
        return float(len(first)) if isinstance(first, str) else None
    if name == "round":
        return float(math.floor(first + 0.5)) + 0.0 if isinstance(first, float) and math.isfinite(first + 0.5) else None
    given = [first, *(evaluate(one, answers, today) for one in arguments[1:])]
    numbers = [one for one in given if isinstance(one, float)]
    if not numbers:
        return None
    if name == "sum":
        total = 0.0
        for one in numbers:  # from left to right, as the browser adds
            total += one
        return _finite(total)
    return min(numbers) if name == "min" else max(numbers)


def _count(value: Value) -> float:
    if value is None:
        return 0.0
    if isinstance(value, Mapping):
        return float(sum(one is not None and one != "" and one != [] for one in value.values()))
    return float(len(value)) if isinstance(value, list | tuple) else 1.0
