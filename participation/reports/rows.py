"""The lines of an export's tables, read as a stream in a fixed order: only what the pages show to everyone.

Each function yields tuples in the order of its table's columns in `tables.py`; memory stays small however many there are.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from sqlalchemy import Select, and_, func, or_, select
from sqlalchemy.orm import Session

from participation.accounts.bylines import shown_name
from participation.accounts.models import Person
from participation.amendments.models import Amendment
from participation.datasets.kinds import Dataset, Table, picked
from participation.datasets.of_discussions import SUBJECTS as DISCUSSED
from participation.datasets.reading import as_cells, as_json, lines, moment
from participation.datasets.scope import Line, Scope, public_name
from participation.discussions.models import Contribution, Discussion, Topic
from participation.kit.audit import AuditEntry
from participation.proposals.models import Proposal, ProposalStage
from participation.reports.council_acts import COUNCIL_ACTS, COUNCIL_SUBJECTS, Numbers, council_numbers
from participation.reports.tables import packed
from participation.votes.models import OpenBallot, Vote, VoteState
from participation.votes.queries import ballot_table

CHUNK = 500
"""Rows that the database hands over at a time."""

SUBJECTS = {
    "consultation": "Beteiligung",
    **DISCUSSED,
    "discussion": "Diskussion",
    "contribution": "Beitrag",
    "vote": "Abstimmung",
    **COUNCIL_SUBJECTS,
}

PUBLIC_ACTS = (
    *("consultation.published", "consultation.closed", "consultation.archived"),
    *("proposal.published", "proposal.edited", "proposal.withdrawn", "proposal.answered"),
    *("amendment.suggested", "amendment.accepted", "amendment.rejected", "amendment.withdrawn", "amendment.hidden", "amendment.restored"),
    *("topic.opened", "discussion.closed", "discussion.reopened", "discussion.outcome_set"),
    *("contribution.written", "contribution.edited", "contribution.deleted", "contribution.hidden", "contribution.restored"),
    *("vote.opened", "vote.closed", "vote.tallied", "vote.certified"),
    *COUNCIL_ACTS,
)
"""What the log tells outsiders; drafts, supports, ratings and notices to the moderation are nobody else's business."""


def _stream(session: Session, statement: Select[*tuple[Any, ...]]) -> Iterator[Any]:
    return iter(session.execute(statement.execution_options(yield_per=CHUNK)))


def told(table: Table, lines: Iterable[Line]) -> Iterator[Line]:
    """A dataset's lines as they lie in the files of one consultation."""
    inside = packed(table)
    places = picked(table, inside)
    for line in lines:
        yield _cells(inside, tuple(line[place] for place in places))


def _cells(table: Table, line: Line) -> Line:
    return tuple(as_cells(table, as_json(table, [line]))[0])


def dataset_lines(session: Session, dataset: Dataset, consultation_id: int) -> Iterator[Line]:
    """The same of one consultation, read as a stream."""
    shown = dataset.table.shown()
    inside = packed(dataset.table)
    places = picked(shown, inside)
    for line in lines(session, dataset, Scope(consultation_id)):
        yield _cells(inside, tuple(line[place] for place in places))


_PROPOSAL_OF = and_(Discussion.subject_kind == "proposal", Proposal.id == Discussion.subject_id)


def _log_of(consultation_id: int, council: Numbers) -> Any:
    """The public entries about a consultation and what lies in it. `council`: what of its citizens' council is public."""
    discussions = select(Discussion.id).where(Discussion.consultation_id == consultation_id)
    proposals = select(Proposal.id).where(Proposal.consultation_id == consultation_id, Proposal.stage != ProposalStage.DRAFT)
    topics = select(Topic.id).where(Topic.consultation_id == consultation_id)
    votes = select(Vote.id).where(Vote.consultation_id == consultation_id, Vote.state != VoteState.DRAFT)
    contributions = select(Contribution.id).where(Contribution.discussion_id.in_(discussions))
    amendments = select(Amendment.id).where(Amendment.consultation_id == consultation_id)
    parts: dict[str, Any] = {
        "proposal": proposals,
        "amendment": amendments,
        "topic": topics,
        "discussion": discussions,
        "contribution": contributions,
        "vote": votes,
    }
    parts |= {kind: [number for one, number in council if one == kind] for kind in COUNCIL_SUBJECTS}
    about = [and_(AuditEntry.subject_kind == kind, AuditEntry.subject_id.in_(numbers)) for kind, numbers in parts.items()]
    itself = and_(AuditEntry.subject_kind == "consultation", AuditEntry.subject_id == consultation_id)
    return and_(AuditEntry.action.in_(PUBLIC_ACTS), or_(itself, *about))


def log_lines(session: Session, consultation_id: int) -> Iterator[Line]:
    """The log's public entries, oldest first: neither who acted nor what else they hold."""
    own_proposal = and_(AuditEntry.subject_kind == "proposal", Proposal.id == AuditEntry.subject_id)
    of_discussion = and_(AuditEntry.subject_kind == "discussion", Discussion.id == AuditEntry.subject_id)
    discussed = select(Proposal.reference).where(_PROPOSAL_OF).correlate(Discussion).scalar_subquery()
    council = council_numbers(session, consultation_id)
    statement = (
        select(
            AuditEntry.id,
            AuditEntry.at,
            AuditEntry.action,
            AuditEntry.subject_kind,
            AuditEntry.subject_id,
            AuditEntry.hash,
            func.coalesce(Proposal.reference, discussed),
            Discussion.subject_id,
        )
        .outerjoin(Proposal, own_proposal)
        .outerjoin(Discussion, of_discussion)
        .where(_log_of(consultation_id, council))
        .order_by(AuditEntry.id)
    )
    for number, at, action, kind, subject_id, entry_hash, reference, discussed_id in _stream(session, statement):
        subject = reference or (discussed_id if kind == "discussion" else council.get((kind, subject_id), subject_id))
        yield number, moment(at), action, SUBJECTS[kind], subject, bytes(entry_hash).hex()


def tracker_lines(session: Session, vote: Vote) -> Iterator[Line]:
    """Every ballot of a counted vote under its tracker; with names only where the vote was open."""
    table = ballot_table(vote)
    ballots = select(table.tracker, table.marks).where(table.vote_id == vote.id).order_by(table.tracker)
    if vote.is_secret:
        yield from (tuple(row) for row in _stream(session, ballots))
        return
    named = ballots.add_columns(shown_name(vote.consultation_id, Person, OpenBallot.cast_at), Person.deleted_at).outerjoin(
        Person, Person.id == OpenBallot.person_id
    )
    for tracker, marks, name, left_at in _stream(session, named):
        yield tracker, marks, public_name(name, left_at)
