"""Recommendations and questions that wait for an answer: taken up, answered where they stand, or settled elsewhere."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from participation.accounts.models import Person
from participation.consultations.answering import AnswerSource, Unanswered
from participation.consultations.models import Consultation
from participation.followups import rules
from participation.followups.handing_in import release_needed
from participation.followups.models import LIVING, Assignment, Matter, MatterKind, Stand
from participation.followups.texts import Answer, cleaned_answer
from participation.followups.things import hold_thing
from participation.kit import audit
from participation.kit.errors import Conflict
from participation.kit.language import gettext as _
from participation.kit.prose import to_html
from participation.kit.rules import demand
from participation.kit.upserts import insert_or
from participation.proposals.models import Status

TITLE_LENGTH, PATH_LENGTH = 300, 300
REMOVED = "–"
"""What is left of a question that its author deleted."""


def open_matter(session: Session, actor: Person, consultation: Consultation, found: Unanswered, now: datetime) -> Matter:
    """Take something up, so that offices can be asked about it; twice is once."""
    demand(rules.may_take_up(actor, consultation))
    values = {
        "consultation_id": consultation.id,
        "kind": found.kind,
        "subject_id": found.id,
        "within_id": found.within_id,
        "title": found.title[:TITLE_LENGTH],
        "body": found.body,
        "path": found.path[:PATH_LENGTH],
        "since": found.since,
        "opened_by_id": actor.id,
        "opened_at": now,
        "answer": "",
        "answer_html": "",
        "answered_by": "",
    }
    number = session.scalars(insert_or(session, Matter).values(**values).on_conflict_do_nothing().returning(Matter.id)).one_or_none()
    known = (Matter.kind == found.kind, Matter.subject_id == found.id, Matter.since == found.since)
    matter = session.scalars(select(Matter).where(*known)).one()
    if number is not None:
        audit.append(session, at=now, actor=actor, action="matter.taken_up", subject=matter, data={"kind": found.kind, "number": found.id})
    return matter


def answer_matter(
    session: Session,
    actor: Person,
    matter: Matter,
    consultation: Consultation,
    source: AnswerSource,
    answer: Answer,
    now: datetime,
    *,
    released: bool = False,
) -> Matter:
    """Publish an answer where the matter stands; who asked or took part is told by its room. Raises Invalid, Refused, Conflict."""
    hold_thing(session, matter)
    demand(rules.may_answer_matter(actor, matter, consultation))
    if not released:
        demand(rules.may_publish_alone(release_needed(session, matter, consultation)))
    demand(source.may_publish(session, actor, consultation, matter.subject_id))
    answer = checked_answer(source, answer)
    there = source.publish(session, actor, consultation, matter.subject_id, str(answer.status), answer.body, answer.reasons, now)
    if not there and matter.kind != MatterKind.QUESTION:
        raise Conflict(_("Worauf Sie antworten, gibt es nicht mehr. Beenden Sie die Aufgaben dazu."))
    if answer.status in UNFINISHED:
        return matter  # the room has told it; an answer is still owed
    matter.answered_at = now
    if matter.kind == MatterKind.QUESTION:
        matter.answer, matter.answer_html = answer.body, to_html(answer.body)
        matter.answered_by = actor.position[:160]
    _end_tasks(session, matter, Stand.ANSWERED, now)
    audit.append(session, at=now, actor=actor, action="matter.answered", subject=matter, data={"status": str(answer.status)})
    return matter


UNFINISHED = (Status.NEW, Status.REVIEW, Status.COUNCIL)
"""After these the town still owes an answer."""


def checked_answer(source: AnswerSource, answer: Answer) -> Answer:
    """The answer as this kind of thing takes it. Raises Invalid."""
    if str(answer.status) not in source.statuses:
        answer = Answer(Status(next(iter(source.statuses))), answer.body, answer.reasons)
    return cleaned_answer(answer)


def settle(session: Session, kind: str, number: int, now: datetime) -> None:
    """It got its answer where it stands: nobody needs to be asked any more."""
    if kind not in set(MatterKind):
        return
    open_ones = select(Matter).where(Matter.kind == kind, Matter.subject_id == number, Matter.answered_at.is_(None))
    for matter in session.scalars(open_ones.with_for_update()).all():
        matter.answered_at = now
        _end_tasks(session, matter, Stand.ANSWERED, now)


def end_removed(session: Session, kind: str, number: int, now: datetime) -> None:
    """Its author took it away: its words go here, too, and so do the tasks."""
    if kind not in set(MatterKind):
        return
    for matter in session.scalars(select(Matter).where(Matter.kind == kind, Matter.subject_id == number).with_for_update()).all():
        matter.title, matter.body = REMOVED, ""
        if matter.answered_at is None:
            matter.answered_at = now
            _end_tasks(session, matter, Stand.ENDED, now)


def _end_tasks(session: Session, matter: Matter, state: Stand, now: datetime) -> None:
    done = update(Assignment).where(Assignment.matter_id == matter.id, Assignment.state.in_(LIVING))
    session.execute(done.values(state=state, ended_at=now).execution_options(synchronize_session="fetch"))
