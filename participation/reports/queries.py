"""Reads of the council's pages: consultations, what their votes decided, a person's exports."""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, and_, func, or_, select
from sqlalchemy.orm import Session

from participation.consultations.models import Consultation, Stage
from participation.kit.database import UtcDateTime
from participation.kit.errors import NotFound
from participation.kit.language import gettext as _
from participation.kit.pagination import Page, offset, page_number
from participation.methods.counting.explain import Sentence, fill
from participation.reports.models import ATTEMPTS, SILENCE, Export, ExportState
from participation.votes.models import COUNTED, Vote, VoteState
from participation.votes.results import ANNULLED

PAGE_SIZE = 20
MOST_VOTES = 400
MOST_EXPORTS = 100
"""More of either are not shown on one page."""

_PUBLIC = Consultation.stage != Stage.DRAFT


def consultations_page(session: Session, number: int) -> Page[Row[*tuple[Any, ...]]]:
    """Consultations that were ever published, the newest first: id, slug, title, stage, published_at, closed_at. Two statements."""
    total = session.scalar(select(func.count(Consultation.id)).where(_PUBLIC)) or 0
    number = page_number(str(number), last=max(1, -(-total // PAGE_SIZE)))
    columns = (Consultation.id, Consultation.slug, Consultation.title, Consultation.stage, Consultation.published_at, Consultation.closed_at)
    rows = select(*columns).where(_PUBLIC).order_by(Consultation.published_at.desc(), Consultation.id.desc())
    return Page(session.execute(rows.limit(PAGE_SIZE).offset(offset(number, PAGE_SIZE))).all(), number, PAGE_SIZE, total)


@dataclass(frozen=True, slots=True)
class VoteLine:
    """A vote in a list; `sentence` says what was decided, once it is counted."""

    id: int
    title: str
    state: str
    ends_at: datetime | None
    sentence: str = ""


def votes_of(session: Session, consultation_ids: Collection[int]) -> dict[int, list[VoteLine]]:
    """The opened votes of these consultations, with the result's first sentence; one statement."""
    ends = func.coalesce(Vote.extended_until, Vote.closes_at, type_=UtcDateTime())
    columns = (Vote.consultation_id, Vote.id, Vote.title, Vote.state, ends.label("ends_at"), Vote.result_json, Vote.annulled_at)
    statement = select(*columns).where(Vote.consultation_id.in_(consultation_ids), Vote.state != VoteState.DRAFT)
    found: dict[int, list[VoteLine]] = {number: [] for number in consultation_ids}
    for row in session.execute(statement.order_by(Vote.opened_at, Vote.id).limit(MOST_VOTES)):
        sentence = _headline(row.result_json) if row.state in COUNTED else ""
        if row.annulled_at is not None:
            sentence = " ".join((str(ANNULLED), sentence)).strip()
        found[row.consultation_id].append(VoteLine(row.id, row.title, row.state, row.ends_at, sentence))
    return found


def _headline(result_json: str) -> str:
    return fill(Sentence(**json.loads(result_json)["sentences"][0]), _)


def exports_of(session: Session, person_id: int, consultation_ids: Collection[int]) -> dict[int, list[Export]]:
    """A person's own exports of these consultations, the newest first; one statement."""
    own = (Export.requested_by_id == person_id, Export.consultation_id.in_(consultation_ids))
    found: dict[int, list[Export]] = {}
    for export in session.scalars(select(Export).where(*own).order_by(Export.id.desc()).limit(MOST_EXPORTS)):
        found.setdefault(export.consultation_id, []).append(export)
    return found


def export_by_id(session: Session, export_id: int) -> Export:
    """One export. Raises NotFound; whether the person may know of it is for `rules.may_see_export` to say."""
    export = session.get(Export, export_id)
    if export is None:
        raise NotFound
    return export


def waiting_exports(session: Session, now: datetime) -> Sequence[int]:
    """Exports that nobody makes at the moment, the oldest first."""
    abandoned = and_(Export.state == ExportState.RUNNING, Export.touched_at < now - SILENCE)
    statement = select(Export.id).where(or_(Export.state == ExportState.REQUESTED, abandoned), Export.attempts < ATTEMPTS)
    return session.scalars(statement.order_by(Export.id).limit(20)).all()


def stored_names(session: Session) -> frozenset[str]:
    """The names of all files that can still be fetched."""
    return frozenset(name for name in session.scalars(select(Export.stored_name)) if name)
