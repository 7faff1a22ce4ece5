"""Offices, what they are asked about a proposal or another matter, and what more an answer of the city says: cost, time, report."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, false, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from participation.accounts.models import Person
from participation.kit.database import Base, UtcDateTime
from participation.kit.language import lazy
from participation.proposals.models import OfficialAnswer, Status

_KNOWN = ", ".join(f"'{status}'" for status in Status)


class Office(Base):
    """A part of the city's administration that gives statements."""

    __tablename__ = "office"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(120), unique=True)  # "Amt für Stadtplanung"
    short_name: Mapped[str] = mapped_column(String(20), unique=True)  # "61"
    contact: Mapped[str] = mapped_column(String(300), default="")  # for colleagues: room, telephone
    four_eyes: Mapped[bool] = mapped_column(default=False, server_default=false())  # what it was asked about is released by a second person
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)  # gets no more work; what it said stays


class OfficeMember(Base):
    """Somebody who works for an office."""

    __tablename__ = "office_member"
    __table_args__ = (
        UniqueConstraint("office_id", "person_id"),
        Index("ix_office_member_person_id", "person_id"),  # serves: which offices somebody works for
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    office_id: Mapped[int] = mapped_column(ForeignKey("office.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    since: Mapped[datetime] = mapped_column(UtcDateTime)


class MatterKind(StrEnum):
    """What besides proposals waits for the city's answer; the rooms that know it are gathered as `answer.sources`."""

    RECOMMENDATION = "recommendation"
    QUESTION = "question"  # of a meeting's wall
    CONTRIBUTION = "contribution"  # a question in a discussion


class Matter(Base):
    """Something besides a proposal to which the city owes an answer, once somebody of the staff has taken it up.

    Its words stay as they were then: the room that knows it may forget it (questions of a meeting go after thirty days), the answer stands.
    """

    __tablename__ = "matter"
    __table_args__ = (
        CheckConstraint("kind IN ('recommendation', 'question', 'contribution')", name="kind_known"),
        CheckConstraint("answered_at IS NOT NULL OR answer = ''", name="answer_has_moment"),
        UniqueConstraint("kind", "subject_id", "since"),  # taken up once; numbers of what was forgotten may come again
        Index("ix_matter_consultation_id", "consultation_id", "answered_at"),  # serves: what waits in a consultation
        Index("ix_matter_kind_within_id", "kind", "within_id"),  # serves: a meeting's questions
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    consultation_id: Mapped[int] = mapped_column(ForeignKey("consultation.id"))
    kind: Mapped[MatterKind] = mapped_column(String(16))
    subject_id: Mapped[int] = mapped_column()
    within_id: Mapped[int | None] = mapped_column()  # of a question its meeting
    title: Mapped[str] = mapped_column(String(300))
    body: Mapped[str] = mapped_column(Text, default="")  # plain text or Markdown, as the room keeps it
    path: Mapped[str] = mapped_column(String(300))  # where it stands
    since: Mapped[datetime] = mapped_column(UtcDateTime)  # since when it has waited
    opened_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    opened_at: Mapped[datetime] = mapped_column(UtcDateTime)
    answered_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    answer: Mapped[str] = mapped_column(Text, default="")  # Markdown; empty where its own room holds the answer
    answer_html: Mapped[str] = mapped_column(Text, default="")
    answered_by: Mapped[str] = mapped_column(String(160), default="")  # the position in which somebody answered, as it was then

    @property
    def is_published(self) -> bool:
        """Whether it still waits: then an office can be asked."""
        return self.answered_at is None

    @property
    def is_draft(self) -> bool:
        """What everybody could read never is one."""
        return False


class Stand(StrEnum):
    """Where an office's task stands."""

    OPEN = "open"
    WORK = "work"
    GIVEN = "given"
    ANSWERED = "answered"
    RETURNED = "returned"
    ENDED = "ended"


STAND_NAMES = {
    Stand.OPEN: lazy("Offen"),
    Stand.WORK: lazy("In Arbeit"),
    Stand.GIVEN: lazy("Stellungnahme liegt vor"),
    Stand.ANSWERED: lazy("Beantwortet"),
    Stand.RETURNED: lazy("Zurückgegeben"),
    Stand.ENDED: lazy("Beendet"),
}
AT_THE_OFFICE = (Stand.OPEN, Stand.WORK)
LIVING = (*AT_THE_OFFICE, Stand.GIVEN)
_LIVING_SQL = text("state IN ('open', 'work', 'given')")


_OF_ONE_THING = "(proposal_id IS NULL) <> (matter_id IS NULL)"


class Assignment(Base):
    """A proposal, or another matter, that an office shall say something about, by a day."""

    __tablename__ = "assignment"
    __table_args__ = (
        CheckConstraint("state IN ('open', 'work', 'given', 'answered', 'returned', 'ended')", name="state_known"),
        CheckConstraint("state <> 'given' OR (statement <> '' AND given_at IS NOT NULL)", name="given_has_statement"),
        CheckConstraint(_OF_ONE_THING, name="of_one_thing"),
        # an office is asked once at a time about a thing
        Index("uq_assignment_living", "proposal_id", "office_id", unique=True, sqlite_where=_LIVING_SQL, postgresql_where=_LIVING_SQL),
        Index("uq_assignment_living_matter", "matter_id", "office_id", unique=True, sqlite_where=_LIVING_SQL, postgresql_where=_LIVING_SQL),
        Index("ix_assignment_proposal_id", "proposal_id"),  # serves: a proposal's page
        Index("ix_assignment_matter_id", "matter_id"),  # serves: a matter's desk
        Index("ix_assignment_state_due_on", "state", "due_on"),  # serves: what waits for whom, and the reminders
        Index("ix_assignment_office_id", "office_id", "state"),  # serves: an office's work
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    proposal_id: Mapped[int | None] = mapped_column(ForeignKey("proposal.id"))
    matter_id: Mapped[int | None] = mapped_column(ForeignKey("matter.id"))
    office_id: Mapped[int] = mapped_column(ForeignKey("office.id"))
    state: Mapped[Stand] = mapped_column(String(12), default=Stand.OPEN)
    question: Mapped[str] = mapped_column(String(2000), default="")
    due_on: Mapped[date] = mapped_column()  # the last day in the city's time
    assigned_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    assigned_at: Mapped[datetime] = mapped_column(UtcDateTime)
    statement: Mapped[str] = mapped_column(Text, default="")  # Markdown; a draft until it is given
    statement_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    given_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)  # answered, handed back or ended
    reminded_before_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    reminded_after_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    office: Mapped[Office] = relationship(lazy="raise_on_sql")

    @property
    def is_living(self) -> bool:
        """Whether somebody still has to do something."""
        return self.state in LIVING


class WorkNote(Base):
    """A private note of staff about a proposal or another matter; no resident ever reads it. Two years later it is deleted."""

    __tablename__ = "work_note"
    __table_args__ = (
        CheckConstraint(_OF_ONE_THING, name="of_one_thing"),
        Index("ix_work_note_proposal_id", "proposal_id"),  # serves: the thread beside a proposal
        Index("ix_work_note_matter_id", "matter_id"),  # serves: the thread beside a matter
        Index("ix_work_note_written_at", "written_at"),  # serves: the sweep
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    proposal_id: Mapped[int | None] = mapped_column(ForeignKey("proposal.id"))
    matter_id: Mapped[int | None] = mapped_column(ForeignKey("matter.id"))
    author_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    body: Mapped[str] = mapped_column(String(4000))
    written_at: Mapped[datetime] = mapped_column(UtcDateTime)
    edited_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    author: Mapped[Person] = relationship(lazy="raise_on_sql")


class NoteMention(Base):
    """That a note names a colleague with @; the colleague was told."""

    __tablename__ = "note_mention"
    __table_args__ = (Index("ix_note_mention_person_id", "person_id", "note_id"),)  # serves: where one was named

    note_id: Mapped[int] = mapped_column(ForeignKey("work_note.id"), primary_key=True, autoincrement=False)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True, autoincrement=False)


class AnswerBlock(Base):
    """A text that staff use again and again in answers."""

    __tablename__ = "answer_block"

    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str] = mapped_column(String(120), unique=True)
    body: Mapped[str] = mapped_column(Text)  # Markdown, may hold {nummer} and {titel}


class AnswerReport(Base):
    """A PDF that belongs to an answer; one that no answer or plan names is deleted after a day."""

    __tablename__ = "answer_report"

    id: Mapped[int] = mapped_column(primary_key=True)
    stored_name: Mapped[str] = mapped_column(String(40), unique=True)
    title: Mapped[str] = mapped_column(String(120))
    size: Mapped[int] = mapped_column()  # bytes
    added_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    added_at: Mapped[datetime] = mapped_column(UtcDateTime)


class _Measures:
    """What an answer says beside its text; money in cents, months by their first day."""

    reasons: Mapped[str] = mapped_column(Text, default="")  # Markdown; why not, or why only in part
    cost_once: Mapped[int | None] = mapped_column(BigInteger)
    cost_yearly: Mapped[int | None] = mapped_column(BigInteger)
    from_month: Mapped[date | None] = mapped_column()
    to_month: Mapped[date | None] = mapped_column()


class AnswerDetail(_Measures, Base):
    """What more a given answer says."""

    __tablename__ = "answer_detail"
    __table_args__ = (
        CheckConstraint("cost_once >= 0 AND cost_yearly >= 0", name="cost_not_negative"),
        CheckConstraint("to_month >= from_month", name="months_in_order"),
        Index("ix_answer_detail_report_id", "report_id"),  # serves: whether a report may be read
    )

    answer_id: Mapped[int] = mapped_column(ForeignKey("official_answer.id"), primary_key=True, autoincrement=False)
    reasons_html: Mapped[str] = mapped_column(Text, default="")
    report_id: Mapped[int | None] = mapped_column(ForeignKey("answer_report.id"))

    answer: Mapped[OfficialAnswer] = relationship(lazy="raise_on_sql")


class PlanState(StrEnum):
    """What became of an answer that shall be published later, or by a second person."""

    RELEASE = "release"  # a second person reads it first
    RETURNED = "returned"  # which sent it back, with a reason
    WAITING = "waiting"
    PUBLISHED = "published"
    CANCELLED = "cancelled"
    STOPPED = "stopped"


_HELD = text("state IN ('waiting', 'release')")


class AnswerPlan(_Measures, Base):
    """An answer that is published at a time, or once a second person has released it; until then it can be changed or taken back."""

    __tablename__ = "answer_plan"
    __table_args__ = (
        CheckConstraint("state IN ('release', 'returned', 'waiting', 'published', 'cancelled', 'stopped')", name="state_known"),
        CheckConstraint(f"status IN ({_KNOWN})", name="status_known"),
        CheckConstraint("cost_once >= 0 AND cost_yearly >= 0", name="cost_not_negative"),
        CheckConstraint("to_month >= from_month", name="months_in_order"),
        CheckConstraint(_OF_ONE_THING, name="of_one_thing"),
        # four eyes: whoever releases did not write it, and nothing that needs a release appears without one
        CheckConstraint("released_by_id <> author_id", name="two_people"),
        CheckConstraint("state NOT IN ('waiting', 'published') OR NOT needs_release OR released_by_id IS NOT NULL", name="released_before"),
        CheckConstraint("state <> 'returned' OR stopped_because <> ''", name="returned_has_reason"),
        # one planned answer for a thing at a time
        Index("uq_answer_plan_held", "proposal_id", unique=True, sqlite_where=_HELD, postgresql_where=_HELD),
        Index("uq_answer_plan_held_matter", "matter_id", unique=True, sqlite_where=_HELD, postgresql_where=_HELD),
        Index("ix_answer_plan_proposal_id", "proposal_id"),  # serves: what is planned for a proposal
        Index("ix_answer_plan_bulk_id", "bulk_id"),  # serves: answers that are released together
        Index("ix_answer_plan_state_publish_at", "state", "publish_at"),  # serves: the sweep that publishes
        Index("ix_answer_plan_report_id", "report_id"),  # serves: whether a report is still needed
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    proposal_id: Mapped[int | None] = mapped_column(ForeignKey("proposal.id"))
    matter_id: Mapped[int | None] = mapped_column(ForeignKey("matter.id"))
    bulk_id: Mapped[int | None] = mapped_column(ForeignKey("bulk_answer.id"))
    author_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    needs_release: Mapped[bool] = mapped_column(default=False, server_default=false())
    released_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    released_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    state: Mapped[PlanState] = mapped_column(String(12), default=PlanState.WAITING)
    stopped_because: Mapped[str] = mapped_column(String(300), default="")
    status: Mapped[Status] = mapped_column(String(12))
    body: Mapped[str] = mapped_column(Text)
    seen_answer_id: Mapped[int] = mapped_column(default=0)  # the newest answer when it was planned: another one stops it
    planned_at: Mapped[datetime] = mapped_column(UtcDateTime)
    publish_at: Mapped[datetime] = mapped_column(UtcDateTime)
    report_id: Mapped[int | None] = mapped_column(ForeignKey("answer_report.id"))

    author: Mapped[Person] = relationship(lazy="raise_on_sql", foreign_keys=author_id)


class AnswerRule(Base):
    """How a consultation is answered: whether a second person releases each answer."""

    __tablename__ = "answer_rule"

    consultation_id: Mapped[int] = mapped_column(ForeignKey("consultation.id"), primary_key=True, autoincrement=False)
    four_eyes: Mapped[bool] = mapped_column(default=False, server_default=false())


class BulkAnswer(Base):
    """One answer that was given to many proposals at once."""

    __tablename__ = "bulk_answer"

    id: Mapped[int] = mapped_column(primary_key=True)
    entry_key: Mapped[str] = mapped_column(String(64), unique=True)  # of the form: sent twice, published once
    consultation_id: Mapped[int] = mapped_column(ForeignKey("consultation.id"))
    author_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    number: Mapped[int] = mapped_column()
    given_at: Mapped[datetime] = mapped_column(UtcDateTime)
