"""Reads of suggested changes: one, a proposal's, a person's, and all for the export."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session, aliased

from participation.accounts.bylines import goes_by_pseudonym, shown_name
from participation.accounts.models import Mandate, Person
from participation.amendments.models import Amendment
from participation.consultations.models import Consultation, Stage
from participation.discussions.models import Contribution, Discussion
from participation.kit.errors import NotFound
from participation.kit.pagination import Page, offset
from participation.proposals.models import Proposal, ProposalStage, Support
from participation.proposals.queries import within_reach

PAGE = 20
_a = Amendment.__table__.c
_decider = aliased(Person)
_grown = aliased(Proposal)


def find_amendment(session: Session, proposal_id: int, amendment_id: int) -> Amendment:
    """A suggested change of a proposal. Raises NotFound."""
    found = session.get(Amendment, amendment_id)
    if found is None or found.proposal_id != proposal_id:
        raise NotFound
    return found


def names_around(session: Session, amendment: Amendment) -> Any:
    """The names around a suggested change, in one statement: `author`, `decider`, `contributor`, `contribution_readable`, and of the
    proposal that it grew into `grown_id`, `grown_title`, `grown_stage`; None where there is none.
    """
    contributor = aliased(Person)
    statement = (
        select(
            shown_name(_a.consultation_id, Person, _a.created_at).label("author"),
            shown_name(_a.consultation_id, _decider, _a.decided_at).label("decider"),
            shown_name(_a.consultation_id, contributor, Contribution.created_at).label("contributor"),
            (Contribution.deleted_at.is_(None) & Contribution.hidden_at.is_(None)).label("contribution_readable"),
            _grown.id.label("grown_id"),
            _grown.title.label("grown_title"),
            _grown.stage.label("grown_stage"),
        )
        .select_from(Amendment)
        .outerjoin(Person, Person.id == Amendment.author_id)
        .outerjoin(_decider, _decider.id == Amendment.decided_by_id)
        .outerjoin(Contribution, Contribution.id == Amendment.contribution_id)
        .outerjoin(contributor, contributor.id == Contribution.author_id)
        .outerjoin(_grown, _grown.id == Amendment.promoted_id)
        .where(Amendment.id == amendment.id)
    )
    return session.execute(statement).one()


_LINE = (_a.id, _a.proposal_id, _a.state, _a.title, _a.base_title, _a.created_at, _a.decided_at, _a.hidden_at, _a.contribution_count)


def _lines() -> Select[Any]:
    return (
        select(*_LINE, shown_name(_a.consultation_id, Person, _a.created_at).label("author"))
        .outerjoin(Person, Person.id == _a.author_id)
        .order_by(_a.id.desc())
    )


def newest_of(session: Session, proposal_id: int, most: int) -> Sequence[Any]:
    """The newest suggested changes of a proposal."""
    return session.execute(_lines().where(_a.proposal_id == proposal_id).limit(most)).all()


def amendments_of(session: Session, proposal_id: int, number: int) -> Page[Any]:
    """A page of a proposal's suggested changes, the newest first."""
    total = session.scalar(select(func.count()).select_from(Amendment).where(_a.proposal_id == proposal_id)) or 0
    number = min(number, max(1, -(-total // PAGE)))
    rows = session.execute(_lines().where(_a.proposal_id == proposal_id).limit(PAGE).offset(offset(number, PAGE))).all()
    return Page(rows, number, PAGE, total)


def origin_of(session: Session, proposal_id: int) -> Any:
    """The rejected change that a proposal grew from, with the title of its proposal."""
    statement = select(_a.id, _a.proposal_id, Proposal.title).join(Proposal, Proposal.id == _a.proposal_id).where(_a.promoted_id == proposal_id)
    return session.execute(statement.where(_a.hidden_at.is_(None)).order_by(_a.id).limit(1)).first()


def author_gone(session: Session, proposal: Proposal) -> bool:
    """Whether nobody who wrote the proposal can decide: their accounts are gone, or it was taken in without one."""
    if proposal.official:
        return False
    writers = select(Person.id).where(Person.id.in_(proposal.writer_ids), Person.deleted_at.is_(None)).limit(1)
    return session.scalar(writers) is None


def who_decides(session: Session, proposal: Proposal) -> list[int]:
    """The ids of those who are told of a suggestion: who wrote it, or the consultation's moderators where nobody of these is left."""
    if not author_gone(session, proposal):
        return sorted(proposal.writer_ids)
    return list(session.scalars(select(Mandate.person_id).where(Mandate.consultation_id == proposal.consultation_id).limit(50)))


def supporters_of(session: Session, proposal_id: int) -> Sequence[int]:
    """Whom to tell that the text they support is another one; for notices only, never for a page."""
    return session.scalars(select(Support.person_id).where(Support.proposal_id == proposal_id)).all()


def contribution_to_grow(session: Session, contribution_id: int) -> Any:
    """A readable contribution with its author's name and what it is about. Raises NotFound."""
    statement = (
        select(
            Contribution.id,
            Contribution.body,
            Contribution.body_html,
            Discussion.subject_kind,
            Discussion.subject_id,
            shown_name(Discussion.consultation_id, Person, Contribution.created_at).label("author"),
        )
        .join(Discussion, Discussion.id == Contribution.discussion_id)
        .outerjoin(Person, Person.id == Contribution.author_id)
        .where(Contribution.id == contribution_id, Contribution.deleted_at.is_(None), Contribution.hidden_at.is_(None))
    )
    found = session.execute(statement).one_or_none()
    if found is None:
        raise NotFound
    return found


def amendments_for_discussion(session: Session, ids: Iterable[int], person: Person | None) -> Sequence[Any]:
    """What the discussion must know of suggested changes, only of those that this person may see."""
    statement = (
        select(_a.id, _a.proposal_id, _a.consultation_id, _a.author_id, _a.state, _a.hidden_at, Proposal.title, Proposal.stage, Consultation.slug)
        .join(Proposal, Proposal.id == _a.proposal_id)
        .join(Consultation, Consultation.id == _a.consultation_id)
        .where(_a.id.in_(list(ids)), Proposal.stage != ProposalStage.DRAFT, within_reach(person))
    )
    return session.execute(statement).all()


def amendments_by(session: Session, person: Person, most: int, *, hidden: bool) -> Sequence[Any]:
    """What a person suggested, in all consultations, the newest first; with what the moderation hid, or as everybody
    may know them: not those under a pseudonym.
    """
    shown = () if hidden else (_a.hidden_at.is_(None), ~goes_by_pseudonym(_a.consultation_id, person.id))
    statement = (
        select(_a.id, _a.proposal_id, _a.state, _a.hidden_at, Proposal.title, Consultation.slug)
        .join(Proposal, Proposal.id == _a.proposal_id)
        .join(Consultation, Consultation.id == _a.consultation_id)
        .where(_a.author_id == person.id, Consultation.stage != Stage.DRAFT, *shown)
        .order_by(_a.id.desc())
        .limit(most)
    )
    return session.execute(statement).all()


def everything_of(session: Session, person: Person) -> Sequence[Any]:
    """For the data download: a person's suggested changes with their texts."""
    columns = (_a.id, _a.proposal_id, _a.state, _a.title, _a.body, _a.reason, _a.created_at, _a.decided_at, _a.decision_reason, _a.hidden_at)
    return session.execute(select(*columns).where(_a.author_id == person.id).order_by(_a.id)).all()


def amendments_for_export(session: Session, consultation_id: int) -> Iterator[Any]:
    """All suggested changes in the order in which they were made, as a stream; of hidden ones the reader must leave out the texts.

    Each row holds the `Amendment`, the `reference` of its proposal, `grown` (that of the proposal that it grew into, once published),
    and the `name` and `left_at` of who suggested it and of who decided (`decider`, `decider_left_at`).
    """
    statement = (
        select(
            Amendment,
            Proposal.reference,
            _grown.reference.label("grown"),
            shown_name(_a.consultation_id, Person, _a.created_at).label("name"),
            Person.deleted_at.label("left_at"),
            shown_name(_a.consultation_id, _decider, _a.decided_at).label("decider"),
            _decider.deleted_at.label("decider_left_at"),
        )
        .join(Proposal, Proposal.id == Amendment.proposal_id)
        .outerjoin(_grown, (_grown.id == Amendment.promoted_id) & (_grown.stage != ProposalStage.DRAFT))
        .outerjoin(Person, Person.id == Amendment.author_id)
        .outerjoin(_decider, _decider.id == Amendment.decided_by_id)
        .where(Amendment.consultation_id == consultation_id)
        .order_by(Amendment.id)
    )
    return iter(session.execute(statement.execution_options(yield_per=500)))
