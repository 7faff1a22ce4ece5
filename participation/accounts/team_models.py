"""Invitations into the city's team: to whom, into which role, and the hash of the link that was mailed."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from participation.accounts.models import Person, Role
from participation.kit.database import Base, UtcDateTime

OPEN = "used_at IS NULL AND withdrawn_at IS NULL"


class StaffInvitation(Base):
    """An address that may open an account with a role. Personal data: e-mail and name; the row is swept 30 days after it ran out or was used."""

    __tablename__ = "staff_invitation"
    __table_args__ = (
        CheckConstraint("role IN ('office', 'council', 'administrator')", name="role_of_staff"),
        CheckConstraint("used_at IS NULL OR withdrawn_at IS NULL", name="used_or_withdrawn"),
        # one open invitation an address
        Index("ix_staff_invitation_email_open", "email", unique=True, sqlite_where=text(OPEN), postgresql_where=text(OPEN)),
        Index("ix_staff_invitation_expires_at", "expires_at"),  # serves: the sweep, and the list
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    token_hash: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True)
    email: Mapped[str] = mapped_column(String(254))  # folded to lower case
    real_name: Mapped[str] = mapped_column(String(120))
    position: Mapped[str] = mapped_column(String(120))
    role: Mapped[Role] = mapped_column(String(20))
    invited_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)
    used_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    withdrawn_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    invited_by: Mapped[Person] = relationship(lazy="raise_on_sql")
