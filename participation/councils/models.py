"""A citizens' council and the features by which its people are drawn."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import JSON, CheckConstraint, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from participation.kit.database import Base, UtcDateTime
from participation.kit.language import lazy


class CouncilStage(StrEnum):
    """How far a council has come; it only ever goes on to the next."""

    PREPARING = "preparing"  # register, letters and quotas are made ready; nothing is public
    INVITING = "inviting"  # announced; letters are out, answers come in
    DRAWING = "drawing"  # the pool is frozen, the lottery is prepared and drawn
    WORKING = "working"  # the drawn people sit
    HANDED_OVER = "handed_over"  # the recommendations are with the town council


STAGE_NAMES = {
    CouncilStage.PREPARING: lazy("in Vorbereitung"),
    CouncilStage.INVITING: lazy("Einladung läuft"),
    CouncilStage.DRAWING: lazy("Losung"),
    CouncilStage.WORKING: lazy("Bürgerrat tagt"),
    CouncilStage.HANDED_OVER: lazy("übergeben"),
}
STEP_NAMES = {
    CouncilStage.INVITING: lazy("Einladung"),
    CouncilStage.DRAWING: lazy("Losung"),
    CouncilStage.WORKING: lazy("Sitzungen"),
    CouncilStage.HANDED_OVER: lazy("Übergabe"),
}
"""What everybody sees of a council's way, done or to come."""


class FeatureSource(StrEnum):
    """Where a feature of a person comes from."""

    REGISTER = "register"  # the extract of the residents' register holds it
    ASKED = "asked"  # the invited say it themselves, with their consent


class Council(Base):
    """One citizens' council of a consultation."""

    __tablename__ = "council"
    __table_args__ = (
        CheckConstraint("stage IN ('preparing', 'inviting', 'drawing', 'working', 'handed_over')", name="stage_known"),
        CheckConstraint("seats >= 2 AND seats <= 500", name="seats_sensible"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    consultation_id: Mapped[int] = mapped_column(ForeignKey("consultation.id"), unique=True)
    stage: Mapped[CouncilStage] = mapped_column(String(12), default=CouncilStage.PREPARING)
    title: Mapped[str] = mapped_column(String(120))
    task: Mapped[str] = mapped_column(Text, default="")  # what it is asked to advise on, Markdown
    task_html: Mapped[str] = mapped_column(Text, default="")
    seats: Mapped[int] = mapped_column()
    allowance_cents: Mapped[int] = mapped_column(default=0)  # paid a sitting
    answer_until: Mapped[datetime | None] = mapped_column(UtcDateTime)  # until when the invited can answer
    delete_on: Mapped[date | None] = mapped_column()  # when what the register and the invited said is deleted
    swept_at: Mapped[datetime | None] = mapped_column(UtcDateTime)  # when it was
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    announced_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    features: Mapped[list[CouncilFeature]] = relationship(
        order_by="CouncilFeature.position", lazy="raise_on_sql", back_populates="council", cascade="all, delete-orphan"
    )

    @property
    def is_public(self) -> bool:
        """Whether everyone may know of it."""
        return self.stage != CouncilStage.PREPARING


class CouncilFeature(Base):
    """A feature that the draw looks at, with its values and the share of each in the town's population.

    `values`: a list of {"code", "label", "share"}; codes are what files and lotteries hold, shares are hundredths of a percent, whole numbers
    that add up to 10000 where shares are known, otherwise None.
    """

    __tablename__ = "council_feature"
    __table_args__ = (
        UniqueConstraint("council_id", "code"),
        CheckConstraint("source IN ('register', 'asked')", name="source_known"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    council_id: Mapped[int] = mapped_column(ForeignKey("council.id"))
    code: Mapped[str] = mapped_column(String(40))  # e.g. district, age, sex, education
    label: Mapped[str] = mapped_column(String(80))
    source: Mapped[FeatureSource] = mapped_column(String(10))
    values: Mapped[list[dict[str, str | int | None]]] = mapped_column(JSON)
    share_source: Mapped[str] = mapped_column(String(200), default="")  # e.g. "Zensus 2022"
    position: Mapped[int] = mapped_column(default=0)

    council: Mapped[Council] = relationship(lazy="raise_on_sql", back_populates="features")

    @property
    def codes(self) -> list[str]:
        """The values' codes in their order."""
        return [str(value["code"]) for value in self.values]

    def label_of(self, code: str) -> str:
        """What a value is called; the code itself where it is none of them."""
        return next((str(value["label"]) for value in self.values if value["code"] == code), code)
