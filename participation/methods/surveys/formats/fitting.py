"""Conditions of other tools, once read, brought into our way of thinking: codes are texts, numbers are numbers, unanswered is no value."""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Container, Mapping

from participation.methods.surveys.conditions import Tree
from participation.methods.surveys.conditions.tree import Among, Binary, Call, Contains, Negative, Not, Number, Reference, Text
from participation.methods.surveys.definition import MATRIX, ONE_OF, Kind, Question

NUMERIC = re.compile(r"-?\d{1,12}(\.\d{1,9})?", re.ASCII)
_MIRRORED = {"=": "=", "!=": "!=", "<": ">", "<=": ">=", ">": "<", ">=": "<="}
_ORDERS: Mapping[str, Callable[[float, float], bool]] = {"<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge}


class CannotCarry(ValueError):
    """Something of another tool that has no counterpart here: what, in German."""


class AnyFunction(dict[str, tuple[int, int]]):
    """Every name is a function, with any number of values: the translation says which it knows."""

    def __contains__(self, name: object) -> bool:
        return True

    def __missing__(self, name: str) -> tuple[int, int]:
        return 0, 50


def clean_code(raw: str, taken: Container[str] = (), letter: bool = False) -> str:
    """A code of letters, digits and underscores; with a number behind it where it is taken. `letter`: it begins with a letter."""
    code = re.sub(r"[^A-Za-z0-9_]", "_", raw)[:60] or "_"
    if letter and not code[0].isalpha():
        code = f"q{code}" if code[0] != "_" or not code.strip("_") else code.lstrip("_")
        code = code if code[0].isalpha() else f"q{code}"
    if letter and code in ("and", "or", "not", "in", "contains"):
        code += "_"
    found, number = code, 2
    while found in taken:
        found, number = f"{code}_{number}", number + 1
    return found


class Fitting:
    """Rebuilds trees for the questions of a survey. `codes`: for each question the raw codes of its options and ours."""

    def __init__(self, questions: Mapping[str, Question], codes: Mapping[str, Mapping[str, str]]) -> None:
        self.questions, self.codes = questions, codes

    def code(self, question: str, raw: str) -> str:
        """Our code of an option."""
        return self.codes.get(question, {}).get(raw, raw)

    def fit(self, tree: Tree) -> Tree:
        """The tree with literals that fit what they are compared with. Raises CannotCarry."""
        match tree:
            case Not(of):
                inner = self.fit(of)
                return inner.of if isinstance(inner, Not) else Not(inner)
            case Negative(of):
                return Negative(self.fit(of))
            case Call(name, arguments):
                return Call(name, tuple(map(self.fit, arguments)))
            case Contains(Reference(code, _) as value, option):
                return Contains(value, self.code(code, option))
            case Among(value, choices):
                return Among(self.fit(value), choices)
            case Binary("and", left, right):
                return _unlike(self.fit(left), self.fit(right))
            case Binary("=" | "!=" | "<" | "<=" | ">" | ">=" as word, left, right):
                if isinstance(left, Number | Text) and not isinstance(right, Number | Text):
                    return self.compared(_MIRRORED[word], self.fit(right), left)
                return self.compared(word, self.fit(left), self.fit(right))
            case Binary(word, left, right):
                return Binary(word, self.fit(left), self.fit(right))
        return tree

    def compared(self, word: str, left: Tree, right: Tree) -> Tree:
        """A comparison. Elsewhere something unanswered is unlike everything; here it is neither like nor unlike."""
        if right == Text(""):
            if word not in ("=", "!="):
                raise CannotCarry("Ein Vergleich mit einem leeren Text hat hier keine Bedeutung.")
            answered = Call("answered", (left,))
            return answered if word == "!=" else Not(answered)
        if isinstance(left, Reference) and isinstance(right, Number | Text):
            found = self.literal(word, left, right)
            if not isinstance(found, Number | Text):
                return found
            right = found
        return Not(Binary("=", left, right)) if word == "!=" else Binary(word, left, right)

    def literal(self, word: str, reference: Reference, value: Number | Text) -> Tree:
        """The literal as it is here, or the whole comparison where it has to be told otherwise."""
        question = self.questions.get(reference.code)
        if question is None:
            return value
        kind = question.kind
        if kind in ONE_OF or (kind == Kind.MATRIX_SINGLE and reference.part):
            raw = value.value if isinstance(value, Text) else _whole(value.value)
            if word in ("=", "!="):
                return Text(self.code(reference.code, raw))
            if not NUMERIC.fullmatch(raw):
                raise CannotCarry("Antworten haben hier keine Reihenfolge.")
            fitting = [
                Text(option.code) for option in question.options if NUMERIC.fullmatch(option.code) and _ORDERS[word](float(option.code), float(raw))
            ]
            if not fitting:
                raise CannotCarry(f"Keine Antwort auf „{reference.code}“ ist als Zahl {word} {raw}.")
            return Among(reference, tuple(fitting))
        if kind == Kind.MULTIPLE or (kind == Kind.MATRIX_MULTIPLE and reference.part):
            if word not in ("=", "!=") or not isinstance(value, Text):
                raise CannotCarry("Mehrere Antworten haben hier keine Reihenfolge.")
            raise CannotCarry("Ein Vergleich aller gewählten Antworten auf einmal ist hier nicht möglich.")
        numeric = kind in (Kind.NUMBER, Kind.SCALE) or (kind in (Kind.POINTS, Kind.RANKING) and bool(reference.part))
        if numeric and isinstance(value, Text) and NUMERIC.fullmatch(value.value):
            return Number(float(value.value) + 0.0)
        return value


def _whole(value: float) -> str:
    return str(int(value)) if value.is_integer() else str(value)


def _unlike(left: Tree, right: Tree) -> Tree:
    """`answered(a) and not (a = b)` is `a != b`."""
    match left, right:
        case Call("answered", (one,)), Not(Binary("=", other, value)) if one == other:
            return Binary("!=", other, value)
    return Binary("and", left, right)


def takes_rows(question: Question | None) -> bool:
    """Whether a question is a matrix."""
    return question is not None and question.kind in MATRIX
