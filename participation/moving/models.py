"""Exports of other platforms that staff read in, and what of them stands here."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, deferred, mapped_column

from participation.kit.database import Base, UtcDateTime
from participation.moving.description import System

ID_LENGTH, NAME_LENGTH, URL_LENGTH = 80, 120, 400
SYSTEMS = ", ".join(f"'{system}'" for system in System)


class MoveState(StrEnum):
    """Where a move stands."""

    PENDING = "pending"
    DONE = "done"
    UNDONE = "undone"


class Thing(StrEnum):
    """What something became here."""

    PROPOSAL = "proposal"
    TOPIC = "topic"
    CONTRIBUTION = "contribution"
    MAP = "map"
    SURVEY = "survey"


class Move(Base):
    """An export that staff uploaded. The files are never kept: only what is taken over of them, until it is published or thrown away."""

    __tablename__ = "move"
    __table_args__ = (
        CheckConstraint("state IN ('pending', 'done', 'undone')", name="state_known"),
        CheckConstraint(f"system IN ({SYSTEMS})", name="system_known"),
        CheckConstraint("(state = 'pending') = (described IS NOT NULL)", name="description_until_done"),
        Index("ix_move_consultation_id", "consultation_id", "id"),  # serves: the list of moves
        Index("ix_move_state", "state", "uploaded_at"),  # serves: the sweep of what nobody published
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    consultation_id: Mapped[int] = mapped_column(ForeignKey("consultation.id"))
    actor_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    system: Mapped[System] = mapped_column(String(12))
    state: Mapped[MoveState] = mapped_column(String(8), default=MoveState.PENDING)
    file_names: Mapped[str] = mapped_column(Text)  # a line each
    sha256: Mapped[str] = mapped_column(String(64))  # of the files, one after the other
    described: Mapped[str | None] = deferred(mapped_column(Text))  # JSON (`description.py`), without what is private
    report: Mapped[dict[str, object]] = deferred(mapped_column(JSON, default=dict, nullable=False))  # what was taken over and what not, and why
    uploaded_at: Mapped[datetime] = mapped_column(UtcDateTime)
    done_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    undone_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    taken: Mapped[int] = mapped_column(default=0)  # things that it made here


class MovedThing(Base):
    """Where something came from. What came once does not come again; where a move is undone, it may."""

    __tablename__ = "moved_thing"
    __table_args__ = (
        UniqueConstraint("consultation_id", "system", "kind", "source_id"),  # comes once
        UniqueConstraint("kind", "thing_id"),  # serves: what is said beside it
        CheckConstraint("kind IN ('proposal', 'topic', 'contribution', 'map', 'survey')", name="kind_known"),
        Index("ix_moved_thing_move_id", "move_id", "id"),  # serves: the report, undoing
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    move_id: Mapped[int] = mapped_column(ForeignKey("move.id"))
    consultation_id: Mapped[int] = mapped_column(ForeignKey("consultation.id"))
    system: Mapped[System] = mapped_column(String(12))
    kind: Mapped[Thing] = mapped_column(String(12))
    source_id: Mapped[str | None] = mapped_column(String(ID_LENGTH))  # None: undone
    thing_id: Mapped[int] = mapped_column()
    author_name: Mapped[str] = mapped_column(String(NAME_LENGTH), default="")  # as the export gives it in public
    reference: Mapped[str] = mapped_column(String(ID_LENGTH), default="")  # its number there
    url: Mapped[str] = mapped_column(String(URL_LENGTH), default="")
    supports: Mapped[int | None] = mapped_column()  # how many it had there; they do not count here
    answer: Mapped[str] = mapped_column(Text, default="")  # of the city, there; Markdown
    answer_html: Mapped[str] = mapped_column(Text, default="")
