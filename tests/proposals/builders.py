"""Builders for proposals: each makes one complete thing through the same actions as a click."""

from __future__ import annotations

from datetime import datetime, timedelta
from io import BytesIO
from itertools import count
from pathlib import Path
from typing import Any

from PIL import Image
from sqlalchemy.orm import Session

from participation.accounts.models import Person
from participation.consultations.models import Consultation
from participation.proposals.actions import AnswerText, ProposalText, answer_proposal, publish_proposal, save_draft, support_proposal
from participation.proposals.author_actions import invite
from participation.proposals.custom_actions import Question, add_question
from participation.proposals.file_actions import add_file, describe_picture
from participation.proposals.intake_actions import Entry, take_in
from participation.proposals.models import Proposal, Status
from participation.proposals.writing_models import Attachment, AttachmentKind, CoAuthor, CustomField
from participation.proposals.writing_queries import invitation_of
from tests.builders import START, a_resident, an_administrator

DURING_COLLECT = START + timedelta(days=2)
DURING_DELIBERATE = START + timedelta(days=40)
DURING_VOTE = START + timedelta(days=65)
BODY = "Der große Saal bekommt eine Rampe und einen Aufzug. Dann kommen alle hinein."

_numbers = count(1)


def a_text(consultation: Consultation, title: str = "", body: str = BODY, *, district_id: int | None = None) -> ProposalText:
    """Something that may be published."""
    return ProposalText(title or f"Vorschlag Nummer {next(_numbers)}", body, consultation.categories[0].id, district_id)


def a_draft(session: Session, consultation: Consultation, by: Person | None = None, title: str = "", body: str = BODY) -> Proposal:
    """A text that only its author sees."""
    return save_draft(session, by or a_resident(session), consultation, a_text(consultation, title, body), DURING_COLLECT)


def a_proposal(
    session: Session,
    consultation: Consultation,
    by: Person | None = None,
    title: str = "",
    body: str = BODY,
    *,
    at: datetime = DURING_COLLECT,
    supporters: int = 0,
    status: Status = Status.NEW,
) -> Proposal:
    """A published proposal with so many supporters and, if another status is asked for, an answer that gave it."""
    author = by or a_resident(session)
    draft = save_draft(session, author, consultation, a_text(consultation, title, body), at)
    proposal = publish_proposal(session, author, draft, consultation, at)
    for _number in range(supporters):
        support_proposal(session, a_resident(session), proposal, consultation, at)
    if status != Status.NEW:
        answer_proposal(session, an_administrator(session, f"Amt {next(_numbers)}"), proposal, consultation, AnswerText(status, "So ist es."), at)
    session.flush()
    return proposal


def a_picture_file(width: int = 640, height: int = 480, kind: str = "JPEG", **saved: object) -> BytesIO:
    """A picture as somebody uploads it."""
    out = BytesIO()
    Image.new("RGB", (width, height), "#6b8f84").save(out, kind, **saved)
    out.seek(0)
    return out


def a_pdf() -> BytesIO:
    """The smallest file that passes for a PDF."""
    return BytesIO(b"%PDF-1.4\n1 0 obj <<>> endobj\ntrailer <<>>\n%%EOF\n")


def a_picture(
    session: Session, consultation: Consultation, proposal: Proposal, by: Person, root: Path, words: str = "Eine Bank", at: datetime = DURING_COLLECT
) -> Attachment:
    """A picture on a proposal, described unless `words` is empty."""
    picture = add_file(session, by, proposal, consultation, AttachmentKind.PICTURE, a_picture_file(), root, 10**7, at)
    if words:
        describe_picture(session, by, proposal, consultation, picture, words, False, at)
    return picture


def a_document(session: Session, consultation: Consultation, proposal: Proposal, by: Person, root: Path) -> Attachment:
    """A PDF on a proposal."""
    return add_file(session, by, proposal, consultation, AttachmentKind.DOCUMENT, a_pdf(), root, 10**7, DURING_COLLECT, title="Plan")


def a_question(session: Session, consultation: Consultation, by: Person, label: str = "", **asked: Any) -> CustomField:
    """A question of the consultation's own."""
    question = Question(label or f"Frage Nummer {next(_numbers)}", **{"kind": "short", **asked})
    return add_question(session, by, consultation, question, DURING_COLLECT)


def an_invitation(session: Session, consultation: Consultation, draft: Proposal, who: Person) -> CoAuthor:
    """Somebody asked by address to write a draft together."""
    author = session.get_one(Person, draft.author_id)
    invite(session, author, draft, consultation, who.email or "", "/", DURING_COLLECT)
    return invitation_of(session, draft.id, who)


def taken_in_at_the_counter(session: Session, consultation: Consultation, by: Person, giver: str = "Erika Muster") -> Proposal:
    """What somebody without an account handed in."""
    entry = Entry("counter", DURING_COLLECT.date(), giver)
    return take_in(session, by, consultation, a_text(consultation), entry, DURING_COLLECT)
