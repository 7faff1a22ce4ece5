"""LimeSurvey's types of questions, and what becomes of each here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from participation.methods.surveys.definition import Kind

LEFT_OUT = {
    "I": "Wahl der Sprache", ";": "Tabelle mit Texten", ":": "Tabelle mit Zahlen",
}  # fmt: skip
KINDS = {
    "L": Kind.SINGLE, "!": Kind.DROPDOWN, "O": Kind.SINGLE, "5": Kind.SCALE, "G": Kind.SINGLE, "Y": Kind.SINGLE, "M": Kind.MULTIPLE, "P": Kind.MULTIPLE,
    "N": Kind.NUMBER, "S": Kind.SHORT_TEXT, "T": Kind.LONG_TEXT, "U": Kind.LONG_TEXT, "D": Kind.DATE, "R": Kind.RANKING, "F": Kind.MATRIX_SINGLE,
    "A": Kind.MATRIX_SINGLE, "B": Kind.MATRIX_SINGLE, "C": Kind.MATRIX_SINGLE, "E": Kind.MATRIX_SINGLE, "H": Kind.MATRIX_SINGLE, "1": Kind.MATRIX_SINGLE,
    "|": Kind.FILE, "X": Kind.INFORMATION, "*": Kind.CALCULATION, "K": Kind.NUMBER, "Q": Kind.SHORT_TEXT,
}  # fmt: skip
APART = {"K", "Q"}
"""Several fields under one question: each becomes a question."""
NOTES = {
    "O": "Das Feld für eine Bemerkung neben der Antwort entfällt.", "P": "Die Felder für Bemerkungen neben den Antworten entfallen.",
    "H": "Die Tabelle steht hier mit vertauschten Zeilen und Spalten.", "1": "Eine Tabelle mit zwei Skalen wird zu zwei Tabellen.",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Fixed:
    """An answer that LimeSurvey brings itself."""

    code: str
    german: str
    english: str


_NUMBERS = tuple(Fixed(str(number), str(number), str(number)) for number in range(1, 11))
FIXED: Mapping[str, tuple[Fixed, ...]] = {
    "G": (Fixed("F", "weiblich", "Female"), Fixed("M", "männlich", "Male")),
    "Y": (Fixed("Y", "Ja", "Yes"), Fixed("N", "Nein", "No")),
    "A": _NUMBERS[:5],
    "B": _NUMBERS,
    "C": (Fixed("Y", "Ja", "Yes"), Fixed("U", "unsicher", "Uncertain"), Fixed("N", "Nein", "No")),
    "E": (Fixed("I", "mehr", "Increase"), Fixed("S", "gleich", "Same"), Fixed("D", "weniger", "Decrease")),
}
IGNORED = {
    "array_filter": "Antworten, die von anderen Antworten abhängen, gibt es hier nicht; alle stehen zur Wahl.",
    "array_filter_exclude": "Antworten, die von anderen Antworten abhängen, gibt es hier nicht; alle stehen zur Wahl.",
    "hidden": "Verborgene Fragen gibt es hier nicht; sie wird gezeigt.",
    "random_group": "Fragen in zufälliger Reihenfolge gibt es hier nicht.",
    "equals_num_value": "Eine vorgeschriebene Summe über mehrere Zahlenfelder gibt es hier nicht.",
    "assessment_value": "Bewertungspunkte gibt es hier nicht.",
    "prefix": "Der Text vor dem Feld entfällt.",
}
"""Attribute → what is said where it is set."""
TABLES = {
    "quota": "Quoten werden nicht übernommen.", "assessments": "Bewertungen werden nicht übernommen.",
    "defaultvalues": "Vorbelegte Antworten werden nicht übernommen.",
}  # fmt: skip
