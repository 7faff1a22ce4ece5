"""Builders for duplicates: proposals that say the same, and merges through the same actions as a click."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from sqlalchemy.orm import Session

from participation.accounts.models import Person
from participation.consultations.models import Consultation
from participation.duplicates.actions import answer_merge, carry_out_merge, propose_merge
from participation.duplicates.models import Merge
from participation.kit import clock
from participation.proposals.actions import support_proposal
from participation.proposals.models import Proposal
from tests.builders import a_consultation, a_person, a_resident
from tests.proposals.builders import a_proposal


@dataclass
class Square:
    """A consultation with its moderator, three proposals with their authors, and three residents who support."""

    session: Session
    consultation: Consultation
    moderator: Person
    proposals: list[Proposal] = field(default_factory=list)
    authors: list[Person] = field(default_factory=list)
    backers: list[Person] = field(default_factory=list)

    def support(self, who: int, which: int) -> None:
        """One of the backers supports one of the proposals."""
        support_proposal(self.session, self.backers[who], self.proposals[which], self.consultation, clock.now())

    def propose(self, target: int, *sources: int) -> Merge:
        """The moderator asks the authors."""
        chosen: Sequence[Proposal] = [self.proposals[number] for number in sources]
        return propose_merge(self.session, self.moderator, self.consultation, self.proposals[target], chosen, "Sie sagen dasselbe.", clock.now())

    def answer(self, merge: Merge, which: int, agrees: bool = True) -> None:
        """The author of a proposal answers."""
        part = merge.part_of(self.proposals[which].id)
        assert part is not None
        answer_merge(self.session, self.authors[which], self.consultation, merge, part, agrees, clock.now())

    def merge(self, target: int, *sources: int) -> Merge:
        """Asked, all agree, carried out."""
        merge = self.propose(target, *sources)
        for which in (target, *sources):
            self.answer(merge, which)
        carry_out_merge(self.session, self.moderator, self.consultation, merge, clock.now())
        return merge


def a_square(session: Session) -> Square:
    """Three proposals for a ramp, by three people."""
    consultation = a_consultation(session)
    square = Square(session, consultation, a_person(session, moderates=consultation))
    for title in ("Eine Rampe für die Stadthalle", "Rampe an der Stadthalle bauen", "Die Stadthalle braucht eine Rampe"):
        square.authors.append(a_resident(session))
        square.proposals.append(a_proposal(session, consultation, square.authors[-1], title))
        square.backers.append(a_resident(session))
    return square
