"""A survey's folder in the export: its questions, what was answered with small numbers hidden, and the texts that staff released."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from participation.consultations.words import slug_of
from participation.kit.language import lazy
from participation.methods.surveys.definition import GERMAN
from participation.methods.surveys.definition import Survey as Definition
from participation.reports.rows import Line, moment
from participation.reports.tables import Column, Table
from participation.surveys.actions import text_questions
from participation.surveys.computing import counted, read_order
from participation.surveys.models import State, Survey, SurveyVersion
from participation.surveys.queries import definition_of, released_texts, version_of
from participation.surveys.result_queries import result_row
from participation.surveys.results import Results
from participation.surveys.rules import LEAST_PUBLIC
from participation.surveys.showing import Shown, shown_results

_INTERVAL = ("untere Grenze des 95-%-Bereichs", "obere Grenze des 95-%-Bereichs")
QUESTIONS = Table(
    "fragen",
    lazy("Alle Fragen, und wie viele sie beantwortet haben. Zahlen von 1 bis 9 sind verdeckt."),
    (
        Column("frage", "Code der Frage"),
        Column("text", "Wortlaut"),
        Column("art", "Art der Frage"),
        Column("gesehen", "wie vielen sie gestellt wurde; leer: verdeckt"),
        Column("beantwortet", "wie viele geantwortet haben; leer: weniger als 10"),
        Column("ohne_antwort", "wie viele nicht; leer: verdeckt"),
    ),
)
ANSWERS = Table(
    "ergebnis",
    lazy("Wie oft jede Antwort gegeben wurde. Verdeckt ist, was weniger als 10 Menschen sagten, und woraus man es ausrechnen könnte."),
    (
        Column("frage", "Code der Frage"),
        Column("zeile", "bei Tabellen die Zeile, bei Rangfolgen die Antwort"),
        Column("antwort", "Antwort; bei Zahlen ein Bereich, bei Rangfolgen der Platz"),
        Column("anzahl", "wie viele so geantwortet haben; leer: verdeckt"),
        Column("anteil", "Anteil an denen, die geantwortet haben, 0 bis 1"),
        Column("von", _INTERVAL[0]),
        Column("bis", _INTERVAL[1]),
        Column("gewichtet", "gewichteter Anteil; leer: nicht gewichtet oder verdeckt"),
        Column("gewichtet_von", _INTERVAL[0]),
        Column("gewichtet_bis", _INTERVAL[1]),
        Column("verdeckt", "1: verdeckt, sonst 0"),
    ),
)
MEANS = Table(
    "mittelwerte",
    lazy("Mittelwerte von Zahlen, Punkten und Plätzen."),
    (
        Column("frage", "Code der Frage"),
        Column("angabe", "bei Punkten und Rangfolgen die Antwort"),
        Column("anzahl", "wie viele eine Zahl angaben"),
        Column("mittelwert", "Mittelwert"),
        Column("von", _INTERVAL[0]),
        Column("bis", _INTERVAL[1]),
        Column("median", "die Hälfte liegt darunter"),
        Column("gewichtet", "gewichteter Mittelwert; leer: nicht gewichtet"),
    ),
)
TEXTS = Table(
    "texte",
    lazy("Freie Texte, die die Moderation freigegeben hat."),
    (
        Column("frage", "Code der Frage, mit dem der Antwort, neben der der Text steht"),
        Column("wortlaut", "Wortlaut der Frage"),
        Column("text", "Text"),
    ),
)
SURVEY_TABLES = (QUESTIONS, ANSWERS, MEANS, TEXTS)
SURVEY_FILES = {
    "umfrage.json": "Wann und wie gefragt wurde, wie viele geantwortet haben, wonach gewichtet wurde, welche Gruppen verglichen werden.",
    "definition.json": "Alle Fragen mit Bedingungen, Zeichen für Zeichen wie festgeschrieben. Der Prüfwert (SHA-256) steht in umfrage.json und im Protokoll der Plattform.",
}
"""The files of the folder that are no tables."""


@dataclass(frozen=True)
class Polled:
    """A survey with its result; without one where it is not over or too few answered."""

    survey: Survey
    version: SurveyVersion
    definition: Definition
    data: dict[str, Any] | None
    shown: Sequence[Shown]
    texts: dict[str, list[str]]


def surveys_to_export(session: Session, consultation_id: int) -> list[Polled]:
    """The consultation's published surveys in the order of their publication."""
    query = select(Survey).where(Survey.consultation_id == consultation_id, Survey.state != State.DRAFT)
    return [_polled(session, survey) for survey in session.scalars(query.order_by(Survey.published_at, Survey.id))]


def _polled(session: Session, survey: Survey) -> Polled:
    version = version_of(session, survey)
    definition, data = definition_of(version), None
    if survey.state == State.CLOSED:
        row = result_row(session, survey.id)
        data = row.data if row is not None and row.version and not row.is_stale else counted(read_order(session, survey.id))["data"]
    if data is None or data["people"] < LEAST_PUBLIC:
        return Polled(survey, version, definition, None, (), {})
    texts = released_texts(session, survey)
    return Polled(survey, version, definition, data, shown_results(definition, Results.from_json(data), texts), texts)


def folder_of(number: int, survey: Survey) -> str:
    """Where a survey's files lie: `umfragen/01-was-braucht-die-stadthalle`."""
    return f"umfragen/{number:02d}-{slug_of(survey.title, 'umfrage')}"


def survey_json(polled: Polled) -> str:
    """What a survey was about, when, for whom, and what is told of its result as a whole."""
    survey, data = polled.survey, polled.data or {}
    content = {
        "format": "participation-export-survey/1",
        "nummer": survey.id,
        "titel": survey.title,
        "einleitung": survey.introduction,
        "art": "mit Konto" if survey.mode == "account" else "offen",
        "beginn": moment(survey.opens_at or survey.published_at),
        "ende": moment(survey.closes_at),
        "geschlossen_am": moment(survey.closed_at),
        "ergebnis_oeffentlich": survey.publishes,
        "definition_fassung": polled.version.number,
        "definition_sha256": polled.version.sha256,
        "antworten": data.get("people"),
        "gewichtung": data.get("weighting"),
        "vergleiche": data.get("comparisons", []),
    }
    return json.dumps(content, ensure_ascii=False, indent=1) + "\n"


def question_lines(polled: Polled) -> Iterator[Line]:
    """In the order of the survey."""
    for one in polled.shown:
        result = one.result
        yield one.code, one.label, GERMAN[one.kind], result.shown, result.answered, result.missing


def answer_lines(polled: Polled) -> Iterator[Line]:
    """Question by question, row by row."""
    for one in polled.shown:
        for table in one.tables:
            for name, bar in table.lines:
                heavy = bar.weighted or (None, None, None)
                yield one.code, table.title, name, bar.count, bar.share, bar.low, bar.high, *heavy, int(bar.count is None)


def mean_lines(polled: Polled) -> Iterator[Line]:
    """Question by question."""
    for one in polled.shown:
        for name, measure in one.measures:
            mean, weighted = measure.mean, measure.weighted
            known = (mean.value, mean.low, mean.high) if mean is not None else (None, None, None)
            middle = measure.quartiles[1] if measure.quartiles else None
            yield one.code, name, measure.number, *known, middle, weighted.value if weighted is not None else None


def text_lines(polled: Polled) -> Iterator[Line]:
    """Question by question, in an order that means nothing."""
    words = text_questions(polled.definition)
    for code, texts in polled.texts.items():
        yield from ((code, words.get(code, ""), text) for text in texts)


SURVEY_LINES: tuple[tuple[Table, Callable[[Polled], Iterator[Line]]], ...] = (
    (QUESTIONS, question_lines),
    (ANSWERS, answer_lines),
    (MEANS, mean_lines),
    (TEXTS, text_lines),
)
"""Each table of the folder with what reads its lines."""
