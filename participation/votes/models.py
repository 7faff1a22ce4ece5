"""A vote, its options, the roll's marks, and two kinds of ballots. What keeps their promises in the database: `triggers.py`."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from fractions import Fraction
from typing import Any

from sqlalchemy import JSON, BigInteger, CheckConstraint, ForeignKey, Index, LargeBinary, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from participation.kit.database import Base, UtcDateTime
from participation.methods.counting import RULES, Rule
from participation.votes.budget import BudgetRule, BudgetTerms, rule_of


class VoteState(StrEnum):
    """Where a vote stands; it only moves forward."""

    DRAFT = "draft"
    OPEN = "open"
    CLOSED = "closed"
    TALLIED = "tallied"
    CERTIFIED = "certified"


class Secrecy(StrEnum):
    """Who can know how somebody voted."""

    OPEN = "open"
    SECRET = "secret"  # noqa: S105  # a kind of vote, no password
    ENCRYPTED = "encrypted"  # in the browser, for the trustees' key; kept by the room that stands on this one


POLL_RULES: dict[str, Rule] = {name: rule for name, rule in RULES.items() if name != "schulze-debian"}
"""The rules that a vote can be held by here; the counting library knows one more, which needs a default option and its ratio."""

ENCRYPTED_RULES = frozenset({"yes-no", "plurality", "approval", "irv", "stv-scottish", "schulze"})
"""What an encrypted vote can be held by: sums of marks, or ranks that are shuffled before they are decrypted."""


class RollKind(StrEnum):
    """Who stands on the roll."""

    RULE = "rule"  # people with an account whom the roll's rule names
    CODES = "codes"  # entries of a list, each with a code


class Channel(StrEnum):
    """How somebody voted; noted on the roll, never with the ballot."""

    WEB = "web"
    LETTER = "letter"
    COUNTER = "counter"
    PAPER = "paper"


COUNTED = frozenset({VoteState.TALLIED, VoteState.CERTIFIED})
HUNDREDTHS = 10_000
"""Quorums are stored in hundredths of a percent, so that they are exact."""


class Vote(Base):
    """A question with options, put to a roll of residents. From its opening on, all but its progress is frozen."""

    __tablename__ = "vote"
    __table_args__ = (
        CheckConstraint("state IN ('draft', 'open', 'closed', 'tallied', 'certified')", name="state_known"),
        CheckConstraint("secrecy IN ('open', 'secret', 'encrypted')", name="secrecy_known"),
        # a budget is counted by a budget's rule, everything else by another
        CheckConstraint(
            "(budget IS NULL AND rule IN ('yes-no', 'plurality', 'approval', 'irv', 'stv-scottish', 'schulze', 'score-sum', 'score-mean', 'majority-judgment', 'consensing'))"
            " OR (budget IS NOT NULL AND rule IN ('equal-shares', 'greedy', 'greedy-no-skip', 'greedy-threshold', 'knapsack'))",
            name="rule_known",
        ),
        CheckConstraint("seats >= 1", name="seats_positive"),
        CheckConstraint("roll_kind IN ('rule', 'codes')", name="roll_kind_known"),
        # an open vote publishes names, and only accounts have names
        CheckConstraint("secrecy <> 'open' OR (roll_kind = 'rule' AND NOT at_counter AND NOT on_paper)", name="open_by_account_alone"),
        # nobody can encrypt a paper, and a budget's rules need whole ballots
        CheckConstraint("secrecy <> 'encrypted' OR (budget IS NULL AND NOT on_paper)", name="encrypted_in_the_browser"),
        CheckConstraint("extended_until IS NULL OR extended_until > closes_at", name="extension_is_later"),
        CheckConstraint("(annulled_at IS NULL) = (annulment_reason = '')", name="annulled_with_reason"),
        CheckConstraint("opens_at IS NULL OR closes_at IS NULL OR opens_at < closes_at", name="closes_after_opening"),
        CheckConstraint("turnout_quorum IS NULL OR (turnout_quorum BETWEEN 1 AND 10000)", name="turnout_quorum_is_a_share"),
        CheckConstraint("consent_quorum IS NULL OR (consent_quorum BETWEEN 1 AND 10000)", name="consent_quorum_is_a_share"),
        # what is open was frozen, with its hash, its dates and the seed of the lot
        CheckConstraint(
            "state = 'draft' OR (frozen_json IS NOT NULL AND frozen_hash IS NOT NULL AND lot_seed IS NOT NULL"
            " AND opens_at IS NOT NULL AND closes_at IS NOT NULL AND opened_at IS NOT NULL AND roll_size IS NOT NULL)",
            name="open_is_frozen",
        ),
        # nobody can store a result before the tally, and a tally has one
        CheckConstraint("(state IN ('tallied', 'certified')) = (result_json IS NOT NULL)", name="result_after_tally"),
        Index("ix_vote_consultation_id_opens_at", "consultation_id", "opens_at"),  # serves: a consultation's list
        Index("ix_vote_state_closes_at", "state", "closes_at"),  # serves: the sweep that closes what is due
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    consultation_id: Mapped[int] = mapped_column(ForeignKey("consultation.id"))
    state: Mapped[VoteState] = mapped_column(String(10), default=VoteState.DRAFT)

    title: Mapped[str] = mapped_column(String(120))
    question: Mapped[str] = mapped_column(String(300), default="")  # plain text: the ballot page shows it
    introduction: Mapped[str] = mapped_column(Text, default="")  # Markdown, for the page about the vote, never on the ballot
    introduction_html: Mapped[str] = mapped_column(Text, default="")
    rule: Mapped[str] = mapped_column(String(20))
    seats: Mapped[int] = mapped_column(default=1)
    budget: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))  # a budget question's terms; its options have costs
    secrecy: Mapped[Secrecy] = mapped_column(String(10), default=Secrecy.SECRET)
    replaceable: Mapped[bool] = mapped_column(default=False)  # may a ballot be changed until the close; the last counts
    roll_kind: Mapped[RollKind] = mapped_column(String(5), default=RollKind.RULE)
    at_counter: Mapped[bool] = mapped_column(default=False)  # staff may hand out codes at the counter
    on_paper: Mapped[bool] = mapped_column(default=False)  # ballots on paper are entered by two people
    by_two: Mapped[bool] = mapped_column(default=False)  # one asks for a step, another confirms it
    verified_only: Mapped[bool] = mapped_column(default=True)
    verified_before: Mapped[datetime | None] = mapped_column(UtcDateTime)  # None: until the vote closes
    district_ids: Mapped[list[int]] = mapped_column(JSON, default=list)  # empty: the whole town
    turnout_quorum: Mapped[int | None] = mapped_column()  # hundredths of a percent of the roll that must have voted
    consent_quorum: Mapped[int | None] = mapped_column()  # hundredths of a percent of the roll behind the winning side
    opens_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    closes_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    frozen_json: Mapped[str | None] = mapped_column(Text)  # canonical JSON of what was frozen at the opening
    frozen_hash: Mapped[str | None] = mapped_column(String(64))  # its SHA-256, also in the log
    lot_seed: Mapped[bytes | None] = mapped_column(LargeBinary(32))  # its hash is frozen; revealed with the tally
    opened_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    roll_size: Mapped[int | None] = mapped_column()  # counted at the opening, finally at the close

    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    ballots_cast: Mapped[int | None] = mapped_column()
    urn_hash: Mapped[str | None] = mapped_column(String(64))  # SHA-256 of all ballots sorted by tracker; set once, ends the close
    result_json: Mapped[str | None] = mapped_column(Text)
    result_hash: Mapped[str | None] = mapped_column(String(64))
    tallied_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    council_note: Mapped[str] = mapped_column(Text, default="")  # what the council made of it, Markdown
    council_note_html: Mapped[str] = mapped_column(Text, default="")
    council_decided_on: Mapped[date | None] = mapped_column()
    certified_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    extended_until: Mapped[datetime | None] = mapped_column(UtcDateTime)  # by the frozen rule after an outage; only ever later
    annulled_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    annulment_reason: Mapped[str] = mapped_column(Text, default="")  # plain text; shown wherever the vote is

    created_at: Mapped[datetime] = mapped_column(UtcDateTime)

    options: Mapped[list[VoteOption]] = relationship(
        back_populates="vote", order_by="VoteOption.position", lazy="raise_on_sql", cascade="all, delete-orphan"
    )

    @property
    def counting_rule(self) -> Rule | BudgetRule:
        """The rule by which it is counted, with its German name and sentence."""
        terms = self.budget_terms
        return POLL_RULES[self.rule] if terms is None else rule_of(self.rule, terms)

    @property
    def ballot_kind(self) -> str:
        """What is put on its ballots: the kind that its rule reads; `graded` where the numbers are grades with names."""
        return "graded" if self.rule == "majority-judgment" else self.counting_rule.ballots

    @property
    def budget_terms(self) -> BudgetTerms | None:
        """Amount and limits where the question is a budget."""
        return None if self.budget is None else BudgetTerms(**self.budget)

    @property
    def costs(self) -> list[int]:
        """What the options of a budget question cost, by position, in cents."""
        return [option.cost or 0 for option in self.options]

    @property
    def titles(self) -> list[str]:
        """The options' names, by position."""
        return [option.title for option in self.options]

    @property
    def is_secret(self) -> bool:
        """Whether roll and urn are kept apart."""
        return self.secrecy == Secrecy.SECRET

    @property
    def is_encrypted(self) -> bool:
        """Whether ballots are encrypted before they are sent; they lie on the board, not in this room's urn."""
        return self.secrecy == Secrecy.ENCRYPTED

    @property
    def is_public(self) -> bool:
        """Whether everyone may read about it."""
        return self.state != VoteState.DRAFT

    @property
    def is_counted(self) -> bool:
        """Whether there is a result."""
        return self.state in COUNTED

    @property
    def by_codes(self) -> bool:
        """Whether the roll is a list of codes instead of accounts."""
        return self.roll_kind == RollKind.CODES

    @property
    def is_annulled(self) -> bool:
        """Whether it was declared void; everything published stays."""
        return self.annulled_at is not None

    @property
    def ends_at(self) -> datetime | None:
        """When the urn closes: the frozen end, or a later one after an outage."""
        return self.extended_until or self.closes_at

    @property
    def waits_for_people(self) -> bool:
        """Whether people close it instead of the platform: two of them, or after the papers were entered."""
        return self.by_two or self.on_paper

    def takes_ballots(self, now: datetime) -> bool:
        """Whether the urn is open at this moment: from the opening on, up to but not including the close."""
        is_open = self.state == VoteState.OPEN and not self.is_annulled
        return is_open and self.opens_at is not None and self.ends_at is not None and self.opens_at <= now < self.ends_at

    def is_over(self, now: datetime) -> bool:
        """Whether its time has passed, closed by the platform or not yet."""
        return self.is_public and (self.state != VoteState.OPEN or self.is_annulled or (self.ends_at is not None and now >= self.ends_at))


def quorum_share(hundredths: int | None) -> Fraction | None:
    """A stored quorum as an exact share of one."""
    return None if hundredths is None else Fraction(hundredths, HUNDREDTHS)


class VoteOption(Base):
    """One thing to choose; plain text only. Its position, from 1, stands for it on ballots."""

    __tablename__ = "vote_option"
    __table_args__ = (
        UniqueConstraint("vote_id", "position"),
        UniqueConstraint("vote_id", "title"),
        CheckConstraint("cost > 0", name="cost_positive"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    vote_id: Mapped[int] = mapped_column(ForeignKey("vote.id"))
    position: Mapped[int] = mapped_column()
    title: Mapped[str] = mapped_column(String(120))
    description: Mapped[str] = mapped_column(String(500), default="")
    cost: Mapped[int | None] = mapped_column(BigInteger)  # of a budget's project, in cents

    vote: Mapped[Vote] = relationship(back_populates="options", lazy="raise_on_sql")


class RollMark(Base):
    """That a person has voted, once whatever the channel. No time, no number: the table is its key and lies in its order."""

    __tablename__ = "roll_mark"
    __table_args__ = (
        CheckConstraint("channel IN ('web', 'counter', 'paper')", name="channel_known"),
        Index("ix_roll_mark_person_id", "person_id"),  # serves: a person's own page and data
        {"sqlite_with_rowid": False},
    )

    vote_id: Mapped[int] = mapped_column(ForeignKey("vote.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    channel: Mapped[Channel] = mapped_column(String(7), default=Channel.WEB)


class Ballot(Base):
    """A secret ballot: no person, no time, no channel, no running number; its key is random."""

    __tablename__ = "ballot"
    __table_args__ = (
        UniqueConstraint("vote_id", "tracker"),  # a ballot is in the urn once; serves also: the published list, the look-up
        CheckConstraint("length(key) = 16", name="key_is_128_bits"),
        {"sqlite_with_rowid": False},
    )

    key: Mapped[bytes] = mapped_column(LargeBinary(16), primary_key=True)
    vote_id: Mapped[int] = mapped_column(ForeignKey("vote.id"))
    tracker: Mapped[str] = mapped_column(String(20))
    marks: Mapped[str] = mapped_column(Text)  # canonical JSON: positions of options, `[]` is blank


class OpenBallot(Base):
    """A ballot of an open vote: name and choice are published by design."""

    __tablename__ = "open_ballot"
    __table_args__ = (UniqueConstraint("vote_id", "tracker"),)

    vote_id: Mapped[int] = mapped_column(ForeignKey("vote.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    tracker: Mapped[str] = mapped_column(String(20))
    marks: Mapped[str] = mapped_column(Text)
    cast_at: Mapped[datetime] = mapped_column(UtcDateTime)
