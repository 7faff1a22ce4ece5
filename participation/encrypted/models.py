"""An encrypted vote's election, its trustees, its credentials and its board. What keeps their promises in the database: `triggers.py`."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, LargeBinary, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, deferred, mapped_column

from participation.kit.database import Base, UtcDateTime
from participation.kit.work import WORK_STATES, Worked
from participation.methods.proof.belenios.archive import Kind

MOST_TRUSTEES = 9


class Election(Worked, Base):
    """What Belenios calls an election, for one vote. The work of its row is making the credentials; `total` is how many there are."""

    __tablename__ = "election"
    __table_args__ = (
        CheckConstraint(WORK_STATES, name="state_known"),
        CheckConstraint(
            "state <> 'ready' OR (uuid IS NOT NULL AND text IS NOT NULL AND fingerprint IS NOT NULL AND draft_hash IS NOT NULL)",
            name="ready_is_whole",
        ),
        Index("ix_election_state_touched_at", "state", "touched_at"),  # serves: the sweep
    )

    vote_id: Mapped[int] = mapped_column(ForeignKey("vote.id"), unique=True)
    group_name: Mapped[str] = mapped_column(String(20))
    draft_hash: Mapped[str | None] = mapped_column(String(64))  # SHA-256 of the draft for which it was prepared
    uuid: Mapped[str | None] = mapped_column(String(14))
    text: Mapped[str | None] = deferred(mapped_column(Text))  # what every voter's browser gets, to the letter
    fingerprint: Mapped[str | None] = mapped_column(String(43))  # its hash: every ballot names it
    reserve: Mapped[int] = mapped_column(default=0)  # of the credentials, for people who come onto the roll later
    spoilt: Mapped[list[int] | None] = mapped_column(JSON(none_as_null=True))  # places of decrypted answers without the form of ranks, from 0
    begun_at: Mapped[datetime | None] = mapped_column(UtcDateTime)  # the time in the archive's header


class Trustee(Base):
    """Somebody who holds a part of the key. The private part never comes here; the partial decryption stays sealed until all are there."""

    __tablename__ = "election_trustee"
    __table_args__ = (
        UniqueConstraint("vote_id", "number"),
        UniqueConstraint("vote_id", "public_key"),  # two trustees with one key would be one
        CheckConstraint("number BETWEEN 1 AND 9", name="number_known"),
        CheckConstraint("(public_key IS NULL) = (check_value IS NULL)", name="key_with_check_value"),
        CheckConstraint("decrypted_at IS NULL OR public_key IS NOT NULL", name="decrypts_with_a_key"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    vote_id: Mapped[int] = mapped_column(ForeignKey("vote.id"))
    number: Mapped[int] = mapped_column()
    name: Mapped[str] = mapped_column(String(120))
    email: Mapped[str] = mapped_column(String(254))
    code_hash: Mapped[bytes | None] = mapped_column(LargeBinary(32), unique=True)  # of the code in the personal link
    public_key: Mapped[str | None] = mapped_column(Text)  # as it was handed over, with its proof
    check_value: Mapped[str | None] = mapped_column(String(43))  # read out by telephone
    keyed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    decryption: Mapped[bytes | None] = deferred(mapped_column(LargeBinary))  # sealed; None again once all stand on the board
    decrypted_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class Credential(Base):
    """A right to cast one ballot. Until the close it is known to whom it was handed out; then secrets and links are deleted."""

    __tablename__ = "election_credential"
    __table_args__ = (
        UniqueConstraint("vote_id", "person_id"),  # one voter, one credential
        UniqueConstraint("vote_id", "entry_id"),
        CheckConstraint("person_id IS NULL OR entry_id IS NULL", name="one_voter"),
    )

    vote_id: Mapped[int] = mapped_column(ForeignKey("vote.id"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)  # in the public list
    public: Mapped[str] = mapped_column(Text)  # a decimal number
    sealed: Mapped[bytes | None] = mapped_column(LargeBinary)  # the secret of fifteen characters
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    entry_id: Mapped[int | None] = mapped_column(ForeignKey("roll_entry.id"))


class BoardEvent(Base):
    """A step of the election on its public board, in order, with all its data; together they are the archive `.bel`. It only grows."""

    __tablename__ = "board_event"
    __table_args__ = (
        UniqueConstraint("vote_id", "tracker"),  # a ballot is on the board once; serves also: the look-up
        CheckConstraint("(kind = 'Ballot') = (tracker IS NOT NULL)", name="ballots_have_trackers"),
        CheckConstraint("(kind = 'Ballot') = (credential IS NOT NULL)", name="ballots_have_credentials"),
    )

    vote_id: Mapped[int] = mapped_column(ForeignKey("vote.id"), primary_key=True)
    height: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[Kind] = mapped_column(String(20))
    text: Mapped[str] = mapped_column(Text)  # the event's JSON: a leaf of the public log
    data: Mapped[list[str]] = mapped_column(JSON, deferred=True)  # what it points to, in the order of the file
    tracker: Mapped[str | None] = mapped_column(String(43))
    credential: Mapped[int | None] = mapped_column()  # position of the ballot's credential in the public list
