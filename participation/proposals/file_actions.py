"""A proposal's pictures and documents: added, described, put in order, taken away."""

from __future__ import annotations

import hashlib
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from participation.accounts.models import Person
from participation.consultations.models import Consultation
from participation.kit import audit
from participation.kit.errors import Invalid, NotFound
from participation.kit.language import gettext as _
from participation.kit.rules import demand
from participation.kit.text import clean_line
from participation.kit.uploads import FIELD, store_document, store_picture
from participation.proposals import rules
from participation.proposals.models import Proposal
from participation.proposals.writing_models import WORDS_LENGTH, Attachment, AttachmentKind

MOST = {AttachmentKind.PICTURE: 5, AttachmentKind.DOCUMENT: 3}
SWEPT_AT_ONCE = 200


def add_file(
    session: Session,
    person: Person,
    proposal: Proposal,
    consultation: Consultation,
    kind: AttachmentKind,
    stream: BinaryIO,
    root: Path,
    limit: int,
    now: datetime,
    *,
    upload_key: str = "",
    title: str = "",
) -> Attachment:
    """Store a picture, written anew, or a PDF under its title. `limit` is in bytes; the same form sent twice adds it once.

    A picture is kept without its words at first, so that nobody uploads it again because they were missing; it is shown to others
    once it has them (`describe_picture`). Raises Invalid at the form's field.
    """
    lock(session, proposal)
    demand(rules.may_attach(person, proposal, consultation, now))
    key = hashlib.sha256(f"{person.id}:{proposal.id}:{upload_key}".encode()).hexdigest() if upload_key else None
    if key is not None and (known := session.scalars(select(Attachment).where(Attachment.upload_key == key)).one_or_none()):
        return known
    number = session.scalar(select(func.count()).where(Attachment.proposal_id == proposal.id, Attachment.kind == kind)) or 0
    if number >= MOST[kind]:
        raise Invalid(_("Mehr als %(number)s sind nicht möglich. Bitte entfernen Sie zuerst etwas.", number=MOST[kind]), FIELD)
    attachment = Attachment(proposal_id=proposal.id, kind=kind, upload_key=key, position=number, added_at=now)
    if kind == AttachmentKind.PICTURE:
        picture = store_picture(root, stream, limit=limit)
        attachment.stored_name, attachment.width, attachment.height = picture.name, picture.width, picture.height
    else:
        attachment.words = _title(title)
        document = store_document(root, stream, limit=limit)
        attachment.stored_name, attachment.size = document.name, document.size
    session.add(attachment)
    _changed(session, person, proposal, f"proposal.{kind}_added", now, 1)
    return attachment


def describe_picture(
    session: Session, person: Person, proposal: Proposal, consultation: Consultation, picture: Attachment, words: str, decorative: bool, now: datetime
) -> None:
    """Give a picture the words for those who do not see it, or say that it is decoration and says nothing. Raises Invalid."""
    lock(session, proposal)
    demand(rules.may_attach(person, proposal, consultation, now))
    words = clean_line(words)
    if not picture.is_picture:
        raise NotFound
    if len(words) > WORDS_LENGTH:
        raise Invalid(_("Der Text ist zu lang. Erlaubt sind %(limit)s Zeichen.", limit=WORDS_LENGTH), "words")
    if words and decorative:
        raise Invalid(_("Bitte beschreiben Sie das Bild, oder sagen Sie, dass es nur Schmuck ist. Beides zugleich geht nicht."), "words")
    if not words and not decorative:
        raise Invalid(_("Bitte beschreiben Sie das Bild für Menschen, die es nicht sehen."), "words")
    picture.words, picture.decorative = words, decorative
    _changed(session, person, proposal, "proposal.picture_described", now)


def move_file(
    session: Session, person: Person, proposal: Proposal, consultation: Consultation, attachment: Attachment, step: int, now: datetime
) -> None:
    """Put a file one place further to the front (−1) or to the back (1), among those of its kind."""
    lock(session, proposal)
    demand(rules.may_attach(person, proposal, consultation, now))
    same = select(Attachment).where(Attachment.proposal_id == proposal.id, Attachment.kind == attachment.kind)
    order = list(session.scalars(same.order_by(Attachment.position, Attachment.id)))
    place = order.index(attachment)
    order.insert(min(max(place + step, 0), len(order) - 1), order.pop(place))
    for position, one in enumerate(order):
        one.position = position
    _changed(session, person, proposal, "proposal.files_ordered", now)


def remove_file(session: Session, person: Person, proposal: Proposal, consultation: Consultation, attachment: Attachment, now: datetime) -> None:
    """Take a file away; nobody finds it from then on, and the sweep deletes it from the disk."""
    lock(session, proposal)
    demand(rules.may_attach(person, proposal, consultation, now))
    attachment.proposal_id = None
    _changed(session, person, proposal, f"proposal.{attachment.kind}_removed", now, -1)


def forget_files(session: Session) -> list[tuple[AttachmentKind, str]]:
    """Forget files without a proposal and return their kinds and stored names, which the caller deletes after the commit."""
    orphans = session.scalars(select(Attachment).where(Attachment.proposal_id.is_(None)).limit(SWEPT_AT_ONCE)).all()
    names = [(AttachmentKind(orphan.kind), orphan.stored_name) for orphan in orphans]
    for orphan in orphans:
        session.delete(orphan)
    session.flush()
    return names


def lock(session: Session, proposal: Proposal) -> None:
    """Read the proposal anew and keep others from changing it until the transaction ends."""
    statement = select(Proposal).where(Proposal.id == proposal.id).with_for_update().execution_options(populate_existing=True)
    if session.scalars(statement).one_or_none() is None:
        raise NotFound


def _title(typed: str) -> str:
    return clean_line(typed)[:WORDS_LENGTH].strip() or _("Dokument")


def _changed(session: Session, person: Person, proposal: Proposal, action: str, now: datetime, step: int = 0) -> None:
    proposal.attachment_count += step
    proposal.version += 1
    session.flush()
    audit.append(session, at=now, actor=person, action=action, subject=proposal)
