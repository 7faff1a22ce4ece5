"""The limits that a question sets itself: numbers, lengths, days, how many may be chosen; what is impossible among them is told in German."""

from __future__ import annotations

import re
from collections.abc import Iterator

from participation.methods.surveys.conditions.printing import number
from participation.methods.surveys.definition import Kind, Question
from participation.methods.surveys.meaning import is_day

LARGEST_NUMBER = 10**12
MOST_DECIMALS = 6
LONGEST_ANSWER = 20_000
MOST_FILES = 20
MOST_MEGABYTES = 100
MOST_POINTS = 1_000_000
SCALE = (2, 11)
ENDING = re.compile(r"[a-z0-9]{1,10}", re.ASCII)


def limits(question: Question) -> Iterator[tuple[str, str]]:
    """What is impossible: (part, sentence)."""
    kind = question.kind
    low, high = question.minimum, question.maximum
    if low is not None and high is not None and low > high:
        yield "minimum", f"Das Kleinste ({number(low)}) ist größer als das Größte ({number(high)})."
    if kind == Kind.NUMBER:
        yield from _of_number(question)
    elif kind == Kind.SCALE:
        yield from _of_scale(question)
    elif kind in (Kind.MULTIPLE, Kind.RANKING):
        for part, limit in (("minimum", low), ("maximum", high)):
            if limit is not None and not (limit.is_integer() and 0 <= limit <= len(question.options)):
                yield part, f"Gewählt werden können 0 bis {len(question.options)} Antworten, nicht {number(limit)}."
    elif kind in (Kind.SHORT_TEXT, Kind.LONG_TEXT):
        if high is not None and not (high.is_integer() and 1 <= high <= LONGEST_ANSWER):
            yield "maximum", f"Ein Text hat höchstens 1 bis {LONGEST_ANSWER} Zeichen, nicht {number(high)}."
    elif kind == Kind.DATE:
        yield from _of_date(question)
    elif kind == Kind.POINTS and not 1 <= question.total <= MOST_POINTS:
        yield "total", f"Zu verteilen sind 1 bis {MOST_POINTS} Punkte, nicht {question.total}."
    elif kind == Kind.FILE:
        yield from _of_file(question)
    exclusive = [option for option in question.options if option.exclusive]
    if exclusive and kind not in (Kind.MULTIPLE, Kind.MATRIX_MULTIPLE):
        yield "options", "Eine Antwort, die andere ausschließt, gibt es nur bei mehreren Antworten."
    elif exclusive and low is not None and low > len(question.options) - len(exclusive):
        yield "minimum", f"{number(low)} Antworten kann niemand wählen: So viele, die andere nicht ausschließen, gibt es nicht."
    if any(option.own_text for option in question.options) and kind not in (Kind.SINGLE, Kind.DROPDOWN, Kind.MULTIPLE):
        yield "options", "Eine Antwort mit eigenem Text gibt es nur bei einer oder mehreren Antworten und in Auswahllisten."


def _of_number(question: Question) -> Iterator[tuple[str, str]]:
    if not 0 <= question.decimals <= MOST_DECIMALS:
        yield "decimals", f"Eine Zahl hat 0 bis {MOST_DECIMALS} Nachkommastellen."
    for part, limit in (("minimum", question.minimum), ("maximum", question.maximum)):
        if limit is not None and not abs(limit) <= LARGEST_NUMBER:
            yield part, f"Zahlen gehen bis {LARGEST_NUMBER}."


def _of_scale(question: Question) -> Iterator[tuple[str, str]]:
    low, high = question.minimum, question.maximum
    if low is None or high is None:
        yield "minimum", "Eine Skala braucht ein kleinstes und ein größtes Feld."
    elif not (low.is_integer() and high.is_integer() and abs(low) <= 1000 and SCALE[0] <= high - low + 1 <= SCALE[1]):
        yield "maximum", f"Eine Skala hat {SCALE[0]} bis {SCALE[1]} Felder mit ganzen Zahlen."


def _of_date(question: Question) -> Iterator[tuple[str, str]]:
    wrong = [part for part in ("earliest", "latest") if getattr(question, part) and not is_day(getattr(question, part))]
    for part in wrong:
        yield part, f"„{getattr(question, part)[:40]}“ ist kein Tag. Tage stehen so: 2026-05-31."
    if not wrong and question.earliest and question.latest and question.earliest > question.latest:
        yield "earliest", "Der früheste Tag liegt nach dem spätesten."


def _of_file(question: Question) -> Iterator[tuple[str, str]]:
    if question.maximum is not None and not (question.maximum.is_integer() and 1 <= question.maximum <= MOST_FILES):
        yield "maximum", f"Angehängt werden können 1 bis {MOST_FILES} Dateien."
    if not 0 <= question.megabytes <= MOST_MEGABYTES:
        yield "megabytes", f"Eine Datei hat höchstens {MOST_MEGABYTES} MB."
    for ending in question.endings:
        if not ENDING.fullmatch(ending):
            yield "endings", f"„{ending[:20]}“ ist keine Endung; gemeint sind Kürzel wie pdf, jpg."
