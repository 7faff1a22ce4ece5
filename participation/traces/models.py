"""Links between things of different rooms: what came first, and what followed from it."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from participation.kit.database import Base, UtcDateTime

CODE_LENGTH = 130
TEXT_LENGTH = 200


class Thing(StrEnum):
    """What can stand in a chain."""

    STATEMENT = "statement"
    TOPIC = "topic"
    CONTRIBUTION = "contribution"
    PROPOSAL = "proposal"
    SURVEY = "survey"  # one of its questions
    VOTE = "vote"
    RECOMMENDATION = "recommendation"  # of a citizens' council
    PROJECT = "project"  # of a budget
    MEASURE = "measure"  # what the city does about it


class Way(StrEnum):
    """How the later thing came of the earlier one."""

    MADE = "made"  # by a button on the earlier one's page
    LINKED = "linked"  # somebody said so afterwards
    GREW = "grew"  # its own room says so: a proposal made of a contribution, a measure and what it came from
    WITHIN = "within"  # a contribution stands in this thing's discussion


_EARLIER = "'statement', 'topic', 'contribution', 'proposal', 'vote', 'recommendation', 'project'"
_LATER = "'statement', 'topic', 'contribution', 'proposal', 'survey', 'project', 'measure'"


class TraceLink(Base):
    """That one thing followed from another. Things are known by kind and number only; whether somebody may see them is asked each time."""

    __tablename__ = "trace_link"
    __table_args__ = (
        UniqueConstraint("from_kind", "from_id", "to_kind", "to_id", "part"),  # said once; serves: what followed from a thing
        CheckConstraint(f"from_kind IN ({_EARLIER})", name="from_kind_known"),
        CheckConstraint(f"to_kind IN ({_LATER})", name="to_kind_known"),
        CheckConstraint("way IN ('made', 'linked', 'grew', 'within')", name="way_known"),
        CheckConstraint("from_kind <> to_kind OR from_id <> to_id", name="not_from_itself"),
        CheckConstraint("(to_kind = 'survey') = (part <> '')", name="survey_names_question"),
        Index("ix_trace_link_to_kind_to_id", "to_kind", "to_id"),  # serves: what a thing followed from
        Index("ix_trace_link_consultation_id", "consultation_id"),  # serves: how many a consultation has
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    consultation_id: Mapped[int] = mapped_column(ForeignKey("consultation.id"))
    from_kind: Mapped[Thing] = mapped_column(String(16))
    from_id: Mapped[int] = mapped_column()
    to_kind: Mapped[Thing] = mapped_column(String(16))
    to_id: Mapped[int] = mapped_column()
    part: Mapped[str] = mapped_column(String(CODE_LENGTH), default="")  # the code of a survey's question
    part_text: Mapped[str] = mapped_column(String(TEXT_LENGTH), default="")  # what it asks, as it was when this was said
    way: Mapped[Way] = mapped_column(String(8))
    made_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
