"""Opinion maps: their statements, and the result once its report is published. Nobody's single answer is in it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from participation.consultations.models import Consultation
from participation.datasets.common import ADDRESS, CONSULTATION
from participation.datasets.kinds import Column, Dataset, Kind, Table, Words
from participation.datasets.scope import Line, Row, Scope, in_turn, unfolded
from participation.opinions.models import OpinionMap, Result, Stage, State, Statement
from participation.opinions.queries import texts_of
from participation.opinions.words import group_name

_MAP = Column("meinungsbild", "Nummer des Meinungsbilds", "number of the opinion map", Kind.WHOLE)
_STATEMENT = Column("aussage", "Nummer der Aussage im Meinungsbild", "number of the statement in its map", Kind.WHOLE)

MAPS = Table(
    "meinungsbilder",
    Words(
        "Alle eröffneten Meinungsbilder. Zahlen gibt es, sobald der Bericht veröffentlicht ist.",
        "All opened opinion maps. Numbers are there once the report is published.",
    ),
    (
        CONSULTATION,
        _MAP,
        Column("titel", "Titel", "title"),
        Column("frage", "Frage", "question"),
        Column("eroeffnet_am", "Zeitpunkt", "when it was opened", Kind.MOMENT),
        Column("beendet_am", "Zeitpunkt; leer: läuft noch", "when it was closed; empty: still running", Kind.MOMENT),
        Column("menschen", "wie viele geantwortet haben", "how many people answered", Kind.WHOLE),
        Column("antworten", "wie viele Antworten es gibt", "number of answers", Kind.WHOLE),
        Column("gruppen", "wie viele Gruppen gefunden wurden; leer: keine belegbar", "number of groups found; empty: none that holds", Kind.WHOLE),
        ADDRESS,
    ),
    Words("Meinungsbilder", "Opinion maps"),
)
STATEMENTS = Table(
    "aussagen",
    Words(
        "Die lesbaren Aussagen der Meinungsbilder. Wer sie schrieb, steht nirgends; Zahlen gibt es ab zehn Antworten und nach Veröffentlichung des Berichts.",
        "The readable statements of opinion maps. Their authors are not named; numbers are there from ten answers on and after the report.",
    ),
    (
        CONSULTATION,
        _MAP,
        _STATEMENT,
        Column("text", "Wortlaut", "wording"),
        Column("von_der_stadt", "1: Aussage der Stadt, sonst 0", "1: a statement of the city, otherwise 0", Kind.FLAG),
    ),
    Words("Aussagen der Meinungsbilder", "Statements"),
)
RESULTS = Table(
    "aussagen_ergebnis",
    Words(
        "Wie viele jeder Aussage zustimmen, sie ablehnen oder weitergehen: von allen und nach Gruppen. Nur aus veröffentlichten Berichten und ab zehn Antworten.",
        "How many agree with each statement, disagree or pass: of all and by group. Only of published reports, from ten answers on.",
    ),
    (
        CONSULTATION,
        _MAP,
        _STATEMENT,
        Column("text", "Wortlaut der Aussage", "wording of the statement"),
        Column("gruppe", "Alle, oder der Name der Gruppe", "Alle (all), or the group's name"),
        Column("zustimmung", "wie viele zustimmen", "how many agree", Kind.WHOLE),
        Column("ablehnung", "wie viele nicht zustimmen", "how many disagree", Kind.WHOLE),
        Column("weiter", "wie viele ohne Antwort weitergingen", "how many passed", Kind.WHOLE),
        Column("verbindet", "1: verbindet alle Gruppen, sonst 0", "1: unites all groups, otherwise 0", Kind.FLAG),
        Column("trennt", "1: trennt die Gruppen, sonst 0", "1: divides the groups, otherwise 0", Kind.FLAG),
    ),
    Words("Ergebnisse der Meinungsbilder", "Results of opinion maps"),
)
_REPORTED = (OpinionMap.stage == Stage.CLOSED, OpinionMap.report_published_at.is_not(None))
"""What `opinions.rules.may_read_report` asks for everyone."""


def _maps(session: Session, scope: Scope, after: int, most: int) -> Iterator[Row]:
    statement = (
        select(OpinionMap, Consultation.slug, Result.data)
        .join(Consultation, Consultation.id == OpinionMap.consultation_id)
        .outerjoin(Result, (Result.map_id == OpinionMap.id) & _REPORTED[0] & _REPORTED[1])
        .where(scope.of(OpinionMap.consultation_id), OpinionMap.stage != Stage.DRAFT, OpinionMap.id > after)
        .order_by(OpinionMap.id)
        .limit(most)
    )
    for it, slug, data in session.execute(statement):
        told: dict[str, Any] = data or {}
        groups = told["k"] if told and told["verdict"] != "none" else None
        numbers = (told.get("people"), told.get("answers"), groups)
        yield it.id, (slug, it.id, it.title, it.question, it.opened_at, it.closed_at, *numbers, scope.below(slug, f"/meinungsbild/{it.id}"))


def _statements(session: Session, scope: Scope, after: int, most: int) -> Iterator[Row]:
    it = Statement
    statement = (
        select(it.id, Consultation.slug, it.map_id, it.number, it.text, it.is_seed)
        .join(OpinionMap, OpinionMap.id == it.map_id)
        .join(Consultation, Consultation.id == OpinionMap.consultation_id)
        .where(
            scope.of(OpinionMap.consultation_id), OpinionMap.stage != Stage.DRAFT, it.state == State.ACCEPTED, it.hidden_at.is_(None), it.id > after
        )
        .order_by(it.id)
        .limit(most)
    )
    for key, *line in session.execute(statement):
        yield key, tuple(line)


def _results(session: Session, scope: Scope, after: int, most: int) -> Iterator[Row]:
    def find(first: int, number: int) -> Iterator[tuple[int, Iterable[Line]]]:
        statement = (
            select(OpinionMap.id, Consultation.slug, Result.data)
            .join(Consultation, Consultation.id == OpinionMap.consultation_id)
            .join(Result, Result.map_id == OpinionMap.id)
            .where(scope.of(OpinionMap.consultation_id), *_REPORTED, OpinionMap.id >= first)
            .order_by(OpinionMap.id)
            .limit(number)
        )
        for map_id, slug, data in session.execute(statement).all():
            yield map_id, _result(session, slug, map_id, data)

    return unfolded(in_turn(find), after, most)


def _result(session: Session, slug: str, map_id: int, data: dict[str, Any]) -> Iterator[Line]:
    texts = texts_of(session, map_id)
    numbers = {row.id: row.number for row in session.execute(select(Statement.id, Statement.number).where(Statement.map_id == map_id))}
    for told in data.get("statements", ()):
        if told["id"] not in texts or not told["all"]:
            continue
        head, signs = (slug, map_id, numbers[told["id"]], texts[told["id"]]), (bool(told["common"]), bool(told["dividing"]))
        yield (*head, "Alle", *told["all"], *signs)
        for group, sums in enumerate(told["groups"]):
            yield (*head, group_name(group), *sums, *signs)


DATASETS = (Dataset(MAPS, _maps), Dataset(STATEMENTS, _statements), Dataset(RESULTS, _results))
