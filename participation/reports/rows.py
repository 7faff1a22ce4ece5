"""The lines of an export's tables, read as a stream in a fixed order: only what the pages show to everyone.

Each function yields tuples in the order of its table's columns in `tables.py`; memory stays small however many there are.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, and_, func, or_, select
from sqlalchemy.orm import Session, aliased

from participation.accounts.models import District, Person
from participation.amendments.models import STATE_NAMES as AMENDMENT_STATES
from participation.amendments.models import Amendment, State
from participation.amendments.queries import amendments_for_export
from participation.consultations.models import Category
from participation.discussions.models import Contribution, Discussion, Topic
from participation.discussions.words import KIND_NAMES
from participation.followups.models import AnswerDetail, AnswerReport, Assignment, Office
from participation.kit.audit import AuditEntry
from participation.kit.dates import city_zone
from participation.proposals.custom import say_answer
from participation.proposals.models import STATUS_NAMES, OfficialAnswer, Proposal, ProposalStage, Status
from participation.proposals.writing_models import CHANNEL_MARKS, CHANNEL_NAMES, Channel, CoAuthor, CustomField, CustomValue, Invitation
from participation.reports.council_acts import COUNCIL_ACTS, COUNCIL_SUBJECTS, Numbers, council_numbers
from participation.votes.models import OpenBallot, Vote, VoteState
from participation.votes.queries import ballot_table

Line = tuple[object, ...]
FORMER = "Ehemals teilnehmend"
_target = aliased(Proposal)
CHUNK = 500
"""Rows that the database hands over at a time."""

SUBJECTS = {
    "consultation": "Beteiligung",
    "proposal": "Vorschlag",
    "amendment": "Änderungsvorschlag",
    "topic": "Thema",
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


def moment(value: datetime | None) -> str | None:
    """A moment in the city's time, ISO 8601 with its distance to UTC."""
    return None if value is None else value.astimezone(city_zone()).isoformat(timespec="seconds")


def public_name(name: str | None, left_at: datetime | None) -> str:
    """How the pages call an author."""
    return FORMER if left_at is not None or not name else name


def proposal_lines(session: Session, consultation_id: int) -> Iterator[Line]:
    """What is or was public, in the order of the numbers; drafts are their authors'."""
    statement = (
        select(Proposal, Category.name, District.name, Person.public_name, Person.deleted_at, _target.reference)
        .outerjoin(Category, Category.id == Proposal.category_id)
        .outerjoin(District, District.id == Proposal.district_id)
        .outerjoin(Person, Person.id == Proposal.author_id)
        .outerjoin(_target, _target.id == Proposal.merged_into_id)
        .where(Proposal.consultation_id == consultation_id, Proposal.stage != ProposalStage.DRAFT)
        .order_by(Proposal.reference)
    )
    others = _co_authors(session, consultation_id)
    for proposal, category, district, name, left_at, target in _stream(session, statement):
        yield (
            proposal.reference,
            proposal.title,
            proposal.body,
            category,
            district,
            str(CHANNEL_MARKS[Channel(proposal.channel)]) if proposal.channel else public_name(name, left_at),
            proposal.official,
            "Zurückgezogen" if proposal.is_withdrawn else str(STATUS_NAMES[Status(proposal.status)]),
            proposal.support_count,
            proposal.contribution_count,
            moment(proposal.published_at),
            moment(proposal.edited_at),
            moment(proposal.withdrawn_at),
            proposal.withdraw_reason,
            str(CHANNEL_NAMES[Channel(proposal.channel)]) if proposal.channel else None,
            proposal.place_label or None,
            "\n".join(others.get(proposal.id, ())) or None,
            target,
        )


def _co_authors(session: Session, consultation_id: int) -> dict[int, list[str]]:
    """Who writes with the authors, by the proposal's number, in the order in which they accepted."""
    statement = (
        select(CoAuthor.proposal_id, Person.public_name, Person.deleted_at)
        .join(Person, Person.id == CoAuthor.person_id)
        .join(Proposal, Proposal.id == CoAuthor.proposal_id)
        .where(Proposal.consultation_id == consultation_id, CoAuthor.state == Invitation.ACCEPTED)
        .order_by(CoAuthor.answered_at, CoAuthor.id)
    )
    found: dict[int, list[str]] = {}
    for proposal_id, name, left_at in session.execute(statement):
        found.setdefault(proposal_id, []).append(public_name(name, left_at))
    return found


def detail_lines(session: Session, consultation_id: int) -> Iterator[Line]:
    """What proposals answer to the consultation's public questions, in the order of numbers and questions."""
    statement = (
        select(Proposal.reference, CustomField.label, CustomField.kind, CustomValue.value)
        .join(CustomValue, CustomValue.proposal_id == Proposal.id)
        .join(CustomField, CustomField.id == CustomValue.field_id)
        .where(Proposal.consultation_id == consultation_id, Proposal.stage != ProposalStage.DRAFT, CustomField.public.is_(True))
        .order_by(Proposal.reference, CustomField.position, CustomField.id)
    )
    for reference, label, kind, value in _stream(session, statement):
        yield reference, label, say_answer(kind, value), value


def answer_lines(session: Session, consultation_id: int) -> Iterator[Line]:
    """The city's answers with cost and time, in the order of the proposals' numbers and of time."""
    statement = (
        select(Proposal.reference, OfficialAnswer, Person.public_name, Person.deleted_at, AnswerDetail, AnswerReport.title)
        .join(Proposal, Proposal.id == OfficialAnswer.proposal_id)
        .outerjoin(Person, Person.id == OfficialAnswer.author_id)
        .outerjoin(AnswerDetail, AnswerDetail.answer_id == OfficialAnswer.id)
        .outerjoin(AnswerReport, AnswerReport.id == AnswerDetail.report_id)
        .where(Proposal.consultation_id == consultation_id, Proposal.stage != ProposalStage.DRAFT)
        .order_by(Proposal.reference, OfficialAnswer.answered_at, OfficialAnswer.id)
    )
    for reference, answer, name, left_at, detail, report in _stream(session, statement):
        said = str(STATUS_NAMES[Status(answer.status)])
        more = (
            (None,) * 5
            if detail is None
            else (detail.reasons, detail.cost_once, detail.cost_yearly, _month(detail.from_month), _month(detail.to_month))
        )
        yield reference, said, answer.body, public_name(name, left_at), answer.position, moment(answer.answered_at), *more, report


def _month(day: date | None) -> str | None:
    return None if day is None else f"{day:%Y-%m}"


def assignment_lines(session: Session, consultation_id: int) -> Iterator[Line]:
    """Which offices were asked about which proposal, and until when it lay there; what they said stays inside."""
    statement = (
        select(Proposal.reference, Office.name, Assignment.assigned_at, Assignment.ended_at)
        .join(Proposal, Proposal.id == Assignment.proposal_id)
        .join(Office, Office.id == Assignment.office_id)
        .where(Proposal.consultation_id == consultation_id, Proposal.stage != ProposalStage.DRAFT)
        .order_by(Proposal.reference, Assignment.id)
    )
    for reference, office, assigned_at, ended_at in _stream(session, statement):
        yield reference, office, moment(assigned_at), moment(ended_at)


def amendment_lines(session: Session, consultation_id: int) -> Iterator[Line]:
    """Every suggested change in the order of time; of those that the moderation hid, only that they were there."""
    for row in amendments_for_export(session, consultation_id):
        it = row.Amendment
        if it.is_hidden:
            yield (it.id, row.reference, "Ausgeblendet", *[None] * 7, moment(it.created_at), *[None] * 8)
            continue
        decided = it.state in (State.ACCEPTED, State.REJECTED)
        yield (
            it.id,
            row.reference,
            str(AMENDMENT_STATES[State(it.state)]),
            public_name(row.name, row.left_at),
            it.base_number,
            it.base_title,
            it.base_body,
            it.title,
            it.body,
            it.reason,
            moment(it.created_at),
            public_name(row.decider, row.decider_left_at) if decided else None,
            it.on_behalf,
            moment(it.decided_at),
            it.decision_reason,
            it.result_number,
            it.adapted,
            row.grown,
            it.contribution_count,
        )


def _subject(kind: str, number: int | None, reference: str | None) -> tuple[str, object]:
    return SUBJECTS[kind], reference if kind == "proposal" else number


_PROPOSAL_OF = and_(Discussion.subject_kind == "proposal", Proposal.id == Discussion.subject_id)


def contribution_lines(session: Session, consultation_id: int) -> Iterator[Line]:
    """Every contribution in the order of time; of those that nobody can read any more, only that they were there."""
    statement = (
        select(Contribution, Discussion.subject_kind, Discussion.subject_id, Proposal.reference, Person.public_name, Person.deleted_at)
        .join(Discussion, Discussion.id == Contribution.discussion_id)
        .outerjoin(Proposal, _PROPOSAL_OF)
        .outerjoin(Person, Person.id == Contribution.author_id)
        .where(Discussion.consultation_id == consultation_id)
        .order_by(Contribution.id)
    )
    for it, kind, subject_id, reference, name, left_at in _stream(session, statement):
        head = (it.id, it.parent_id, *_subject(kind, subject_id, reference))
        if not it.is_readable:
            state = "gelöscht" if it.deleted_at is not None else "ausgeblendet"
            yield (*head, state, None, None, None, None, None, None, None, moment(it.created_at), None)
            continue
        yield (
            *head,
            "lesbar",
            None if it.parent_id is not None else str(KIND_NAMES[it.kind]),
            public_name(name, left_at),
            it.official,
            it.author_position,
            it.body,
            it.up_count,
            it.down_count,
            moment(it.created_at),
            moment(it.edited_at),
        )


def topic_lines(session: Session, consultation_id: int) -> Iterator[Line]:
    """The moderation's topics in the order in which they were opened."""
    statement = select(Topic.id, Topic.title, Topic.introduction, Topic.opened_at).where(Topic.consultation_id == consultation_id).order_by(Topic.id)
    for number, title, introduction, opened_at in _stream(session, statement):
        yield number, title, introduction, moment(opened_at)


def discussion_lines(session: Session, consultation_id: int) -> Iterator[Line]:
    """The discussions in the order in which they began, with their outcome."""
    statement = (
        select(Discussion, Proposal.reference)
        .outerjoin(Proposal, _PROPOSAL_OF)
        .where(Discussion.consultation_id == consultation_id)
        .order_by(Discussion.id)
    )
    for it, reference in _stream(session, statement):
        head = _subject(it.subject_kind, it.subject_id, reference)
        yield *head, it.contribution_count, moment(it.closed_at), it.outcome, moment(it.outcome_at)


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
    named = ballots.add_columns(Person.public_name, Person.deleted_at).outerjoin(Person, Person.id == OpenBallot.person_id)
    for tracker, marks, name, left_at in _stream(session, named):
        yield tracker, marks, public_name(name, left_at)
