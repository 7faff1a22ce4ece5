"""Conditions of LimeSurvey (ExpressionScript), read by our parser once their words are ours.

Source: LimeSurvey manual, "ExpressionScript - Presentation" and "ExpressionScript sample surveys", https://manual.limesurvey.org.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from participation.methods.surveys.conditions import CannotRead, Tree
from participation.methods.surveys.conditions.parsing import read_tokens
from participation.methods.surveys.conditions.tokens import Token, plain, short, too_long, unreadable
from participation.methods.surveys.conditions.tree import Binary, Call, Contains, Negative, Not, Number, Reference, Text, inside
from participation.methods.surveys.definition import Kind
from participation.methods.surveys.formats.fitting import AnyFunction, CannotCarry, Fitting

WORD = re.compile(
    r"""\s*(?:
      (?P<old>[0-9]+X[0-9]+X[0-9A-Za-z_]+)(?:\.[A-Za-z]+)?
    | (?P<number>[0-9]+(?:\.[0-9]+)?)
    | (?P<text>"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')
    | (?P<keyword>(?:and|or|eq|ne|lt|le|gt|ge|not|AND|OR|EQ|NE|LT|LE|GT|GE|NOT)(?![A-Za-z0-9_.]))
    | (?P<function>[A-Za-z_][A-Za-z0-9_]*)(?=\s*\()
    | (?P<name>[A-Za-z][A-Za-z0-9_]*)(?:\.(?P<after>[A-Za-z]+))?
    | (?P<operator>&&|\|\||==|!=|<=|>=|[=<>!+*/(),-])
    )""",
    re.VERBOSE | re.DOTALL,
)
WORDS = {"&&": "and", "||": "or", "==": "=", "!": "not", "eq": "=", "ne": "!=", "lt": "<", "le": "<=", "gt": ">", "ge": ">="}
AFTER = frozenset({"", "NAOK", "code", "value", "valueNAOK"})


@dataclass(frozen=True, slots=True)
class Slot:
    """A place in a ranking, as LimeSurvey names it."""

    question: str
    place: int


Names = Mapping[str, Reference | Slot | None]
"""LimeSurvey's name of an answer → what it is here; None for what is not carried over."""


def read_expression(source: str, fitting: Fitting, names: Names, itself: Reference | None = None) -> Tree | None:
    """The tree of a condition; None for one that always holds. Raises CannotRead where it is broken, CannotCarry for what there is not here."""
    source = source.strip()
    if source.startswith("{") and source.endswith("}"):
        source = source[1:-1].strip()
    if source in ("", "1"):
        return None
    tree = fitting.fit(_Translation(fitting, names, itself).tree(read_tokens(_tokens(source), AnyFunction())))
    for one in inside(tree):
        question = fitting.questions.get(one.code) if isinstance(one, Reference) and one.part else None
        if question is not None and question.kind == Kind.MULTIPLE:
            raise CannotCarry("Eine einzelne von mehreren Antworten lässt sich hier nur mit „gewählt“ oder „nicht gewählt“ vergleichen.")
    return tree


def _tokens(source: str) -> list[Token]:
    found, at = [], 0
    too_long(source)
    while source[at:].strip():
        word = WORD.match(source, at)
        if word is None:
            raise unreadable(source, at)
        kind = next(name for name in ("old", "number", "text", "keyword", "function", "name", "operator") if word[name] is not None)
        found.append(_token(kind, word))
        at = word.end()
    return [*found, Token("end", "", len(source) + 1)]


def _token(kind: str, word: re.Match[str]) -> Token:
    text, place = word[kind], word.start(kind) + 1
    if kind == "text":
        return Token("text", plain(text, place), place)
    if kind == "number":
        return Token("number", short(text, place), place)
    if kind in ("keyword", "operator"):
        return Token("operator", WORDS.get(text.lower(), text.lower()), place)
    if kind == "function":
        return Token("name", text, place)
    if (word["after"] or "") not in AFTER:
        raise CannotCarry(f"„.{word['after']}“ gibt es hier nicht.")
    return Token("reference", text, place)


class _Translation:
    """LimeSurvey's functions and comparisons as ours."""

    def __init__(self, fitting: Fitting, names: Names, itself: Reference | None) -> None:
        self.fitting, self.names, self.itself = fitting, names, itself

    def tree(self, tree: Tree) -> Tree:
        match tree:
            case Reference():
                found = self.found(tree)
                if isinstance(found, Slot):
                    raise CannotCarry("Ein Platz einer Rangfolge lässt sich hier nur mit einer Antwort vergleichen.")
                return found
            case Not(of):
                return Not(self.tree(of))
            case Negative(of):
                return Negative(self.tree(of))
            case Call(name, arguments):
                return self.call(name, arguments)
            case Binary("=" | "!=" as word, left, right):
                return self.like(word, left, right)
            case Binary(word, left, right):
                return Binary(word, self.tree(left), self.tree(right))
        return tree

    def found(self, tree: Reference) -> Reference | Slot:
        if tree.code == "self" or tree.code == "this":
            if self.itself is None:
                raise CannotCarry(f"„{tree.code}“ gibt es hier nicht.")
            return self.itself
        if tree.code not in self.names:
            start = tree.code
            while start:  # a field of a question, such as its remark
                start = start.rpartition("_")[0]
                if start in self.names:
                    raise CannotCarry(f"„{tree.code[:60]}“ gibt es hier nicht.")
            raise CannotRead(f"Eine Frage „{tree.code[:60]}“ gibt es nicht.")
        found = self.names[tree.code]
        if found is None:
            raise CannotCarry(f"„{tree.code[:60]}“ gibt es hier nicht.")
        return found

    def several(self, reference: Reference) -> bool:
        question = self.fitting.questions.get(reference.code)
        return bool(reference.part) and question is not None and question.kind == Kind.MULTIPLE

    def like(self, word: str, left: Tree, right: Tree) -> Tree:
        if isinstance(left, Number | Text) and isinstance(right, Reference):
            left, right = right, left
        if isinstance(left, Reference) and isinstance(right, Number | Text):
            found = self.found(left)
            if isinstance(found, Slot):
                code = self.fitting.code(found.question, str(right.value))
                same: Tree = Binary("=", Reference(found.question, code), Number(float(found.place)))
                return same if word == "=" else Not(same)
            if self.several(found) and right in (Text("Y"), Text("")):
                chosen = Contains(Reference(found.code), found.part)
                return chosen if (word == "=") == (right == Text("Y")) else Not(chosen)
        return Binary(word, self.tree(left), self.tree(right))

    def call(self, name: str, arguments: tuple[Tree, ...]) -> Tree:
        match name, arguments:
            case "is_empty", (Reference() as of,):
                found = self.found(of)
                if isinstance(found, Reference):
                    return Not(Contains(Reference(found.code), found.part) if self.several(found) else Call("answered", (found,)))
            case (("intval" | "floatval"), (of,)):
                return self.tree(of)
            case "strlen", (of,):
                return Call("length", (self.tree(of),))
            case "round", (of, *_):
                return Call("round", (self.tree(of),))
            case "if", (_, _, _):
                return Call("if", tuple(map(self.tree, arguments)))
            case (("sum" | "min" | "max"), (_, *_)):
                return Call(name, tuple(map(self.tree, arguments)))
        raise CannotCarry(f"Die Funktion „{name[:40]}“ gibt es hier nicht.")
