"""A consultation with a bit of everything, closed; and what its export holds."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from participation.accounts.models import Person
from participation.consultations.models import Consultation, Stage
from participation.consultations.phases import PhaseKind
from participation.consultations.queries import consultation_by_id
from participation.discussions.actions import delete_contribution
from participation.discussions.topic_actions import set_outcome
from participation.kit import clock
from participation.moderation.models import Measure, Reason
from participation.proposals.actions import AnswerText, answer_proposal, save_draft, withdraw_proposal
from participation.proposals.models import Status
from participation.reports.pack import write_pack
from participation.votes.models import Secrecy, Vote
from tests.builders import START, a_consultation, a_person, a_resident, an_administrator
from tests.discussions.builders import a_contribution, a_topic, discussion_of, subject_of
from tests.moderation.builders import decide_report, report_contribution
from tests.proposals.builders import a_proposal, a_text
from tests.votes.builders import a_draft as a_draft_vote
from tests.votes.builders import an_open_vote, cast, tallied

END = START + timedelta(days=40)
FORMULA = '=HYPERLINK("http://evil.example";"Gewinn")'
DRAFT_TEXT = "GEHEIMER-ENTWURF, den niemand sonst lesen soll, weil er noch nicht fertig ist."
HIDDEN_TEXT = "AUSGEBLENDETER-TEXT mit einer Beleidigung."
DELETED_TEXT = "GELOESCHTER-TEXT, der nicht bleiben soll."
NOTICE = "MELDUNG-AN-DIE-MODERATION"
DRAFT_QUESTION = "Soll die UNFERTIGE-FRAGE gestellt werden?"

RANKED = ((1, 2, 3), (1, 2), (2, 3, 1), (2, 1), (3, 2), (3, 2, 1), (3,), ())
BALLOTS: dict[str, tuple[tuple[int, ...], ...]] = {
    "yes-no": ((1,), (1,), (2,), (3,), ()),
    "plurality": ((1,), (2,), (2,), ()),
    "approval": ((1, 2), (2,), (2, 3), ()),
    "irv": RANKED,
    "stv-scottish": RANKED,
    "schulze": RANKED,
}
"""Ballots for each rule; few, and no two options equal at the end except where the lot is meant to decide."""


def a_running_consultation(session: Session, title: str = "Stadthalle und Quartier") -> Consultation:
    """One that takes proposals, contributions and ballots all October."""
    return a_consultation(session, title, phases=((PhaseKind.COLLECT, START, END), (PhaseKind.VOTE, START, END)))


def closed_consultation(session: Session, consultation: Consultation, at: datetime = END) -> Consultation:
    """The same, over."""
    consultation.stage, consultation.closed_at = Stage.CLOSED, at
    session.flush()
    return consultation_by_id(session, consultation.id)


def a_counted_vote(session: Session, consultation: Consultation, rule: str, **changes: Any) -> Vote:
    """A vote with its ballots, counted."""
    changes = {"seats": 2 if rule == "stv-scottish" else 1, "title": f"Frage nach {rule}", **changes}
    vote = an_open_vote(session, consultation, rule=rule, **changes)
    for marks in BALLOTS[rule]:
        cast(session, vote, marks)
    return tallied(session, vote)


@dataclass
class Told:
    """The world of `everything`, by name."""

    consultation: Consultation
    author: Person
    left: Person
    people: list[Person]


def everything(session: Session) -> Told:
    """Proposals, answers, discussions with gaps, votes of every rule and secrecy; drafts and hidden texts beside them."""
    consultation = a_running_consultation(session)
    administrator, author, left = an_administrator(session), a_resident(session, "+Anna"), a_resident(session, "Weggezogen")
    for person in (author, left, administrator):
        person.password_hash = f"$argon2id$canary-{person.id}"
    first = a_proposal(session, consultation, author, "=1+1 Bäume", f"{FORMULA}\nund mehr Bäume für alle.", supporters=3)
    answer_proposal(session, administrator, first, consultation, AnswerText(Status.REVIEW, "@Wir prüfen das."), clock.now())
    answer_proposal(session, administrator, first, consultation, AnswerText(Status.ACCEPTED, "Das machen wir."), clock.now())
    second = a_proposal(session, consultation, left, "Ein Café im Foyer")
    withdraw_proposal(session, left, second, consultation, "-Doch nicht.", clock.now())
    save_draft(session, author, consultation, a_text(consultation, "Entwurf", DRAFT_TEXT), clock.now())
    _discuss(session, consultation, author, administrator)
    for rule in BALLOTS:
        a_counted_vote(session, consultation, rule)
    a_counted_vote(session, consultation, "approval", title="Offen gefragt", secrecy=Secrecy.OPEN)
    an_open_vote(session, consultation, title="Nie ausgezählt")
    a_draft_vote(session, consultation, administrator, title="Entwurf einer Frage", question=DRAFT_QUESTION)
    left.email = left.password_hash = left.email_confirmed_at = None
    left.deleted_at, left.public_name = clock.now(), "Ehemalige:r Teilnehmende:r"
    consultation.outcome = "Der Rat saniert die Halle."
    session.flush()
    return Told(closed_consultation(session, consultation), author, left, [author, administrator])


def _discuss(session: Session, consultation: Consultation, author: Person, administrator: Person) -> None:
    topic = a_topic(session, consultation, "@Thema: der Saal")
    subject = subject_of(topic)
    parent = a_contribution(session, consultation, subject, "-2 Stellplätze sind genug; =1+1", by=author)
    a_contribution(session, consultation, subject, "Die Stadt prüft das.", by=administrator, to=parent)
    hidden = a_contribution(session, consultation, subject, HIDDEN_TEXT)
    report_contribution(session, a_person(session), consultation, hidden, Reason.INSULT, NOTICE, clock.now())
    decide_report(session, administrator, consultation, hidden, Measure.HIDE, "Das ist eine Beleidigung.", clock.now())
    deleter = a_person(session)
    gone = a_contribution(session, consultation, subject, DELETED_TEXT, by=deleter)
    delete_contribution(session, deleter, consultation, gone, clock.now())
    set_outcome(session, administrator, consultation, discussion_of(session, subject), "Wir bauen *beides*.", clock.now())


def packed(session: Session, consultation: Consultation, progress: Any = lambda done, total: None) -> bytes:
    """The bytes of its export."""
    stream = io.BytesIO()
    write_pack(session, consultation, stream, progress)
    return stream.getvalue()


def unpacked(content: bytes) -> dict[str, str]:
    """File name → text."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name).decode("utf-8") for name in archive.namelist()}


def table(files: dict[str, str], name: str) -> list[dict[str, str]]:
    """The lines of a CSV file."""
    return list(csv.DictReader(io.StringIO(files[f"{name}.csv"].removeprefix("\ufeff"), newline="")))


def lines(files: dict[str, str], name: str) -> list[dict[str, Any]]:
    """The lines of the same table's JSON file."""
    return list(json.loads(files[f"{name}.json"])["zeilen"])
