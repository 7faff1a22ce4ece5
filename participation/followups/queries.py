"""Reads about offices, their tasks, notes, and answers with what they cost; each in a constant number of statements."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import bindparam, func, select, union
from sqlalchemy.orm import Session, joinedload

from participation.accounts.models import Mandate, Person, Role
from participation.consultations.models import Consultation
from participation.followups.models import (
    LIVING,
    AnswerBlock,
    AnswerDetail,
    AnswerPlan,
    AnswerReport,
    Assignment,
    Matter,
    MatterKind,
    Office,
    OfficeMember,
    PlanState,
    WorkNote,
)
from participation.followups.things import Thing, of_thing
from participation.kit.errors import NotFound
from participation.proposals.models import OfficialAnswer, Proposal, ProposalStage

MOST_SHOWN = 100
MOST_COLLEAGUES = 200
SHOWN_PLANS = (PlanState.RELEASE, PlanState.RETURNED, PlanState.WAITING, PlanState.STOPPED)

_person = Person.__table__.c
_answer = OfficialAnswer.__table__.c
_detail = AnswerDetail.__table__.c
_task = Assignment.__table__.c


def offices(session: Session, *, open_only: bool = False) -> Sequence[Any]:
    """Offices by name, with how many people and living tasks they have: id, name, short_name, contact, closed_at, people, tasks."""
    people = select(func.count(OfficeMember.id)).where(OfficeMember.office_id == Office.id).correlate(Office).scalar_subquery()
    tasks = (
        select(func.count(Assignment.id)).where(Assignment.office_id == Office.id, Assignment.state.in_(LIVING)).correlate(Office).scalar_subquery()
    )
    columns = (Office.id, Office.name, Office.short_name, Office.contact, Office.closed_at, people.label("people"), tasks.label("tasks"))
    statement = select(*columns).order_by(Office.closed_at.is_not(None), Office.name).limit(500)
    return session.execute(statement.where(Office.closed_at.is_(None)) if open_only else statement).all()


def office_names(session: Session) -> dict[int, str]:
    """The offices that can be asked, id → name, by name."""
    rows = session.execute(select(Office.id, Office.name).where(Office.closed_at.is_(None)).order_by(Office.name).limit(500))
    return {row.id: row.name for row in rows}


def office_by_id(session: Session, office_id: int) -> Office:
    """An office. Raises NotFound."""
    office = session.get(Office, office_id)
    if office is None:
        raise NotFound
    return office


def offices_by_ids(session: Session, ids: Collection[int]) -> Sequence[Office]:
    """The offices of these ids that there are."""
    return session.scalars(select(Office).where(Office.id.in_(ids)).order_by(Office.id)).all()


def members_of(session: Session, office_id: int) -> Sequence[Any]:
    """Who works for an office: id, public_name, position, in_service (whether the person still speaks for the city)."""
    speaks = Person.role.in_((Role.OFFICE, Role.ADMINISTRATOR)) & Person.blocked_at.is_(None)
    statement = select(Person.id, Person.public_name, Person.position, speaks.label("in_service")).join(
        OfficeMember, OfficeMember.person_id == Person.id
    )
    return session.execute(statement.where(OfficeMember.office_id == office_id).order_by(Person.public_name, Person.id).limit(500)).all()


def offices_of(session: Session, person: Person | None) -> frozenset[int]:
    """The offices that somebody works for; no statement for readers."""
    if person is None:
        return frozenset()
    return frozenset(session.scalars(select(OfficeMember.office_id).where(OfficeMember.person_id == person.id)))


def blocks(session: Session) -> Sequence[AnswerBlock]:
    """All text blocks by title."""
    return session.scalars(select(AnswerBlock).order_by(AnswerBlock.title).limit(500)).all()


def block_by_id(session: Session, block_id: int) -> AnswerBlock:
    """A text block. Raises NotFound."""
    block = session.get(AnswerBlock, block_id)
    if block is None:
        raise NotFound
    return block


def assignments_of(session: Session, thing: Thing) -> Sequence[Assignment]:
    """The tasks about a proposal or matter with their offices, the newest first; at most a hundred."""
    statement = select(Assignment).where(of_thing(Assignment, thing)).options(joinedload(Assignment.office, innerjoin=True))
    return session.scalars(statement.order_by(Assignment.id.desc()).limit(MOST_SHOWN)).all()


def assignment_by_id(session: Session, thing: Thing, assignment_id: int) -> Assignment:
    """A task about this proposal or matter with its office. Raises NotFound."""
    statement = select(Assignment).where(Assignment.id == assignment_id, of_thing(Assignment, thing))
    task = session.scalars(statement.options(joinedload(Assignment.office, innerjoin=True))).one_or_none()
    if task is None:
        raise NotFound
    return task


def notes_of(session: Session, thing: Thing) -> Sequence[Any]:
    """The private notes, the oldest first, at most the newest hundred: id, body, written_at, edited_at, author_id, author_name, position."""
    columns = (WorkNote.id, WorkNote.body, WorkNote.written_at, WorkNote.edited_at, WorkNote.author_id)
    statement = select(*columns, Person.public_name.label("author_name"), Person.position).join(Person, Person.id == WorkNote.author_id)
    return session.execute(statement.where(of_thing(WorkNote, thing)).order_by(WorkNote.id.desc()).limit(MOST_SHOWN)).all()[::-1]


def note_by_id(session: Session, thing: Thing, note_id: int) -> WorkNote:
    """One of them, to mend it. Raises NotFound."""
    note = session.scalars(select(WorkNote).where(WorkNote.id == note_id, of_thing(WorkNote, thing)).with_for_update()).one_or_none()
    if note is None:
        raise NotFound
    return note


def colleagues_of(session: Session, thing: Thing, consultation: Consultation) -> dict[int, str]:
    """Who has a task there and can be named in a note, id → public name, by name; at most two hundred, one statement.

    The people of the offices that were asked, who asked them, who wrote a note, and who runs the consultation.
    """
    tasks = of_thing(Assignment, thing)
    works = select(OfficeMember.person_id).join(Assignment, Assignment.office_id == OfficeMember.office_id).where(tasks)
    people = union(
        works,
        select(Assignment.assigned_by_id).where(tasks),
        select(WorkNote.author_id).where(of_thing(WorkNote, thing)),
        select(Mandate.person_id).where(Mandate.consultation_id == consultation.id),
    ).subquery()
    runs = select(Mandate.person_id).where(Mandate.consultation_id == consultation.id)
    speaks = Person.role.in_((Role.OFFICE, Role.ADMINISTRATOR)) | Person.id.in_(runs)
    there = (Person.id.in_(select(people.c[0])), Person.blocked_at.is_(None), Person.deleted_at.is_(None), speaks)
    rows = session.execute(select(Person.id, Person.public_name).where(*there).order_by(Person.public_name, Person.id).limit(MOST_COLLEAGUES))
    return {row.id: row.public_name for row in rows}


def matter_by_id(session: Session, consultation_id: int, matter_id: int) -> Matter:
    """A matter of this consultation. Raises NotFound."""
    found = session.get(Matter, matter_id)
    if found is None or found.consultation_id != consultation_id:
        raise NotFound
    return found


def matters_of(session: Session, consultation_id: int) -> Sequence[Any]:
    """What was taken up, open ones first, the longest waiting first, at most a hundred: id, kind, subject_id, since, title, answered_at, tasks."""
    tasks = select(func.count(Assignment.id)).where(Assignment.matter_id == Matter.id, Assignment.state.in_(LIVING)).correlate(Matter)
    columns = (Matter.id, Matter.kind, Matter.subject_id, Matter.since, Matter.title, Matter.answered_at, tasks.scalar_subquery().label("tasks"))
    statement = select(*columns).where(Matter.consultation_id == consultation_id)
    return session.execute(statement.order_by(Matter.answered_at.is_not(None), Matter.since, Matter.id).limit(MOST_SHOWN)).all()


def questions_within(session: Session, meeting_id: int) -> Sequence[Matter]:
    """A meeting's questions that were taken up, with their answers, in their order; at most a hundred."""
    own = (Matter.kind == MatterKind.QUESTION, Matter.within_id == meeting_id)
    return session.scalars(select(Matter).where(*own).order_by(Matter.id).limit(MOST_SHOWN)).all()


_answers = (
    select(
        _answer.id,
        _answer.status,
        _answer.body_html,
        _answer.position,
        _answer.answered_at,
        _person.public_name.label("author_name"),
        _detail.reasons_html,
        _detail.cost_once,
        _detail.cost_yearly,
        _detail.from_month,
        _detail.to_month,
        AnswerReport.__table__.c.stored_name.label("report_name"),
        AnswerReport.__table__.c.title.label("report_title"),
        AnswerReport.__table__.c.size.label("report_size"),
    )
    .join(Person.__table__, _person.id == _answer.author_id)
    .outerjoin(AnswerDetail.__table__, _detail.answer_id == _answer.id)
    .outerjoin(AnswerReport.__table__, AnswerReport.__table__.c.id == _detail.report_id)
    .where(_answer.proposal_id == bindparam("proposal_id"))
    .order_by(_answer.id.desc())
    .limit(50)
)


def answers_of(session: Session, proposal_id: int) -> Sequence[Any]:
    """What the city answered with cost, time and report, the newest first; at most fifty."""
    return session.connection().execute(_answers, {"proposal_id": proposal_id}).all()


_asked = (
    select(_task.assigned_at, _task.state, _task.ended_at, Office.__table__.c.name)
    .join(Office.__table__, Office.__table__.c.id == _task.office_id)
    .where(_task.proposal_id == bindparam("proposal_id"))
    .order_by(_task.id)
    .limit(MOST_SHOWN)
)


def asked_offices(session: Session, proposal_id: int) -> Sequence[Any]:
    """Which offices were asked about a proposal and when, the first one first: assigned_at, state, ended_at, name."""
    return session.connection().execute(_asked, {"proposal_id": proposal_id}).all()


def public_report(session: Session, stored_name: str) -> AnswerReport:
    """A report that a given answer names. Raises NotFound for others: what is only planned nobody reads."""
    statement = (
        select(AnswerReport)
        .join(AnswerDetail, AnswerDetail.report_id == AnswerReport.id)
        .join(OfficialAnswer, OfficialAnswer.id == AnswerDetail.answer_id)
        .join(Proposal, Proposal.id == OfficialAnswer.proposal_id)
        .where(AnswerReport.stored_name == stored_name, Proposal.stage != ProposalStage.DRAFT)
        .limit(1)
    )
    report = session.scalars(statement).one_or_none()
    if report is None:
        raise NotFound
    return report


def report_title(session: Session, report_id: int | None) -> str:
    """A report's title; nothing where there is none."""
    return (session.scalar(select(AnswerReport.title).where(AnswerReport.id == report_id)) or "") if report_id else ""


def plan_of(session: Session, thing: Thing) -> AnswerPlan | None:
    """The newest planned answer that waits or was stopped, with its author; None once it appeared or was taken back."""
    statement = select(AnswerPlan).where(of_thing(AnswerPlan, thing)).options(joinedload(AnswerPlan.author, innerjoin=True))
    newest = session.scalars(statement.order_by(AnswerPlan.id.desc()).limit(1)).one_or_none()
    return newest if newest is not None and newest.state in SHOWN_PLANS else None


def wait_for_release(session: Session, ids: Collection[int]) -> bool:
    """Whether answers to any of these proposals wait for a second person."""
    waits = (AnswerPlan.proposal_id.in_(ids), AnswerPlan.state == PlanState.RELEASE)
    return session.scalar(select(AnswerPlan.id).where(*waits).limit(1)) is not None


def consultation_of(session: Session, consultation_id: int) -> Consultation:
    """The consultation of a proposal."""
    return session.get_one(Consultation, consultation_id)


def chosen_proposals(session: Session, consultation_id: int, ids: Collection[int]) -> Sequence[Proposal]:
    """Those of these proposals that belong to the consultation and are published, by number."""
    statement = select(Proposal).where(Proposal.id.in_(ids), Proposal.consultation_id == consultation_id, Proposal.stage == ProposalStage.PUBLISHED)
    return session.scalars(statement.order_by(Proposal.reference)).all()


def written_by(session: Session, person: Person) -> dict[str, list[dict[str, Any]]]:
    """For the data download: notes, statements and planned answers of somebody of the staff."""
    notes = (
        select(WorkNote.proposal_id, WorkNote.matter_id, WorkNote.body, WorkNote.written_at)
        .where(WorkNote.author_id == person.id)
        .order_by(WorkNote.id)
    )
    statements = (
        select(Assignment.proposal_id, Assignment.matter_id, Assignment.statement, Assignment.given_at)
        .where(Assignment.statement_by_id == person.id)
        .order_by(Assignment.id)
    )
    plans = select(AnswerPlan.proposal_id, AnswerPlan.matter_id, AnswerPlan.body, AnswerPlan.reasons, AnswerPlan.publish_at).where(
        AnswerPlan.author_id == person.id
    )
    member = select(Office.name, OfficeMember.since).join(Office, Office.id == OfficeMember.office_id).where(OfficeMember.person_id == person.id)
    found = {"work_notes": notes, "office_statements": statements, "planned_answers": plans, "offices": member}
    return {name: [dict(row._mapping) for row in session.execute(statement)] for name, statement in found.items()}
