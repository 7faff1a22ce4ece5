"""The answer to one question, read as a form or a file gives it, for each kind of question."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date

from participation.methods.surveys.conditions import Value
from participation.methods.surveys.conditions.printing import number
from participation.methods.surveys.definition import DONT_KNOW, Kind, Question
from participation.methods.surveys.limits import LARGEST_NUMBER, LONGEST_ANSWER, MOST_FILES

SHORT = 255
GERMAN_DAY = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})", re.ASCII)
ISO_DAY = re.compile(r"(\d{4})-(\d{2})-(\d{2})", re.ASCII)
NUMBER = re.compile(r"[+-]?\d{1,18}([.,]\d{1,18})?", re.ASCII)
UNSEEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff]")


class Wrong(ValueError):
    """An answer does not fit: a sentence in German, the reason in one word, the limit that was missed, the row or option."""

    def __init__(self, reason: str, text: str, limit: str = "", part: str = "") -> None:
        super().__init__(text)
        self.reason, self.limit, self.part = reason, limit, part


def german(value: float) -> str:
    """A number with a comma."""
    return number(float(value)).replace(".", ",")


def _text(question: Question, given: object) -> Value:
    if given is None:
        return None
    if not isinstance(given, str):
        raise Wrong("form", "Hier wird ein Text erwartet.")
    text = UNSEEN.sub("", given.replace("\r\n", "\n").replace("\r", "\n")).strip()
    if question.kind == Kind.SHORT_TEXT:
        text = " ".join(text.split())
    most = int(question.maximum or (SHORT if question.kind == Kind.SHORT_TEXT else LONGEST_ANSWER))
    if len(text) > most:
        raise Wrong("too-long", f"Bitte höchstens {most} Zeichen; es sind {len(text)}.", str(most))
    return text or None


def _number(question: Question, given: object) -> Value:
    value = _as_number(given)
    if value is None:
        return None
    if not math.isfinite(value) or abs(value) > LARGEST_NUMBER:
        raise Wrong("form", f"Bitte eine Zahl bis {german(LARGEST_NUMBER)}.", str(LARGEST_NUMBER))
    if round(value, question.decimals) != value:
        words = "eine ganze Zahl" if not question.decimals else f"höchstens {question.decimals} Nachkommastellen"
        raise Wrong("decimals", f"Bitte {words}.", str(question.decimals))
    if question.minimum is not None and value < question.minimum:
        raise Wrong("too-small", f"Bitte mindestens {german(question.minimum)}.", number(question.minimum))
    if question.maximum is not None and value > question.maximum:
        raise Wrong("too-large", f"Bitte höchstens {german(question.maximum)}.", number(question.maximum))
    return value


def _as_number(given: object) -> float | None:
    if given is None or given == "":
        return None
    if isinstance(given, int | float) and not isinstance(given, bool):
        return float(given) + 0.0 if abs(given) < 10**18 else math.inf
    if isinstance(given, str) and NUMBER.fullmatch(given.strip()):
        return float(given.strip().replace(",", ".")) + 0.0
    if isinstance(given, str) and not given.strip():
        return None
    raise Wrong("form", "Bitte eine Zahl, zum Beispiel 12 oder 3,5.")


def _date(question: Question, given: object) -> Value:
    text = given.strip() if isinstance(given, str) else given
    if text is None or text == "":
        return None
    day = _day(text) if isinstance(text, str) else None
    if day is None:
        raise Wrong("form", "Bitte einen Tag, zum Beispiel 31.5.2026.")
    if question.earliest and day < question.earliest:
        raise Wrong("too-early", f"Bitte nicht vor dem {_german_day(question.earliest)}.", question.earliest)
    if question.latest and day > question.latest:
        raise Wrong("too-late", f"Bitte nicht nach dem {_german_day(question.latest)}.", question.latest)
    return day


def _day(text: str) -> str | None:
    found = ISO_DAY.fullmatch(text)
    numbers = found.groups() if found else (found.groups()[::-1] if (found := GERMAN_DAY.fullmatch(text)) else None)
    try:
        return date(*map(int, numbers)).isoformat() if numbers else None
    except ValueError:
        return None


def _german_day(day: str) -> str:
    year, month, of_month = day.split("-")
    return f"{int(of_month)}.{int(month)}.{year}"


def _one(question: Question, given: object) -> Value:
    if given is None or given == "":
        return None
    return _code(question, given)


def _code(question: Question, given: object, part: str = "") -> str:
    if not isinstance(given, str) or question.option(given) is None:
        raise Wrong("unknown-option", "Diese Antwort steht nicht zur Wahl.", part=part)
    return given


def _scale(question: Question, given: object) -> Value:
    if given == DONT_KNOW and question.dont_know:
        return DONT_KNOW
    value = _as_number(given)
    if value is not None and value not in question.steps:
        raise Wrong("unknown-option", f"Bitte ein Feld von {german(question.steps[0])} bis {german(question.steps[-1])}.")
    return value


def _codes(question: Question, given: object, part: str = "") -> list[str]:
    """Different codes, in the order of the options."""
    if given is None or given == "":
        return []
    several = [given] if isinstance(given, str) else given
    if not isinstance(several, list | tuple) or len(several) > 2 * len(question.options):
        raise Wrong("form", "Hier werden Antworten aus der Liste erwartet.", part=part)
    chosen = {_code(question, one, part) for one in several}
    exclusive = [option.code for option in question.options if option.exclusive and option.code in chosen]
    if exclusive and len(chosen) > 1:
        raise Wrong("exclusive", "Eine der Antworten lässt sich nur allein wählen.", part=part or exclusive[0])
    return [option.code for option in question.options if option.code in chosen]


def _multiple(question: Question, given: object) -> Value:
    chosen = _codes(question, given)
    alone = len(chosen) == 1 and any(option.exclusive for option in question.options if option.code in chosen)
    _how_many(question, 0 if alone else len(chosen), bool(chosen) and not alone)
    return chosen or None


def _how_many(question: Question, number_of: int, counts: bool) -> None:
    if counts and question.minimum is not None and number_of < question.minimum:
        raise Wrong("too-few", f"Bitte wählen Sie mindestens {german(question.minimum)}; es sind {number_of}.", number(question.minimum))
    if counts and question.maximum is not None and number_of > question.maximum:
        raise Wrong("too-many", f"Bitte wählen Sie höchstens {german(question.maximum)}; es sind {number_of}.", number(question.maximum))


def _matrix(question: Question, given: object) -> Value:
    if given is None or given == "":
        return None
    rows = [row.code for row in question.rows]
    if not isinstance(given, Mapping) or any(key not in rows for key in given):
        raise Wrong("form", "Hier werden Antworten je Zeile erwartet.")
    found: dict[str, float | int | str | Sequence[str] | None] = {}
    for row in rows:
        one = given.get(row)
        if question.kind == Kind.MATRIX_MULTIPLE:
            found[row] = _codes(question, one, row)
        elif one is not None and one != "":
            found[row] = _code(question, one, row)
    return {row: value for row, value in found.items() if value} or None


def _ranking(question: Question, given: object) -> Value:
    """Codes from the first place down; or a mapping of codes to places from 1, as a form without a script gives it."""
    if given is None or given == "":
        return None
    ordered = _by_place(question, given) if isinstance(given, Mapping) else given
    if not isinstance(ordered, list | tuple) or len(ordered) > len(question.options):
        raise Wrong("form", "Hier wird eine Rangfolge erwartet.")
    codes = [_code(question, one) for one in ordered]
    if len(set(codes)) < len(codes):
        raise Wrong("twice", "Jede Antwort hat nur einen Platz.")
    _how_many(question, len(codes), bool(codes))
    return codes or None


def _by_place(question: Question, given: Mapping[object, object]) -> list[object]:
    places: dict[float, object] = {}
    for code, told in given.items():
        place = _as_number(told)
        if place is None:
            continue
        if not (place.is_integer() and 1 <= place <= len(question.options)):
            raise Wrong("form", f"Plätze gehen von 1 bis {len(question.options)}.")
        if place in places:
            raise Wrong("twice", f"Den Platz {german(place)} haben zwei Antworten.", german(place))
        places[place] = code
    if places and max(places) > len(places):
        raise Wrong("gap", "In der Rangfolge fehlt ein Platz.")
    return [places[place] for place in sorted(places)]


def _points(question: Question, given: object) -> Value:
    if given is None or given == "":
        return None
    if not isinstance(given, Mapping):
        raise Wrong("form", "Hier werden Punkte je Antwort erwartet.")
    found: dict[str, float] = {}
    for code, told in given.items():
        value = _as_number(told)
        name = _code(question, code)
        if value is not None and not (value.is_integer() and 0 <= value <= question.total):
            raise Wrong("form", f"Punkte sind ganze Zahlen von 0 bis {question.total}.", str(question.total), name)
        if value is not None:
            found[name] = value
    total = sum(found.values())
    if found and total != question.total:
        raise Wrong("total", f"Bitte genau {question.total} Punkte verteilen; es sind {german(total)}.", str(question.total))
    return {option.code: found.get(option.code, 0.0) for option in question.options} if found else None


def _place(_question: Question, given: object) -> Value:
    if given is None or given == "":
        return None
    if not isinstance(given, Mapping) or set(given) != {"longitude", "latitude"}:
        raise Wrong("form", "Bitte einen Ort auf der Karte wählen.")
    longitude, latitude = _as_number(given["longitude"]), _as_number(given["latitude"])
    if longitude is None or latitude is None:
        return None
    if not (abs(longitude) <= 180 and abs(latitude) <= 90):
        raise Wrong("form", "Diesen Ort gibt es nicht.")
    return {"longitude": longitude, "latitude": latitude}


def _file(question: Question, given: object) -> Value:
    """Names of files that lie elsewhere; how large they are is looked at where they are taken in."""
    if given is None or given == "":
        return None
    names = [given] if isinstance(given, str) else given
    if not isinstance(names, list | tuple) or not all(isinstance(name, str) and 0 < len(name) <= SHORT for name in names):
        raise Wrong("form", "Hier werden Dateien erwartet.")
    most = int(question.maximum or 1)
    if len(names) > min(most, MOST_FILES):
        raise Wrong("too-many", f"Bitte höchstens {most} {'Datei' if most == 1 else 'Dateien'}.", str(most))
    for name in names:
        if question.endings and name.rpartition(".")[2].lower() not in question.endings:
            raise Wrong("ending", f"Erlaubt sind Dateien mit diesen Endungen: {', '.join(question.endings)}.", ", ".join(question.endings))
    return list(names) or None


READERS: Mapping[Kind, Callable[[Question, object], Value]] = {
    Kind.SHORT_TEXT: _text, Kind.LONG_TEXT: _text, Kind.NUMBER: _number, Kind.DATE: _date, Kind.SINGLE: _one, Kind.DROPDOWN: _one, Kind.MULTIPLE: _multiple,
    Kind.SCALE: _scale, Kind.MATRIX_SINGLE: _matrix, Kind.MATRIX_MULTIPLE: _matrix, Kind.RANKING: _ranking, Kind.POINTS: _points, Kind.PLACE: _place,
    Kind.FILE: _file,
}  # fmt: skip
"""Kind → the function that reads an answer, or None for no answer. Each raises Wrong."""
