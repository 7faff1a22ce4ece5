"""Builders for offices, tasks and answers: each through the same actions as a click."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from itertools import count

from sqlalchemy.orm import Session

from participation.accounts.models import Person, Role
from participation.consultations.models import Consultation
from participation.followups.answer_actions import give_answer
from participation.followups.assignment_actions import assign, save_statement
from participation.followups.models import Assignment, Office
from participation.followups.office_actions import add_member, add_office
from participation.followups.texts import Answer
from participation.followups.things import Thing
from participation.kit import clock
from participation.proposals.models import OfficialAnswer, Proposal, Status
from tests.builders import a_person, an_administrator

_numbers = count(1)


def an_office(session: Session, name: str = "", *members: Person) -> Office:
    """An office with its people."""
    number, administrator = next(_numbers), an_administrator(session)
    office = add_office(session, administrator, name or f"Amt Nummer {number}", f"A{number}", "Raum 12", clock.now())
    for person in members:
        add_member(session, administrator, office, person, clock.now())
    return office


def an_officer(session: Session, name: str = "") -> Person:
    """Somebody with the role of an office."""
    return a_person(session, name, role=Role.OFFICE)


def in_days(days: int) -> date:
    """A day from today."""
    return (clock.now() + timedelta(days=days)).date()


def a_task(
    session: Session, proposal: Thing, consultation: Consultation, office: Office, by: Person | None = None, *, days: int = 14, question: str = ""
) -> Assignment:
    """An office is asked about a proposal."""
    asker = by or an_administrator(session)
    (task,) = assign(session, asker, proposal, consultation, [office], in_days(days), question, clock.now())
    session.flush()
    return task


def a_statement(session: Session, task: Assignment, consultation: Consultation, by: Person, text: str = "Das ist machbar.") -> Assignment:
    """An office has given its statement."""
    return save_statement(session, by, task, consultation, {task.office_id}, text, clock.now(), give=True)


def an_answer(
    session: Session, proposal: Proposal, consultation: Consultation, by: Person | None = None, *, at: datetime | None = None, **said: object
) -> OfficialAnswer:
    """The city has answered."""
    values = {"status": Status.ACCEPTED, "body": "Das machen wir.", **said}
    return give_answer(session, by or an_administrator(session), proposal, consultation, Answer(**values), at or clock.now())  # type: ignore[arg-type]  # a builder
