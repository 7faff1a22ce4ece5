"""A survey's folder in the export: its questions, what was answered with small numbers hidden, and the texts that staff released."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator

from sqlalchemy import select
from sqlalchemy.orm import Session

from participation.consultations.models import Consultation
from participation.consultations.words import slug_of
from participation.datasets.kinds import Table, picked
from participation.datasets.of_surveys import SURVEY_LINES, Polled, polled
from participation.datasets.reading import moment
from participation.datasets.scope import Line
from participation.reports.rows import told
from participation.reports.tables import packed
from participation.surveys.models import State, Survey


def inside(table: Table) -> Table:
    """A table as it lies in a survey's folder."""
    return packed(table).without("umfrage")


def survey_lines(table: Table, lines: Iterable[Line]) -> Iterator[Line]:
    """Lines as they lie there."""
    places = picked(packed(table), inside(table))
    for line in told(table, lines):
        yield tuple(line[place] for place in places)


SURVEY_TABLES = tuple(inside(table) for table, _lines_of in SURVEY_LINES)
SURVEY_FILES = {
    "umfrage.json": "Wann und wie gefragt wurde, wie viele geantwortet haben, wonach gewichtet wurde, welche Gruppen verglichen werden.",
    "definition.json": "Alle Fragen mit Bedingungen, Zeichen für Zeichen wie festgeschrieben. Der Prüfwert (SHA-256) steht in umfrage.json und im Protokoll der Plattform.",
}
"""The files of the folder that are no tables."""


def surveys_to_export(session: Session, consultation: Consultation) -> list[Polled]:
    """The consultation's published surveys in the order of their publication."""
    query = select(Survey).where(Survey.consultation_id == consultation.id, Survey.state != State.DRAFT)
    return [polled(session, survey, consultation.slug) for survey in session.scalars(query.order_by(Survey.published_at, Survey.id))]


def folder_of(number: int, survey: Survey) -> str:
    """Where a survey's files lie: `umfragen/01-was-braucht-die-stadthalle`."""
    return f"umfragen/{number:02d}-{slug_of(survey.title, 'umfrage')}"


def survey_json(one: Polled) -> str:
    """What a survey was about, when, for whom, and what is told of its result as a whole."""
    survey, data = one.survey, one.data or {}
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
        "definition_fassung": one.version.number,
        "definition_sha256": one.version.sha256,
        "antworten": data.get("people"),
        "gewichtung": data.get("weighting"),
        "vergleiche": data.get("comparisons", []),
    }
    return json.dumps(content, ensure_ascii=False, indent=1) + "\n"
