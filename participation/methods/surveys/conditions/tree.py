"""What a condition is once it is read: a small tree."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeAlias

COMPARISONS = ("=", "!=", "<", "<=", ">", ">=")
OPERATORS = {"or": 1, "and": 2, **dict.fromkeys(COMPARISONS, 4), "+": 5, "-": 5, "*": 6, "/": 6}
"""Operator → how tightly it binds; `not` stands at 3, `in` and `contains` at 4, the minus sign of one value at 7."""
NOT, COMPARED, SIGN, WHOLE = 3, 4, 7, 8

MOST_HEIGHT = 100
"""So deep may a tree be: everything that goes through one stays far from the limits of the machine."""

FUNCTIONS: dict[str, tuple[int, int]] = {
    "answered": (1, 1), "count": (1, 1), "length": (1, 1), "round": (1, 1), "today": (0, 0), "if": (3, 3), "min": (1, 50), "max": (1, 50), "sum": (1, 50),
}  # fmt: skip
"""Function → the fewest and the most values that it takes."""


@dataclass(frozen=True, slots=True)
class Number:
    """A number that stands in the text."""

    value: float


@dataclass(frozen=True, slots=True)
class Text:
    """A text in quotation marks: an option's code, a word, a day as 2026-05-31."""

    value: str


@dataclass(frozen=True, slots=True)
class Reference:
    """The answer to a question; `part`: a row of a matrix, or an option that gets points or a rank."""

    code: str
    part: str = ""

    def __str__(self) -> str:
        return f"{self.code}.{self.part}" if self.part else self.code


@dataclass(frozen=True, slots=True)
class Call:
    """A function of some values."""

    name: str
    arguments: tuple[Tree, ...] = ()


@dataclass(frozen=True, slots=True)
class Not:
    """True where `of` is not."""

    of: Tree


@dataclass(frozen=True, slots=True)
class Negative:
    """The number with the other sign."""

    of: Tree


@dataclass(frozen=True, slots=True)
class Binary:
    """Two values and what is between them."""

    operator: str
    left: Tree
    right: Tree


@dataclass(frozen=True, slots=True)
class Among:
    """Whether a value is one of a list."""

    value: Tree
    choices: tuple[Number | Text, ...]


@dataclass(frozen=True, slots=True)
class Contains:
    """Whether an option is among those that were chosen."""

    value: Tree
    option: str


Tree: TypeAlias = Number | Text | Reference | Call | Not | Negative | Binary | Among | Contains


def children(tree: Tree) -> tuple[Tree, ...]:
    """The parts that a tree is made of, from left to right."""
    match tree:
        case Call(_name, arguments):
            return arguments
        case Not(of) | Negative(of):
            return (of,)
        case Binary(_operator, left, right):
            return (left, right)
        case Among(value, choices):
            return (value, *choices)
        case Contains(value, _option):
            return (value,)
    return ()


def inside(tree: Tree) -> Iterator[Tree]:
    """The tree itself and everything in it."""
    waiting = [tree]
    while waiting:
        found = waiting.pop()
        yield found
        waiting.extend(reversed(children(found)))


def height(tree: Tree) -> int:
    """How many parts lie within each other at most."""
    most, waiting = 0, [(tree, 1)]
    while waiting:
        found, depth = waiting.pop()
        most = max(most, depth)
        waiting += [(one, depth + 1) for one in children(found)]
    return most


def references(tree: Tree) -> Iterator[Reference]:
    """The answers that a tree looks at."""
    return (found for found in inside(tree) if isinstance(found, Reference))


def both(one: Tree | None, other: Tree | None) -> Tree | None:
    """What holds where both do; None stands for what always holds."""
    if one is None or other is None:
        return one or other
    return Binary("and", one, other)


def clauses(tree: Tree) -> list[Tree]:
    """The parts of a tree that all have to hold."""
    found, waiting = [], [tree]
    while waiting:
        one = waiting.pop()
        if isinstance(one, Binary) and one.operator == "and":
            waiting += [one.right, one.left]
        else:
            found.append(one)
    return found
