"""A budget, its pots, its projects, what offices say about them, and how those that won are carried out.

What is voted on is a vote for each pot (room `votes`, decision 024): it comes into being when the budget opens, frozen from the start.
"""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from participation.accounts.models import District
from participation.consultations.models import Category
from participation.followups.models import Office
from participation.kit.database import Base, UtcDateTime
from participation.kit.language import lazy
from participation.places.models import Place
from participation.votes.budget import Form
from participation.votes.models import Secrecy, Vote

WHOLE_TOWN = 0


class Budget(Base):
    """A sum of money of which residents say what it is spent on. From its opening on it is frozen."""

    __tablename__ = "budget"
    __table_args__ = (
        CheckConstraint("rule IN ('equal-shares', 'greedy', 'greedy-no-skip', 'greedy-threshold', 'knapsack')", name="rule_known"),
        CheckConstraint("form IN ('approval', 'knapsack', 'ranked', 'points')", name="form_known"),
        CheckConstraint("secrecy IN ('open', 'secret')", name="secrecy_known"),
        CheckConstraint("least_share BETWEEN 0 AND 10000", name="least_share_is_a_share"),
        CheckConstraint("fewest >= 0 AND most >= 0 AND points >= 0 AND threshold >= 0", name="limits_not_negative"),
        CheckConstraint("form <> 'points' OR points > 0", name="points_to_give"),
        CheckConstraint("opens_at IS NULL OR closes_at IS NULL OR opens_at < closes_at", name="closes_after_opening"),
        # what is voted on is public and has its dates
        CheckConstraint(
            "opened_at IS NULL OR (published_at IS NOT NULL AND opens_at IS NOT NULL AND closes_at IS NOT NULL)", name="opened_is_public"
        ),
        CheckConstraint("(asked_by_id IS NULL) = (asked_terms IS NULL) AND (asked_by_id IS NULL OR opened_at IS NULL)", name="asked_before_opening"),
        Index("ix_budget_consultation_id", "consultation_id"),  # serves: a consultation's list
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    consultation_id: Mapped[int] = mapped_column(ForeignKey("consultation.id"))
    title: Mapped[str] = mapped_column(String(120))
    question: Mapped[str] = mapped_column(String(300))
    introduction: Mapped[str] = mapped_column(Text, default="")  # Markdown
    introduction_html: Mapped[str] = mapped_column(Text, default="")
    rule: Mapped[str] = mapped_column(String(20), default="equal-shares")
    form: Mapped[Form] = mapped_column(String(10), default=Form.APPROVAL)
    fewest: Mapped[int] = mapped_column(default=0)  # projects on a ballot that is not blank
    most: Mapped[int] = mapped_column(default=0)  # 0: as many as wanted
    least_share: Mapped[int] = mapped_column(default=0)  # of the pot's amount that a ballot must spend, in hundredths of a percent
    points: Mapped[int] = mapped_column(default=0)
    threshold: Mapped[int] = mapped_column(default=0)  # votes (or points) that a project needs; 0: none
    secrecy: Mapped[Secrecy] = mapped_column(String(10), default=Secrecy.SECRET)
    replaceable: Mapped[bool] = mapped_column(default=False)
    verified_only: Mapped[bool] = mapped_column(default=True)
    by_two: Mapped[bool] = mapped_column(default=False)  # one asks for opening and closing, another confirms it
    asked_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))  # who asked for the opening; None again once it is open
    asked_terms: Mapped[str | None] = mapped_column(String(64))  # SHA-256 of what was asked for
    opens_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    closes_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    published_at: Mapped[datetime | None] = mapped_column(UtcDateTime)  # its projects can be read
    opened_at: Mapped[datetime | None] = mapped_column(UtcDateTime)  # frozen: its votes exist

    pots: Mapped[list[Pot]] = relationship(back_populates="budget", order_by="Pot.scope", lazy="raise_on_sql", cascade="all, delete-orphan")

    @property
    def is_public(self) -> bool:
        """Whether everyone may read about it."""
        return self.published_at is not None

    @property
    def is_open(self) -> bool:
        """Whether it was opened: from then on nothing changes, and its votes tell how far it is."""
        return self.opened_at is not None


class Pot(Base):
    """A part of the money with a vote of its own: for the whole town, or for one district, whose residents vote on it."""

    __tablename__ = "budget_pot"
    __table_args__ = (
        UniqueConstraint("budget_id", "scope"),  # one pot for the town, one for a district
        CheckConstraint("scope = COALESCE(district_id, 0)", name="scope_is_district"),
        CheckConstraint("amount > 0", name="amount_positive"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    budget_id: Mapped[int] = mapped_column(ForeignKey("budget.id"))
    scope: Mapped[int] = mapped_column(default=WHOLE_TOWN)
    district_id: Mapped[int | None] = mapped_column(ForeignKey("district.id"))
    amount: Mapped[int] = mapped_column(BigInteger)  # cents
    vote_id: Mapped[int | None] = mapped_column(ForeignKey("vote.id"), unique=True)

    budget: Mapped[Budget] = relationship(back_populates="pots", lazy="raise_on_sql")
    district: Mapped[District | None] = relationship(lazy="raise_on_sql")
    vote: Mapped[Vote | None] = relationship(lazy="raise_on_sql")


class Feasibility(StrEnum):
    """What the city found about a project."""

    ASKED = "asked"
    FEASIBLE = "feasible"
    INFEASIBLE = "infeasible"


FEASIBILITY_NAMES = {
    Feasibility.ASKED: (lazy("Wird geprüft"), "info"),
    Feasibility.FEASIBLE: (lazy("Machbar"), "success"),
    Feasibility.INFEASIBLE: (lazy("Nicht machbar"), "danger"),
}


class Progress(StrEnum):
    """How far a project that won is."""

    PLANNED = "planned"
    BUILDING = "building"
    DONE = "done"
    STOPPED = "stopped"


PROGRESS_NAMES = {
    Progress.PLANNED: (lazy("In Planung"), "info"),
    Progress.BUILDING: (lazy("Wird gebaut"), "info"),
    Progress.DONE: (lazy("Fertig"), "success"),
    Progress.STOPPED: (lazy("Wird nicht gebaut"), "danger"),
}


class Project(Base):
    """Something that the money could be spent on."""

    __tablename__ = "budget_project"
    __table_args__ = (
        UniqueConstraint("budget_id", "number"),
        UniqueConstraint("pot_id", "title"),  # two projects on one ballot have different names
        UniqueConstraint("budget_id", "proposal_id"),  # a proposal becomes a project once
        CheckConstraint("feasibility IN ('asked', 'feasible', 'infeasible')", name="feasibility_known"),
        CheckConstraint("feasibility <> 'feasible' OR cost IS NOT NULL", name="feasible_has_cost"),
        CheckConstraint("feasibility <> 'infeasible' OR reason <> ''", name="refusal_has_reason"),
        CheckConstraint("cost > 0", name="cost_positive"),
        CheckConstraint("position IS NULL OR feasibility = 'feasible'", name="only_feasible_on_the_ballot"),
        CheckConstraint("progress IS NULL OR progress IN ('planned', 'building', 'done', 'stopped')", name="progress_known"),
        CheckConstraint("spent IS NULL OR spent >= 0", name="spent_not_negative"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    budget_id: Mapped[int] = mapped_column(ForeignKey("budget.id"))
    pot_id: Mapped[int] = mapped_column(ForeignKey("budget_pot.id"))
    number: Mapped[int] = mapped_column()
    title: Mapped[str] = mapped_column(String(120))
    summary: Mapped[str] = mapped_column(String(300), default="")  # plain: it stands on the ballot
    body: Mapped[str] = mapped_column(Text, default="")  # Markdown
    body_html: Mapped[str] = mapped_column(Text, default="")
    cost: Mapped[int | None] = mapped_column(BigInteger)  # cents
    district_id: Mapped[int | None] = mapped_column(ForeignKey("district.id"))
    category_id: Mapped[int | None] = mapped_column(ForeignKey("category.id"))
    place_id: Mapped[int | None] = mapped_column(ForeignKey("place.id"))
    proposal_id: Mapped[int | None] = mapped_column(ForeignKey("proposal.id"))
    feasibility: Mapped[Feasibility] = mapped_column(String(10), default=Feasibility.ASKED)
    reason: Mapped[str] = mapped_column(String(2000), default="")  # what the city found, for everyone
    position: Mapped[int | None] = mapped_column()  # on its pot's ballot, given at the opening

    progress: Mapped[Progress | None] = mapped_column(String(10))
    progress_note: Mapped[str] = mapped_column(String(500), default="")
    spent: Mapped[int | None] = mapped_column(BigInteger)  # cents so far
    progressed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    budget: Mapped[Budget] = relationship(lazy="raise_on_sql")
    pot: Mapped[Pot] = relationship(lazy="raise_on_sql")
    district: Mapped[District | None] = relationship(lazy="raise_on_sql")
    category: Mapped[Category | None] = relationship(lazy="raise_on_sql")
    place: Mapped[Place | None] = relationship(Place, lazy="raise_on_sql")


_WAITING = text("given_at IS NULL AND ended_at IS NULL")


class Valuation(Base):
    """What an office is asked about a project by a day, and what it found. Read by staff; the city's decision is the project's."""

    __tablename__ = "budget_valuation"
    __table_args__ = (
        CheckConstraint("(given_at IS NULL) = (feasible IS NULL)", name="given_whole"),
        CheckConstraint("feasible IS NULL OR feasible OR reason <> ''", name="refusal_has_reason"),
        CheckConstraint("cost > 0", name="cost_positive"),
        # an office is asked once at a time about a project
        Index("uq_budget_valuation_waiting", "project_id", "office_id", unique=True, sqlite_where=_WAITING, postgresql_where=_WAITING),
        Index("ix_budget_valuation_project_id", "project_id"),  # serves: a project's page
        Index("ix_budget_valuation_office_id", "office_id"),  # serves: what waits at an office
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    project_id: Mapped[int] = mapped_column(ForeignKey("budget_project.id"))
    office_id: Mapped[int] = mapped_column(ForeignKey("office.id"))
    due_on: Mapped[date] = mapped_column()  # the last day in the city's time
    asked_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    asked_at: Mapped[datetime] = mapped_column(UtcDateTime)
    feasible: Mapped[bool | None] = mapped_column()
    reason: Mapped[str] = mapped_column(String(2000), default="")
    cost: Mapped[int | None] = mapped_column(BigInteger)  # cents, as the office reckons
    given_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    given_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)  # nobody needs it any more

    project: Mapped[Project] = relationship(lazy="raise_on_sql")
    office: Mapped[Office] = relationship(lazy="raise_on_sql")

    @property
    def waits(self) -> bool:
        """Whether the office still has to say something."""
        return self.given_at is None and self.ended_at is None


class ProjectStep(Base):
    """A milestone of a project that won."""

    __tablename__ = "budget_step"
    __table_args__ = (Index("ix_budget_step_project_id", "project_id", "due_on"),)  # serves: a project's page

    id: Mapped[int] = mapped_column(primary_key=True)
    project_id: Mapped[int] = mapped_column(ForeignKey("budget_project.id"))
    title: Mapped[str] = mapped_column(String(120))
    due_on: Mapped[date] = mapped_column()
    done_on: Mapped[date | None] = mapped_column()
