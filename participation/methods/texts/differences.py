"""In which word two similar German texts differ: another number, a negation, a verb that means the opposite.

The most similar texts are often opposites ("Halle erhalten", "Halle abreißen"). Words are compared by their beginnings, so that
forms of a verb count as one; nothing is understood. So a mark is a hint that names its words, and people decide.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache


class DifferenceKind(StrEnum):
    """What differs."""

    NUMBER = "number"
    NEGATION = "negation"
    OPPOSITE = "opposite"


@dataclass(frozen=True, slots=True)
class Difference:
    """The words in which two texts differ, as they stand there; empty where a text has none (only one of them says "nicht")."""

    kind: DifferenceKind
    first: str
    second: str


_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
_WORD = re.compile(r"[^\W\d_]+")
_NEGATIONS = re.compile(r"nicht|kein(?:e|en|em|er|es)?|ohne|nie|niemals|nirgends|weder|nein")
_NUMBER_WORDS = {word: str(number) for number, word in enumerate("zwei drei vier fünf sechs sieben acht neun zehn elf zwölf".split(), 2)} | {
    "zwanzig": "20",
    "dreißig": "30",
    "vierzig": "40",
    "fünfzig": "50",
    "hundert": "100",
    "tausend": "1000",
}

# Two sides; each is beginnings of words, or with a dot at the end whole words.
_SIDES: tuple[tuple[str, str], ...] = (
    ("mehr.", "weniger."),
    ("erhalten. erhalt. erhaltung bewahr behalten. sanier renovier", "abreiß abriss abriß abzureißen abgerissen abbruch abbrechen reißt. reißen."),
    ("bauen. baut. bau. gebaut. zubauen errichte", "abreiß abriss abriß abzureißen abgerissen rückbau zurückbau abbau abzubauen reißt. reißen."),
    ("ausbau auszubauen ausgebaut erweiter vergrößer", "rückbau zurückbau verkleiner"),
    ("öffne öffnung. geöffnet offen. offene aufmachen", "schließ geschlossen schluss zumachen sperre. sperren. sperrt. sperrung gesperrt"),
    ("erlaub zulassen. zulässig zuzulassen gestatte freigeb freigabe freigegeben", "verbiet verbot untersag"),
    ("erhöh steiger anheb anzuheben teurer.", "senk reduzier verringer billiger. günstiger."),
    ("einführ einzuführen eingeführt", "abschaff abzuschaffen abgeschafft"),
    ("förder unterstütz ausweit auszuweiten", "streich gestrichen kürzen. kürzung gekürzt"),
    ("pflanz gepflanzt anpflanz", "fäll gefällt abholz rode. roden. rodung"),
    ("für. dafür. pro.", "gegen. dagegen. contra."),
    ("immer.", "nie. niemals."),
    ("größer", "kleiner"),
    ("länger", "kürzer"),
    ("höher", "niedriger"),
    ("früher", "später"),
    ("schneller", "langsamer"),
    ("heller", "dunkler"),
    ("leiser", "lauter"),
    ("breiter", "schmaler"),
    ("kostenlos kostenfrei gratis.", "kostenpflichtig gebührenpflichtig"),
    ("öffentlich", "privat"),
    ("starten. beginnen. anfangen.", "stoppen. beenden. aufhören."),
)


def _side(words: str) -> re.Pattern[str]:
    return re.compile("|".join(re.escape(word[:-1]) + "$" if word.endswith(".") else re.escape(word) for word in words.split()))


_PATTERNS = tuple(_side(words) for sides in _SIDES for words in sides)
"""Each pair's two sides, one after the other: side `n` stands against side `n ^ 1`."""


@dataclass(frozen=True, slots=True)
class ReadText:
    """What of a text is compared: side → its first word there, its first negation, and its numbers (value → as it was written)."""

    sides: Mapping[int, str]
    negation: str
    numbers: Mapping[str, str]


def read_text(text: str) -> ReadText:
    """Read a text once that is compared with many."""
    words = _words(text)
    sides: dict[int, str] = {}
    for word in words:
        for side in _sides_of(word):
            sides.setdefault(side, word)
    return ReadText(sides, next((word for word in words if _NEGATIONS.fullmatch(word)), ""), _numbers_of(text, words))


def difference(first: str, second: str) -> Difference | None:
    """What two texts differ in, the strongest sign first: opposite words, then a negation, then numbers; None where nothing is seen.

    Opposites and negations count where only one of the texts has them; numbers where each has one that the other lacks.
    """
    return difference_of(read_text(first), read_text(second))


def difference_of(one: ReadText, other: ReadText) -> Difference | None:
    """The same of texts that were read."""
    return _opposite(one.sides, other.sides) or _negation(one.negation, other.negation) or _numbers(one.numbers, other.numbers)


def _words(text: str) -> list[str]:
    return [word.lower() for word in _WORD.findall(text)]


@lru_cache(maxsize=20_000)
def _sides_of(word: str) -> tuple[int, ...]:
    return tuple(side for side, pattern in enumerate(_PATTERNS) if pattern.match(word))


def _opposite(one: Mapping[int, str], other: Mapping[int, str]) -> Difference | None:
    for side in sorted(one):
        against = side ^ 1
        if against in other and side not in other and against not in one:
            return Difference(DifferenceKind.OPPOSITE, one[side], other[against])
    return None


def _negation(one: str, other: str) -> Difference | None:
    return Difference(DifferenceKind.NEGATION, one, other) if bool(one) != bool(other) else None


def _numbers(one: Mapping[str, str], other: Mapping[str, str]) -> Difference | None:
    only_one, only_other = [said for value, said in one.items() if value not in other], [said for value, said in other.items() if value not in one]
    return Difference(DifferenceKind.NUMBER, only_one[0], only_other[0]) if only_one and only_other else None


def _numbers_of(text: str, words: Sequence[str]) -> dict[str, str]:
    """Value → as it was written; `1.000` and `1000` are one value, `3,5` and `3.5` another."""
    found = {_value(said): said for said in _NUMBER.findall(text)}
    return found | {_NUMBER_WORDS[word]: word for word in words if word in _NUMBER_WORDS and _NUMBER_WORDS[word] not in found}


def _value(said: str) -> str:
    thousands = re.sub(r"[.](?=\d{3}(?:\D|$))", "", said)
    return thousands.replace(",", ".").lstrip("0") or "0"
