"""Reads about pairs and merges, each in a constant number of statements."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any
from urllib.parse import quote

from sqlalchemy import and_, bindparam, or_, select, union_all
from sqlalchemy.orm import Session

from participation.accounts.models import Person
from participation.consultations.models import Consultation
from participation.duplicates.models import Merge, MergePart, MergeState, MovedSupport, ProposalPair, Verdict
from participation.duplicates.rules import Standing
from participation.kit.audit import AuditEntry
from participation.kit.errors import NotFound
from participation.proposals.models import Proposal, ProposalStage

MOST_LINKED = 12
"""How many proposals a page names that belong together with its own."""
MOST_MERGES = 50

_p = Proposal.__table__.c
_pair = ProposalPair.__table__.c


def list_url(consultation: Consultation) -> str:
    """Where a consultation's proposals stand."""
    return f"/beteiligungen/{quote(consultation.slug)}/vorschlaege"


def proposal_url(consultation: Consultation, proposal_id: int) -> str:
    """Where a proposal stands; told in notices, which no request makes."""
    return f"{list_url(consultation)}/{proposal_id}"


def move_url(consultation: Consultation, proposal_id: int) -> str:
    """Where a supporter lets the support move."""
    return f"{proposal_url(consultation, proposal_id)}/unterstuetzung-uebertragen"


def merge_url(consultation: Consultation, merge: Merge) -> str:
    """Where authors answer."""
    return f"/beteiligungen/{quote(consultation.slug)}/zusammenfuehrungen/{merge.id}"


def public_proposals(session: Session, ids: Collection[int]) -> dict[int, Proposal]:
    """Proposals that are or were public, whatever their consultation: the rules say which belong there."""
    statement = select(Proposal).where(Proposal.id.in_(list(ids)), Proposal.stage != ProposalStage.DRAFT)
    return {proposal.id: proposal for proposal in session.scalars(statement)}


def public_pair(session: Session, consultation: Consultation, first_id: int, second_id: int) -> tuple[Proposal, Proposal]:
    """Two proposals that are or were public. Raises NotFound where one is missing, or neither belongs to the consultation."""
    found = public_proposals(session, [first_id, second_id])
    if first_id not in found or second_id not in found or all(one.consultation_id != consultation.id for one in found.values()):
        raise NotFound
    return found[first_id], found[second_id]


def by_references(session: Session, references: Collection[str]) -> list[Proposal]:
    """Public proposals by their numbers, in the order asked for; numbers that nobody has are left out."""
    statement = select(Proposal).where(Proposal.reference.in_(list(references)), Proposal.stage != ProposalStage.DRAFT)
    found = {proposal.reference: proposal for proposal in session.scalars(statement)}
    return [found[reference] for reference in references if reference in found]


def standings(session: Session, proposals: Sequence[Proposal], now: datetime, *, but: Merge | None = None) -> list[Standing]:
    """Each proposal with what stands in the way of merging it; `but` is the merge that is being carried out."""
    ids = [proposal.id for proposal in proposals]
    holding = set(session.scalars(select(Proposal.merged_into_id).where(Proposal.merged_into_id.in_(ids)).distinct()))
    asked = (
        select(MergePart.proposal_id)
        .join(Merge, Merge.id == MergePart.merge_id)
        .where(MergePart.proposal_id.in_(ids), Merge.state == MergeState.ASKED, Merge.deadline > now, Merge.id != (but.id if but else 0))
    )
    busy = set(session.scalars(asked))
    return [Standing(proposal, proposal.id in holding, proposal.id in busy) for proposal in proposals]


def authors_to_ask(session: Session, proposals: Sequence[Proposal]) -> dict[int, int]:
    """Proposal → author, where somebody can be asked: neither the city's own nor of an account that is gone."""
    wanted = {proposal.id: proposal.author_id for proposal in proposals if not proposal.official and proposal.author_id is not None}
    there = set(session.scalars(select(Person.id).where(Person.id.in_(set(wanted.values())), Person.deleted_at.is_(None))))
    return {number: author for number, author in wanted.items() if author in there}


def find_merge(session: Session, consultation_id: int, merge_id: int) -> Merge:
    """A merge of a consultation. Raises NotFound."""
    merge = session.scalars(select(Merge).where(Merge.id == merge_id, Merge.consultation_id == consultation_id)).one_or_none()
    if merge is None:
        raise NotFound
    return merge


def merges_of(session: Session, consultation_id: int, most: int = MOST_MERGES) -> Sequence[Merge]:
    """A consultation's merges, the newest first."""
    statement = select(Merge).where(Merge.consultation_id == consultation_id).order_by(Merge.id.desc()).limit(most)
    return session.scalars(statement).all()


def merged_part(session: Session, proposal_id: int) -> MergePart:
    """The part by which a proposal is merged now. Raises NotFound."""
    statement = select(MergePart).where(MergePart.proposal_id == proposal_id, MergePart.merged_at.is_not(None), MergePart.split_at.is_(None))
    part = session.scalars(statement).one_or_none()
    if part is None:
        raise NotFound
    return part


def other_moves(session: Session, part: MergePart, target_id: int) -> dict[int, list[MovedSupport]]:
    """Person → supports that moved to the same target from other proposals."""
    statement = (
        select(MovedSupport)
        .join(MergePart, MergePart.id == MovedSupport.part_id)
        .join(Merge, Merge.id == MergePart.merge_id)
        .where(Merge.target_id == target_id, MovedSupport.part_id != part.id)
        .order_by(MovedSupport.id)
    )
    found: dict[int, list[MovedSupport]] = {}
    for row in session.scalars(statement):
        found.setdefault(row.person_id, []).append(row)
    return found


def pair_of(session: Session, first_id: int, second_id: int) -> ProposalPair | None:
    """What was said of two proposals."""
    low, high = sorted((first_id, second_id))
    return session.scalars(select(ProposalPair).where(ProposalPair.first_id == low, ProposalPair.second_id == high)).one_or_none()


def judged_among(session: Session, pairs: Iterable[tuple[int, int]]) -> dict[tuple[int, int], Verdict]:
    """Which of these pairs (smaller number first) the moderation has spoken about."""
    wanted = set(pairs)
    if not wanted:
        return {}
    statement = select(_pair.first_id, _pair.second_id, _pair.verdict).where(_pair.first_id.in_({first for first, _second in wanted}))
    return {(row.first_id, row.second_id): Verdict(row.verdict) for row in session.execute(statement) if (row.first_id, row.second_id) in wanted}


_together = (
    select(_pair.second_id.label("id"), _pair.reason).where(_pair.first_id == bindparam("number"), _pair.verdict == "together"),
    select(_pair.first_id.label("id"), _pair.reason).where(_pair.second_id == bindparam("number"), _pair.verdict == "together"),
    select(_p.id, _p.withdraw_reason.label("reason")).where(_p.merged_into_id == bindparam("number")),
)
_trace = union_all(*_together).limit(2 * MOST_LINKED)


def traced(session: Session, proposal_id: int) -> dict[int, str]:
    """Proposals that a page must name, linked or merged: number → the reason given for linking."""
    return {row.id: row.reason for row in session.connection().execute(_trace, {"number": proposal_id})}


_ROW = (
    _p.id, _p.title, _p.teaser, _p.reference, _p.status, _p.stage, _p.support_count, _p.author_id, _p.merged_into_id, _p.published_at,
)  # fmt: skip
_rows = select(*_ROW).where(_p.id.in_(bindparam("ids", expanding=True)), _p.stage != ProposalStage.DRAFT)


def rows_of(session: Session, ids: Collection[int]) -> Mapping[int, Any]:
    """What a list shows of proposals, by number; drafts are none of them."""
    if not ids:
        return {}
    return {row.id: row for row in session.connection().execute(_rows, {"ids": list(ids)})}


_texts = select(_p.id, _p.stage, _p.title, _p.teaser).where(_p.consultation_id == bindparam("consultation_id"), _p.stage == ProposalStage.PUBLISHED)


def published_texts(session: Session, consultation_id: int, most: int) -> Sequence[Any]:
    """Title and first words of the newest published proposals."""
    statement = _texts.order_by(_p.published_at.desc(), _p.id.desc()).limit(most)
    return session.connection().execute(statement, {"consultation_id": consultation_id}).all()


Mark = tuple[int, bytes]
"""An entry of the log: its number, and its hash, by which a database that was put back is told apart."""
MOST_CHANGED = 500
_SUPPORTS = ("proposal.supported", "proposal.support_taken_back", "proposal.support_moved")
_log = AuditEntry.__table__.c
_newest = select(_log.id, _log.hash).order_by(_log.id.desc()).limit(1)
_named = (
    select(_log.id, _log.hash, _log.subject_kind, _log.subject_id)
    .where(
        _log.id.between(bindparam("since"), bindparam("until")),
        or_(
            _log.id == bindparam("since"),
            and_(_log.subject_kind == "proposal", _log.action.not_in(_SUPPORTS)),
            _log.subject_kind.in_(("proposal_merge", "proposal_import")),
        ),
    )
    .order_by(_log.id)
    .limit(MOST_CHANGED)
)


def newest_mark(session: Session) -> Mark | None:
    """The log's newest entry. Ask before reading what it tells of: then what is read is never older."""
    row = session.connection().execute(_newest).first()
    return None if row is None else (row.id, bytes(row.hash))


def texts_changed(session: Session, consultation_id: int, since: Mark, until: Mark) -> Sequence[Any] | None:
    """The proposals of a consultation that the log names between two entries, supports aside, with their stage.

    Entries are numbered in the order of their commits. None where the log cannot say it: many changed, a table was read in, or the log
    is not the one that it was.
    """
    entries = session.connection().execute(_named, {"since": since[0], "until": until[0]}).all()
    kinds = {entry.subject_kind for entry in entries[1:]}
    if not entries or (entries[0].id, bytes(entries[0].hash)) != since or len(entries) == MOST_CHANGED or "proposal_import" in kinds:
        return None
    merges = {entry.subject_id for entry in entries[1:] if entry.subject_kind == "proposal_merge"}
    ids = {entry.subject_id for entry in entries[1:] if entry.subject_kind == "proposal"}
    if merges:
        ids |= set(session.scalars(select(MergePart.proposal_id).where(MergePart.merge_id.in_(merges))))
    if not ids:
        return []
    statement = select(_p.id, _p.stage, _p.title, _p.teaser).where(_p.id.in_(ids), _p.consultation_id == consultation_id)
    return session.connection().execute(statement.where(_p.stage != ProposalStage.DRAFT)).all()


def question_for(session: Session, proposal_id: int, now: datetime) -> Merge | None:
    """The open merge that asks about a proposal."""
    statement = (
        select(Merge)
        .join(MergePart, MergePart.merge_id == Merge.id)
        .where(MergePart.proposal_id == proposal_id, Merge.state == MergeState.ASKED, Merge.deadline > now)
        .limit(1)
    )
    return session.scalars(statement).first()


def moved_by(session: Session, person: Person) -> Sequence[Any]:
    """For the data download: supports that a person let move."""
    statement = (
        select(MergePart.proposal_id, Merge.target_id, MovedSupport.given_at, MovedSupport.moved_at)
        .select_from(MovedSupport)
        .join(MergePart, MergePart.id == MovedSupport.part_id)
        .join(Merge, Merge.id == MergePart.merge_id)
        .where(MovedSupport.person_id == person.id)
        .order_by(MovedSupport.id)
    )
    return session.execute(statement).all()


def waiting(session: Session, consultation_id: int, now: datetime) -> int:
    """How many merges have been asked about and wait."""
    statement = select(Merge.id).where(Merge.consultation_id == consultation_id, Merge.state == MergeState.ASKED, Merge.deadline > now)
    return len(session.scalars(statement.limit(MOST_MERGES)).all())
