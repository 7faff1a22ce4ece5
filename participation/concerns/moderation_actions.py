"""What the moderation's decisions do to a concern's text or picture: hide it, show it again, take personal data out of it."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy.orm import Session

from participation.accounts.models import Person
from participation.concerns.models import Concern
from participation.concerns.queries import hold_concern
from participation.concerns.rules import may_moderate
from participation.consultations.targets import without
from participation.kit import audit
from participation.kit.errors import Conflict
from participation.kit.language import gettext as _
from participation.kit.rules import demand
from participation.kit.text import fold


def hide_concern(session: Session, moderator: Person | None, number: int, reason: str, now: datetime) -> None:
    """Hide a concern's text and picture: its page stays with the answers and the reason. Raises Conflict where it is hidden."""
    concern = _held(session, moderator, number)
    if concern.is_hidden:
        raise Conflict(_("Dieses Anliegen ist schon ausgeblendet."))
    concern.hidden_at, concern.hidden_reason = now, reason
    audit.append(session, at=now, actor=moderator, action="concern.hidden", subject=concern)


def show_concern(session: Session, moderator: Person | None, number: int, now: datetime) -> None:
    """Let everyone read it again; of one that is not hidden nothing changes."""
    concern = _held(session, moderator, number)
    if concern.is_hidden:
        concern.hidden_at, concern.hidden_reason = None, ""
        audit.append(session, at=now, actor=moderator, action="concern.restored", subject=concern)


def cut_concern(session: Session, moderator: Person | None, number: int, passages: Collection[str], now: datetime) -> int:
    """Take passages out of its text and its words for a place. Returns how often one was found."""
    concern = _held(session, moderator, number)
    (text, in_text), (address, in_address) = without(concern.text, passages), without(concern.address, passages)
    if in_text or in_address:
        concern.text, concern.words, concern.address = text, fold(text), address[:200]
        audit.append(session, at=now, actor=moderator, action="concern.cut", subject=concern, data={"passages": in_text + in_address})
    return in_text + in_address


def hide_picture(session: Session, moderator: Person | None, number: int, now: datetime) -> None:
    """Let nobody see its picture any more but its sender and the administration. Raises Conflict where it is hidden."""
    concern = _held(session, moderator, number)
    if concern.picture_hidden_at is not None:
        raise Conflict(_("Dieses Bild ist schon ausgeblendet."))
    concern.picture_hidden_at = now
    audit.append(session, at=now, actor=moderator, action="concern.file_hidden", subject=concern)


def show_picture(session: Session, moderator: Person | None, number: int, now: datetime) -> None:
    """Let everyone see it again."""
    concern = _held(session, moderator, number)
    if concern.picture_hidden_at is not None:
        concern.picture_hidden_at = None
        audit.append(session, at=now, actor=moderator, action="concern.file_restored", subject=concern)


def cut_picture(session: Session, moderator: Person | None, number: int, passages: Collection[str], now: datetime) -> int:
    """Take passages out of its words; what a picture shows can only be hidden."""
    concern = _held(session, moderator, number)
    concern.picture_words, found = without(concern.picture_words, passages)
    if found:
        audit.append(session, at=now, actor=moderator, action="concern.file_cut", subject=concern, data={"passages": found})
    return found


def _held(session: Session, moderator: Person | None, number: int) -> Concern:
    demand(may_moderate(moderator))
    return hold_concern(session, number)
