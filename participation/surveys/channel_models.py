"""What reaches a survey beside typed answers: files that people attach, answers on paper until they count, personal codes."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from participation.kit.database import Base, UtcDateTime
from participation.kit.work import WORK_STATES, Worked


class SurveyAttachment(Base):
    """A file that somebody attached: of a draft until it is sent, then of a response that names nobody. No time; its name is random.

    One that belongs to neither was taken away, or its draft is gone: the sweep deletes it from the disk.
    """

    __tablename__ = "survey_attachment"
    __table_args__ = (
        CheckConstraint("draft_id IS NULL OR response_key IS NULL", name="of_one"),
        CheckConstraint("length(name) = 26", name="name_is_random"),
        Index("ix_survey_attachment_draft_id", "draft_id"),  # serves: a draft's files, and those that nobody has
        Index("ix_survey_attachment_survey_id_question", "survey_id", "question"),  # serves: the list for those who run the survey
        {"sqlite_with_rowid": False},
    )

    name: Mapped[str] = mapped_column(String(26), primary_key=True)
    survey_id: Mapped[int] = mapped_column(ForeignKey("survey.id"))
    question: Mapped[str] = mapped_column(String(64))
    ending: Mapped[str] = mapped_column(String(5))  # as it was sent; a picture is kept as WebP
    draft_id: Mapped[int | None] = mapped_column(ForeignKey("survey_draft.id", ondelete="SET NULL"))
    response_key: Mapped[bytes | None] = mapped_column(LargeBinary(16), ForeignKey("survey_response.key"))

    @property
    def is_picture(self) -> bool:
        """Whether it is kept as a picture."""
        return self.ending != "pdf"

    @property
    def told(self) -> str:
        """What stands in the answers for it."""
        return f"{self.name}.{self.ending}"


class PaperStage(StrEnum):
    """How far a batch of paper answers is."""

    FIRST = "first"  # one person types it
    SECOND = "second"  # another person types it once more
    DIFFERS = "differs"  # the two differ: somebody looks at those papers again
    COUNTED = "counted"


class SurveyPaperBatch(Base):
    """Papers that one person types, and where it was wanted a second one; they count all at once. Then only their number is left."""

    __tablename__ = "survey_paper_batch"
    __table_args__ = (
        UniqueConstraint("survey_id", "number"),
        CheckConstraint("stage IN ('first', 'second', 'differs', 'counted')", name="stage_known"),
        CheckConstraint("second_by_id IS NULL OR second_by_id <> opened_by_id", name="two_people"),
        CheckConstraint("twice OR stage IN ('first', 'counted')", name="second_where_wanted"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    survey_id: Mapped[int] = mapped_column(ForeignKey("survey.id"))
    version_id: Mapped[int] = mapped_column(ForeignKey("survey_version.id"))  # of the form that was printed
    number: Mapped[int] = mapped_column()
    stage: Mapped[PaperStage] = mapped_column(String(7), default=PaperStage.FIRST)
    twice: Mapped[bool] = mapped_column(default=True)
    opened_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    opened_on: Mapped[date] = mapped_column()
    second_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    counted: Mapped[int] = mapped_column(default=0)  # papers that became answers
    left_out: Mapped[int] = mapped_column(default=0)  # papers that did not: their code had answered, or a quota was full

    @property
    def is_unfinished(self) -> bool:
        """Whether its papers do not count yet."""
        return self.stage != PaperStage.COUNTED


class SurveyPaper(Base):
    """One paper as it was typed, until the batch counts: then it is deleted, and nothing leads from a paper to a response."""

    __tablename__ = "survey_paper"
    __table_args__ = (CheckConstraint("number > 0", name="number_positive"),)

    batch_id: Mapped[int] = mapped_column(ForeignKey("survey_paper_batch.id", ondelete="CASCADE"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    first: Mapped[dict[str, object]] = mapped_column(JSON)  # as typed
    second: Mapped[dict[str, object] | None] = mapped_column(JSON(none_as_null=True))


class SurveyLetterBatch(Worked, Base):
    """A PDF of letters with codes and the same as a table, made in the background and kept sealed for a few days."""

    __tablename__ = "survey_letter_batch"
    __table_args__ = (
        CheckConstraint(WORK_STATES, name="state_known"),
        CheckConstraint("state <> 'ready' OR (stored_name IS NOT NULL AND expires_at IS NOT NULL)", name="ready_has_file"),
        UniqueConstraint("survey_id", "number"),
        Index("ix_survey_letter_batch_state_touched_at", "state", "touched_at"),  # serves: the sweep
    )

    survey_id: Mapped[int] = mapped_column(ForeignKey("survey.id"))
    number: Mapped[int] = mapped_column()
    code_ids: Mapped[list[int]] = mapped_column(JSON)
    requested_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    requested_at: Mapped[datetime] = mapped_column(UtcDateTime)
    stored_name: Mapped[str | None] = mapped_column(String(40), unique=True)
    size: Mapped[int] = mapped_column(default=0)  # bytes of the PDF
    expires_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class SurveyCode(Base):
    """A personal code by its number, which is the row of the list it came with. Whose it is is known until its letter is made, and then forgotten."""

    __tablename__ = "survey_code"
    __table_args__ = (UniqueConstraint("survey_id", "number"), CheckConstraint("number > 0", name="number_positive"))

    id: Mapped[int] = mapped_column(primary_key=True)
    survey_id: Mapped[int] = mapped_column(ForeignKey("survey.id"))
    number: Mapped[int] = mapped_column()
    code_hash: Mapped[bytes | None] = mapped_column(LargeBinary(32), unique=True)  # None: no letter yet, or replaced
    sealed: Mapped[bytes | None] = mapped_column(LargeBinary)  # name and address, until the letter is made
    batch_id: Mapped[int | None] = mapped_column(ForeignKey("survey_letter_batch.id"))  # of its letter


class SurveyCodeMark(Base):
    """That a code has answered. No time, no way to what was answered; deleted at the close."""

    __tablename__ = "survey_code_mark"
    __table_args__ = ({"sqlite_with_rowid": False},)

    survey_id: Mapped[int] = mapped_column(ForeignKey("survey.id"), primary_key=True)
    code_id: Mapped[int] = mapped_column(ForeignKey("survey_code.id"), primary_key=True)


class SurveyQuota(Base):
    """So many answers at most that say all of this. A number that counts up, and nothing of who was counted."""

    __tablename__ = "survey_quota"
    __table_args__ = (
        CheckConstraint("filled BETWEEN 0 AND most", name="never_over"),
        Index("ix_survey_quota_survey_id", "survey_id"),  # serves: the look at each page that is sent
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    survey_id: Mapped[int] = mapped_column(ForeignKey("survey.id"))
    parts: Mapped[list[list[str]]] = mapped_column(JSON)  # pairs of question and value
    most: Mapped[int] = mapped_column()
    filled: Mapped[int] = mapped_column(default=0)
