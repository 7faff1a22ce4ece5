"""Statements of opinion maps as the moderation decides about them, once they are accepted."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from participation.accounts.models import Person
from participation.consultations.models import Consultation
from participation.consultations.targets import ALL_MEASURES, Written
from participation.kit.errors import NotFound
from participation.kit.language import gettext as _
from participation.opinions.models import OpinionMap, Stage, State, Statement
from participation.opinions.moderation_actions import cut_statement, hide_statement, show_statement

_s, _m = Statement.__table__.c, OpinionMap.__table__.c


class Statements:
    """Each can be hidden, and passages can be taken out of it. That a new one is looked at before it is shown is the map's own affair."""

    kind = "statement"
    hides = True
    measures = ALL_MEASURES
    acts: frozenset[str] = frozenset()

    def find(self, session: Session, ids: Collection[int]) -> Sequence[Written]:
        """One statement of the database."""
        columns = (_s.id, _s.map_id, _s.text, _s.author_id, _s.state, _s.hidden_at, _s.is_seed, _m.consultation_id, _m.title, _m.stage)
        statement = (
            select(*columns, Consultation.slug)
            .join_from(Statement.__table__, OpinionMap.__table__, _m.id == _s.map_id)
            .join(Consultation, Consultation.id == _m.consultation_id)
            .where(_s.id.in_(ids), _s.state != State.PENDING)
        )
        return [_made(row) for row in session.execute(statement)]

    def near(self, session: Session, written: Written) -> Mapping[int, str]:
        """A statement that is there already is refused when it is handed in."""
        return {}

    def hide(self, session: Session, moderator: Person, number: int, reason: str, now: datetime) -> None:
        """See `hide_statement`."""
        hide_statement(session, moderator, *_held(session, number), reason, now)

    def show(self, session: Session, moderator: Person, number: int, now: datetime) -> None:
        """See `show_statement`."""
        show_statement(session, moderator, *_held(session, number), now)

    def cut(self, session: Session, moderator: Person, number: int, passages: Collection[str], now: datetime) -> int:
        """See `cut_statement`."""
        return cut_statement(session, moderator, *_held(session, number), passages, now)

    def cut_copies(self, session: Session, written: Written, passages: Collection[str]) -> int:
        """Nothing is copied here."""
        return 0


def _held(session: Session, number: int) -> tuple[Consultation, OpinionMap, Statement]:
    found = session.get(Statement, number)
    if found is None:
        raise NotFound
    opinion_map = session.get_one(OpinionMap, found.map_id)
    return session.get_one(Consultation, opinion_map.consultation_id), opinion_map, found


def _made(row: Any) -> Written:
    hidden, about = row.hidden_at is not None, _("Im Meinungsbild „%(title)s“", title=row.title)
    url = f"/beteiligungen/{row.slug}/meinungsbild/{row.map_id}/aussagen/{row.id}"
    readable = row.state == State.ACCEPTED and not hidden and row.stage != Stage.DRAFT
    title, gone = _("Aussage"), row.state == State.REJECTED
    return Written(
        "statement",
        row.id,
        row.consultation_id,
        title,
        row.text,
        url,
        row.author_id,
        about,
        readable=readable,
        hidden=hidden,
        gone=gone,
        official=row.is_seed,
    )
