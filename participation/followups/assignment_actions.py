"""The offices' work on proposals and other matters: ask, write, give, hand back, pass on, end."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from participation.accounts.models import Person
from participation.consultations.models import Consultation
from participation.followups import rules, telling
from participation.followups.models import LIVING, Assignment, Matter, Office, Stand, WorkNote
from participation.followups.texts import LONGEST_NOTE, LONGEST_QUESTION, LONGEST_STATEMENT, check_deadline, check_length, mark_of
from participation.followups.things import Thing, hold_thing, named, of_thing, thing_of
from participation.kit import audit
from participation.kit.errors import Invalid
from participation.kit.language import gettext as _
from participation.kit.rules import demand
from participation.proposals.models import Proposal


def assign(
    session: Session,
    actor: Person,
    proposal: Thing,
    consultation: Consultation,
    offices: Sequence[Office],
    due_on: date | None,
    question: str,
    now: datetime,
) -> list[Assignment]:
    """Ask one or several offices about a proposal or another matter. An office that is asked already is not asked again; returns the new tasks."""
    demand(rules.may_assign(actor, proposal, consultation))
    if not offices:
        raise Invalid(_("Bitte wählen Sie mindestens ein Amt."), "offices")
    for office in offices:
        demand(rules.may_ask(office))
    due_on, question = check_deadline(due_on, now), check_length(question, "question", LONGEST_QUESTION)
    hold_thing(session, proposal)
    asked = set(session.scalars(select(Assignment.office_id).where(of_thing(Assignment, proposal), Assignment.state.in_(LIVING))))
    made = []
    for office in offices:
        if office.id in asked:
            continue
        task = Assignment(
            **named(proposal),
            office_id=office.id,
            state=Stand.OPEN,
            question=question,
            due_on=due_on,
            assigned_by_id=actor.id,
            assigned_at=now,
        )
        session.add(task)
        made.append(task)
        audit.append(
            session, at=now, actor=actor, action=_assigned(proposal), subject=proposal, data={"office": office.id, "due_on": due_on.isoformat()}
        )
        telling.tell_office(session, office, proposal, consultation, due_on, actor, now)
    return made


def save_statement(
    session: Session,
    actor: Person,
    assignment: Assignment,
    consultation: Consultation,
    works_for: Iterable[int],
    text: str,
    now: datetime,
    *,
    give: bool = False,
    seen: str | None = None,
) -> Assignment:
    """Keep an office's draft, or give it to the moderation. `seen` is the mark of the text that the writer's form began with.

    Raises Invalid where a colleague changed it meanwhile, so that no words are lost.
    """
    _hold(session, assignment)
    demand(rules.may_work_on(actor, assignment, consultation, frozenset(works_for)))
    missing = _("Bitte schreiben Sie die Stellungnahme, bevor Sie sie abgeben.") if give else ""
    text = check_length(text, "statement", LONGEST_STATEMENT, missing)
    if seen is not None and assignment.statement != text and mark_of(assignment.statement) != seen:
        raise Invalid(_("Inzwischen hat jemand anders diesen Entwurf geändert. Vergleichen Sie beide Texte und speichern Sie noch einmal."))
    assignment.statement, assignment.statement_by_id = text, actor.id
    assignment.state = Stand.GIVEN if give else Stand.WORK
    assignment.given_at = now if give else None
    audit.append(session, at=now, actor=actor, action="assignment.given" if give else "assignment.drafted", subject=assignment)
    if give:
        telling.tell_asker(session, assignment, consultation, actor, now)
    return assignment


def begin_work(
    session: Session, actor: Person, assignment: Assignment, consultation: Consultation, works_for: Iterable[int], now: datetime
) -> Assignment:
    """Say that the office has taken it up; twice changes nothing."""
    _hold(session, assignment)
    demand(rules.may_work_on(actor, assignment, consultation, frozenset(works_for)))
    if assignment.state == Stand.OPEN:
        assignment.state = Stand.WORK
        audit.append(session, at=now, actor=actor, action="assignment.begun", subject=assignment)
    return assignment


def hand_back(
    session: Session,
    actor: Person,
    assignment: Assignment,
    consultation: Consultation,
    works_for: Iterable[int],
    reason: str,
    now: datetime,
    *,
    to: Office | None = None,
) -> Assignment | None:
    """An office hands its task back, with the reason as a note, or passes it on to another office with the same deadline.

    Returns the other office's task where there is a new one.
    """
    _hold(session, assignment)
    demand(rules.may_work_on(actor, assignment, consultation, frozenset(works_for)))
    reason = check_length(reason, "reason", LONGEST_NOTE, _("Bitte sagen Sie, warum. Dann findet sich schneller, wer zuständig ist."))
    if to is not None and to.id == assignment.office_id:
        raise Invalid(_("Dieses Amt hat die Aufgabe schon. Bitte wählen Sie ein anderes."), "to")
    proposal = hold_thing(session, thing_of(session, assignment))
    assignment.state, assignment.ended_at = Stand.RETURNED, now
    session.add(WorkNote(**named(proposal), author_id=actor.id, body=reason, written_at=now))
    audit.append(session, at=now, actor=actor, action="assignment.returned", subject=assignment, data={"to": to.id if to else None})
    if to is None:
        telling.tell_asker(session, assignment, consultation, actor, now)
        return None
    demand(rules.may_ask(to))
    if session.scalar(select(Assignment.id).where(of_thing(Assignment, proposal), Assignment.office_id == to.id, Assignment.state.in_(LIVING))):
        return None  # that office is asked already
    passed = Assignment(
        **named(proposal),
        office_id=to.id,
        state=Stand.OPEN,
        question=assignment.question,
        due_on=assignment.due_on,
        assigned_by_id=assignment.assigned_by_id,
        assigned_at=now,
    )
    session.add(passed)
    audit.append(session, at=now, actor=actor, action=_assigned(proposal), subject=proposal, data={"office": to.id})
    telling.tell_office(session, to, proposal, consultation, passed.due_on, actor, now)
    return passed


def end_assignment(session: Session, actor: Person, assignment: Assignment, consultation: Consultation, now: datetime) -> Assignment:
    """Nobody needs this statement any more; what the office wrote stays."""
    _hold(session, assignment)
    demand(rules.may_end(actor, assignment, consultation))
    assignment.state, assignment.ended_at = Stand.ENDED, now
    audit.append(session, at=now, actor=actor, action="assignment.ended", subject=assignment)
    return assignment


def ask_again(
    session: Session, actor: Person, assignment: Assignment, consultation: Consultation, due_on: date | None, question: str, now: datetime
) -> Assignment:
    """Another deadline or question; a statement that was given goes back to the office, and the reminders begin anew."""
    _hold(session, assignment)
    demand(rules.may_end(actor, assignment, consultation))
    assignment.due_on = check_deadline(due_on, now)
    assignment.question = check_length(question, "question", LONGEST_QUESTION)
    if assignment.state == Stand.GIVEN:
        assignment.state, assignment.given_at = Stand.WORK, None
    assignment.reminded_before_at = assignment.reminded_after_at = None
    audit.append(session, at=now, actor=actor, action="assignment.asked_again", subject=assignment, data={"due_on": assignment.due_on.isoformat()})
    telling.tell_office(
        session, session.get_one(Office, assignment.office_id), thing_of(session, assignment), consultation, assignment.due_on, actor, now
    )
    return assignment


def hold_proposal(session: Session, proposal_id: int) -> Proposal:
    """Read a proposal anew and keep others from changing it until the transaction ends."""
    return session.scalars(select(Proposal).where(Proposal.id == proposal_id).with_for_update().execution_options(populate_existing=True)).one()


def _assigned(thing: Thing) -> str:
    return "matter.assigned" if isinstance(thing, Matter) else "proposal.assigned"


def _hold(session: Session, assignment: Assignment) -> None:
    """Read a task anew with its office, and keep others from changing it until the transaction ends."""
    held = select(Assignment).where(Assignment.id == assignment.id).options(selectinload(Assignment.office)).with_for_update()
    session.scalars(held.execution_options(populate_existing=True)).one()
