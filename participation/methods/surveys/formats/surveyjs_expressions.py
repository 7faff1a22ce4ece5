"""Conditions of SurveyJS (`{question} = 'a' and {other} notempty`), brought word by word into our own way of writing and then read by our parser.

Source: SurveyJS, "Conditional Logic and Dynamic Texts", https://surveyjs.io/form-library/documentation/design-survey/conditional-logic.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from participation.methods.surveys.conditions import CannotRead, Tree, parse
from participation.methods.surveys.conditions.tokens import plain, too_long, unreadable
from participation.methods.surveys.conditions.tree import Reference
from participation.methods.surveys.definition import Kind
from participation.methods.surveys.formats.fitting import CannotCarry, Fitting

WORD = re.compile(
    r"""\s*(?:
      \{(?P<name>[^{}]{1,200})\}
    | (?P<number>[0-9]+(?:\.[0-9]+)?)
    | (?P<text>"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')
    | (?P<word>[A-Za-z_][A-Za-z0-9_]*)
    | (?P<operator>&&|\|\||==|!=|<>|<=|>=|\*=|[=<>!+*/(),\[\]-])
    )""",
    re.VERBOSE | re.DOTALL,
)
WORDS = {
    "&&": "and", "||": "or", "==": "=", "<>": "!=", "!": "not", "*=": "contains", "equal": "=", "notequal": "!=", "greater": ">", "less": "<",
    "greaterorequal": ">=", "lessorequal": "<=",
}  # fmt: skip
PLAIN = frozenset({"and", "or", "not", "=", "!=", "<", "<=", ">", ">=", "+", "-", "*", "/", "(", ")", ","})
FUNCTIONS = {"iif": "if", "sum": "sum", "min": "min", "max": "max", "round": "round"}
LISTS = frozenset({"contains", "notcontains", "anyof", "allof", "noneof"})
Names = Mapping[str, Reference | None]
"""SurveyJS's name of an answer → what it is here; None for what is not carried over."""
Word = tuple[str, str]


def read_expression(source: str, fitting: Fitting, names: Names) -> Tree | None:
    """The tree of a condition; None for one that always holds. Raises CannotRead where it is broken, CannotCarry for what there is not here."""
    if not source.strip():
        return None
    return fitting.fit(parse(_Translation(_words(source), fitting, names).text()))


def _words(source: str) -> list[Word]:
    found: list[Word] = []
    at = 0
    too_long(source)
    while source[at:].strip():
        word = WORD.match(source, at)
        if word is None:
            raise unreadable(source, at)
        kind = word.lastgroup or "operator"
        text = word[kind]
        if kind == "text":
            text = plain(text, word.start(kind) + 1)
        elif kind in ("word", "operator"):
            text = WORDS.get(text.lower(), text)
        found.append((kind, text))
        at = word.end()
    return found


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


class _Translation:
    """Goes through the words from left to right; what stands behind a name may change how it is told."""

    def __init__(self, words: list[Word], fitting: Fitting, names: Names) -> None:
        self.words, self.fitting, self.names, self.at = words, fitting, names, 0

    def text(self) -> str:
        told = []
        while self.at < len(self.words):
            kind, text = self.take()
            if kind == "name":
                told.append(self.of_name(text))
            elif kind == "text":
                told.append(_quoted(text))
            elif kind == "number" or text.lower() in PLAIN:
                told.append(text.lower())
            elif text.lower() in ("true", "false"):
                told.append(_quoted(text.lower()))
            elif text in FUNCTIONS and self.sees("("):
                told.append(FUNCTIONS[text])
            elif text == "today" and self.sees("("):
                told.append("today")
            else:
                raise CannotCarry(f"„{text[:40]}“ gibt es hier nicht.")
        return " ".join(told)

    def take(self) -> Word:
        if self.at >= len(self.words):
            raise CannotRead("Die Bedingung endet zu früh.")
        self.at += 1
        return self.words[self.at - 1]

    def sees(self, *texts: str) -> bool:
        return self.at < len(self.words) and self.words[self.at][0] in ("word", "operator") and self.words[self.at][1].lower() in texts

    def of_name(self, name: str) -> str:
        """A question, with what stands behind it where that has no counterpart in place."""
        found = self.reference(name)
        told = f"{found.code}.{found.part}" if found.part else found.code
        if self.sees("empty", "notempty"):
            return f"(not answered({told}))" if self.take()[1].lower() == "empty" else f"answered({told})"
        if self.sees(*LISTS):
            word = self.take()[1].lower()
            return self.listed(found, told, word, self.values())
        if self.sees("=", "!=") and self.at + 1 < len(self.words) and self.words[self.at + 1] == ("operator", "["):
            raise CannotCarry("Ein Vergleich aller gewählten Antworten auf einmal ist hier nicht möglich.")
        return told

    def reference(self, name: str) -> Reference:
        name = name.strip().removeprefix("#")
        if name not in self.names:
            if re.split(r"[.\[-]", name)[0] in self.names or "." in name or "[" in name:
                raise CannotCarry(f"„{name[:60]}“ gibt es hier nicht.")
            raise CannotRead(f"Eine Frage „{name[:60]}“ gibt es nicht.")
        found = self.names[name]
        if found is None:
            raise CannotCarry(f"„{name[:60]}“ gibt es hier nicht.")
        return found

    def values(self) -> list[str]:
        """One value, or a list of them in brackets."""
        kind, text = self.take()
        if (kind, text) != ("operator", "["):
            return [self.value(kind, text)]
        found = []
        while not self.sees("]"):
            found.append(self.value(*self.take()))
            if self.sees(","):
                self.take()
        self.take()
        return found

    def value(self, kind: str, text: str) -> str:
        if kind not in ("text", "number", "word"):
            raise CannotRead("In der Liste wird ein Text oder eine Zahl erwartet.")
        return text

    def listed(self, found: Reference, told: str, word: str, values: list[str]) -> str:
        question = self.fitting.questions.get(found.code)
        if not values or question is None:
            raise CannotCarry(f"„{word}“ ohne Werte hat hier keine Bedeutung.")
        codes = [_quoted(self.fitting.code(found.code, value)) for value in values]
        several = question.kind == Kind.MULTIPLE or (question.kind == Kind.MATRIX_MULTIPLE and bool(found.part))
        if not several and question.kind not in (Kind.SINGLE, Kind.DROPDOWN, Kind.MATRIX_SINGLE):
            raise CannotCarry(f"„{word}“ gibt es hier nur bei Fragen mit Antworten zur Auswahl.")
        if several:
            joint = " and " if word in ("contains", "allof") else " or "
            any_of = "(" + joint.join(f"{told} contains {code}" for code in codes) + ")"
        else:
            any_of = f"({told} in [{', '.join(codes)}])"
        return f"(not {any_of})" if word in ("notcontains", "noneof") else any_of
