"""Who supports which proposals, for the look at unusual crowds."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import and_, func, select
from sqlalchemy.orm import Session

from participation.accounts.models import Person
from participation.accounts.network_models import Done, NetworkTrace
from participation.consultations.crowds import Backed, Backer
from participation.consultations.models import Consultation
from participation.kit import clock
from participation.kit.language import gettext as _
from participation.kit.language import ngettext
from participation.kit.pages import format_number
from participation.proposals.doubt_models import DoubtedSupport
from participation.proposals.doubts import doubt
from participation.proposals.models import Proposal, ProposalStage, Support

_p = Proposal.__table__.c


class Supporters:
    """Supports of a consultation's published proposals. Only the latest thousand proposals that have any are looked at."""

    kind = "proposal"
    discounts = True

    def subjects(self, session: Session, consultation_id: int, ids: Collection[int] | None = None) -> Sequence[Backed]:
        """One statement."""
        named = () if ids is None else (_p.id.in_(ids),)
        asked = (
            select(_p.id, _p.title, _p.support_count, _p.author_id, _p.co_author_ids, Consultation.slug)
            .join_from(Proposal.__table__, Consultation, Consultation.id == _p.consultation_id)
            .where(_p.consultation_id == consultation_id, _p.stage == ProposalStage.PUBLISHED, *named)
            .order_by(_p.support_count.desc(), _p.id)
            .limit(1_000)
        )
        return [_subject(row) for row in session.execute(asked)]

    def to_look_at(self, session: Session, consultation_id: int, now: datetime) -> Collection[int]:
        """One statement."""
        here = (_p.consultation_id == consultation_id, _p.stage == ProposalStage.PUBLISHED, _p.support_count > 0)
        return session.scalars(select(_p.id).where(*here).order_by(_p.id.desc()).limit(1_000)).all()

    def backers(self, session: Session, consultation_id: int, ids: Collection[int]) -> Iterable[Backer]:
        """One statement."""
        wanted = set(ids)
        return [one for one in self.around(session, consultation_id) if one.subject_id in wanted]

    def around(self, session: Session, consultation_id: int) -> Iterable[Backer]:
        """All supports of the consultation; one statement."""
        return [
            Backer(row.proposal_id, row.person_id, int(row.given_at.timestamp()), int(row.created_at.timestamp()), row.network)
            for row in session.execute(_supports(consultation_id))
        ]

    def facts(self, session: Session, subject_id: int) -> Sequence[str]:
        """One statement."""
        left_out = (DoubtedSupport.proposal_id == subject_id, DoubtedSupport.discounted_at.is_not(None))
        given = select(func.count()).where(Support.proposal_id == subject_id).scalar_subquery()
        different = select(func.count(func.distinct(Support.person_id))).where(Support.proposal_id == subject_id).scalar_subquery()
        out = select(func.count()).select_from(DoubtedSupport).join(Support, _same()).where(*left_out).scalar_subquery()
        row = session.execute(select(given.label("given"), different.label("people"), out.label("left_out"))).one()
        said = [
            _(
                "%(given)s Unterstützungen stammen von %(people)s verschiedenen Konten.",
                given=format_number(row.given),
                people=format_number(row.people),
            )
        ]
        if row.left_out:
            said.append(
                ngettext(
                    "%(count)s Unterstützung wird nach einer Entscheidung der Moderation nicht gezählt.",
                    "%(count)s Unterstützungen werden nach einer Entscheidung der Moderation nicht gezählt.",
                    row.left_out,
                    count=format_number(row.left_out),
                )
            )
        return said

    def still(self, session: Session, subject_id: int, people: Collection[int]) -> Collection[int]:
        """One statement."""
        return session.scalars(select(Support.person_id).where(Support.proposal_id == subject_id, Support.person_id.in_(people))).all()

    def doubted(self, session: Session, subject_id: int, people: Collection[int]) -> Mapping[int, int]:
        """See `doubt`."""
        return doubt(session, subject_id, people, clock.now())


def _same() -> Any:
    return and_(Support.proposal_id == DoubtedSupport.proposal_id, Support.person_id == DoubtedSupport.person_id)


def _supports(consultation_id: int) -> Any:
    trace = NetworkTrace
    here = and_(trace.person_id == Support.person_id, trace.act == Done.SUPPORT, trace.subject_id == Support.proposal_id)
    return (
        select(Support.proposal_id, Support.person_id, Support.given_at, Person.created_at, trace.network)
        .join(Proposal, Proposal.id == Support.proposal_id)
        .join(Person, Person.id == Support.person_id)
        .outerjoin(trace, here)
        .where(Proposal.consultation_id == consultation_id, Proposal.stage == ProposalStage.PUBLISHED)
    )


def _subject(row: Any) -> Backed:
    writers = frozenset({*((row.author_id,) if row.author_id is not None else ()), *(row.co_author_ids or ())})
    return Backed("proposal", row.id, row.title, f"/beteiligungen/{row.slug}/vorschlaege/{row.id}", row.support_count, writers)
