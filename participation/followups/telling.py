"""Who is told what about answers and tasks; part of the acts, in their transaction."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from sqlalchemy import select, union
from sqlalchemy.orm import Session

from participation.accounts.models import NoticeKind, Person, Role
from participation.accounts.notices import tell
from participation.consultations.models import Consultation
from participation.followups.models import Assignment, Office, OfficeMember, WorkNote
from participation.followups.things import Thing, path_of_work, thing_of
from participation.kit.language import lazy
from participation.proposals.models import STATUS_NAMES, Proposal, Status, Support
from participation.proposals.writing_models import CoAuthor, Invitation


def proposal_path(consultation: Consultation, proposal_id: int) -> str:
    """Where a proposal stands."""
    return f"/beteiligungen/{consultation.slug}/vorschlaege/{proposal_id}"


def tell_answer(session: Session, proposal: Proposal, consultation: Consultation, status: Status, actor: Person | None, now: datetime) -> int:
    """Tell authors, those who wrote too, and supporters that the city has answered. Returns how many were told."""
    title = lazy("Die Stadt hat auf „%(title)s“ geantwortet: %(status)s.", title=proposal.title, status=STATUS_NAMES[status])
    people = session.scalars(_concerned(proposal)).all()
    return tell(session, people, kind=NoticeKind.ANSWER, title=title, url=proposal_path(consultation, proposal.id), now=now, except_for=actor)


def _concerned(proposal: Proposal):  # type: ignore[no-untyped-def]  # a compound select has no short type
    author = select(Proposal.author_id.label("person_id")).where(Proposal.id == proposal.id, Proposal.author_id.is_not(None))
    wrote_too = select(CoAuthor.person_id).where(CoAuthor.proposal_id == proposal.id, CoAuthor.state == Invitation.ACCEPTED)
    return union(author, wrote_too, select(Support.person_id).where(Support.proposal_id == proposal.id))


def tell_office(session: Session, office: Office, proposal: Thing, consultation: Consultation, due_on: date, actor: Person, now: datetime) -> int:
    """Tell an office's people that they are asked about something."""
    title = lazy("%(office)s ist zu „%(title)s“ gefragt, bis %(day)s.", office=office.name, title=proposal.title, day=_day(due_on))
    return tell(
        session,
        people_of(session, office.id),
        kind=NoticeKind.WORK,
        title=title,
        url=path_of_work(consultation, proposal),
        now=now,
        except_for=actor,
    )


def tell_asker(session: Session, assignment: Assignment, consultation: Consultation, actor: Person, now: datetime) -> int:
    """Tell whoever asked that the statement is there, or that the office handed its task back."""
    proposal, office = thing_of(session, assignment), session.get_one(Office, assignment.office_id)
    words = {"office": office.name, "title": proposal.title}
    if assignment.given_at is not None:
        title = lazy("%(office)s hat zu „%(title)s“ Stellung genommen.", **words)
    else:
        title = lazy("%(office)s hat „%(title)s“ zurückgegeben.", **words)
    url = path_of_work(consultation, proposal)
    return tell(session, [assignment.assigned_by_id], kind=NoticeKind.WORK, title=title, url=url, now=now, except_for=actor)


def remind(session: Session, people: Iterable[int], office: str, title: str, url: str, due_on: date, now: datetime, *, late: bool) -> int:
    """Remind people of a deadline that comes, or that has passed."""
    words = {"office": office, "title": title, "day": _day(due_on)}
    said = (
        lazy("Überfällig seit %(day)s: Stellungnahme zu „%(title)s“ (%(office)s).", **words)
        if late
        else lazy("Bis %(day)s fehlt noch die Stellungnahme zu „%(title)s“ (%(office)s).", **words)
    )
    return tell(session, people, kind=NoticeKind.WORK, title=said, url=url, now=now)


def tell_mentioned(
    session: Session, thing: Thing, consultation: Consultation, note: WorkNote, people: Iterable[int], actor: Person, now: datetime
) -> int:
    """Tell colleagues that a note names them; what it says stays on the desk."""
    title = lazy("%(name)s hat Sie in einer Notiz zu „%(title)s“ erwähnt.", name=actor.public_name, title=thing.title)
    url = f"{path_of_work(consultation, thing)}#notiz-{note.id}"
    return tell(session, people, kind=NoticeKind.WORK, title=title, url=url, now=now, except_for=actor)


def tell_waiting_release(session: Session, thing: Thing, consultation: Consultation, people: Iterable[int], actor: Person, now: datetime) -> int:
    """Tell those who can release an answer that one waits for them."""
    title = lazy("Eine Antwort zu „%(title)s“ wartet auf Freigabe.", title=thing.title)
    return tell(session, people, kind=NoticeKind.WORK, title=title, url=path_of_work(consultation, thing), now=now, except_for=actor)


def tell_released(session: Session, thing: Thing, consultation: Consultation, author_id: int, actor: Person, number: int, now: datetime) -> int:
    """Tell whoever wrote it that a second person has released it."""
    if number == 1:
        title = lazy("%(name)s hat Ihre Antwort zu „%(title)s“ freigegeben.", name=actor.public_name, title=thing.title)
    else:
        title = lazy("%(name)s hat Ihre gemeinsame Antwort freigegeben, darunter zu „%(title)s“.", name=actor.public_name, title=thing.title)
    return tell(session, [author_id], kind=NoticeKind.WORK, title=title, url=path_of_work(consultation, thing), now=now, except_for=actor)


def tell_returned(session: Session, thing: Thing, consultation: Consultation, author_id: int, actor: Person, now: datetime) -> int:
    """Tell whoever wrote it that it went back; the reason stands on the desk."""
    title = lazy("%(name)s hat Ihre Antwort zu „%(title)s“ nicht freigegeben. Lesen Sie, warum.", name=actor.public_name, title=thing.title)
    return tell(session, [author_id], kind=NoticeKind.WORK, title=title, url=path_of_work(consultation, thing), now=now, except_for=actor)


def tell_stopped(session: Session, proposal: Thing, consultation: Consultation, author_id: int, now: datetime) -> int:
    """Tell the author of a planned answer that it was not published."""
    title = lazy("Ihre geplante Antwort auf „%(title)s“ ist nicht erschienen. Bitte prüfen Sie sie.", title=proposal.title)
    return tell(session, [author_id], kind=NoticeKind.WORK, title=title, url=path_of_work(consultation, proposal), now=now)


def people_of(session: Session, office_id: int) -> list[int]:
    """The ids of the people who work for an office now."""
    in_service = (Person.role.in_((Role.OFFICE, Role.ADMINISTRATOR)), Person.blocked_at.is_(None), Person.deleted_at.is_(None))
    return list(
        session.scalars(
            select(Person.id).join(OfficeMember, OfficeMember.person_id == Person.id).where(OfficeMember.office_id == office_id, *in_service)
        )
    )


def _day(day: date) -> str:
    return f"{day.day}.{day.month}.{day.year}"  # read the same in both languages
