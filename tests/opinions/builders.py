"""Builders for opinion maps: each made through the same actions as a click, many answers at once in bulk."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from random import Random

from flask import Flask
from sqlalchemy import insert, update
from sqlalchemy.orm import Session

from participation.accounts.models import Person
from participation.consultations.models import Consultation
from participation.kit import clock
from participation.opinions.actions import Decision, answer_statement, decide_statement, write_statement
from participation.opinions.computing import computed, votes_from
from participation.opinions.jobs import compute_map
from participation.opinions.map_actions import MapDraft, close_map, draft_map, open_map
from participation.opinions.models import Answer, OpinionMap, Result, Statement
from participation.opinions.queries import all_statements
from tests.builders import a_resident, an_administrator

SEEDS = (
    "Die Stadthalle soll bleiben, wo sie ist.",
    "Der Neubau darf höchstens 20 Millionen Euro kosten.",
    "Vereine sollen den Saal kostenlos nutzen.",
    "Rund um die Halle soll kein Auto fahren.",
    "Der Platz braucht mehr Bäume als Parkplätze.",
    "Eine Bücherei gehört in das neue Haus.",
    "Die Stadt soll den alten Saal verkaufen.",
    "Jugendliche brauchen eigene Räume im Haus.",
)


def a_draft(**changes: object) -> MapDraft:
    """What a clerk types."""
    values: dict[str, object] = {"title": "Was wird aus der Halle?", "question": "Wie soll es mit der Stadthalle weitergehen?"}
    return MapDraft(**{**values, "statements": "\n".join(SEEDS), "verified_only": False, **changes})  # type: ignore[arg-type]  # names checked by the dataclass


def a_draft_map(session: Session, consultation: Consultation, **changes: object) -> OpinionMap:
    """A map that only those who run the consultation see."""
    return draft_map(session, an_administrator(session, f"Amt {consultation.id}-{clock.now():%f}"), consultation, a_draft(**changes), clock.now())


def a_map(session: Session, consultation: Consultation, **changes: object) -> OpinionMap:
    """A map that takes answers."""
    clerk = an_administrator(session)
    made = draft_map(session, clerk, consultation, a_draft(**changes), clock.now())
    return open_map(session, clerk, consultation, made, clock.now())


def ended(session: Session, consultation: Consultation) -> OpinionMap:
    """A map without answers that is ended and computed."""
    made, now = a_map(session, consultation, title="Was war zu klären?"), clock.now()
    close_map(session, an_administrator(session), consultation, made, now)
    done = {"is_stale": False, "version": 1, "computed_at": now, "data": computed(votes_from((), ()), made.seed, (), {})}
    session.execute(update(Result).where(Result.map_id == made.id).values(**done))
    return made


def statements_of(session: Session, opinion_map: OpinionMap) -> Sequence[Statement]:
    """Its accepted statements."""
    return all_statements(session, opinion_map.id)


def answers(
    session: Session, consultation: Consultation, opinion_map: OpinionMap, person: Person, marks: Mapping[int, int], at: datetime | None = None
) -> None:
    """Somebody answers: number of a statement → mark."""
    numbers = {one.number: one.id for one in statements_of(session, opinion_map)}
    for number, mark in marks.items():
        answer_statement(session, person, consultation, opinion_map, numbers[number], mark, at or clock.now())


def a_statement(
    session: Session,
    consultation: Consultation,
    opinion_map: OpinionMap,
    by: Person | None = None,
    text: str = "In der Halle soll es ein Café geben.",
    *,
    decision: Decision | None = None,
) -> Statement:
    """A statement of a resident, waiting or decided."""
    statement = write_statement(session, by or a_resident(session), consultation, opinion_map, text, clock.now())
    if decision is not None:
        decide_statement(session, an_administrator(session), consultation, opinion_map, statement, decision, "Das ist eine Frage.", clock.now())
    return statement


def two_camps(session: Session, opinion_map: OpinionMap, people: int, chance: Random) -> list[Person]:
    """So many people answer everything, half of them one way and half the other, a tenth of the answers by chance; written in bulk."""
    statements, found, rows = statements_of(session, opinion_map), [], []
    for number in range(people):
        person = a_resident(session)
        found.append(person)
        side = 1 if number % 2 else -1
        for place, statement in enumerate(statements):
            mark = (side if place % 2 else -side) if place else 1
            mark = chance.choice((-1, 0, 1)) if chance.random() < 0.1 else mark
            rows.append(
                {"person_id": person.id, "statement_id": statement.id, "map_id": opinion_map.id, "mark": mark, "answered_on": clock.now().date()}
            )
    session.execute(insert(Answer), rows)
    session.execute(update(Statement).where(Statement.map_id == opinion_map.id).values(seen_count=people))
    session.execute(update(Result).where(Result.map_id == opinion_map.id).values(is_stale=True))
    session.commit()
    return found


def compute(app: Flask, opinion_map: OpinionMap) -> bool:
    """As the worker does."""
    with app.app_context():
        return compute_map(opinion_map.id)
