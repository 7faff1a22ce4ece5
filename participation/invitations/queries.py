"""Reads about the register, draws, letters and answers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, bindparam, func, select
from sqlalchemy.orm import Session

from participation.councils.models import Council
from participation.invitations.models import Answer, Invitation, InvitationDraw, LetterBatch, RegisterImport, RegisterPerson, Said
from participation.kit.errors import NotFound
from participation.kit.work import WorkState
from participation.methods.sortition.first_stage import Listed


def imports_of(session: Session, council: Council) -> Sequence[RegisterImport]:
    """The extracts of a council, the newest first, at most fifty."""
    return session.scalars(select(RegisterImport).where(RegisterImport.council_id == council.id).order_by(RegisterImport.id.desc()).limit(50)).all()


def import_of(session: Session, council: Council, number: int) -> RegisterImport:
    """One of them. Raises NotFound."""
    made = session.scalars(select(RegisterImport).where(RegisterImport.id == number, RegisterImport.council_id == council.id)).one_or_none()
    if made is None:
        raise NotFound
    return made


def _in_register(council: Council) -> ColumnElement[bool]:
    """Rows of extracts that were read in whole."""
    whole = select(RegisterImport.id).where(RegisterImport.council_id == council.id, RegisterImport.state == WorkState.READY)
    return and_(RegisterPerson.council_id == council.id, RegisterPerson.import_id.in_(whole))


@dataclass(frozen=True, slots=True)
class RegisterNumbers:
    """How many people stand in the register, how many of them look alike, and how many were invited to an earlier council."""

    people: int
    twins: int
    invited_before: int


def register_numbers(session: Session, council: Council) -> RegisterNumbers:
    """In one statement."""
    row = RegisterPerson
    counted = select(func.count(), func.count().filter(row.is_twin), func.count().filter(row.was_invited)).where(_in_register(council))
    return RegisterNumbers(*session.execute(counted).one())


def stratum_sizes(session: Session, council: Council, spares_invited: bool) -> dict[tuple[str, ...], int]:
    """How many of the register belong to each stratum and can be drawn now."""
    row = RegisterPerson
    statement = (
        select(row.district, row.age, row.sex, func.count()).where(_can_be_drawn(council, spares_invited)).group_by(row.district, row.age, row.sex)
    )
    return {(district, age, sex): number for district, age, sex, number in session.execute(statement)}


def listed(session: Session, council: Council, spares_invited: bool) -> Iterator[Listed]:
    """Everybody who can be drawn now, as the draw sees them."""
    row = RegisterPerson
    statement = select(row.ticket, row.district, row.age, row.sex, row.home).where(_can_be_drawn(council, spares_invited)).order_by(row.id)
    for ticket, district, age, sex, home in session.execute(statement.execution_options(yield_per=5000)):
        yield Listed(bytes(ticket).hex(), (district, age, sex), bytes(home).hex())


def _can_be_drawn(council: Council, spares_invited: bool) -> ColumnElement[bool]:
    """In the register, not invited yet, nobody of the household either, and perhaps not to an earlier council."""
    homes = (
        select(RegisterPerson.home).join(Invitation, Invitation.register_person_id == RegisterPerson.id).where(Invitation.council_id == council.id)
    )
    free = and_(_in_register(council), RegisterPerson.home.not_in(homes))
    return and_(free, RegisterPerson.was_invited.is_(False)) if spares_invited else free


def draws_of(session: Session, council: Council) -> Sequence[InvitationDraw]:
    """The draws of the invited, the first one first."""
    return session.scalars(select(InvitationDraw).where(InvitationDraw.council_id == council.id).order_by(InvitationDraw.number)).all()


def draw_of(session: Session, council: Council, number: int) -> InvitationDraw:
    """One of them by its number. Raises NotFound."""
    made = session.scalars(select(InvitationDraw).where(InvitationDraw.council_id == council.id, InvitationDraw.number == number)).one_or_none()
    if made is None:
        raise NotFound
    return made


@dataclass(frozen=True, slots=True)
class Numbers:
    """How many were invited and what they answered."""

    invited: int
    printed: int
    yes: int
    no: int
    undeliverable: int

    @property
    def silent(self) -> int:
        """How many said nothing yet."""
        return self.invited - self.yes - self.no - self.undeliverable


def numbers_of(session: Session, council: Council) -> Numbers:
    """In two statements."""
    invited, printed = session.execute(select(func.count(), func.count(Invitation.batch_id)).where(Invitation.council_id == council.id)).one()
    said = dict(session.execute(select(Answer.said, func.count()).where(Answer.council_id == council.id).group_by(Answer.said)).all())
    return Numbers(invited, printed, said.get(Said.YES, 0), said.get(Said.NO, 0), said.get(Said.UNDELIVERABLE, 0))


def to_print(session: Session, council: Council, kind: str, most: int) -> list[int]:
    """The numbers of the invitations whose turn it is: without a letter yet; or, for reminders, without an answer and not reminded."""
    if kind == "first":
        due: ColumnElement[bool] = Invitation.batch_id.is_(None)
    else:
        answered = select(Answer.invitation_id).where(Answer.council_id == council.id, Answer.invitation_id.is_not(None))
        due = and_(Invitation.batch_id.is_not(None), Invitation.reminded_at.is_(None), Invitation.id.not_in(answered))
    return list(session.scalars(select(Invitation.number).where(Invitation.council_id == council.id, due).order_by(Invitation.number).limit(most)))


def batches_of(session: Session, council: Council) -> Sequence[LetterBatch]:
    """The batches of letters, the newest first, at most two hundred."""
    return session.scalars(select(LetterBatch).where(LetterBatch.council_id == council.id).order_by(LetterBatch.number.desc()).limit(200)).all()


def letters_done(batches: Sequence[LetterBatch]) -> tuple[int, int]:
    """Of the letters asked for in one go that are being made now: how many are ready for printing, and how many there will be."""
    asked = {batch.requested_at for batch in batches if batch.is_unfinished}
    together = [batch for batch in batches if batch.requested_at in asked]
    return sum(batch.total for batch in together if not batch.is_unfinished), sum(batch.total for batch in together)


def batch_of(session: Session, council: Council, number: int) -> LetterBatch:
    """One of them by its number. Raises NotFound."""
    made = session.scalars(select(LetterBatch).where(LetterBatch.council_id == council.id, LetterBatch.number == number)).one_or_none()
    if made is None:
        raise NotFound
    return made


def letters_of(session: Session, batch: LetterBatch) -> list[tuple[Invitation, bytes]]:
    """The invitations of a batch in their order, each with the sealed person."""
    statement = (
        select(Invitation, RegisterPerson.sealed)
        .join(RegisterPerson, RegisterPerson.id == Invitation.register_person_id)
        .where(Invitation.council_id == batch.council_id, Invitation.number.in_(batch.numbers))
        .order_by(Invitation.number)
    )
    return [(invitation, bytes(sealed)) for invitation, sealed in session.execute(statement)]


def invitation_by_code(session: Session, code_hash: bytes) -> Invitation | None:
    """Whose letter holds this code."""
    return session.scalars(select(Invitation).where(Invitation.code_hash == code_hash)).one_or_none()


_NUMBERED = select(Invitation).where(Invitation.council_id == bindparam("council"), Invitation.number == bindparam("number"))
_ANSWER = select(Answer).where(Answer.invitation_id == bindparam("invitation"))


def invitation_by_number(session: Session, council: Council, number: int) -> Invitation | None:
    """Which invitation has this number on its letter."""
    return session.scalars(_NUMBERED, {"council": council.id, "number": number}).one_or_none()


def invitation_by_id(session: Session, number: int) -> Invitation | None:
    """An invitation by its row."""
    return session.get(Invitation, number)


def answer_to(session: Session, invitation: Invitation) -> Answer | None:
    """What was answered to an invitation."""
    return session.scalars(_ANSWER, {"invitation": invitation.id}).one_or_none()
