"""Personal data: which columns hold it, what for, and when it goes. Each room says so of its own; one command lists and deletes what is due."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from flask import Flask
from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import QueryableAttribute, Session

from participation.kit.dates import city_zone
from participation.kit.retention import Span

WITH_ACCOUNT = "bis das Konto gelöscht wird"
NAMELESS = "bleibt stehen; ohne Namen, sobald das Konto gelöscht ist"
OFFICIAL = "bleibt als Nachweis, wer für die Stadt gehandelt hat; ohne Namen, sobald das Konto gelöscht ist"


_TASK = "Aufgabe im öffentlichen Interesse: Beteiligung der Einwohnerschaft an Vorhaben der Stadt (Art. 6 Abs. 1 Buchst. e und Abs. 3 DSGVO mit der Gemeindeordnung und dem Datenschutzgesetz des Landes)"
TASK_BASIS = _TASK
ACCOUNT_BASIS = f"{_TASK}; Schutz der Konten und der Plattform: Art. 32 DSGVO"
OPINION_BASIS = f"{_TASK}; Texte, die politische Meinungen zeigen, hat die Person selbst öffentlich gemacht (Art. 9 Abs. 2 Buchst. e DSGVO); Unterstützungen und Bewertungen, die nur als Zahl erscheinen: erhebliches öffentliches Interesse nach dem Datenschutzgesetz des Landes (Art. 9 Abs. 2 Buchst. g DSGVO)"
MAP_BASIS = f"{_TASK}; Antworten auf Aussagen: ausdrückliche Einwilligung, jederzeit zu widerrufen (Art. 9 Abs. 2 Buchst. a DSGVO); eigene Aussagen hat die Person selbst öffentlich gemacht (Art. 9 Abs. 2 Buchst. e DSGVO)"
VOTE_BASIS = f"{_TASK}; wer sich beteiligt, ist von der Wahl getrennt gespeichert; bei offener Abstimmung mit Ansage macht die Person ihre Wahl selbst öffentlich (Art. 9 Abs. 2 Buchst. e DSGVO)"
ANSWER_BASIS = f"{_TASK}; abgesendete Antworten führen zu niemandem; angefangene Antworten mit Konto: ausdrückliche Einwilligung, jederzeit zu widerrufen (Art. 9 Abs. 2 Buchst. a DSGVO)"
COUNCIL_BASIS = f"{_TASK}; Einladung aus dem Melderegister: Gruppenauskunft nach § 46 BMG oder Datenübermittlung innerhalb der Stadt nach § 37 BMG; freiwillige Angaben: Einwilligung (Art. 6 Abs. 1 Buchst. a DSGVO)"
CONSENT_BASIS = "Einwilligung, jederzeit zu widerrufen (Art. 6 Abs. 1 Buchst. a DSGVO)"
"""Why personal data may be processed, as rooms say so in the register; a city's data protection officer checks them against the law of the state."""


@dataclass(frozen=True, slots=True)
class Due:
    """Something with a deletion date: what it is, how many rows, on which day."""

    what: str
    rows: int
    on: date


DueOf = Callable[[Session, datetime], Iterable[Due]]


@dataclass(frozen=True, slots=True)
class Held:
    """Personal data in a table: its columns, what it is kept for, when it goes, in German sentences for the record of processing.

    `due` lists what has a date, `sweep` deletes what is past it and returns how many rows; None where other upkeep does it or the person does.
    `span`: where each consultation may have its own.
    """

    table: str
    columns: tuple[str, ...]
    purpose: str
    until: str
    due: DueOf | None = None
    sweep: Callable[[Session, datetime], int] | None = None
    span: Span | None = None


@dataclass(frozen=True, slots=True)
class Activity:
    """A room's entry in the register of processing (Art. 30 DSGVO), in German: what happens, on which basis, with whose data, and who gets to see it."""

    title: str
    basis: str
    people: str
    recipients: str
    held: tuple[Held, ...]


def rolling(what: str, since: QueryableAttribute[Any], kept: timedelta = timedelta(0), *where: ColumnElement[bool]) -> DueOf:
    """What goes row by row, each so long after a day or moment of its own: all rows in one line, with the day of the oldest."""

    def due(session: Session, now: datetime) -> Iterable[Due]:
        rows, oldest = session.execute(select(func.count(since), func.min(since)).where(*where)).one()
        if oldest is None:
            return []
        last: datetime | date = oldest + kept
        return [Due(f"{what} (the oldest)", rows, last.astimezone(city_zone()).date() if isinstance(last, datetime) else last)]

    return due


def init_privacy(app: Flask, activities: Iterable[Activity]) -> None:
    """Hand the application its register, and the table of what is held. Raises ValueError for a table named twice."""
    register = tuple(activities)
    table = tuple(one for activity in register for one in activity.held)
    names = [one.table for one in table]
    if len(set(names)) < len(names):
        raise ValueError(f"named twice: {sorted({name for name in names if names.count(name) > 1})}")
    app.extensions["privacy"] = table
    app.extensions["processing"] = register


def held_by(app: Flask) -> tuple[Held, ...]:
    """The table of personal data."""
    held: tuple[Held, ...] = app.extensions["privacy"]
    return held


def activities_of(app: Flask) -> tuple[Activity, ...]:
    """The register of processing, a room an entry."""
    register: tuple[Activity, ...] = app.extensions["processing"]
    return register


def spans_of(app: Flask) -> tuple[Span, ...]:
    """What is kept for a span that a consultation may set."""
    return tuple(one.span for one in held_by(app) if one.span is not None)


def all_due(app: Flask, session: Session, now: datetime) -> list[Due]:
    """Everything with a deletion date, the next first."""
    found = [due for one in held_by(app) if one.due is not None for due in one.due(session, now)]
    return sorted(found, key=lambda due: (due.on, due.what))


def sweep_all(app: Flask, session: Session, now: datetime) -> dict[str, int]:
    """Delete what is past its date; returns the rows by table. The caller commits."""
    return {one.table: one.sweep(session, now) for one in held_by(app) if one.sweep is not None}


def as_markdown(held: Iterable[Held]) -> str:
    """The table as it stands in the documentation."""
    lines = ["| table | columns | purpose | kept until |", "| --- | --- | --- | --- |"]
    lines += [f"| `{one.table}` | {', '.join(f'`{column}`' for column in one.columns)} | {one.purpose} | {one.until} |" for one in held]
    return "\n".join(lines) + "\n"
