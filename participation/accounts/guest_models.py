"""Where guests came to take part: whoever confirmed an address and has no account (decision 052)."""

from __future__ import annotations

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from participation.kit.database import Base


class GuestVisit(Base):
    """A consultation in which a guest took part. When the last of them is over, the guest goes; with an account the rows go."""

    __tablename__ = "guest_visit"

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    consultation_id: Mapped[int] = mapped_column(ForeignKey("consultation.id"), primary_key=True)
