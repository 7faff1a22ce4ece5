"""The words of a condition, each with its place, in our own way of writing."""

from __future__ import annotations

import re
from dataclasses import dataclass

MOST_CHARACTERS = 4000
MOST_TOKENS = 600
MOST_DIGITS = 15


class CannotRead(ValueError):
    """A condition that cannot be read: what is wrong in German, and at which character (counted from 1; 0 for the whole)."""

    def __init__(self, text: str, place: int = 0) -> None:
        super().__init__(f"{text} (bei Zeichen {place})" if place else text)
        self.text, self.place = text, place


@dataclass(frozen=True, slots=True)
class Token:
    """One word. `kind`: number, text, name, reference, operator (also brackets and commas) or end."""

    kind: str
    text: str
    place: int
    part: str = ""


WORD = re.compile(
    r"""\s*(?:
      (?P<number>[0-9]+(?:\.[0-9]+)?)
    | (?P<text>"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')
    | (?P<name>[A-Za-z][A-Za-z0-9_]*)(?:\.(?P<part>[A-Za-z0-9_]+))?
    | (?P<operator>!=|<=|>=|[=<>+*/(),\[\]-])
    )""",
    re.VERBOSE | re.DOTALL,
)
KEYWORDS = ("and", "or", "not", "in", "contains")


def tokens(source: str) -> list[Token]:
    """The words of a condition, `end` as the last. Raises CannotRead."""
    found, at = [], 0
    too_long(source)
    while source[at:].strip():
        word = WORD.match(source, at)
        if word is None:
            raise unreadable(source, at)
        found.append(_token(word))
        at = word.end()
        if len(found) > MOST_TOKENS:
            raise CannotRead(f"Die Bedingung ist zu lang: Erlaubt sind {MOST_TOKENS} Wörter und Zeichen.")
    return [*found, Token("end", "", len(source) + 1)]


def _token(word: re.Match[str]) -> Token:
    kind = word.lastgroup if word.lastgroup != "part" else "name"
    kind = kind or "name"
    text, place = word[kind], word.start(kind) + 1
    if kind == "text":
        return Token("text", plain(text, place), place)
    if kind == "number":
        return Token("number", short(text, place), place)
    if kind == "name":
        if word["part"]:
            return Token("reference", text, place, word["part"])
        return Token("operator" if text in KEYWORDS else "name", text, place)
    return Token(kind, text, place)


def too_long(source: str) -> None:
    """Refuse what is longer than any condition that a person would write. Raises CannotRead."""
    if len(source) > MOST_CHARACTERS:
        raise CannotRead(f"Die Bedingung ist zu lang: Erlaubt sind {MOST_CHARACTERS} Zeichen.")


def plain(quoted: str, place: int, escapes: bool = True) -> str:
    """The text between quotation marks. Raises CannotRead."""
    text = re.sub(r"\\(.)", r"\1", quoted[1:-1], flags=re.DOTALL) if escapes else quoted[1:-1]
    if any(ord(character) < 32 or 0xD800 <= ord(character) < 0xE000 for character in text):
        raise CannotRead("Im Text stehen Zeichen, die man nicht sieht.", place)
    return text


def short(number: str, place: int) -> str:
    """A number with so many digits that every machine reads the same. Raises CannotRead."""
    if len(number.replace(".", "")) > MOST_DIGITS:
        raise CannotRead(f"Die Zahl hat mehr als {MOST_DIGITS} Ziffern.", place)
    return number


def unreadable(source: str, at: int) -> CannotRead:
    """What stands where no word can be read."""
    rest = source[at:].lstrip()
    place = len(source) - len(rest) + 1
    if rest[0] in "\"'":
        return CannotRead("Hier beginnt ein Text, dessen Anführungszeichen nicht geschlossen ist.", place)
    if rest[0] in "„“”‚‘’":
        return CannotRead('Texte stehen in geraden Anführungszeichen: "so".', place)
    return CannotRead(f"Das Zeichen „{rest[0]}“ gehört nicht in eine Bedingung.", place)
