"""Personal data: which columns hold it, what for, and when it goes. Each room says so of its own; one command lists and deletes what is due."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime

from flask import Flask
from sqlalchemy.orm import Session


@dataclass(frozen=True, slots=True)
class Due:
    """Something with a deletion date: what it is, how many rows, on which day."""

    what: str
    rows: int
    on: date


@dataclass(frozen=True, slots=True)
class Held:
    """Personal data in a table: its columns, what it is kept for, when it goes, in German sentences for the record of processing.

    `due` lists what has a date, `sweep` deletes what is past it and returns how many rows; None where other upkeep does it or the person does.
    """

    table: str
    columns: tuple[str, ...]
    purpose: str
    until: str
    due: Callable[[Session, datetime], Iterable[Due]] | None = None
    sweep: Callable[[Session, datetime], int] | None = None


def init_privacy(app: Flask, held: Iterable[Held]) -> None:
    """Hand the application its table. Raises ValueError for a table named twice."""
    table = tuple(held)
    names = [one.table for one in table]
    if len(set(names)) < len(names):
        raise ValueError(f"named twice: {sorted({name for name in names if names.count(name) > 1})}")
    app.extensions["privacy"] = table


def held_by(app: Flask) -> tuple[Held, ...]:
    """The table of personal data."""
    held: tuple[Held, ...] = app.extensions["privacy"]
    return held


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
