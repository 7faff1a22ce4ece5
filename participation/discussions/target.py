"""Contributions as the moderation decides about them."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from participation.accounts.bylines import shown_name
from participation.accounts.models import Person
from participation.consultations.models import Consultation
from participation.consultations.targets import ALL_MEASURES, Written
from participation.discussions.models import Contribution, Discussion
from participation.discussions.moderation_actions import cut_contribution, hide_contribution, show_contribution
from participation.kit.errors import NotFound
from participation.kit.language import gettext as _
from participation.organisations.bylines import organisation_name, signed

_c, _d = Contribution.__table__.c, Discussion.__table__.c
NEAR = 60
"""With how many of the latest contributions of the same discussion one is compared."""


class Contributions:
    """Each can be hidden, and passages can be taken out of it."""

    kind = "contribution"
    hides = True
    measures = ALL_MEASURES
    acts = frozenset({"contribution.written", "contribution.edited"})

    def find(self, session: Session, ids: Collection[int]) -> Sequence[Written]:
        """One statement."""
        columns = (
            _c.id,
            _c.parent_id,
            _c.body,
            _c.author_id,
            _c.hidden_at,
            _c.deleted_at,
            _c.official,
            _d.consultation_id,
            organisation_name(_c.organisation_id).label("organisation"),
            _d.subject_kind,
            _d.subject_id,
        )
        statement = (
            select(*columns, shown_name(_d.consultation_id, Person, _c.created_at).label("name"), Person.deleted_at.label("left_at"))
            .join_from(Contribution.__table__, Discussion.__table__, _d.id == _c.discussion_id)
            .outerjoin(Person, Person.id == _c.author_id)
            .where(_c.id.in_(ids))
        )
        return [_made(row) for row in session.execute(statement)]

    def near(self, session: Session, written: Written) -> Mapping[int, str]:
        """Those of its discussion that came before it, the latest ones."""
        here = select(_c.discussion_id).where(_c.id == written.id).scalar_subquery()
        latest = (
            select(_c.id, _c.body)
            .where(_c.discussion_id == here, _c.id < written.id, _c.deleted_at.is_(None), _c.official.is_(False))
            .order_by(_c.created_at.desc(), _c.id.desc())
            .limit(NEAR)
        )
        return {row.id: row.body for row in session.execute(latest)}

    def hide(self, session: Session, moderator: Person, number: int, reason: str, now: datetime) -> None:
        """See `hide_contribution`."""
        hide_contribution(session, moderator, *_held(session, number), reason, now)

    def show(self, session: Session, moderator: Person, number: int, now: datetime) -> None:
        """See `show_contribution`."""
        show_contribution(session, moderator, *_held(session, number), now)

    def cut(self, session: Session, moderator: Person, number: int, passages: Collection[str], now: datetime) -> int:
        """See `cut_contribution`."""
        return cut_contribution(session, moderator, *_held(session, number), passages, now)

    def cut_copies(self, session: Session, written: Written, passages: Collection[str]) -> int:
        """Nothing is copied here."""
        return 0


def _held(session: Session, number: int) -> tuple[Consultation, Contribution]:
    session.flush()
    found = session.scalars(
        select(Contribution).where(Contribution.id == number).with_for_update().execution_options(populate_existing=True)
    ).one_or_none()
    if found is None:
        raise NotFound
    here = select(Discussion.consultation_id).where(Discussion.id == found.discussion_id)
    return session.get_one(Consultation, session.scalars(here).one()), found


def _made(row: Any) -> Written:
    name = signed(None if row.left_at else row.name, row.organisation)
    title = _("Antwort von %(name)s", name=name) if row.parent_id else _("Beitrag von %(name)s", name=name)
    hidden, gone = row.hidden_at is not None, row.deleted_at is not None
    return Written(
        "contribution",
        row.id,
        row.consultation_id,
        title,
        row.body,
        f"/beitraege/{row.id}",
        row.author_id,
        readable=not hidden and not gone,
        hidden=hidden,
        gone=gone,
        official=row.official,
        within=(row.subject_kind, row.subject_id),
    )
