"""From which network something was done, for a short time and only so that unusual crowds can be seen: keyed hashes, never an address."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from participation.kit.database import Base, UtcDateTime


class Done(StrEnum):
    """What somebody did there. Casting a ballot is not among it, and never will be: see decision 042."""

    ACCOUNT = "account"  # the account was made
    VERIFIED = "verified"  # a code was redeemed
    SUPPORT = "support"  # of the proposal `subject_id`


class NetworkKey(Base):
    """The key of one week; afterwards the row stays, and the key is gone."""

    __tablename__ = "network_key"

    week: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)  # weeks since 1970
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
    sealed: Mapped[bytes | None] = mapped_column(LargeBinary)  # None: destroyed


class NetworkTrace(Base):
    """The keyed hash of the network (IPv4 /24, IPv6 /56) from which a person did something. Two weeks at most."""

    __tablename__ = "network_trace"
    __table_args__ = (
        CheckConstraint("act IN ('account', 'verified', 'support')", name="act_known"),
        Index("ix_network_trace_act", "act", "subject_id", "person_id", "network"),  # serves: the look at a thing's crowd
        Index("ix_network_trace_week", "week"),  # serves: the sweep
        {"sqlite_with_rowid": False},
    )

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    act: Mapped[Done] = mapped_column(String(10), primary_key=True)
    subject_id: Mapped[int] = mapped_column(primary_key=True, default=0)
    week: Mapped[int] = mapped_column(ForeignKey("network_key.week"))
    network: Mapped[bytes] = mapped_column(LargeBinary(16))
