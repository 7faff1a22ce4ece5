"""Surveys, and the results that were promised to everyone: small numbers hidden, free texts only where they were released."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from participation.consultations.models import Consultation
from participation.datasets.common import ADDRESS, CONSULTATION
from participation.datasets.kinds import Column, Dataset, Kind, Reader, Table, Words
from participation.datasets.scope import Line, Row, Scope, in_turn, unfolded
from participation.methods.surveys.definition import GERMAN
from participation.methods.surveys.definition import Survey as Definition
from participation.surveys.actions import text_questions
from participation.surveys.computing import counted, read_order
from participation.surveys.models import State, Survey, SurveyVersion
from participation.surveys.queries import definition_of, version_of
from participation.surveys.result_queries import result_row
from participation.surveys.results import Results
from participation.surveys.rules import LEAST_PUBLIC
from participation.surveys.showing import Shown, shown_results
from participation.surveys.text_queries import released_texts

_SURVEY = Column("umfrage", "Nummer der Umfrage; sie steht auch in ihrer Adresse", "number of the survey, also in its address", Kind.WHOLE)
_QUESTION = Column("frage", "Code der Frage", "code of the question")
_HEAD = (CONSULTATION, _SURVEY)
_LOW = ("untere Grenze des 95-%-Bereichs", "lower bound of the 95 % interval", Kind.NUMBER)
_HIGH = ("obere Grenze des 95-%-Bereichs", "upper bound of the 95 % interval", Kind.NUMBER)

SURVEYS = Table(
    "umfragen",
    Words("Alle veröffentlichten Umfragen.", "All published surveys."),
    (
        *_HEAD,
        Column("titel", "Titel", "title"),
        Column("einleitung", "Einleitung (Markdown)", "introduction (Markdown)"),
        Column("beginn", "Zeitpunkt", "beginning", Kind.MOMENT),
        Column("ende", "geplantes Ende; leer: keines", "planned end; empty: none", Kind.MOMENT),
        Column("geschlossen_am", "Zeitpunkt; leer: läuft noch", "when it was closed; empty: still running", Kind.MOMENT),
        Column(
            "ergebnis_oeffentlich",
            "1: das Ergebnis ist nach dem Ende öffentlich, sonst 0",
            "1: the result is public after the end, otherwise 0",
            Kind.FLAG,
        ),
        ADDRESS,
    ),
    Words("Umfragen", "Surveys"),
)
QUESTIONS = Table(
    "fragen",
    Words(
        "Alle Fragen, und wie viele sie beantwortet haben. Zahlen von 1 bis 9 sind verdeckt.",
        "All questions, and how many answered them. Numbers from 1 to 9 are hidden.",
    ),
    (
        *_HEAD,
        _QUESTION,
        Column("text", "Wortlaut", "wording"),
        Column("art", "Art der Frage", "kind of question, in German"),
        Column("gesehen", "wie vielen sie gestellt wurde; leer: verdeckt", "how many were asked; empty: hidden", Kind.WHOLE),
        Column("beantwortet", "wie viele geantwortet haben; leer: weniger als 10", "how many answered; empty: fewer than 10", Kind.WHOLE),
        Column("ohne_antwort", "wie viele nicht; leer: verdeckt", "how many did not; empty: hidden", Kind.WHOLE),
    ),
    Words("Fragen der Umfragen", "Survey questions"),
)
ANSWERS = Table(
    "ergebnis",
    Words(
        "Wie oft jede Antwort gegeben wurde. Verdeckt ist, was weniger als 10 Menschen sagten, und woraus man es ausrechnen könnte.",
        "How often each answer was given. Hidden is what fewer than 10 people said, and what it could be worked out from.",
    ),
    (
        *_HEAD,
        _QUESTION,
        Column("zeile", "bei Tabellen die Zeile, bei Rangfolgen die Antwort", "the row of a matrix, the option of a ranking"),
        Column("antwort", "Antwort; bei Zahlen ein Bereich, bei Rangfolgen der Platz", "answer; a range of numbers; the place in a ranking"),
        Column("anzahl", "wie viele so geantwortet haben; leer: verdeckt", "how many answered so; empty: hidden", Kind.WHOLE),
        Column("anteil", "Anteil an denen, die geantwortet haben, 0 bis 1", "share of those who answered, 0 to 1", Kind.NUMBER),
        Column("von", *_LOW),
        Column("bis", *_HIGH),
        Column("gewichtet", "gewichteter Anteil; leer: nicht gewichtet oder verdeckt", "weighted share; empty: not weighted, or hidden", Kind.NUMBER),
        Column("gewichtet_von", *_LOW),
        Column("gewichtet_bis", *_HIGH),
        Column("verdeckt", "1: verdeckt, sonst 0", "1: hidden, otherwise 0", Kind.FLAG),
    ),
    Words("Ergebnisse der Umfragen", "Survey results"),
)
MEANS = Table(
    "mittelwerte",
    Words("Mittelwerte von Zahlen, Punkten und Plätzen.", "Means of numbers, points and places."),
    (
        *_HEAD,
        _QUESTION,
        Column("angabe", "bei Punkten und Rangfolgen die Antwort", "the option, for points and rankings"),
        Column("anzahl", "wie viele eine Zahl angaben", "how many gave a number", Kind.WHOLE),
        Column("mittelwert", "Mittelwert", "mean", Kind.NUMBER),
        Column("von", *_LOW),
        Column("bis", *_HIGH),
        Column("median", "die Hälfte liegt darunter", "half lie below", Kind.NUMBER),
        Column("gewichtet", "gewichteter Mittelwert; leer: nicht gewichtet", "weighted mean; empty: not weighted", Kind.NUMBER),
    ),
    Words("Mittelwerte der Umfragen", "Survey means"),
)
TEXTS = Table(
    "texte",
    Words("Freie Texte, die die Moderation freigegeben hat.", "Free texts that the moderation released."),
    (
        *_HEAD,
        Column(
            "frage",
            "Code der Frage, mit dem der Antwort, neben der der Text steht",
            "code of the question, with that of the option beside which it stands",
        ),
        Column("wortlaut", "Wortlaut der Frage", "wording of the question"),
        Column("text", "Text", "text"),
    ),
    Words("Freie Texte der Umfragen", "Free texts of surveys"),
)


@dataclass(frozen=True)
class Polled:
    """A survey with its result; without one where it is not over or too few answered. `slug` is its consultation's."""

    slug: str
    survey: Survey
    version: SurveyVersion
    definition: Definition
    data: dict[str, Any] | None
    shown: Sequence[Shown]
    texts: dict[str, list[str]]

    @property
    def head(self) -> Line:
        """What every line begins with."""
        return self.slug, self.survey.id


def polled(session: Session, survey: Survey, slug: str) -> Polled:
    """A survey with its result as it may be told, whether or not that was promised to everyone."""
    version = version_of(session, survey)
    definition, data = definition_of(version), None
    if survey.state == State.CLOSED:
        row = result_row(session, survey.id)
        data = row.data if row is not None and row.version and not row.is_stale else counted(read_order(session, survey.id))["data"]
    if data is None or data["people"] < LEAST_PUBLIC:
        return Polled(slug, survey, version, definition, None, (), {})
    texts = released_texts(session, survey)
    return Polled(slug, survey, version, definition, data, shown_results(definition, Results.from_json(data), {}), texts)


def question_lines(told: Polled) -> Iterator[Line]:
    """In the order of the survey."""
    for one in told.shown:
        result = one.result
        yield *told.head, one.code, one.label, GERMAN[one.kind], result.shown, result.answered, result.missing


def answer_lines(told: Polled) -> Iterator[Line]:
    """Question by question, row by row."""
    for one in told.shown:
        for table in one.tables:
            for name, bar in table.lines:
                heavy = bar.weighted or (None, None, None)
                yield *told.head, one.code, table.title, name, bar.count, bar.share, bar.low, bar.high, *heavy, bar.count is None


def mean_lines(told: Polled) -> Iterator[Line]:
    """Question by question."""
    for one in told.shown:
        for name, measure in one.measures:
            mean, weighted = measure.mean, measure.weighted
            known = (mean.value, mean.low, mean.high) if mean is not None else (None, None, None)
            middle = measure.quartiles[1] if measure.quartiles else None
            yield *told.head, one.code, name, measure.number, *known, middle, weighted.value if weighted is not None else None


def text_lines(told: Polled) -> Iterator[Line]:
    """Question by question, in an order that means nothing."""
    words = text_questions(told.definition)
    for question, texts in told.texts.items():
        for text in sorted(texts):
            yield *told.head, question, words.get(question, question), text


SURVEY_LINES: tuple[tuple[Table, Callable[[Polled], Iterator[Line]]], ...] = (
    (QUESTIONS, question_lines),
    (ANSWERS, answer_lines),
    (MEANS, mean_lines),
    (TEXTS, text_lines),
)
"""Each table of a survey's result with what reads its lines."""


def _surveys(session: Session, scope: Scope, after: int, most: int) -> Iterator[Row]:
    it = Survey
    statement = (
        select(Consultation.slug, it.id, it.title, it.introduction, it.opens_at, it.published_at, it.closes_at, it.closed_at, it.publishes)
        .join(Consultation, Consultation.id == it.consultation_id)
        .where(scope.of(it.consultation_id), it.state != State.DRAFT, it.id > after)
        .order_by(it.id)
        .limit(most)
    )
    for slug, key, title, introduction, opens_at, published_at, *rest in session.execute(statement):
        yield key, (slug, key, title, introduction, opens_at or published_at, *rest, scope.below(slug, f"/umfragen/{key}"))


def _reader(lines_of: Callable[[Polled], Iterator[Line]]) -> Reader:
    def read(session: Session, scope: Scope, after: int, most: int) -> Iterator[Row]:
        def find(first: int, number: int) -> Iterator[tuple[int, Iterable[Line]]]:
            released = (Survey.publishes, Survey.state == State.CLOSED)  # as `surveys.rules.may_see_result` says for everyone
            statement = (
                select(Survey, Consultation.slug)
                .join(Consultation, Consultation.id == Survey.consultation_id)
                .where(scope.of(Survey.consultation_id), *released, Survey.id >= first)
                .order_by(Survey.id)
                .limit(number)
            )
            for survey, slug in session.execute(statement).all():
                yield survey.id, lines_of(polled(session, survey, slug))

        return unfolded(in_turn(find), after, most)

    return read


DATASETS = (Dataset(SURVEYS, _surveys), *(Dataset(table, _reader(lines_of)) for table, lines_of in SURVEY_LINES))
