"""A consultation's pictures and documents."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from participation.accounts.models import Person
from participation.consultations.actions import touch
from participation.consultations.models import Consultation, Document, Picture
from participation.consultations.rules import Part, may_change
from participation.kit import audit
from participation.kit.dates import city_zone
from participation.kit.errors import Invalid
from participation.kit.language import gettext as _
from participation.kit.rules import demand
from participation.kit.uploads import store_document, store_picture

MOST_PICTURES = 10
MOST_DOCUMENTS = 20


def add_picture(
    session: Session,
    actor: Person | None,
    consultation: Consultation,
    stream: BinaryIO,
    alternative_text: str,
    credit: str,
    root: Path,
    limit: int,
    now: datetime,
) -> Picture:
    """Store a picture, written anew, with the words for those who do not see it. `limit` is in bytes."""
    demand(may_change(actor, consultation, Part.MEDIA))
    if not alternative_text:
        raise Invalid(_("Bitte beschreiben Sie das Bild für Menschen, die es nicht sehen."), "alternative_text")
    number = _number_of(session, Picture, consultation)
    if number >= MOST_PICTURES:
        raise Invalid(_("Mehr als %(number)s Bilder sind nicht möglich. Bitte entfernen Sie zuerst eines.", number=MOST_PICTURES), "file")
    stored = store_picture(root, stream, limit=limit)
    picture = Picture(
        consultation_id=consultation.id,
        stored_name=stored.name,
        width=stored.width,
        height=stored.height,
        alternative_text=alternative_text,
        credit=credit,
        position=number,
    )
    session.add(picture)
    _changed(session, actor, consultation, "consultation.picture_added", now, {})
    return picture


def add_document(
    session: Session, actor: Person | None, consultation: Consultation, stream: BinaryIO, title: str, root: Path, limit: int, now: datetime
) -> Document:
    """Store a PDF under a title. `limit` is in bytes."""
    demand(may_change(actor, consultation, Part.MEDIA))
    if not title:
        raise Invalid(_("Bitte geben Sie dem Dokument einen Titel."), "title")
    number = _number_of(session, Document, consultation)
    if number >= MOST_DOCUMENTS:
        raise Invalid(_("Mehr als %(number)s Dokumente sind nicht möglich. Bitte entfernen Sie zuerst eines.", number=MOST_DOCUMENTS), "file")
    stored = store_document(root, stream, limit=limit)
    document = Document(
        consultation_id=consultation.id,
        stored_name=stored.name,
        title=title,
        size=stored.size,
        added_on=now.astimezone(city_zone()).date(),
        position=number,
    )
    session.add(document)
    _changed(session, actor, consultation, "consultation.document_added", now, {})
    return document


def remove_picture(session: Session, actor: Person | None, consultation: Consultation, picture: Picture, now: datetime) -> str:
    """Take a picture away; returns its stored name, whose files the caller deletes after the commit."""
    demand(may_change(actor, consultation, Part.MEDIA))
    session.delete(picture)
    _changed(session, actor, consultation, "consultation.picture_removed", now, {"picture": picture.id})
    return picture.stored_name


def remove_document(session: Session, actor: Person | None, consultation: Consultation, document: Document, now: datetime) -> str:
    """Take a document away; returns its stored name, whose file the caller deletes after the commit."""
    demand(may_change(actor, consultation, Part.MEDIA))
    session.delete(document)
    _changed(session, actor, consultation, "consultation.document_removed", now, {"document": document.id})
    return document.stored_name


def _number_of(session: Session, kind: type[Picture] | type[Document], consultation: Consultation) -> int:
    return session.scalar(select(func.count()).select_from(kind).where(kind.consultation_id == consultation.id)) or 0


def _changed(session: Session, actor: Person | None, consultation: Consultation, action: str, now: datetime, data: dict[str, object]) -> None:
    touch(consultation, now)
    audit.append(session, at=now, actor=actor, action=action, subject=consultation, data=data)
