"""A condition written out again, with no bracket that it does not need: reading it gives the same tree."""

from __future__ import annotations

from decimal import Decimal

from participation.methods.surveys.conditions.tree import (
    COMPARED,
    NOT,
    OPERATORS,
    SIGN,
    WHOLE,
    Among,
    Binary,
    Call,
    Contains,
    Negative,
    Not,
    Number,
    Reference,
    Text,
    Tree,
)


def printed(tree: Tree) -> str:
    """The text of a tree in our own way of writing."""
    match tree:
        case Number(value):
            return number(value)
        case Text(value):
            return quoted(value)
        case Reference():
            return str(tree)
        case Call(name, arguments):
            return f"{name}({', '.join(map(printed, arguments))})"
        case Not(of):
            return f"not {_within(of, NOT)}"
        case Negative(of):
            return f"-({printed(of)})" if isinstance(of, Number) else f"-{_within(of, SIGN)}"
        case Among(value, choices):
            return f"{_within(value, COMPARED + 1)} in [{', '.join(map(printed, choices))}]"
        case Contains(value, option):
            return f"{_within(value, COMPARED + 1)} contains {quoted(option)}"
        case Binary(operator, left, right):
            binds = OPERATORS[operator]
            least = binds + 1 if binds == COMPARED else binds
            return f"{_within(left, least)} {operator} {_within(right, binds + 1)}"


def _within(tree: Tree, least: int) -> str:
    """A part, in brackets where it binds less tightly than what is around it."""
    text = printed(tree)
    return text if _binds(tree) >= least else f"({text})"


def _binds(tree: Tree) -> int:
    match tree:
        case Binary(operator, _left, _right):
            return OPERATORS[operator]
        case Not():
            return NOT
        case Among() | Contains():
            return COMPARED
        case Negative():
            return SIGN
    return WHOLE


def number(value: float) -> str:
    """A number without an exponent, with a point before its decimals."""
    return str(int(value)) if value.is_integer() else format(Decimal(repr(value)), "f")


def quoted(text: str) -> str:
    """A text in straight quotation marks."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
