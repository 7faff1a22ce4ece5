"""Small groups of those who are there: made in the background, told round by round."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from participation.kit.database import Base, UtcDateTime
from participation.kit.work import WORK_STATES, Worked

_UNFINISHED = text("state IN ('requested', 'running')")


class MeetingGroups(Worked, Base):
    """A division into groups over several rounds; the newest one of a meeting counts.

    `people`: the numbers of those who were checked in when it was asked for. `plan`: {"rounds": [[[numbers]]], "met", "possible"} once it is ready.
    """

    __tablename__ = "meeting_groups"
    __table_args__ = (
        CheckConstraint(WORK_STATES, name="state_known"),
        CheckConstraint("size BETWEEN 2 AND 50 AND rounds BETWEEN 1 AND 20", name="sensible"),
        CheckConstraint("shown_round BETWEEN 0 AND rounds", name="round_is_one_of_them"),
        Index("uq_meeting_groups_unfinished", "meeting_id", unique=True, sqlite_where=_UNFINISHED, postgresql_where=_UNFINISHED),
        Index("ix_meeting_groups_meeting_id", "meeting_id", "id"),  # serves: the newest of a meeting
    )

    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"))
    size: Mapped[int] = mapped_column()
    rounds: Mapped[int] = mapped_column()
    seed: Mapped[str] = mapped_column(String(32))
    people: Mapped[list[int]] = mapped_column(JSON)
    plan: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    shown_round: Mapped[int] = mapped_column(default=0)  # 0: none yet
    asked_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    asked_at: Mapped[datetime] = mapped_column(UtcDateTime)

    def table_of(self, number: int) -> int:
        """At which table somebody sits in the round that is shown, from one on; 0 for whoever was not there."""
        if not self.shown_round or not self.plan:
            return 0
        tables = self.plan["rounds"][self.shown_round - 1]
        return next((table for table, people in enumerate(tables, 1) if number in people), 0)
