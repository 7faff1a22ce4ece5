"""How long something is kept in each consultation: what is due, how much, and when what somebody gave goes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, Subquery, and_, func, or_, select
from sqlalchemy.orm import Session

from participation.consultations.models import Consultation, SpanChange
from participation.kit.dates import city_zone
from participation.kit.privacy import Due, DueOf
from participation.kit.retention import Span
from participation.methods.retention import Band, bands, days_for

History = Mapping[int, Sequence[tuple[datetime, int]]]
"""Of each consultation whose span was ever set: when, and to how many days, the earliest first."""


def history_of(session: Session, span: Span) -> dict[int, list[tuple[datetime, int]]]:
    """What was ever set of a span, by consultation."""
    found: dict[int, list[tuple[datetime, int]]] = defaultdict(list)
    rows = select(SpanChange.consultation_id, SpanChange.changed_at, SpanChange.days).where(SpanChange.span == span.key).order_by(SpanChange.id)
    for consultation_id, at, days in session.execute(rows):
        found[consultation_id].append((at, days))
    return dict(found)


def past(session: Session, span: Span, now: datetime, rows: Subquery | None = None) -> Select[Any]:
    """The keys of a span's rows whose day has come. `rows`: where the sweep looks at others than the span's own, with the same columns."""
    table = span.rows if rows is None else rows
    return select(table.c.key).where(is_past(span, history_of(session, span), now, table))


def is_past(span: Span, history: History, now: datetime, table: Subquery) -> ColumnElement[bool]:
    """Whether a row's span is over: the usual one, or the one of its consultation for what was given when it was."""
    least = min([span.usual, *(days for changes in history.values() for _at, days in changes)])
    over: list[ColumnElement[bool]] = [_untouched(history, table) & (table.c.begins <= now - timedelta(days=span.usual))]
    for consultation_id, changes in history.items():
        for given_then, band in _by_band(table, bands(span.usual, changes)):
            over.append(and_(table.c.consultation_id == consultation_id, given_then, table.c.begins <= now - timedelta(days=band.days)))
    return and_(table.c.begins <= now - timedelta(days=least), or_(*over))


def _untouched(history: History, table: Subquery) -> ColumnElement[bool]:
    return or_(table.c.consultation_id.is_(None), table.c.consultation_id.not_in(list(history)))


def _by_band(table: Subquery, found: Sequence[Band]) -> list[tuple[ColumnElement[bool], Band]]:
    """Each band with the condition that a row was given in it."""
    ends = [*(band.since for band in found[1:]), None]
    spelled = []
    for band, end in zip(found, ends, strict=True):
        parts = [table.c.given >= band.since] if band.since is not None else []
        parts += [table.c.given < end] if end is not None else []
        spelled.append((and_(*parts) if parts else table.c.key.is_not(None), band))
    return spelled


def due_at_once(session: Session, span: Span, consultation_id: int, days: int, now: datetime) -> int:
    """How many rows of a consultation would be due if the span were set now, and are not yet."""
    before, table = history_of(session, span), span.rows
    after = {**before, consultation_id: [*before.get(consultation_id, ()), (now, days)]}
    here = select(func.count()).select_from(table).where(table.c.consultation_id == consultation_id)
    counts = [session.scalar(here.where(is_past(span, history, now, table))) or 0 for history in (after, before)]
    return counts[0] - counts[1]


def due_of(span: Span, what: str) -> DueOf:
    """What a span still keeps, with days of deletion: all consultations with the usual span in one line, each other in a line of its own."""

    def due(session: Session, now: datetime) -> Iterable[Due]:
        history, table = history_of(session, span), span.rows
        lines = [_line(session, table, _untouched(history, table), span.usual, f"{what} (the oldest)")]
        named = session.execute(select(Consultation.id, Consultation.title).where(Consultation.id.in_(list(history))))
        titles = {row.id: row.title for row in named}
        for consultation_id, changes in history.items():
            here = table.c.consultation_id == consultation_id
            for given_then, band in _by_band(table, bands(span.usual, changes)):
                lines.append(
                    _line(session, table, here & given_then, band.days, f"{what} (the oldest of “{titles[consultation_id]}”, {band.days} days)")
                )
        return [line for line in lines if line is not None]

    return due


def _line(session: Session, table: Subquery, which: ColumnElement[bool], days: int, what: str) -> Due | None:
    rows, oldest = session.execute(select(func.count(table.c.begins), func.min(table.c.begins)).where(which)).one()
    return Due(what, rows, (oldest + timedelta(days=days)).astimezone(city_zone()).date()) if oldest is not None else None


def changes_in(session: Session, consultation_id: int) -> dict[str, list[SpanChange]]:
    """Every span that a consultation ever set, the newest first."""
    found: dict[str, list[SpanChange]] = defaultdict(list)
    for change in session.scalars(select(SpanChange).where(SpanChange.consultation_id == consultation_id).order_by(SpanChange.id.desc())):
        found[change.span].append(change)
    return dict(found)


@dataclass(frozen=True, slots=True)
class Kept:
    """Something of a person's in a consultation: how much, and the day on which the last of it goes; None while its days are not counted yet."""

    span: Span
    consultation: str
    number: int
    days: int
    last: datetime | None


def kept_of(session: Session, spans: Iterable[Span], person_id: int) -> list[Kept]:
    """What of a person's goes when, by span and consultation."""
    found = []
    for span in spans:
        table, history = span.rows, history_of(session, span)
        mine = select(table.c.consultation_id, Consultation.title, table.c.begins, table.c.given)
        mine = mine.join(Consultation, Consultation.id == table.c.consultation_id).where(table.c.person_id == person_id)
        by_consultation: dict[tuple[int, str], list[tuple[datetime | None, int]]] = defaultdict(list)
        for consultation_id, title, begins, given in session.execute(mine.order_by(Consultation.title)):
            days = days_for(bands(span.usual, history.get(consultation_id, ())), given)
            by_consultation[(consultation_id, title)].append((begins + timedelta(days=days) if begins else None, days))
        for (_id, title), rows in by_consultation.items():
            ends = [end for end, _days in rows]
            last = None if None in ends else max(end for end in ends if end is not None)
            found.append(Kept(span, title, len(rows), max(days for _end, days in rows), last))
    return found


MOST_NAMED = 100
"""So many consultations with another span are named in the register; all stand on their own pages."""


def unusual(session: Session, spans: Iterable[Span]) -> dict[str, list[str]]:
    """By span the sentences that say which consultations have another one, for the register of processing."""
    ever_set = Consultation.id.in_(select(SpanChange.consultation_id))
    rows = session.execute(select(Consultation.title, Consultation.kept_days).where(ever_set).order_by(Consultation.id)).all()
    said: dict[str, list[str]] = {}
    for span in spans:
        others = [(title, kept[span.key]) for title, kept in rows if kept.get(span.key, span.usual) != span.usual]
        said[span.key] = [f"„{title}“: {days} Tage" for title, days in others[:MOST_NAMED]]
        if len(others) > MOST_NAMED:
            said[span.key].append(f"und {len(others) - MOST_NAMED} weitere")
    return said
