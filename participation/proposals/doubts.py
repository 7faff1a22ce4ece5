"""Supports that the moderation leaves uncounted after asking, and counts again after an appeal: as one more kind of thing that it decides about."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from sqlalchemy import bindparam, exists, select, update
from sqlalchemy.orm import Session

from participation.accounts.models import Person
from participation.consultations.models import Consultation
from participation.consultations.rules import may_moderate
from participation.consultations.targets import Written
from participation.kit import audit
from participation.kit.errors import NotFound
from participation.kit.language import gettext as _
from participation.kit.rules import demand
from participation.proposals.doubt_models import DoubtedSupport
from participation.proposals.models import Proposal, Support
from participation.proposals.numbers import raise_board

_d = DoubtedSupport.__table__.c
_LEFT_OUT = select(_d.id).where(_d.proposal_id == bindparam("proposal"), _d.person_id == bindparam("person"), _d.discounted_at.is_not(None))


def weight(session: Session, proposal_id: int, person_id: int) -> int:
    """What a person's support of a proposal counts: 1, or 0 where the moderation decided so."""
    return int(session.execute(_LEFT_OUT, {"proposal": proposal_id, "person": person_id}).first() is None)


def doubt(session: Session, proposal_id: int, people: Collection[int], now: datetime) -> Mapping[int, int]:
    """Keep that these people's supports are doubted; what they count does not change by it. Returns the rows' numbers by person."""
    here = (DoubtedSupport.proposal_id == proposal_id, DoubtedSupport.person_id.in_(people))
    known = set(session.scalars(select(DoubtedSupport.person_id).where(*here)))
    session.add_all(DoubtedSupport(proposal_id=proposal_id, person_id=one, doubted_at=now) for one in sorted(set(people) - known))
    session.flush()
    return {row.person_id: row.id for row in session.execute(select(DoubtedSupport.person_id, DoubtedSupport.id).where(*here))}


def carry_doubt(session: Session, person_id: int, origin_id: int, goal_id: int) -> None:
    """A support that does not count moves to another proposal: what was decided about it goes along, unless there is a decision already."""
    here = (DoubtedSupport.proposal_id == origin_id, DoubtedSupport.person_id == person_id)
    there = select(_d.id).where(_d.proposal_id == goal_id, _d.person_id == person_id)
    if session.execute(there).first() is None:
        session.execute(update(DoubtedSupport).where(*here).values(proposal_id=goal_id))


class Supports:
    """What can be decided about a support that was doubted. Nobody reads whose it is, the moderation neither; its own person gets the reasons."""

    kind = "support"
    hides = True
    measures = frozenset({"keep"})  # leaving uncounted begins with asking, on the page of what stands out
    acts: frozenset[str] = frozenset()

    def find(self, session: Session, ids: Collection[int]) -> Sequence[Written]:
        """One statement."""
        columns = (
            _d.id,
            _d.person_id,
            _d.discounted_at,
            Proposal.id.label("proposal_id"),
            Proposal.title,
            Proposal.consultation_id,
            Consultation.slug,
        )
        asked = (
            select(*columns)
            .join_from(DoubtedSupport.__table__, Proposal, Proposal.id == _d.proposal_id)
            .join(Consultation, Consultation.id == Proposal.consultation_id)
            .where(_d.id.in_(ids))
        )
        return [
            Written(
                self.kind,
                row.id,
                row.consultation_id,
                _("Eine Unterstützung"),
                _("Unterstützung des Vorschlags „%(title)s“", title=row.title),
                f"/beteiligungen/{row.slug}/vorschlaege/{row.proposal_id}",
                row.person_id,
                readable=False,
                hidden=row.discounted_at is not None,
            )
            for row in session.execute(asked)
        ]

    def near(self, session: Session, written: Written) -> Mapping[int, str]:
        """There is no text."""
        return {}

    def hide(self, session: Session, moderator: Person, number: int, reason: str, now: datetime) -> None:
        """Count it no more; the support stays its person's."""
        self._turn(session, moderator, number, now, None, now)

    def show(self, session: Session, moderator: Person, number: int, now: datetime) -> None:
        """Count it again."""
        self._turn(session, moderator, number, None, now, now)

    def cut(self, session: Session, moderator: Person, number: int, passages: Collection[str], now: datetime) -> int:
        """There is no text."""
        return 0

    def cut_copies(self, session: Session, written: Written, passages: Collection[str]) -> int:
        """Nothing is copied here."""
        return 0

    def _turn(self, session: Session, moderator: Person, number: int, out: datetime | None, back: datetime | None, now: datetime) -> None:
        found = session.get(DoubtedSupport, number)
        if found is None:
            raise NotFound
        session.scalars(select(Proposal).where(Proposal.id == found.proposal_id).with_for_update().execution_options(populate_existing=True)).one()
        session.refresh(found)
        proposal = session.get_one(Proposal, found.proposal_id)
        demand(may_moderate(moderator, session.get_one(Consultation, proposal.consultation_id)))
        if (found.discounted_at is None) == (out is None):
            return
        found.discounted_at = out
        session.flush()
        if session.scalar(select(exists().where(Support.proposal_id == proposal.id, Support.person_id == found.person_id))):
            step = -1 if out is not None else 1
            values = {"support_count": Proposal.support_count + step, "version": Proposal.version + 1}
            session.execute(update(Proposal).where(Proposal.id == proposal.id).values(**values).execution_options(synchronize_session=False))
            session.expire(proposal, ["support_count", "version"])
            raise_board(session, proposal.consultation_id)
        action = "proposal.support_discounted" if out is not None else "proposal.support_counted"
        audit.append(session, at=now, actor=moderator, action=action, subject=proposal)
