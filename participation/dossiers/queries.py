"""Reads of reports, and of what their sections show that no page shows in this way."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from participation.discussions.models import Contribution, Discussion, Kind
from participation.dossiers.models import Dossier, DossierFile
from participation.kit.errors import NotFound
from participation.kit.work import WorkState
from participation.meetings.models import Attendee
from participation.places.models import Place
from participation.proposals.models import Proposal, ProposalStage

MOST_SPOTS = 2_000
MOST_LOOKED_AT = 50


def versions_of(session: Session, consultation_id: int) -> Sequence[Any]:
    """All versions without what they say, the latest first: rows of id, number, title, changes, published_at."""
    columns = (Dossier.id, Dossier.number, Dossier.title, Dossier.changes, Dossier.published_at)
    return session.execute(select(*columns).where(Dossier.consultation_id == consultation_id).order_by(Dossier.number.desc()).limit(100)).all()


def draft_of(session: Session, consultation_id: int) -> Dossier | None:
    """The version that is being written."""
    return session.scalars(select(Dossier).where(Dossier.consultation_id == consultation_id, Dossier.published_at.is_(None))).one_or_none()


def latest_published(session: Session, consultation_id: int) -> Dossier | None:
    """The version that everybody reads."""
    published = (Dossier.consultation_id == consultation_id, Dossier.published_at.is_not(None))
    return session.scalars(select(Dossier).where(*published).order_by(Dossier.number.desc()).limit(1)).one_or_none()


def has_published(session: Session, consultation_id: int) -> str:
    """The title of the latest published version, empty without one."""
    published = (Dossier.consultation_id == consultation_id, Dossier.published_at.is_not(None))
    return session.scalar(select(Dossier.title).where(*published).order_by(Dossier.number.desc()).limit(1)) or ""


def dossier_number(session: Session, consultation_id: int, number: int) -> Dossier:
    """A version. Raises NotFound."""
    found = session.scalars(select(Dossier).where(Dossier.consultation_id == consultation_id, Dossier.number == number)).one_or_none()
    if found is None:
        raise NotFound
    return found


def file_of(session: Session, dossier_id: int) -> DossierFile | None:
    """A version's file."""
    return session.scalars(select(DossierFile).where(DossierFile.dossier_id == dossier_id)).one_or_none()


def files_to_look_at(session: Session) -> Sequence[tuple[DossierFile, Dossier]]:
    """Published versions with their files, the latest first: whether something they cite was hidden since."""
    statement = select(DossierFile, Dossier).join(Dossier, Dossier.id == DossierFile.dossier_id)
    found = session.execute(
        statement.where(Dossier.published_at.is_not(None), DossierFile.state == WorkState.READY).order_by(Dossier.id.desc()).limit(MOST_LOOKED_AT)
    )
    return [(row[0], row[1]) for row in found]


def spots_of(session: Session, consultation_id: int) -> Sequence[Any]:
    """Where published proposals lie: rows of longitude, latitude."""
    statement = select(Place.longitude, Place.latitude).join(Proposal, Proposal.place_id == Place.id)
    return session.execute(
        statement.where(Proposal.consultation_id == consultation_id, Proposal.stage == ProposalStage.PUBLISHED)
        .order_by(Proposal.id)
        .limit(MOST_SPOTS)
    ).all()


_READABLE = (Contribution.deleted_at.is_(None), Contribution.hidden_at.is_(None))


def contributions_by_kind(session: Session, consultation_id: int) -> dict[str, int]:
    """How many arguments, questions and so on can be read; answers aside."""
    statement = (
        select(Contribution.kind, func.count())
        .join(Discussion, Discussion.id == Contribution.discussion_id)
        .where(Discussion.consultation_id == consultation_id, Contribution.parent_id.is_(None), *_READABLE)
        .group_by(Contribution.kind)
    )
    return {str(kind): number for kind, number in session.execute(statement)}


def strongest(session: Session, consultation_id: int, kind: Kind, most: int) -> Sequence[Any]:
    """The arguments of a kind that most agree with: rows of id, up_count, down_count. The city's own are no arguments of residents."""
    statement = (
        select(Contribution.id, Contribution.up_count, Contribution.down_count)
        .join(Discussion, Discussion.id == Contribution.discussion_id)
        .where(Discussion.consultation_id == consultation_id, Contribution.parent_id.is_(None), Contribution.kind == kind, *_READABLE)
        .where(Contribution.official.is_(False), Contribution.up_count > 0)
        .order_by(Contribution.score.desc(), Contribution.up_count.desc(), Contribution.id)
        .limit(most)
    )
    return session.execute(statement).all()


def summed_up(session: Session, consultation_id: int, most: int) -> Sequence[Any]:
    """Discussions that the moderation has summed up, the largest first: rows of subject_kind, subject_id, summary_id, contribution_count."""
    columns = (Discussion.subject_kind, Discussion.subject_id, Discussion.summary_id, Discussion.contribution_count)
    statement = select(*columns).where(Discussion.consultation_id == consultation_id, Discussion.summary_id.is_not(None))
    return session.execute(statement.order_by(Discussion.contribution_count.desc(), Discussion.id).limit(most)).all()


def attendance_of(session: Session, meeting_ids: Sequence[int]) -> dict[int, int]:
    """How many were there, by meeting."""
    there = (Attendee.meeting_id.in_(meeting_ids), Attendee.checked_in_at.is_not(None))
    rows = session.execute(select(Attendee.meeting_id, func.count()).where(*there).group_by(Attendee.meeting_id))
    return {row[0]: row[1] for row in rows}
