"""Reads about proposals. Lists read columns, not objects, by statements that are built once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import BindParameter, ColumnElement, Row, and_, bindparam, case, func, or_, select, true
from sqlalchemy.orm import Session

from participation.accounts.bylines import goes_by_pseudonym, shown_name
from participation.accounts.models import District, Person
from participation.consultations.models import Category, Consultation, Stage
from participation.kit.errors import NotFound
from participation.kit.glances import Glance
from participation.organisations.bylines import organisation_name
from participation.proposals.models import OfficialAnswer, Proposal, ProposalBoard, ProposalStage, Support
from participation.proposals.writing_models import Attachment, AttachmentKind
from participation.proposals.writing_queries import custom_values_of as custom_values_of  # what exports ask for
from participation.proposals.writing_queries import wrote_too

_p = Proposal.__table__.c
_person = Person.__table__.c
_a = Attachment.__table__.c

_picture = (
    select(_a.stored_name)
    .where(_a.proposal_id == _p.id, _a.kind == AttachmentKind.PICTURE, _a.hidden_at.is_(None), or_(_a.words != "", _a.decorative.is_(True)))
    .order_by(_a.position, _a.id)
    .limit(1)
    .correlate(Proposal.__table__)
    .scalar_subquery()
)

CARD = (
    _p.id,
    _p.reference,
    _p.title,
    _p.teaser,
    _p.stage,
    _p.status,
    _p.official,
    _p.channel,
    _p.co_author_ids,
    _p.category_id,
    _p.district_id,
    _p.place_label,
    _p.published_at,
    _p.support_count,
    _p.contribution_count,
    _p.merged_into_id,
    _p.amendment_count,
    shown_name(_p.consultation_id, _person, _p.published_at).label("author_name"),
    organisation_name(_p.organisation_id).label("organisation_name"),
    case((_p.attachment_count > 0, _picture)).label("picture_name"),  # its first picture that others may see
)
"""What a list shows of a proposal."""


def visible_to(person: Person | None) -> ColumnElement[bool]:
    """The one condition for whose proposals a person may read: what is or was public, and the drafts that one writes."""
    public = Proposal.stage != ProposalStage.DRAFT
    return public if person is None else or_(public, Proposal.author_id == person.id, wrote_too(person.id))


def within_reach(person: Person | None) -> ColumnElement[bool]:
    """The condition for consultations that a person may see, where proposals of several are read at once."""
    public = Consultation.stage != Stage.DRAFT
    if person is None:
        return public
    if person.is_administrator:
        return true()
    return or_(public, Consultation.id.in_([mandate.consultation_id for mandate in person.mandates]))


_b = ProposalBoard.__table__.c
_board = select(_b.version, _b.published).where(_b.consultation_id == bindparam("consultation_id"))


def board_of(session: Session, consultation_id: int) -> tuple[int, int]:
    """A number that grows with every change of a consultation's proposals, and how many are published; zeros where there are none."""
    row = session.connection().execute(_board, {"consultation_id": consultation_id}).first()
    return (row.version, row.published) if row else (0, 0)


_districts = select(District.__table__.c.id, District.__table__.c.name).order_by(District.__table__.c.position, District.__table__.c.name)


def district_names(session: Session) -> dict[int, str]:
    """All districts, id → name, in the city's order."""
    return {row.id: row.name for row in session.connection().execute(_districts)}


_one = select(Proposal).where(Proposal.id == bindparam("proposal_id"), Proposal.consultation_id == bindparam("consultation_id"))
_one_public = _one.where(Proposal.stage != ProposalStage.DRAFT)
_one_or_own = _one.where(or_(Proposal.stage != ProposalStage.DRAFT, Proposal.author_id == bindparam("person_id"), wrote_too(bindparam("person_id"))))


def find_proposal(session: Session, consultation_id: int, proposal_id: int, person: Person | None) -> Proposal:
    """A proposal of a consultation that this person may see. Raises NotFound for others' drafts as for missing numbers."""
    values = {"proposal_id": proposal_id, "consultation_id": consultation_id}
    if person is None:
        proposal = session.scalars(_one_public, values).one_or_none()
    else:
        proposal = session.scalars(_one_or_own, {**values, "person_id": person.id}).one_or_none()
    if proposal is None:
        raise NotFound
    return proposal


_one_hidden = _one.where(Proposal.hidden_at.is_not(None))


def hidden_proposal(session: Session, consultation_id: int, proposal_id: int) -> Proposal | None:
    """A proposal of a consultation that the moderation hid, whoever asks: a stub of it is shown to everybody."""
    return session.scalars(_one_hidden, {"proposal_id": proposal_id, "consultation_id": consultation_id}).one_or_none()


_names = (
    select(
        shown_name(_p.consultation_id, _person, _p.published_at).label("public_name"),
        _p.organisation_id,
        organisation_name(_p.organisation_id).label("organisation_name"),
        Category.name.label("category"),
        District.name.label("district"),
    )
    .select_from(Proposal.__table__)
    .outerjoin(Person.__table__, _person.id == _p.author_id)
    .outerjoin(Category, Category.id == _p.category_id)
    .outerjoin(District, District.id == _p.district_id)
    .where(_p.id == bindparam("proposal_id"))
)


def names_of(session: Session, proposal_id: int) -> Row[Any]:
    """The names around a proposal: its author's `public_name`, its `category`, its `district`; None where there is none."""
    return session.connection().execute(_names, {"proposal_id": proposal_id}).one()


_answer = OfficialAnswer.__table__.c
_mine = Glance(
    select(Support.__table__.c.id).where(
        Support.__table__.c.proposal_id == bindparam("proposal_id"), Support.__table__.c.person_id == bindparam("person_id")
    )
)


def supports_it(proposal_id: int, person: Person | None) -> bool:
    """Whether this person supports a proposal; no statement for readers."""
    if person is None:
        return False
    return _mine.first(proposal_id=proposal_id, person_id=person.id) is not None


_s = Support.__table__.c


@lru_cache(maxsize=16)
def _supported(number: int) -> Glance:
    """The statement for so many proposals."""
    asked: list[BindParameter[int]] = [bindparam(f"proposal_{place}") for place in range(number)]
    return Glance(select(_s.proposal_id).where(_s.person_id == bindparam("person_id"), _s.proposal_id.in_(asked)))


def supported_among(proposal_ids: Iterable[int], person: Person | None) -> set[int]:
    """Which of these proposals this person supports; no statement for readers."""
    if person is None:
        return set()
    ids = list(proposal_ids)
    number = -(-len(ids) // 20) * 20  # few statements for lists of any length: the last number is asked for again
    asked = {f"proposal_{place}": ids[min(place, len(ids) - 1)] for place in range(number)}
    return {row[0] for row in _supported(number).all(person_id=person.id, **asked)} if ids else set()


def drafts_of(session: Session, consultation_id: int, person: Person) -> Sequence[Any]:
    """The drafts that a person writes in a consultation, alone or with others, the newest first; at most a hundred."""
    statement = (
        select(_p.id, _p.title, _p.teaser, _p.created_at, _p.author_id, _p.mend_until)
        .where(or_(_p.author_id == person.id, wrote_too(person.id)), _p.consultation_id == consultation_id)
        .where(_p.stage == ProposalStage.DRAFT, or_(_p.hidden_at.is_(None), _p.mend_until.is_not(None)))
        .order_by(_p.id.desc())
        .limit(100)
    )
    return session.execute(statement).all()


def status_counts(session: Session, consultation_id: int) -> dict[str, int]:
    """How many published proposals have which status."""
    statement = select(_p.status, func.count()).where(_p.consultation_id == consultation_id, _p.stage == ProposalStage.PUBLISHED).group_by(_p.status)
    return {str(status): count for status, count in session.execute(statement)}


def proposals_for_discussion(session: Session, ids: Iterable[int], person: Person | None) -> Sequence[Any]:
    """What the discussion must know of proposals, only of those that this person may see."""
    statement = (
        select(_p.id, _p.title, _p.consultation_id, _p.author_id, _p.stage, _p.merged_into_id, Consultation.slug)
        .join(Consultation, Consultation.id == _p.consultation_id)
        .where(_p.id.in_(list(ids)), and_(visible_to(person), Proposal.stage != ProposalStage.DRAFT), within_reach(person))
    )
    return session.execute(statement).all()


def proposals_by(session: Session, person: Person, *, drafts: bool, most: int = 100) -> Sequence[Any]:
    """What a person proposed, in all consultations, the newest first; with drafts, or as everybody may know them:
    not those under a pseudonym.
    """
    conditions = [or_(_p.author_id == person.id, wrote_too(person.id)), Consultation.stage != Stage.DRAFT]
    if not drafts:
        conditions += [_p.stage != ProposalStage.DRAFT, ~goes_by_pseudonym(_p.consultation_id, person.id)]
    statement = (
        select(
            _p.id, _p.title, _p.reference, _p.stage, _p.merged_into_id, _p.status, _p.support_count, _p.published_at, _p.hidden_at, Consultation.slug
        )
        .join(Consultation, Consultation.id == _p.consultation_id)
        .where(*conditions)
        .order_by(_p.id.desc())
        .limit(most)
    )
    return session.execute(statement).all()


def proposals_for(session: Session, organisation_id: int, most: int) -> Sequence[Any]:
    """What was proposed in an organisation's name and everybody can read, the newest first."""
    columns = (_p.id, _p.title, _p.reference, _p.stage, _p.merged_into_id, _p.hidden_at, Consultation.slug)
    shown = (_p.organisation_id == organisation_id, _p.stage != ProposalStage.DRAFT, _p.hidden_at.is_(None), Consultation.stage != Stage.DRAFT)
    asked = select(*columns).join(Consultation, Consultation.id == _p.consultation_id).where(*shown)
    return session.execute(asked.order_by(_p.id.desc()).limit(most)).all()


def supported_by(session: Session, person: Person, most: int = 100) -> Sequence[Any]:
    """What a person supports, the newest first."""
    statement = (
        select(_p.id, _p.title, _p.reference, _p.stage, _p.merged_into_id, _p.hidden_at, Consultation.slug, Support.given_at)
        .select_from(Support)
        .join(Proposal, Proposal.id == Support.proposal_id)
        .join(Consultation, Consultation.id == _p.consultation_id)
        .where(Support.person_id == person.id, Consultation.stage != Stage.DRAFT, _p.hidden_at.is_(None))
        .order_by(Support.id.desc())
        .limit(most)
    )
    return session.execute(statement).all()


def everything_of(session: Session, person: Person) -> tuple[Sequence[Any], Sequence[Any], Sequence[Any]]:
    """For the data download: a person's proposals with their texts, supports, and official answers."""
    texts = (
        _p.id,
        _p.consultation_id,
        _p.reference,
        _p.stage,
        _p.title,
        _p.body,
        _p.created_at,
        _p.published_at,
        _p.withdrawn_at,
        _p.withdraw_reason,
    )
    written = select(*texts).where(_p.author_id == person.id).order_by(_p.id)
    supported = select(Support.proposal_id, Support.given_at).where(Support.person_id == person.id).order_by(Support.id)
    answered = (
        select(_answer.proposal_id, _answer.status, _answer.body, _answer.answered_at).where(_answer.author_id == person.id).order_by(_answer.id)
    )
    return session.execute(written).all(), session.execute(supported).all(), session.execute(answered).all()
