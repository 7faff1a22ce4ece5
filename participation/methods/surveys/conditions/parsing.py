"""The parser of conditions. What other tools write is read by it too, once their words are put into ours.

    expression = expression ("or" | "and") expression | "not" expression | comparison
    comparison = sum [("=" | "!=" | "<" | "<=" | ">" | ">=") sum] | sum "in" "[" value {"," value} "]" | sum "contains" text
    sum        = product {("+" | "-") product}
    product    = sign {("*" | "/") sign}
    sign       = "-" sign | number | text | code ["." part] | function "(" [expression {"," expression}] ")" | "(" expression ")"

`and` binds more tightly than `or`. Source of the method: V. R. Pratt, Top down operator precedence, POPL 1973.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from participation.methods.surveys.conditions.tokens import CannotRead, Token, tokens
from participation.methods.surveys.conditions.tree import (
    COMPARED,
    COMPARISONS,
    FUNCTIONS,
    MOST_HEIGHT,
    NOT,
    OPERATORS,
    SIGN,
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
    height,
)

__all__ = ["CannotRead", "parse", "read_tokens"]

MOST_DEPTH = 40


def parse(source: str) -> Tree:
    """The tree of a condition or of a calculated value. Raises CannotRead, which says where."""
    return read_tokens(tokens(source), FUNCTIONS)


def read_tokens(words: Sequence[Token], functions: Mapping[str, tuple[int, int]]) -> Tree:
    """The tree of words whose last is `end`; `functions`: those that may be called, with the number of their values. Raises CannotRead."""
    return _Reader(words, functions).whole()


class _Reader:
    """Where the reading stands."""

    def __init__(self, words: Sequence[Token], functions: Mapping[str, tuple[int, int]]) -> None:
        self.words, self.functions, self.at, self.depth = words, functions, 0, 0

    @property
    def next(self) -> Token:
        return self.words[self.at]

    def take(self) -> Token:
        self.at += 1
        return self.words[self.at - 1]

    def sees(self, text: str) -> bool:
        return self.next.kind == "operator" and self.next.text == text

    def demand(self, text: str) -> None:
        if not self.sees(text):
            raise CannotRead(f"Hier fehlt „{text}“.", self.next.place)
        self.take()

    def whole(self) -> Tree:
        if self.next.kind == "end":
            raise CannotRead("Die Bedingung ist leer.")
        tree = self.expression(0)
        if self.next.kind != "end":
            raise CannotRead(f"„{self.next.text}“ passt hier nicht.", self.next.place)
        if height(tree) > MOST_HEIGHT:
            raise CannotRead(f"Die Bedingung ist zu lang: Erlaubt sind {MOST_HEIGHT} Teile hintereinander.")
        return tree

    def expression(self, binding: int) -> Tree:
        """Everything from here that binds more tightly than `binding`."""
        self.depth += 1
        if self.depth > MOST_DEPTH:
            raise CannotRead("Die Bedingung ist zu tief verschachtelt.", self.next.place)
        left, compared = self.prefix(), False
        while self.next.kind == "operator":
            word = self.next.text
            tightness = COMPARED if word in ("in", "contains") else OPERATORS.get(word, 0)
            if tightness <= binding:
                break
            if compared and tightness == COMPARED:
                raise CannotRead("Zwei Vergleiche hintereinander brauchen ein „and“ dazwischen.", self.next.place)
            compared = tightness == COMPARED
            left = self.infix(left, self.take().text, tightness)
        self.depth -= 1
        return left

    def infix(self, left: Tree, word: str, tightness: int) -> Tree:
        if word == "in":
            return Among(left, self.choices())
        if word == "contains":
            option = self.take()
            if option.kind not in ("text", "number"):
                raise CannotRead("Nach „contains“ steht der Code einer Antwort in Anführungszeichen.", option.place)
            return Contains(left, option.text)
        right = self.expression(tightness)
        return Binary(word, left, right)

    def choices(self) -> tuple[Number | Text, ...]:
        self.demand("[")
        found = [self.choice()]
        while self.sees(","):
            self.take()
            found.append(self.choice())
        self.demand("]")
        return tuple(found)

    def choice(self) -> Number | Text:
        negative = self.sees("-")
        if negative:
            self.take()
        word = self.take()
        if word.kind == "number":
            return Number((-1 if negative else 1) * float(word.text) + 0.0)
        if word.kind == "text" and not negative:
            return Text(word.text)
        raise CannotRead("In der Liste stehen nur Zahlen und Texte in Anführungszeichen.", word.place)

    def prefix(self) -> Tree:
        word = self.take()
        if word.kind == "number":
            return Number(float(word.text))
        if word.kind == "text":
            return Text(word.text)
        if word.kind == "reference":
            return Reference(word.text, word.part)
        if word.kind == "name":
            return self.call(word) if self.sees("(") else Reference(word.text)
        if word.text == "(" and word.kind == "operator":
            tree = self.expression(0)
            self.demand(")")
            return tree
        if word.text == "not" and word.kind == "operator":
            return Not(self.expression(NOT - 1))
        if word.text == "-" and word.kind == "operator":
            if self.next.kind == "number":
                return Number(-float(self.take().text) + 0.0)
            return Negative(self.expression(SIGN - 1))
        if word.kind == "end":
            raise CannotRead("Hier fehlt etwas: Die Bedingung ist zu Ende.", word.place)
        if word.text in COMPARISONS or word.text in OPERATORS:
            raise CannotRead(f"Vor „{word.text}“ fehlt etwas.", word.place)
        raise CannotRead(f"„{word.text}“ passt hier nicht.", word.place)

    def call(self, name: Token) -> Call:
        if name.text not in self.functions:
            raise CannotRead(f"Die Funktion „{name.text[:40]}“ gibt es nicht. Es gibt: {', '.join(sorted(self.functions))}.", name.place)
        self.demand("(")
        given: list[Tree] = []
        while not self.sees(")"):
            if given and not self.sees(","):
                self.demand(")")
            if given:
                self.take()
            given.append(self.expression(0))
        self.take()
        fewest, most = self.functions[name.text]
        if not fewest <= len(given) <= most:
            number = str(fewest) if fewest == most else f"{fewest} bis {most}"
            raise CannotRead(f"„{name.text}“ braucht in den Klammern diese Zahl von Angaben: {number}.", name.place)
        return Call(name.text, tuple(given))
