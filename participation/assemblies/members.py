"""The council's members as its other members know them: by their public name, or by the number of their seat."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session, aliased

from participation.accounts.bylines import shown_name
from participation.accounts.models import Person
from participation.councils.models import Council
from participation.draws.models import Seat, SeatState
from participation.kit.language import gettext as _


@dataclass(frozen=True, slots=True)
class Member:
    """A seat: its number within the council, the public name of its account where there is one, and whether it is held now."""

    seat_id: int
    number: int
    public_name: str
    person_id: int | None
    answer_id: int
    sits: bool

    @property
    def name(self) -> str:
        """How others read it."""
        return self.public_name or self.label

    @property
    def label(self) -> str:
        """The seat without a name, as the cashier and the public read it."""
        return _("Platz %(number)s", number=self.number)


_C = aliased(Council)
_HERE = select(_C.consultation_id).where(_C.id == Seat.council_id).correlate_except(_C).scalar_subquery()
_SEATS = (
    select(Seat.id, Seat.state, Seat.person_id, Seat.answer_id, shown_name(_HERE).label("public_name"), Person.deleted_at)
    .outerjoin(Person, Person.id == Seat.person_id)
    .where(Seat.council_id == bindparam("council_id"))
    .order_by(Seat.id)
)


def all_members(session: Session, council: Council) -> list[Member]:
    """Everybody who has or had a seat, in the order in which seats came to be; one statement."""
    return [
        Member(
            row.id,
            number,
            row.public_name if row.public_name and row.deleted_at is None else "",
            row.person_id,
            row.answer_id,
            row.state == SeatState.CONFIRMED,
        )
        for number, row in enumerate(session.execute(_SEATS, {"council_id": council.id}), start=1)
    ]


def sitting_members(members: Sequence[Member]) -> list[Member]:
    """Those who have a seat now."""
    return [member for member in members if member.sits]


def member_of(members: Sequence[Member], person: Person | None) -> Member | None:
    """The seat that a person has now; None for everybody else."""
    if person is None or person.deleted_at is not None:
        return None
    return next((member for member in members if member.sits and member.person_id == person.id), None)
