"""Offices, who works for them, and the text blocks of their answers."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TypeVar

from sqlalchemy import delete, func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from participation.accounts.models import Person
from participation.followups.models import AnswerBlock, Office, OfficeMember
from participation.followups.rules import in_service, may_keep_blocks, may_manage_offices
from participation.kit import audit
from participation.kit.errors import Invalid
from participation.kit.language import gettext as _
from participation.kit.rules import demand
from participation.kit.text import clean_line, clean_text
from participation.kit.upserts import insert_or
from participation.proposals.texts import LONGEST_ANSWER

MOST_OFFICES = 200
MOST_BLOCKS = 200

T = TypeVar("T")


def add_office(session: Session, actor: Person | None, name: str, short_name: str, contact: str, now: datetime) -> Office:
    """Add an office. Raises Invalid where its name is missing or another office has it."""
    demand(may_manage_offices(actor))
    if (session.scalar(select(func.count(Office.id))) or 0) >= MOST_OFFICES:
        raise Invalid(_("Mehr als %(number)s Ämter sind nicht möglich.", number=MOST_OFFICES), "name")
    office = Office(**_office_texts(name, short_name, contact))
    _written(session, lambda: session.add(office), _("Ein Amt mit diesem Namen oder Kürzel gibt es schon."), "name")
    audit.append(session, at=now, actor=actor, action="office.added", subject=office, data={"name": office.name})
    return office


def change_office(session: Session, actor: Person | None, office: Office, name: str, short_name: str, contact: str, now: datetime) -> Office:
    """Give an office another name, short name or contact."""
    demand(may_manage_offices(actor))
    texts = _office_texts(name, short_name, contact)

    def write() -> None:
        for field, value in texts.items():
            setattr(office, field, value)

    _written(session, write, _("Ein Amt mit diesem Namen oder Kürzel gibt es schon."), "name")
    audit.append(session, at=now, actor=actor, action="office.changed", subject=office, data={"name": office.name})
    return office


def close_office(session: Session, actor: Person | None, office: Office, now: datetime) -> None:
    """An office that no longer exists gets no new tasks; what it said stays. Closed twice changes nothing."""
    demand(may_manage_offices(actor))
    if office.closed_at is None:
        office.closed_at = now
        audit.append(session, at=now, actor=actor, action="office.closed", subject=office)


def reopen_office(session: Session, actor: Person | None, office: Office, now: datetime) -> None:
    """An office gets tasks again."""
    demand(may_manage_offices(actor))
    if office.closed_at is not None:
        office.closed_at = None
        audit.append(session, at=now, actor=actor, action="office.reopened", subject=office)


def add_member(session: Session, actor: Person | None, office: Office, person: Person | None, now: datetime) -> Office:
    """Somebody works for an office from now on; twice counts once. Raises Invalid for people who do not speak for the city."""
    demand(may_manage_offices(actor))
    if person is None:
        raise Invalid(_("Zu dieser Angabe gibt es kein Konto. Bitte prüfen Sie die Schreibweise."), "who")
    if not in_service(person):
        raise Invalid(_("Dieses Konto gehört keinem Amt. Geben Sie der Person zuerst die Rolle „Amt“."), "who")
    insert = insert_or(session, OfficeMember).values(office_id=office.id, person_id=person.id, since=now)
    added = session.scalars(insert.on_conflict_do_nothing().returning(OfficeMember.id)).one_or_none()
    if added is not None:
        audit.append(session, at=now, actor=actor, action="office.member_added", subject=office, data={"person": person.id})
    return office


def remove_member(session: Session, actor: Person | None, office: Office, person_id: int, now: datetime) -> None:
    """Somebody works for an office no longer."""
    demand(may_manage_offices(actor))
    gone = delete(OfficeMember).where(OfficeMember.office_id == office.id, OfficeMember.person_id == person_id).returning(OfficeMember.id)
    if session.scalars(gone).one_or_none() is not None:
        audit.append(session, at=now, actor=actor, action="office.member_removed", subject=office, data={"person": person_id})


def keep_block(session: Session, actor: Person | None, title: str, body: str, now: datetime, block: AnswerBlock | None = None) -> AnswerBlock:
    """Keep a text block, a new one or with `block` its new wording. Raises Invalid naming the field."""
    demand(may_keep_blocks(actor))
    title, body = clean_line(title), clean_text(body)
    if not title or len(title) > 120:
        raise Invalid(_("Bitte geben Sie dem Textbaustein einen Namen mit höchstens %(limit)s Zeichen.", limit=120), "title")
    if not body or len(body) > LONGEST_ANSWER:
        raise Invalid(_("Bitte schreiben Sie einen Text mit höchstens %(limit)s Zeichen.", limit=LONGEST_ANSWER), "body")
    if block is None and (session.scalar(select(func.count(AnswerBlock.id))) or 0) >= MOST_BLOCKS:
        raise Invalid(_("Mehr als %(number)s Textbausteine sind nicht möglich.", number=MOST_BLOCKS), "title")
    kept = block or AnswerBlock()

    def write() -> None:
        kept.title, kept.body = title, body
        session.add(kept)

    _written(session, write, _("Einen Textbaustein mit diesem Namen gibt es schon."), "title")
    audit.append(session, at=now, actor=actor, action="answer_block.kept", subject=kept)
    return kept


def remove_block(session: Session, actor: Person | None, block: AnswerBlock, now: datetime) -> None:
    """Take a text block away; answers that used it stay as they are."""
    demand(may_keep_blocks(actor))
    audit.append(session, at=now, actor=actor, action="answer_block.removed", subject=block)
    session.delete(block)
    session.flush()


def _office_texts(name: str, short_name: str, contact: str) -> dict[str, str]:
    texts = {"name": clean_line(name), "short_name": clean_line(short_name), "contact": clean_line(contact)}
    if not texts["name"]:
        raise Invalid(_("Bitte geben Sie den Namen des Amtes an."), "name")
    if not texts["short_name"]:
        raise Invalid(_("Bitte geben Sie ein Kürzel an, zum Beispiel die Nummer des Amtes."), "short_name")
    for field, limit in (("name", 120), ("short_name", 20), ("contact", 300)):
        if len(texts[field]) > limit:
            raise Invalid(_("Der Text ist zu lang. Erlaubt sind %(limit)s Zeichen.", limit=limit), field)
    return texts


def _written(session: Session, write: Callable[[], T], taken: str, field: str) -> None:
    """Write what must be unique. Raises Invalid where somebody else has it."""
    try:
        with session.begin_nested():
            write()
            session.flush()
    except IntegrityError as error:
        raise Invalid(taken, field) from error
