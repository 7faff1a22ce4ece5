"""What is done about proposals that say the same: say so, ask their authors, fold them into one, take them apart, let supports move."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from participation.accounts.models import NoticeKind, Person
from participation.accounts.notices import tell
from participation.consultations.models import Consultation
from participation.duplicates import queries, rules
from participation.duplicates.models import REASON_LENGTH, Consent, Merge, MergePart, MergeState, MovedSupport, ProposalPair, Verdict
from participation.kit import audit
from participation.kit.errors import Invalid, NotFound
from participation.kit.language import gettext as _
from participation.kit.language import lazy
from participation.kit.rules import demand, demand_of
from participation.kit.text import clean_text
from participation.kit.upserts import insert_or
from participation.proposals import folding
from participation.proposals.models import Proposal

DEADLINES = (7, 14, 28)
"""How many days authors may be given to answer."""


def judge_pair(
    session: Session,
    moderator: Person | None,
    consultation: Consultation,
    one: Proposal,
    other: Proposal,
    verdict: Verdict,
    reason: str,
    now: datetime,
) -> ProposalPair:
    """Say that two proposals belong together (with a reason, shown on both pages), or that they only look alike. The latest word counts."""
    moderator = demand_of(moderator, rules.may_judge_pair(moderator, consultation, one, other))
    words = _reason(reason, needed=verdict == Verdict.TOGETHER)
    first, second = sorted((one.id, other.id))
    said = {"verdict": verdict, "reason": words, "decided_by_id": moderator.id, "decided_at": now}
    insert = insert_or(session, ProposalPair).values(first_id=first, second_id=second, **said)
    statement = insert.on_conflict_do_update(index_elements=["first_id", "second_id"], set_=said).returning(ProposalPair)
    pair = session.scalars(statement, execution_options={"populate_existing": True}).one()
    action = "proposal_pair.linked" if verdict == Verdict.TOGETHER else "proposal_pair.told_apart"
    audit.append(session, at=now, actor=moderator, action=action, subject=pair, data={"proposals": [first, second]})
    return pair


def forget_pair(session: Session, moderator: Person | None, consultation: Consultation, one: Proposal, other: Proposal, now: datetime) -> None:
    """Take back what was said of a pair; without such a word nothing changes."""
    moderator = demand_of(moderator, rules.may_judge_pair(moderator, consultation, one, other))
    first, second = sorted((one.id, other.id))
    gone = delete(ProposalPair).where(ProposalPair.first_id == first, ProposalPair.second_id == second).returning(ProposalPair.id)
    number = session.scalars(gone).one_or_none()
    if number is not None:
        audit.append(
            session, at=now, actor=moderator, action="proposal_pair.forgotten", subject=("proposal_pair", number), data={"proposals": [first, second]}
        )


def propose_merge(
    session: Session,
    moderator: Person | None,
    consultation: Consultation,
    target: Proposal,
    sources: Sequence[Proposal],
    reason: str,
    now: datetime,
    *,
    days: int = DEADLINES[1],
) -> Merge:
    """Ask the authors of several proposals whether all but the target may be folded into it. Nothing changes until they consent.

    Of the city's own proposals, and of those whose account is gone, nobody is asked: there the moderation's word and reason suffice.
    """
    proposals = folding.lock_proposals(session, [target.id, *(source.id for source in sources)])
    standings = queries.standings(session, [proposals[target.id], *(proposals[source.id] for source in sources)], now)
    moderator = demand_of(moderator, rules.may_propose_merge(moderator, consultation, standings[0], standings[1:]))
    words = _reason(reason, needed=True)
    if days not in DEADLINES:
        raise Invalid(_("Bitte wählen Sie eine der Fristen."), "days")
    authors = queries.authors_to_ask(session, list(proposals.values()))
    parts = [
        MergePart(proposal=proposal, consent=Consent.ASKED if number in authors else Consent.NOT_NEEDED) for number, proposal in proposals.items()
    ]
    merge = Merge(
        consultation_id=consultation.id,
        target_id=target.id,
        reason=words,
        proposed_by_id=moderator.id,
        proposed_at=now,
        deadline=now + timedelta(days=days),
        parts=parts,
    )
    session.add(merge)
    session.flush()
    question = lazy("Darf „%(title)s“ mit anderen Vorschlägen zusammengeführt werden? Bitte antworten Sie.", title=target.title)
    url = queries.merge_url(consultation, merge)
    tell(session, authors.values(), kind=NoticeKind.PROPOSAL, title=question, url=url, now=now)
    audit.append(session, at=now, actor=moderator, action="merge.proposed", subject=merge, data={"target": target.id, "parts": sorted(proposals)})
    return merge


def answer_merge(
    session: Session, author: Person | None, consultation: Consultation, merge: Merge, part: MergePart, agrees: bool, now: datetime
) -> MergePart:
    """Consent to a merge or refuse; the last answer before it is carried out counts."""
    _lock(session, merge)
    author = demand_of(author, rules.may_answer(author, consultation, merge, part, now))
    part.consent = Consent.GIVEN if agrees else Consent.REFUSED
    part.answered_at = now
    said = lazy("Zugestimmt: „%(title)s“ darf zusammengeführt werden.", title=part.proposal.title)
    if not agrees:
        said = lazy("Abgelehnt: „%(title)s“ soll für sich bleiben.", title=part.proposal.title)
    tell(session, [merge.proposed_by_id], kind=NoticeKind.WORK, title=said, url=queries.merge_url(consultation, merge), now=now, except_for=author)
    audit.append(
        session, at=now, actor=author, action="merge.consented" if agrees else "merge.refused", subject=merge, data={"proposal": part.proposal_id}
    )
    return part


def cancel_merge(session: Session, moderator: Person | None, consultation: Consultation, merge: Merge, now: datetime) -> None:
    """End a question to authors; everything stays as it was."""
    _lock(session, merge)
    moderator = demand_of(moderator, rules.may_cancel(moderator, consultation, merge, now))
    merge.state, merge.closed_at = MergeState.CANCELLED, now
    audit.append(session, at=now, actor=moderator, action="merge.cancelled", subject=merge)


def carry_out_merge(session: Session, moderator: Person | None, consultation: Consultation, merge: Merge, now: datetime) -> list[MergePart]:
    """Fold those whose authors consent into the target; who refused or has not answered stays apart.

    Texts stay readable at their addresses. No support moves: everybody who supported is told, and lets it move by one button.
    """
    _lock(session, merge)
    moderator = demand_of(moderator, rules.may_carry_out(moderator, consultation, merge, now))
    proposals = folding.lock_proposals(session, [part.proposal_id for part in merge.parts])
    target = proposals[merge.target_id]
    folded = [part for part in merge.parts if part.proposal_id != target.id and rules.consents(part)]
    standings = queries.standings(session, [target, *(proposals[part.proposal_id] for part in folded)], now, but=merge)
    demand(rules.can_be_merged(consultation, standings[0], standings[1:]))
    merge.state, merge.closed_at = MergeState.DONE, now
    for part in folded:
        part.merged_at = now
        folding.fold(session, part.proposal, target, now)
        _tell_of_merging(session, consultation, part.proposal, target, moderator, now)
    data = {"target": target.id, "merged": sorted(part.proposal_id for part in folded)}
    audit.append(session, at=now, actor=moderator, action="merge.carried_out", subject=merge, data=data)
    return folded


def split_off(
    session: Session, moderator: Person | None, consultation: Consultation, merge: Merge, part: MergePart, reason: str, now: datetime
) -> Proposal:
    """Take a merged proposal out again: it stands by itself as before, and supports that had moved come back."""
    _lock(session, merge)
    proposals = folding.lock_proposals(session, [part.proposal_id, merge.target_id])
    moderator = demand_of(moderator, rules.may_split(moderator, consultation, merge, part))
    source, target = proposals[part.proposal_id], proposals[merge.target_id]
    part.split_at, part.split_reason = now, _reason(reason, needed=True)
    folding.unfold(session, source, target)
    _give_back(session, part, source, target)
    message = lazy("„%(one)s“ und „%(other)s“ stehen wieder für sich.", one=source.title, other=target.title)
    people = [author for author in (source.author_id, target.author_id) if author is not None]
    people += folding.supporters_of(session, source.id)
    tell(session, people, kind=NoticeKind.PROPOSAL, title=message, url=queries.proposal_url(consultation, source.id), now=now, except_for=moderator)
    audit.append(session, at=now, actor=moderator, action="merge.split", subject=merge, data={"proposal": source.id, "target": target.id})
    return source


def move_support(session: Session, person: Person | None, consultation: Consultation, source: Proposal, now: datetime) -> Proposal:
    """Let one's own support move from a merged proposal to the one that it is part of now; there it counts once.

    The log keeps that a support moved, not whose: whom people support is theirs.
    """
    proposals = folding.lock_proposals(session, [source.id, *([source.merged_into_id] if source.merged_into_id else [])])
    target = proposals.get(source.merged_into_id or 0)
    has_it = person is not None and folding.supports(session, person.id, source.id)
    person = demand_of(person, rules.may_move_support(person, consultation, source, target, supports=has_it))
    if target is None:
        raise NotFound
    part = queries.merged_part(session, source.id)
    before = folding.supports(session, person.id, target.id)
    given = folding.move_support(session, person.id, source, target)
    if given is not None:
        session.add(MovedSupport(part_id=part.id, person_id=person.id, given_at=given, moved_at=now, counted_before=before))
        audit.append(session, at=now, actor=None, action="proposal.support_moved", subject=target, data={"from": source.id})
    return target


def _give_back(session: Session, part: MergePart, source: Proposal, target: Proposal) -> None:
    """Supports that moved return. Who took theirs back meanwhile supports neither, or what was supported anew since; who supported the
    target anyway supports both again.
    """
    moved = session.scalars(select(MovedSupport).where(MovedSupport.part_id == part.id)).all()
    others = queries.other_moves(session, part, target.id)
    since = folding.supporters_of(session, target.id)
    for row in moved:
        if row.person_id in since and since[row.person_id] <= row.moved_at:
            elsewhere = next((other for other in others.get(row.person_id, ()) if since[row.person_id] <= other.moved_at), None)
            if row.counted_before or elsewhere is not None:
                folding.add_support(session, row.person_id, source, row.given_at)
            else:
                folding.move_support(session, row.person_id, target, source, row.given_at)
            if elsewhere is not None and not row.counted_before:
                elsewhere.counted_before = False  # what came from another part keeps the support at the target
        session.delete(row)
    session.flush()


def _tell_of_merging(session: Session, consultation: Consultation, source: Proposal, target: Proposal, moderator: Person, now: datetime) -> None:
    named = {"one": source.title, "other": target.title}
    authors = [author for author in (source.author_id, target.author_id) if author is not None]
    message = lazy("„%(one)s“ ist in „%(other)s“ aufgegangen.", **named)
    tell(session, authors, kind=NoticeKind.PROPOSAL, title=message, url=queries.proposal_url(consultation, source.id), now=now, except_for=moderator)
    supporters = [person for person in folding.supporters_of(session, source.id) if person != target.author_id]
    question = lazy("„%(one)s“ ist in „%(other)s“ aufgegangen. Möchten Sie Ihre Unterstützung übertragen?", **named)
    tell(session, supporters, kind=NoticeKind.PROPOSAL, title=question, url=queries.move_url(consultation, source.id), now=now)


def _lock(session: Session, merge: Merge) -> None:
    """One act on a merge after the other, each on what the one before it left."""
    statement = select(Merge).where(Merge.id == merge.id).with_for_update().execution_options(populate_existing=True)
    if session.scalars(statement).one_or_none() is None:
        raise NotFound


def _reason(reason: str, *, needed: bool) -> str:
    words = clean_text(reason)
    if needed and not words:
        raise Invalid(_("Bitte nennen Sie den Grund. Wer die Vorschläge geschrieben hat, will ihn verstehen."), "reason")
    if len(words) > REASON_LENGTH:
        raise Invalid(_("Der Text ist zu lang. Erlaubt sind %(limit)s Zeichen.", limit=REASON_LENGTH), "reason")
    return words
