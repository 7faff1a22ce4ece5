"""The offices of Auenstedt, what they are asked, and what the city's answers cost; some of it overdue, one answer still to come."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from random import Random

from sqlalchemy import select
from sqlalchemy.orm import Session

from participation.consultations.models import Consultation
from participation.demo.events import Diary
from participation.demo.people import Cast
from participation.discussions.asking import AskedInDiscussions
from participation.followups.assignment_actions import assign, begin_work, save_statement
from participation.followups.matter_actions import open_matter
from participation.followups.models import AT_THE_OFFICE, Assignment, Office
from participation.followups.note_actions import write_note
from participation.followups.office_actions import add_member, add_office, keep_block
from participation.followups.plan_actions import plan_answer
from participation.followups.release_actions import require_release_of
from participation.followups.texts import NEEDS_REASONS, Answer
from participation.proposals.models import Proposal, ProposalStage, Status

OFFICES = (
    ("Amt für Stadtplanung", "61", "Rathaus, Raum 212, Telefon 115"),
    ("Tiefbauamt", "66", "Technisches Rathaus, Raum 8"),
    ("Gebäudewirtschaft", "65", "Technisches Rathaus, Raum 31"),
    ("Amt für Soziales", "50", "Marktplatz 3"),
    ("Gartenamt", "67", "Bauhof, Erdgeschoss"),
)
BLOCKS = (
    (
        "Dank und nächster Schritt",
        "Vielen Dank für den Vorschlag {nummer}. Das zuständige Fachamt prüft ihn. Die Antwort steht dann auf dieser Seite.",
    ),
    ("Nicht Aufgabe der Stadt", "„{titel}“ liegt nicht in der Hand der Stadt. Wir haben den Vorschlag an die zuständige Stelle weitergegeben."),
    ("Schon beschlossen", "Dazu gibt es schon einen Beschluss des Stadtrats. Die Umsetzung beginnt, sobald die Variante feststeht."),
)
REASONS = {
    Status.REJECTED: "Die Fläche gehört nicht der Stadt. Ein Tausch wurde geprüft und abgelehnt.",
    Status.PARTLY: "Für den übrigen Teil fehlt der Platz, wenn der Rettungsweg frei bleiben soll.",
}
QUESTION = "Ist das machbar? Was kostet es einmalig und im Jahr, und wie lange dauert es?"
STATEMENT = (
    "Das ist machbar. Wir rechnen mit 18.000 Euro und mit 400 Euro Unterhalt im Jahr. Vor der Ausschreibung im Frühjahr brauchen wir einen Beschluss."
)


def priced(status: Status, reply: str, number: int, today: datetime) -> Answer:
    """A reply with its reasons and, where something is built, what it costs and when it comes; the same for the same number."""
    dice = Random(number)  # noqa: S311  # an invented price needs no secret
    if status not in (Status.ACCEPTED, Status.PARTLY, Status.DONE):
        return Answer(status, reply, REASONS.get(status, "") if status in NEEDS_REASONS else "")
    begin = _month(today, -4 if status == Status.DONE else dice.randint(3, 12))
    return Answer(
        status,
        reply,
        REASONS.get(status, ""),
        cost_once=dice.choice((4_500, 12_500, 30_000, 85_000, 240_000)) * 100,
        cost_yearly=dice.choice((None, 30_000, 120_000)),
        from_month=begin,
        to_month=_month(today, -2) if status == Status.DONE else date(begin.year + 1, begin.month, 1),
    )


def _month(today: datetime, ahead: int) -> date:
    months = today.year * 12 + today.month - 1 + ahead
    return date(months // 12, months % 12 + 1, 1)


def open_offices(session: Session, cast: Cast, now: datetime) -> list[Office]:
    """Open the offices; the account of the office works for two of them."""
    administrator = cast["admin"]
    offices = [add_office(session, administrator, *texts, now) for texts in OFFICES]
    for office in (*offices[:2], offices[3]):
        add_member(session, administrator, office, cast["office"], now)
    add_member(session, administrator, offices[2], administrator, now)
    for title, body in BLOCKS:
        keep_block(session, administrator, title, body, now)
    return offices


def note_work(session: Session, cast: Cast, consultation: Consultation, offices: Sequence[Office], today: datetime, diary: Diary) -> None:
    """Note what the offices are asked in the weeks before, and what they say."""

    def ask(number: int, days: int, *wanted: int) -> None:
        def act(now: datetime) -> None:
            due_on = (now + timedelta(days=days)).date()
            for proposal in _unasked(session, consultation, number):
                asked = [offices[index] for index in wanted]
                assign(session, cast["moderator"], proposal, consultation, asked, due_on, QUESTION, now)

        diary.note(today - timedelta(days=days + 6), act)  # six days late by now, where nobody said anything

    ask(4, 14, 0, 1)
    ask(3, 10, 2)
    diary.note(today - timedelta(days=5), lambda now: _ask_more(session, cast, consultation, offices, now))
    diary.note(today - timedelta(days=2), lambda now: _state(session, cast, consultation, now))
    diary.note(today - timedelta(days=1), lambda now: _plan(session, cast, consultation, now))
    diary.note(today, lambda now: _four_eyes(session, cast, consultation, offices, now))


def _unasked(session: Session, consultation: Consultation, number: int) -> Sequence[Proposal]:
    asked = select(Assignment.proposal_id).where(Assignment.proposal_id.is_not(None))
    new = (Proposal.consultation_id == consultation.id, Proposal.stage == ProposalStage.PUBLISHED, Proposal.status == Status.NEW)
    return session.scalars(select(Proposal).where(*new, Proposal.id.not_in(asked)).order_by(Proposal.id).limit(number)).all()


def _ask_more(session: Session, cast: Cast, consultation: Consultation, offices: Sequence[Office], now: datetime) -> None:
    for index, proposal in enumerate(_unasked(session, consultation, 5)):
        asked = [offices[index % len(offices)]]
        assign(session, cast["moderator"], proposal, consultation, asked, (now + timedelta(days=6 + 3 * index)).date(), QUESTION, now)


def _state(session: Session, cast: Cast, consultation: Consultation, now: datetime) -> None:
    """The office's account takes up two tasks, and gives its statement on another."""
    person, works_for = cast["office"], set(session.scalars(select(Office.id).where(Office.short_name.in_(("61", "66")))))
    open_tasks = select(Assignment).where(Assignment.office_id.in_(works_for), Assignment.state.in_(AT_THE_OFFICE)).order_by(Assignment.id.desc())
    for index, task in enumerate(session.scalars(open_tasks.limit(3)).all()):
        if index == 0:
            save_statement(session, person, task, consultation, works_for, STATEMENT, now, give=True)
            note = "Mit der Feuerwehr abgestimmt. Der Rettungsweg bleibt frei."
            write_note(session, person, session.get_one(Proposal, task.proposal_id), consultation, note, now)
        else:
            begin_work(session, person, task, consultation, works_for, now)


def _plan(session: Session, cast: Cast, consultation: Consultation, now: datetime) -> None:
    """An answer that appears in some days."""
    for proposal in _unasked(session, consultation, 1):
        answer = priced(Status.ACCEPTED, "Der Vorschlag wird umgesetzt, sobald der Haushalt beschlossen ist.", proposal.id, now)
        plan_answer(session, cast["office"], proposal, consultation, answer, now + timedelta(days=5), now)


def _four_eyes(session: Session, cast: Cast, consultation: Consultation, offices: Sequence[Office], now: datetime) -> None:
    """An office that wants a second person: an answer waits for her, due the next day, with a note that names her; and a question of a discussion."""
    moderator, person, office = cast["moderator"], cast["office"], offices[3]
    require_release_of(session, cast["admin"], office, True, now)
    for proposal in _unasked(session, consultation, 1):
        assign(session, moderator, proposal, consultation, [office], (now + timedelta(hours=20)).date(), QUESTION, now)
        answer = priced(Status.ACCEPTED, "Das machen wir zusammen mit dem nächsten Sanierungsabschnitt.", proposal.id, now)
        plan_answer(session, moderator, proposal, consultation, answer, None, now)
        write_note(session, moderator, proposal, consultation, f"@{person.public_name}, liest du die Antwort gegen?", now)
    for found in AskedInDiscussions().waiting(session, consultation)[:1]:
        matter = open_matter(session, moderator, consultation, found, now)
        assign(session, moderator, matter, consultation, offices[:1], (now + timedelta(days=4)).date(), "Was antworten wir?", now)
