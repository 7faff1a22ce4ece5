"""The register's extract, the draw of the invited, their letters, and what they answer."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, deferred, mapped_column

from participation.kit.database import Base, UtcDateTime
from participation.kit.language import lazy
from participation.kit.work import WORK_STATES, Worked


class RegisterImport(Worked, Base):
    """One extract of the residents' register. The file stays sealed, and only until it is read in or thrown away."""

    __tablename__ = "register_import"
    __table_args__ = (
        CheckConstraint(WORK_STATES, name="state_known"),
        CheckConstraint("content IS NULL OR state IN ('pending', 'requested', 'running', 'failed')", name="file_until_read"),
        Index("ix_register_import_council_id", "council_id", "id"),  # serves: a council's extracts
        Index("ix_register_import_state", "state", "touched_at"),  # serves: the sweep
    )

    council_id: Mapped[int] = mapped_column(ForeignKey("council.id"))
    actor_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    file_name: Mapped[str] = mapped_column(String(120))
    sha256: Mapped[str] = mapped_column(String(64))  # of the file as it came
    content: Mapped[bytes | None] = deferred(mapped_column(LargeBinary))  # sealed
    mapping: Mapped[dict[str, Any]] = mapped_column(JSON)  # what a column is → its place, and what the values of features are
    findings: Mapped[dict[str, Any]] = mapped_column(JSON)  # faults by row and numbers, no personal data
    uploaded_at: Mapped[datetime] = mapped_column(UtcDateTime)
    read_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class RegisterPerson(Base):
    """Somebody in the extract: who it is, sealed; to which stratum they belong, in coarse codes; and fingerprints."""

    __tablename__ = "register_person"
    __table_args__ = (
        UniqueConstraint("import_id", "fingerprint"),  # nobody stands in one extract twice
        Index("ix_register_person_council_id_district_age_sex", "council_id", "district", "age", "sex"),  # serves: the strata and their sizes
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    import_id: Mapped[int] = mapped_column(ForeignKey("register_import.id"))
    council_id: Mapped[int] = mapped_column(ForeignKey("council.id"))
    row: Mapped[int] = mapped_column()  # in the file
    district: Mapped[str] = mapped_column(String(40))
    age: Mapped[str] = mapped_column(String(40))  # the age group's code
    sex: Mapped[str] = mapped_column(String(40))
    sealed: Mapped[bytes] = mapped_column(LargeBinary)
    fingerprint: Mapped[bytes] = mapped_column(LargeBinary(32))  # keyed hash of name, birth and address
    home: Mapped[bytes] = mapped_column(LargeBinary(32))  # keyed hash of address and family name
    ticket: Mapped[bytes] = mapped_column(LargeBinary(32))  # keyed hash for this council only: stands in the draw's transcript
    is_twin: Mapped[bool] = mapped_column(default=False)  # another row is nearly the same
    was_invited: Mapped[bool] = mapped_column(default=False)  # to an earlier council


class EarlierInvitation(Base):
    """That somebody was invited once: a keyed hash and a day, so that a later council can spare them."""

    __tablename__ = "earlier_invitation"
    __table_args__ = (
        UniqueConstraint("council_id", "fingerprint"),
        Index("ix_earlier_invitation_fingerprint", "fingerprint"),  # serves: marking those invited before
        Index("ix_earlier_invitation_delete_on", "delete_on"),  # serves: the sweep
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    council_id: Mapped[int] = mapped_column(ForeignKey("council.id"))
    fingerprint: Mapped[bytes] = mapped_column(LargeBinary(32))
    invited_on: Mapped[date] = mapped_column()
    delete_on: Mapped[date] = mapped_column()


class InvitationDraw(Base):
    """A draw of the invited: what was fixed and published before, the public random value, and what came of it."""

    __tablename__ = "invitation_draw"
    __table_args__ = (
        UniqueConstraint("council_id", "number"),  # a draw that is repeated is another draw
        CheckConstraint("(seed IS NULL) = (drawn_at IS NULL)", name="seed_when_drawn"),
        CheckConstraint("size > 0", name="size_positive"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    council_id: Mapped[int] = mapped_column(ForeignKey("council.id"))
    number: Mapped[int] = mapped_column()  # 1, 2, … within the council
    size: Mapped[int] = mapped_column()  # how many are invited
    weights: Mapped[list[dict[str, Any]]] = mapped_column(JSON)  # {"feature", "value", "weight"}: whole percent of the usual chance
    spares_invited: Mapped[bool] = mapped_column()  # leaves out who was invited to an earlier council
    source: Mapped[str] = mapped_column(String(200))  # where the random value will come from
    pool_size: Mapped[int] = mapped_column()
    pool_sha256: Mapped[str] = mapped_column(String(64))  # of tickets and strata
    homes_sha256: Mapped[str] = mapped_column(String(64))  # of the same with households
    committed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    random: Mapped[str | None] = mapped_column(String(200))
    seed: Mapped[str | None] = mapped_column(String(64))
    drawn_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    transcript: Mapped[bytes | None] = deferred(mapped_column(LargeBinary))  # compressed canonical JSON, public
    transcript_sha256: Mapped[str | None] = mapped_column(String(64))
    outcome: Mapped[dict[str, Any] | None] = mapped_column(JSON)  # numbers that stay when the answers are deleted


class Invitation(Base):
    """One drawn person's invitation. Its code is kept as a keyed hash only: a letter printed again has a new code."""

    __tablename__ = "invitation"
    __table_args__ = (
        UniqueConstraint("council_id", "number"),
        UniqueConstraint("council_id", "register_person_id"),  # nobody is invited to one council twice
        Index("ix_invitation_draw_id", "draw_id"),  # serves: the letters of a draw
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    council_id: Mapped[int] = mapped_column(ForeignKey("council.id"))
    draw_id: Mapped[int] = mapped_column(ForeignKey("invitation_draw.id"))
    register_person_id: Mapped[int] = mapped_column(ForeignKey("register_person.id"))
    number: Mapped[int] = mapped_column()  # printed on the letter, for answers by card and phone
    code_hash: Mapped[bytes | None] = mapped_column(LargeBinary(32), unique=True)
    batch_id: Mapped[int | None] = mapped_column(ForeignKey("letter_batch.id"))  # of the letter whose code counts
    reminded_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class LetterBatch(Worked, Base):
    """A PDF of some letters and the same as a table, made in the background and kept sealed for a few days."""

    __tablename__ = "letter_batch"
    __table_args__ = (
        CheckConstraint(WORK_STATES, name="state_known"),
        CheckConstraint("kind IN ('first', 'reminder', 'again')", name="kind_known"),
        CheckConstraint("state <> 'ready' OR (stored_name IS NOT NULL AND expires_at IS NOT NULL)", name="ready_has_file"),
        UniqueConstraint("council_id", "number"),
        Index("ix_letter_batch_state_touched_at", "state", "touched_at"),  # serves: the sweep
    )

    council_id: Mapped[int] = mapped_column(ForeignKey("council.id"))
    number: Mapped[int] = mapped_column()
    kind: Mapped[str] = mapped_column(String(10))
    numbers: Mapped[list[int]] = mapped_column(JSON)  # of the invitations
    requested_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    requested_at: Mapped[datetime] = mapped_column(UtcDateTime)
    stored_name: Mapped[str | None] = mapped_column(String(40), unique=True)
    size: Mapped[int] = mapped_column(default=0)  # bytes of the PDF
    finished_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class Said(StrEnum):
    """What somebody answered."""

    YES = "yes"
    NO = "no"
    UNDELIVERABLE = "undeliverable"


SAID_NAMES = {Said.YES: lazy("zugesagt"), Said.NO: lazy("abgesagt"), Said.UNDELIVERABLE: lazy("nicht zustellbar")}


class Channel(StrEnum):
    """How the answer came."""

    WEB = "web"
    CARD = "card"
    PHONE = "phone"


class Answer(Base):
    """What an invited person answered; until the last day it can be changed, and the row stays the same one.

    `sealed`: for a yes {"name", "email", "phone", "features": {code: value code}}, features that were asked only; for a no {"reason"}.
    """

    __tablename__ = "council_answer"
    __table_args__ = (
        UniqueConstraint("invitation_id"),  # one answer an invitation, whatever the channel
        CheckConstraint("said IN ('yes', 'no', 'undeliverable')", name="said_known"),
        CheckConstraint("channel IN ('web', 'card', 'phone')", name="channel_known"),
        Index("ix_council_answer_council_id_said", "council_id", "said"),  # serves: the pool
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    council_id: Mapped[int] = mapped_column(ForeignKey("council.id"))
    invitation_id: Mapped[int | None] = mapped_column(ForeignKey("invitation.id"))
    said: Mapped[Said] = mapped_column(String(14))
    channel: Mapped[Channel] = mapped_column(String(6))
    sealed: Mapped[bytes] = mapped_column(LargeBinary)
    home: Mapped[bytes | None] = mapped_column(LargeBinary(32))
    answered_at: Mapped[datetime] = mapped_column(UtcDateTime)
