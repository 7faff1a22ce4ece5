"""Expressions of XLSForm (XPath 1.0 with ODK's functions), read by our parser once their words are ours, and written.

Source: XLSForm reference, https://xlsform.org, and the ODK XForms specification, sections on XPath expressions and functions.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from participation.methods.surveys.conditions import CannotRead, Tree
from participation.methods.surveys.conditions.parsing import read_tokens
from participation.methods.surveys.conditions.printing import number
from participation.methods.surveys.conditions.tokens import Token, plain, short, too_long, unreadable
from participation.methods.surveys.conditions.tree import (
    COMPARED,
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
    children,
)
from participation.methods.surveys.definition import MATRIX, Kind, Question
from participation.methods.surveys.formats.fitting import AnyFunction, CannotCarry, Fitting, takes_rows

SELF = "."
WORD = re.compile(
    r"""\s*(?:
      (?P<number>[0-9]+(?:\.[0-9]+)?)
    | (?P<text>"[^"]*"|'[^']*')
    | \$\{\s*(?P<reference>[^${}]*?)\s*\}
    | (?P<keyword>(?:and|or|div|mod)(?![A-Za-z0-9_-]))
    | (?P<function>[A-Za-z][A-Za-z0-9_-]*)(?=\s*\()
    | (?P<self>\.)(?![./0-9A-Za-z])
    | (?P<operator>!=|<=|>=|[=<>+*(),-])
    )""",
    re.VERBOSE | re.DOTALL,
)


def read_expression(source: str, fitting: Fitting, names: Mapping[str, Reference], itself: Reference | None = None) -> Tree:
    """The tree of an expression. `names`: the form's names and what they are here; `itself`: what `.` is.

    Raises CannotRead where it is broken, CannotCarry where it uses what there is not here.
    """
    return fitting.fit(_Translation(fitting.questions, names, itself).tree(read_tokens(_tokens(source), AnyFunction())))


def _tokens(source: str) -> list[Token]:
    found, at = [], 0
    too_long(source)
    while source[at:].strip():
        word = WORD.match(source, at)
        if word is None:
            rest = source[at:].lstrip()
            if rest[0] in "/@" or rest.startswith((".", "*")):
                raise CannotCarry("Pfade durch das Formular (wie ../name) gibt es hier nicht.")
            if rest.startswith("${"):
                raise CannotRead("Hier fehlt die schließende Klammer „}“.", len(source) - len(rest) + 1)
            if rest[0].isalpha():
                raise CannotRead("Fragen nennt man in der Form ${name}, Texte stehen in Anführungszeichen.", len(source) - len(rest) + 1)
            raise unreadable(source, at)
        kind, place = str(word.lastgroup), word.start(str(word.lastgroup)) + 1
        found.append(_token(kind, word[kind], place))
        at = word.end()
    return [*found, Token("end", "", len(source) + 1)]


def _token(kind: str, text: str, place: int) -> Token:
    if kind == "text":
        return Token("text", plain(text, place, escapes=False), place)
    if kind == "number":
        return Token("number", short(text, place), place)
    if kind == "keyword" and text == "mod":
        raise CannotCarry("Den Rest einer Division (mod) gibt es hier nicht.")
    if kind in ("keyword", "operator"):
        return Token("operator", "/" if text == "div" else text, place)
    return Token("name" if kind == "function" else "reference", text, place)


class _Translation:
    """Functions of ODK as ours."""

    def __init__(self, questions: Mapping[str, Question], names: Mapping[str, Reference], itself: Reference | None) -> None:
        self.questions, self.names, self.itself = questions, names, itself

    def tree(self, tree: Tree) -> Tree:
        match tree:
            case Reference(code, _) if code == SELF:
                if self.itself is None:
                    raise CannotCarry("„.“ hat hier keine Bedeutung.")
                return self.itself
            case Reference(code, _):
                return self.names.get(code, tree)
            case Binary("=", Call("selected-at", (Reference(code), Number(place))), Text(option)) if self.kind(code) == Kind.RANKING:
                reference = self.names[code]
                return Binary("=", Reference(reference.code, option), Number(place + 1))
            case Binary(word, left, right):
                return Binary(word, self.tree(left), self.tree(right))
            case Negative(of):
                return Negative(self.tree(of))
            case Call(name, arguments):
                return self.call(name, arguments)
        return tree

    def kind(self, name: str) -> Kind | None:
        reference = self.names.get(name)
        question = self.questions.get(reference.code) if reference is not None else None
        return question.kind if question is not None else None

    def call(self, name: str, arguments: tuple[Tree, ...]) -> Tree:
        match name, arguments:
            case "selected", (chosen, Text(option)):
                return self.selected(self.tree(chosen), option)
            case "selected", (chosen, Number(value)):
                return self.selected(self.tree(chosen), number(value))
            case "date", (Text(),):
                return arguments[0]
            case "not", (of,):
                return Not(self.tree(of))
            case "true", ():
                return Binary("=", Number(1.0), Number(1.0))
            case "false", ():
                return Binary("=", Number(1.0), Number(0.0))
            case "round", (of, Number(0.0)):
                return Call("round", (self.tree(of),))
        same = {"count-selected": "count", "string-length": "length", "if": "if", "min": "min", "max": "max", "today": "today"}
        if name not in same:
            raise CannotCarry(f"Die Funktion „{name[:40]}“ gibt es hier nicht.")
        return Call(same[name], tuple(map(self.tree, arguments)))

    def selected(self, chosen: Tree, option: str) -> Tree:
        question = self.questions.get(chosen.code) if isinstance(chosen, Reference) else None
        several = question is None or question.kind in (Kind.MULTIPLE, Kind.RANKING) or question.kind == Kind.MATRIX_MULTIPLE
        return Contains(chosen, option) if several else Binary("=", chosen, Text(option))


def write_expression(tree: Tree, questions: Mapping[str, Question], itself: str = "") -> str:
    """The expression of a tree; `itself`: the question that `.` stands for. Raises CannotCarry where XLSForm cannot say it."""
    return _Writing(questions, itself).text(tree)


class _Writing:
    """Our functions as ODK's."""

    def __init__(self, questions: Mapping[str, Question], itself: str) -> None:
        self.questions, self.itself = questions, itself

    def within(self, tree: Tree, least: int) -> str:
        text = self.text(tree)
        return text if _binds(tree) >= least else f"({text})"

    def text(self, tree: Tree) -> str:
        match tree:
            case Number(value):
                return number(value)
            case Text(value):
                return quoted(value)
            case Reference():
                return self.reference(tree)
            case Not(of):
                return f"not({self.text(of)})"
            case Negative(of):
                return f"-{self.within(of, WHOLE)}"
            case Contains(value, option):
                return f"selected({self.text(value)}, {quoted(option)})"
            case Among(value, choices):
                return " or ".join(f"{self.within(value, COMPARED + 1)} = {self.text(choice)}" for choice in choices)
            case Call(name, arguments):
                return self.call(name, arguments)
            case Binary(operator, left, right):
                return self.binary(operator, left, right)

    def reference(self, tree: Reference) -> str:
        question = self.questions.get(tree.code)
        if question is not None and question.kind == Kind.RANKING and tree.part:
            raise CannotCarry("XLSForm fragt nur, was auf einem Platz steht, nicht welchen Platz etwas hat.")
        if tree.code == self.itself and not tree.part:
            return SELF
        if question is not None and (question.kind in MATRIX or question.kind == Kind.POINTS):
            if not tree.part:
                raise CannotCarry("XLSForm kann nicht nach einer ganzen Tabelle fragen.")
            return f"${{{tree.code}_{tree.part}}}"
        return f"${{{tree.code}}}"

    def binary(self, operator: str, left: Tree, right: Tree) -> str:
        match operator, left, right:
            case "=", Reference(code, part), Number(place) if part and self.kind(code) == Kind.RANKING and place >= 1:
                return f"selected-at(${{{code}}}, {number(place - 1)}) = {quoted(part)}"
            case "!=", _, _:
                answered = [f"{self.within(one, COMPARED + 1)} != ''" for one in (left, right) if isinstance(one, Reference)]
                return " and ".join([*answered, f"{self.within(left, COMPARED + 1)} != {self.within(right, COMPARED + 1)}"])
            case "<" | "<=" | ">" | ">=", _, Text(day):
                return f"{self.within(left, COMPARED + 1)} {operator} date({quoted(day)})"
            case "<" | "<=" | ">" | ">=", Text(day), _:
                return f"date({quoted(day)}) {operator} {self.within(right, COMPARED + 1)}"
        binds = OPERATORS[operator]
        word = "div" if operator == "/" else operator
        return f"{self.within(left, binds + (binds == COMPARED))} {word} {self.within(right, binds + 1)}"

    def kind(self, code: str) -> Kind | None:
        question = self.questions.get(code)
        return question.kind if question is not None else None

    def call(self, name: str, arguments: tuple[Tree, ...]) -> str:
        told = [self.text(one) if not self.is_table(one) else "" for one in arguments]
        if "" in told:
            raise CannotCarry("XLSForm kann nicht nach einer ganzen Tabelle fragen.")
        if name == "answered":
            return f"{self.within(arguments[0], COMPARED + 1)} != ''"
        if name == "round":
            return f"round({told[0]}, 0)"
        if name == "count" and not (
            isinstance(arguments[0], Reference) and self.kind(arguments[0].code) in (Kind.MULTIPLE, Kind.RANKING, Kind.MATRIX_MULTIPLE)
        ):
            raise CannotCarry("XLSForm zählt nur die Antworten einer Frage mit mehreren Antworten.")
        if name == "sum":
            raise CannotCarry("Eine Summe einzelner Fragen gibt es in XLSForm nicht.")
        theirs = {"count": "count-selected", "length": "string-length"}.get(name, name)
        return f"{theirs}({', '.join(told)})"

    def is_table(self, tree: Tree) -> bool:
        return isinstance(tree, Reference) and not tree.part and takes_rows(self.questions.get(tree.code))


def _binds(tree: Tree) -> int:
    match tree:
        case Binary("!=", _left, _right) if any(isinstance(one, Reference) for one in children(tree)):
            return OPERATORS["and"]
        case Binary(operator, _left, _right):
            return OPERATORS[operator]
        case Among(_value, choices):
            return OPERATORS["or"] if len(choices) > 1 else COMPARED
        case Call("answered", _):
            return COMPARED
        case Negative():
            return SIGN
        case Number(value) if value < 0:
            return SIGN
    return WHOLE


def quoted(text: str) -> str:
    """A text in quotation marks. Raises CannotCarry where it holds both kinds: XPath knows no escape."""
    if "'" in text and '"' in text:
        raise CannotCarry("XLSForm kennt keinen Text mit beiden Arten von Anführungszeichen.")
    return f'"{text}"' if "'" in text else f"'{text}'"
