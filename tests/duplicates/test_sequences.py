"""Whatever is linked, merged, split, supported and taken back in whatever order: nothing is lost, nobody counts twice."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from participation.consultations.models import Consultation
from participation.duplicates.actions import cancel_merge, carry_out_merge, judge_pair, move_support, split_off
from participation.duplicates.models import Merge, MergeState, Verdict
from participation.kit import clock
from participation.kit.errors import DomainError
from participation.proposals.actions import support_proposal, take_back_support, withdraw_proposal
from participation.proposals.models import Proposal, ProposalStage, Support
from participation.proposals.queries import board_of, find_proposal
from tests.conftest import NOON
from tests.duplicates.builders import Square, a_square

NUMBER = st.integers(0, 2)
STEP = st.one_of(
    st.tuples(st.sampled_from(["support", "take_back", "move", "move", "link"]), NUMBER, NUMBER),
    st.tuples(st.sampled_from(["merge", "merge", "propose", "withdraw", "carry_out", "cancel", "split", "split"]), NUMBER, NUMBER),
)

Unit = tuple[int, int, int]  # who, for what it was given, where it counts now


class Story:
    """What happens on the square, and beside it the plain account of every support ever given."""

    def __init__(self, square: Square) -> None:
        self.square = square
        self.units: set[Unit] = set()
        self.session: Session = square.session
        self.consultation: Consultation = square.consultation

    def merges(self, state: MergeState) -> list[Merge]:
        """The merges in a state."""
        return list(self.session.scalars(select(Merge).where(Merge.state == state).order_by(Merge.id)))

    def support(self, who: int, which: int) -> None:
        """A backer clicks."""
        square = self.square
        support_proposal(self.session, square.backers[who], square.proposals[which], self.consultation, clock.now())
        if not any((unit[0], unit[2]) == (who, which) for unit in self.units):
            self.units.add((who, which, which))

    def take_back(self, who: int, which: int) -> None:
        """A backer clicks again."""
        square = self.square
        take_back_support(self.session, square.backers[who], square.proposals[which], self.consultation, clock.now())
        self.units = {unit for unit in self.units if (unit[0], unit[2]) != (who, which)}

    def move(self, who: int, which: int) -> None:
        """A backer consents to the support's moving."""
        square = self.square
        target = move_support(self.session, square.backers[who], self.consultation, square.proposals[which], clock.now())
        there = [proposal.id for proposal in square.proposals].index(target.id)
        self.units = {(unit[0], unit[1], there) if (unit[0], unit[2]) == (who, which) else unit for unit in self.units}

    def link(self, one: int, other: int) -> None:
        """The moderation links two."""
        square = self.square
        judge_pair(
            self.session,
            square.moderator,
            self.consultation,
            square.proposals[one],
            square.proposals[other],
            Verdict.TOGETHER,
            "Gleich.",
            clock.now(),
        )

    def merge(self, target: int, source: int) -> None:
        """The moderation asks, both authors agree, it is carried out."""
        self.square.merge(target, source)

    def propose(self, target: int, source: int) -> None:
        """The moderation asks; the authors agree."""
        merge = self.square.propose(target, source)
        for which in (target, source):
            self.square.answer(merge, which)

    def carry_out(self, number: int, _other: int) -> None:
        """The moderation carries out one that was asked about."""
        for merge in self.merges(MergeState.ASKED)[number:]:
            carry_out_merge(self.session, self.square.moderator, self.consultation, merge, clock.now())

    def cancel(self, number: int, _other: int) -> None:
        """The moderation ends a question."""
        for merge in self.merges(MergeState.ASKED)[number:]:
            cancel_merge(self.session, self.square.moderator, self.consultation, merge, clock.now())

    def split(self, which: int, _other: int) -> None:
        """The moderation takes a proposal out again; supports given for it return."""
        square = self.square
        for merge in self.merges(MergeState.DONE):
            part = merge.part_of(square.proposals[which].id)
            if part is not None and part.is_merged:
                split_off(self.session, square.moderator, self.consultation, merge, part, "Doch anders.", clock.now())
                self.units = {(who, which, which) if origin == which else (who, origin, there) for who, origin, there in self.units}

    def withdraw(self, which: int, _other: int) -> None:
        """An author gives up."""
        square = self.square
        withdraw_proposal(self.session, square.authors[which], square.proposals[which], self.consultation, "Erledigt.", clock.now())

    def check(self) -> None:
        """What always holds."""
        session, proposals = self.session, self.square.proposals
        session.flush()
        for proposal in proposals:
            session.refresh(proposal)
        ids = [proposal.id for proposal in proposals]
        rows = [(row.person_id, row.proposal_id) for row in session.execute(select(Support.person_id, Support.proposal_id))]
        people = [person.id for person in self.square.backers]
        assert len(rows) == len(set(rows))
        assert set(rows) == {(people[who], ids[there]) for who, _origin, there in self.units}
        for proposal in proposals:
            assert proposal.support_count == sum(number == proposal.id for _person, number in rows)
            assert find_proposal(session, self.consultation.id, proposal.id, None).body_html
            if proposal.is_merged:
                assert proposal.stage == ProposalStage.WITHDRAWN
                assert not next(other for other in proposals if other.id == proposal.merged_into_id).is_merged
        published = session.scalar(select(func.count(Proposal.id)).where(Proposal.stage == ProposalStage.PUBLISHED))
        assert board_of(session, self.consultation.id)[1] == published


@given(st.lists(STEP, min_size=4, max_size=16))
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_proposal_is_lost_and_no_support_doubled(session: Session, steps: list[tuple[str, int, int]]) -> None:
    example = session.begin_nested()
    try:
        story, now = Story(a_square(session)), NOON
        for name, one, other in steps:
            now += timedelta(minutes=1)
            act: Callable[[int, int], None] = getattr(story, name)
            step = session.begin_nested()
            try:
                with clock.frozen(now):
                    act(one, other)
                step.commit()
            except DomainError:
                step.rollback()
            story.check()
    finally:
        example.rollback()
        session.expunge_all()
