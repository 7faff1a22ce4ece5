"""A condition as JSON for the browser: lists whose first word says what they are, numbers as themselves.

["text", s] · ["answer", code] · ["answer", code, part] · ["call", name, …] · ["not", x] · ["-", x] · [operator, x, y] · ["in", x, [values]] · ["contains", x, s]
"""

from __future__ import annotations

from typing import TypeAlias

from participation.methods.surveys.conditions.tree import Among, Binary, Call, Contains, Negative, Not, Number, Reference, Text, Tree

Compiled: TypeAlias = "float | str | list[Compiled]"


def compiled(tree: Tree) -> Compiled:
    """The form that static/js/survey-conditions.js evaluates."""
    match tree:
        case Number(value):
            return value
        case Text(value):
            return ["text", value]
        case Reference(code, part):
            return ["answer", code, part] if part else ["answer", code]
        case Call(name, arguments):
            return ["call", name, *map(compiled, arguments)]
        case Not(of):
            return ["not", compiled(of)]
        case Negative(of):
            return ["-", compiled(of)]
        case Among(value, choices):
            return ["in", compiled(value), [choice.value for choice in choices]]
        case Contains(value, option):
            return ["contains", compiled(value), option]
        case Binary(operator, left, right):
            return [operator, compiled(left), compiled(right)]
