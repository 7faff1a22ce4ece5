"""Reads about council papers."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from participation.kit.errors import NotFound
from participation.papers.models import CouncilPaper, PaperAnswer
from participation.papers.reading import Kept


def paper_by_url(session: Session, url: str) -> CouncilPaper | None:
    """The paper of an address, where somebody has named it."""
    return session.scalars(select(CouncilPaper).where(CouncilPaper.url == url)).one_or_none()


def paper_to_show(session: Session, paper_id: int | None) -> CouncilPaper | None:
    """A paper with the meetings that dealt with it, in two statements; None for none."""
    if paper_id is None:
        return None
    return session.scalars(select(CouncilPaper).where(CouncilPaper.id == paper_id).options(selectinload(CouncilPaper.steps))).one_or_none()


def papers_to_show(session: Session, ids: Collection[int]) -> dict[int, CouncilPaper]:
    """Papers by their numbers with the meetings that dealt with them, in two statements; none without any."""
    if not ids:
        return {}
    found = session.scalars(select(CouncilPaper).where(CouncilPaper.id.in_(ids)).options(selectinload(CouncilPaper.steps)))
    return {paper.id: paper for paper in found}


def paper_to_read(session: Session, paper_id: int) -> CouncilPaper:
    """A paper with its meetings, to be written anew; others wait. Raises NotFound."""
    found = session.scalars(
        select(CouncilPaper).where(CouncilPaper.id == paper_id).options(selectinload(CouncilPaper.steps)).with_for_update(of=CouncilPaper)
    ).one_or_none()
    if found is None:
        raise NotFound
    return found


def due(session: Session, now: datetime, most: int) -> Sequence[tuple[int, str]]:
    """The papers that are to be read now, those that wait longest first: numbers and addresses."""
    asked = select(CouncilPaper.id, CouncilPaper.url).where(CouncilPaper.next_at <= now).order_by(CouncilPaper.next_at, CouncilPaper.id)
    return [(row.id, row.url) for row in session.execute(asked.limit(most))]


def answers_of(session: Session, paper_id: int) -> dict[str, Kept]:
    """What is known of the last reading, by address."""
    rows = session.scalars(select(PaperAnswer).where(PaperAnswer.paper_id == paper_id))
    return {row.url: Kept(row.content, row.etag, row.last_modified) for row in rows}
