"""Slow mode: at most so many texts an hour a person, where a consultation's moderation says so. Nothing that was written is lost."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import ForeignKey, Index, delete, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from participation.accounts.models import Person
from participation.consultations.models import Consultation
from participation.kit.database import Base, UtcDateTime
from participation.kit.dates import say_moment
from participation.kit.errors import Invalid
from participation.kit.language import ngettext

HOUR = timedelta(hours=1)


class TextWritten(Base):
    """That a person wrote a text in a consultation in slow mode, and when; for an hour."""

    __tablename__ = "text_written"
    __table_args__ = (
        Index("ix_text_written_person_id", "person_id", "consultation_id", "written_at"),  # serves: how many in the last hour
        Index("ix_text_written_written_at", "written_at"),  # serves: the sweep
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    consultation_id: Mapped[int] = mapped_column(ForeignKey("consultation.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    written_at: Mapped[datetime] = mapped_column(UtcDateTime)


def take_turn(session: Session, person: Person, consultation: Consultation, now: datetime, field: str) -> None:
    """Count one text of a person. Raises Invalid, at the form's `field`, with the time from which the next one is possible.

    Whoever speaks for the city, or runs the consultation, is not slowed down.
    """
    most = consultation.texts_an_hour
    if most is None or person.speaks_officially or person.moderates(consultation.id):
        return
    session.flush()
    session.execute(select(Person.id).where(Person.id == person.id).with_for_update(key_share=True))  # two sendings at once count one after the other
    own = (TextWritten.person_id == person.id, TextWritten.consultation_id == consultation.id, TextWritten.written_at > now - HOUR)
    written, first = session.execute(select(func.count(TextWritten.id), func.min(TextWritten.written_at)).where(*own)).one()
    if written >= most:
        raise Invalid(_slowed(most, first + HOUR), field)
    session.add(TextWritten(consultation_id=consultation.id, person_id=person.id, written_at=now))


def _slowed(most: int, again: datetime) -> str:
    return ngettext(
        "Hier kann gerade jede Person einen Text in der Stunde veröffentlichen. Ihr Text geht nicht verloren. Veröffentlichen können Sie ihn ab %(when)s.",
        "Hier kann gerade jede Person %(num)s Texte in der Stunde veröffentlichen. Ihr Text geht nicht verloren. Veröffentlichen können Sie ihn ab %(when)s.",
        most,
        when=say_moment(again),
    )


def sweep_turns(session: Session, now: datetime) -> int:
    """Delete what is older than an hour. Returns how many."""
    return int(session.execute(delete(TextWritten).where(TextWritten.written_at <= now - HOUR)).rowcount)  # type: ignore[attr-defined]  # a DELETE has it
