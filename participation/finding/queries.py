"""Reads for feeds and saved searches, each bounded."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from urllib.parse import parse_qsl

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import Session
from werkzeug.datastructures import MultiDict

from participation.accounts.bylines import shown_name
from participation.accounts.models import District, Person
from participation.consultations.models import Category, Consultation, Stage
from participation.finding.models import SavedSearch
from participation.kit.errors import NotFound
from participation.organisations.bylines import organisation_name
from participation.proposals.filters import Filters, read_filters
from participation.proposals.listing import matching_statement
from participation.proposals.models import OfficialAnswer, Proposal, ProposalStage

FEED_LENGTH = 50

_p = Proposal.__table__.c
_entry = (
    _p.id,
    _p.title,
    _p.teaser,
    _p.reference,
    _p.published_at,
    _p.last_activity,
    shown_name(_p.consultation_id, Person, _p.published_at).label("author_name"),
    organisation_name(_p.organisation_id).label("organisation_name"),
)


def feed_entries(session: Session, consultation_id: int, filters: Filters) -> Sequence[Any]:
    """The newest proposals of a list, at most fifty."""
    statement, values = matching_statement(session, _entry, filters, consultation_id)
    statement = statement.outerjoin(Person, Person.id == _p.author_id).order_by(_p.published_at.desc(), _p.id.desc()).limit(FEED_LENGTH)
    return session.execute(statement, values).all()


def answer_entries(session: Session, consultation_id: int) -> Sequence[Any]:
    """The city's newest answers in a consultation to proposals that everybody can read, at most fifty."""
    return session.execute(_answers().where(_p.consultation_id == consultation_id)).all()


def all_answer_entries(session: Session) -> Sequence[Any]:
    """The same over all consultations that everybody can read, each with its `slug` and `consultation`."""
    everywhere = _answers().join(Consultation, Consultation.id == _p.consultation_id).where(Consultation.stage != Stage.DRAFT)
    return session.execute(everywhere.add_columns(Consultation.slug, Consultation.title.label("consultation"))).all()


def _answers() -> Select[Any]:
    a = OfficialAnswer
    return (
        select(
            a.id,
            a.body_html,
            a.status,
            a.answered_at,
            a.position,
            _p.id.label("proposal_id"),
            _p.title,
            shown_name(_p.consultation_id, Person, a.answered_at).label("author_name"),
        )
        .select_from(a)
        .join(Proposal, Proposal.id == a.proposal_id)
        .outerjoin(Person, Person.id == a.author_id)
        .where(_p.stage != ProposalStage.DRAFT, _p.hidden_at.is_(None))
        .order_by(a.answered_at.desc(), a.id.desc())
        .limit(FEED_LENGTH)
    )


def searches_of(session: Session, person: Person) -> Sequence[Any]:
    """A person's saved searches with their consultation, those of consultations that can be read."""
    s = SavedSearch
    statement = (
        select(s.id, s.name, s.query, s.tells, s.created_at, Consultation.slug, Consultation.title)
        .join(Consultation, Consultation.id == s.consultation_id)
        .where(s.person_id == person.id, Consultation.stage != Stage.DRAFT)
        .order_by(s.id.desc())
    )
    return session.execute(statement).all()


def search_of(session: Session, person: Person, search_id: int) -> SavedSearch:
    """One of a person's own. Raises NotFound for others' as for missing ones."""
    found = session.scalars(select(SavedSearch).where(SavedSearch.id == search_id, SavedSearch.person_id == person.id)).one_or_none()
    if found is None:
        raise NotFound
    return found


def kept_by(session: Session, person: Person) -> int:
    """How many searches a person keeps."""
    return session.scalar(select(func.count(SavedSearch.id)).where(SavedSearch.person_id == person.id)) or 0


def due_searches(session: Session, until: datetime, most: int) -> Sequence[Any]:
    """Searches whose people want to be told and whose list was not looked at up to a moment, the longest first."""
    s = SavedSearch
    statement = (
        select(s.id, s.person_id, s.consultation_id, s.name, s.query, s.looked_at, Consultation.slug, Consultation.stage)
        .join(Consultation, Consultation.id == s.consultation_id)
        .where(s.tells.is_(True), s.looked_at < until)
        .order_by(s.looked_at, s.id)
        .limit(most)
    )
    return session.execute(statement).all()


def latest_news(session: Session, consultation_ids: set[int]) -> dict[int, tuple[datetime | None, int]]:
    """When consultations last got a proposal, and when (seconds since 1970) an answer."""
    statement = (
        select(_p.consultation_id, func.max(_p.published_at), func.max(_p.last_answer))
        .where(_p.consultation_id.in_(consultation_ids), _p.stage == ProposalStage.PUBLISHED)
        .group_by(_p.consultation_id)
    )
    return {row[0]: (row[1], row[2]) for row in session.execute(statement)}


def filters_of(session: Session, consultation_id: int, query: str) -> Filters:
    """The filters of a saved address; topics and districts that are gone are left out."""
    categories = set(session.scalars(select(Category.id).where(Category.consultation_id == consultation_id)))
    districts = set(session.scalars(select(District.id)))
    return read_filters(MultiDict(parse_qsl(query[:2000])), categories, districts)


def new_in(session: Session, consultation_id: int, filters: Filters, after: datetime, until: datetime) -> int:
    """How many proposals came into a list between two moments: published, or answered where the list goes by answers."""
    statement, values = matching_statement(session, [func.count()], filters, consultation_id)
    came = [(_p.published_at > after) & (_p.published_at <= until)]
    if filters.statuses or filters.answered:
        came.append((_p.last_answer > int(after.timestamp())) & (_p.last_answer <= int(until.timestamp())))
    return int(session.execute(statement.where(or_(*came)), values).scalar_one())
