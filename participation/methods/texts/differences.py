"""In which word two similar German texts differ: another number, a negation, a verb that means the opposite.

The most similar texts are often opposites ("Halle erhalten", "Halle abreißen"). Words are compared by their beginnings, so that
forms of a verb count as one; nothing is understood. So a mark is a hint that names its words, and people decide.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum


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


_OPPOSITES = tuple((_side(one), _side(other)) for one, other in _SIDES)


def difference(first: str, second: str) -> Difference | None:
    """What two texts differ in, the strongest sign first: opposite words, then a negation, then numbers; None where nothing is seen.

    Opposites and negations count where only one of the texts has them; numbers where each has one that the other lacks.
    """
    one, other = _words(first), _words(second)
    return _opposite(one, other) or _negation(one, other) or _numbers(first, second)


def _words(text: str) -> list[str]:
    return [word.lower() for word in _WORD.findall(text)]


def _first(words: Sequence[str], pattern: re.Pattern[str]) -> str:
    return next((word for word in words if pattern.match(word)), "")


def _opposite(one: Sequence[str], other: Sequence[str]) -> Difference | None:
    for left, right in _OPPOSITES:
        sides = (_first(one, left), _first(one, right)), (_first(other, left), _first(other, right))
        for here, there in ((0, 1), (1, 0)):
            if sides[0][here] and sides[1][there] and not sides[0][there] and not sides[1][here]:
                return Difference(DifferenceKind.OPPOSITE, sides[0][here], sides[1][there])
    return None


def _negation(one: Sequence[str], other: Sequence[str]) -> Difference | None:
    denied = [next((word for word in words if _NEGATIONS.fullmatch(word)), "") for words in (one, other)]
    return Difference(DifferenceKind.NEGATION, *denied) if bool(denied[0]) != bool(denied[1]) else None


def _numbers(first: str, second: str) -> Difference | None:
    one, other = _numbers_of(first), _numbers_of(second)
    only_one, only_other = [said for value, said in one.items() if value not in other], [said for value, said in other.items() if value not in one]
    return Difference(DifferenceKind.NUMBER, only_one[0], only_other[0]) if only_one and only_other else None


def _numbers_of(text: str) -> dict[str, str]:
    """Value → as it was written; `1.000` and `1000` are one value, `3,5` and `3.5` another."""
    found = {_value(said): said for said in _NUMBER.findall(text)}
    return found | {_NUMBER_WORDS[word]: word for word in _words(text) if word in _NUMBER_WORDS and _NUMBER_WORDS[word] not in found}


def _value(said: str) -> str:
    thousands = re.sub(r"[.](?=\d{3}(?:\D|$))", "", said)
    return thousands.replace(",", ".").lstrip("0") or "0"
