"""What the council recommends: texts with all their versions, notes, votes and dissents."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from participation.kit.database import Base, UtcDateTime


class Recommendation(Base):
    """A recommendation while it is written; what holds in the end is the version that was voted on."""

    __tablename__ = "recommendation"
    __table_args__ = (Index("ix_recommendation_council_id", "council_id", "position"),)  # serves: a council's recommendations in order

    id: Mapped[int] = mapped_column(primary_key=True)
    council_id: Mapped[int] = mapped_column(ForeignKey("council.id"))
    position: Mapped[int] = mapped_column()
    version: Mapped[int] = mapped_column()  # of the newest text
    dropped_at: Mapped[datetime | None] = mapped_column(UtcDateTime)  # nobody pursues it any more

    versions: Mapped[list[RecommendationVersion]] = relationship(order_by="RecommendationVersion.number", lazy="raise_on_sql")
    votes: Mapped[list[CouncilVote]] = relationship(order_by="CouncilVote.id", lazy="raise_on_sql")

    @property
    def text(self) -> RecommendationVersion:
        """The newest version."""
        return self.versions[-1]

    @property
    def vote(self) -> CouncilVote | None:
        """The last vote that two people counted alike; None before there is one."""
        return next((vote for vote in reversed(self.votes) if vote.confirmed_at is not None), None)

    @property
    def open_count(self) -> CouncilVote | None:
        """A vote that one person has entered and a second has to."""
        return next((vote for vote in self.votes if vote.confirmed_at is None), None)

    @property
    def voted_text(self) -> RecommendationVersion | None:
        """The version that the last vote was about."""
        return next((each for each in self.versions if self.vote is not None and each.number == self.vote.version), None)


class RecommendationVersion(Base):
    """One text of a recommendation; it never changes."""

    __tablename__ = "recommendation_version"
    __table_args__ = (UniqueConstraint("recommendation_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    recommendation_id: Mapped[int] = mapped_column(ForeignKey("recommendation.id"))
    number: Mapped[int] = mapped_column()
    title: Mapped[str] = mapped_column(String(160))
    body: Mapped[str] = mapped_column(Text)  # Markdown
    body_html: Mapped[str] = mapped_column(Text)
    seat_id: Mapped[int | None] = mapped_column(ForeignKey("council_seat.id"))  # the member who wrote it; none: the council's staff
    written_at: Mapped[datetime] = mapped_column(UtcDateTime)


class CouncilVote(Base):
    """How many members voted for a version in a sitting; it counts once a second person has entered the same."""

    __tablename__ = "council_vote"
    __table_args__ = (
        CheckConstraint("yes >= 0 AND no >= 0 AND abstained >= 0 AND yes + no + abstained <= present", name="no_more_than_present"),
        CheckConstraint("(confirmed_at IS NULL) = (confirmed_by_id IS NULL)", name="confirmed_whole"),
        CheckConstraint("confirmed_by_id IS NULL OR confirmed_by_id <> entered_by_id", name="two_people"),
        Index("ix_council_vote_recommendation_id", "recommendation_id"),  # serves: a recommendation's votes
        Index(
            "uq_council_vote_open",
            "recommendation_id",
            unique=True,
            sqlite_where=text("confirmed_at IS NULL"),
            postgresql_where=text("confirmed_at IS NULL"),
        ),  # one count waits at a time
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    recommendation_id: Mapped[int] = mapped_column(ForeignKey("recommendation.id"))
    version: Mapped[int] = mapped_column()
    sitting_id: Mapped[int] = mapped_column(ForeignKey("sitting.id"))
    present: Mapped[int] = mapped_column()  # members who were there
    members: Mapped[int] = mapped_column()  # members that the council had
    yes: Mapped[int] = mapped_column()
    no: Mapped[int] = mapped_column()
    abstained: Mapped[int] = mapped_column()
    entered_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    entered_at: Mapped[datetime] = mapped_column(UtcDateTime)
    confirmed_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    confirmed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    @property
    def quorate(self) -> bool:
        """Whether more than half of the members were there."""
        return 2 * self.present > self.members

    @property
    def carried(self) -> bool:
        """Whether it counts and more said yes than no."""
        return self.quorate and self.yes > self.no


class Dissent(Base):
    """What a minority says about a recommendation that was voted on."""

    __tablename__ = "dissent"
    __table_args__ = (UniqueConstraint("recommendation_id", "seat_id"),)  # one text a member and recommendation

    id: Mapped[int] = mapped_column(primary_key=True)
    recommendation_id: Mapped[int] = mapped_column(ForeignKey("recommendation.id"))
    seat_id: Mapped[int] = mapped_column(ForeignKey("council_seat.id"))  # who wrote it
    body: Mapped[str] = mapped_column(Text)
    body_html: Mapped[str] = mapped_column(Text)
    written_at: Mapped[datetime] = mapped_column(UtcDateTime)

    backers: Mapped[list[DissentBacker]] = relationship(lazy="raise_on_sql", cascade="all, delete-orphan")


class DissentBacker(Base):
    """That a member stands behind a dissent; whoever wrote it does too."""

    __tablename__ = "dissent_backer"

    dissent_id: Mapped[int] = mapped_column(ForeignKey("dissent.id"), primary_key=True, autoincrement=False)
    seat_id: Mapped[int] = mapped_column(ForeignKey("council_seat.id"), primary_key=True, autoincrement=False)


class MemberNote(Base):
    """A note beside a recommendation, read by members and the council's staff only."""

    __tablename__ = "member_note"
    __table_args__ = (Index("ix_member_note_recommendation_id", "recommendation_id"),)  # serves: the notes beside a text

    id: Mapped[int] = mapped_column(primary_key=True)
    recommendation_id: Mapped[int] = mapped_column(ForeignKey("recommendation.id"))
    seat_id: Mapped[int | None] = mapped_column(ForeignKey("council_seat.id"))  # none: the council's staff
    author_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    body: Mapped[str] = mapped_column(String(2000))
    written_at: Mapped[datetime] = mapped_column(UtcDateTime)
