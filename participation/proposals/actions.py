"""What people do with proposals: write, publish, change, withdraw, support, answer."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from participation.accounts.models import District, Person
from participation.consultations.models import Consultation
from participation.kit import audit
from participation.kit.errors import Conflict, Invalid, NotFound
from participation.kit.language import gettext as _
from participation.kit.prose import excerpt, plain, to_html
from participation.kit.rules import demand
from participation.kit.search import index_document, remove_document
from participation.kit.text import clean_line, clean_text
from participation.kit.upserts import insert_or
from participation.places.actions import forget_place
from participation.places.queries import place_by_id
from participation.proposals import rules
from participation.proposals.history import current_number
from participation.proposals.models import TEASER_LENGTH, OfficialAnswer, Proposal, ProposalStage, ProposalVersion, Status, Support
from participation.proposals.numbers import next_reference, raise_board, random_place
from participation.proposals.signals import proposal_grew
from participation.proposals.texts import AnswerText, ProposalText, check_answer, check_reason, check_text, text_of

KIND = "proposal"
"""What the search index, the log and the discussion call a proposal."""


def save_draft(
    session: Session,
    author: Person,
    consultation: Consultation,
    text: ProposalText,
    now: datetime,
    *,
    draft: Proposal | None = None,
    entry_key: str | None = None,
    whole: bool = False,
    from_contribution_id: int | None = None,
) -> Proposal:
    """Keep a text that only its author sees; with `draft`, its new wording.

    `entry_key` is the random key of the form: the same form sent twice saves one draft. Raises Invalid for a text that is too
    long or a category of another consultation; an unfinished one is kept, unless `whole` asks for one that can be published.
    `from_contribution_id` names the contribution that it grew from.
    """
    demand(rules.may_save_draft(author, consultation))
    text = _checked(session, consultation, text, whole=whole)
    key = _own_key(author, consultation, entry_key) if entry_key else None
    if draft is None and key is not None:
        draft = _sent_before(session, author, key)
    if draft is None:
        draft = Proposal(
            consultation_id=consultation.id,
            author_id=author.id,
            entry_key=key,
            official=author.speaks_officially,
            from_contribution_id=from_contribution_id,
            created_at=now,
            shuffle_a=random_place(),
            shuffle_b=random_place(),
        )
        session.add(draft)
    else:
        _lock(session, draft)
        demand(rules.may_edit(author, draft, consultation, now))
        if not draft.is_draft:
            return draft  # the form was sent again after publishing
    place_before = draft.place_id
    _write(session, draft, text)
    if place_before != draft.place_id:
        forget_place(session, place_before)
    audit.append(session, at=now, actor=author, action="proposal.draft_saved", subject=draft)
    return draft


def discard_draft(session: Session, author: Person, draft: Proposal, now: datetime) -> None:
    """Forget a draft for good."""
    _lock(session, draft)
    demand(rules.may_discard(author, draft))
    audit.append(session, at=now, actor=author, action="proposal.draft_discarded", subject=draft)
    session.delete(draft)
    session.flush()
    forget_place(session, draft.place_id)


def publish_proposal(session: Session, author: Person, draft: Proposal, consultation: Consultation, now: datetime) -> Proposal:
    """Make a draft public under the year's next number. Published twice, it keeps its first number.

    Raises Invalid where something is missing.
    """
    _lock(session, draft)
    demand(rules.may_publish(author, draft, consultation, now))
    if not draft.is_draft:
        return draft
    check_text(text_of(draft), consultation, whole=True)
    draft.reference = next_reference(session, now)
    draft.stage = ProposalStage.PUBLISHED
    draft.published_at = now
    draft.last_activity = int(now.timestamp())
    _changed(session, draft, published=1)
    _index(session, draft)
    audit.append(session, at=now, actor=author, action="proposal.published", subject=draft, data={"reference": draft.reference})
    if draft.from_contribution_id is not None:
        url = f"/beteiligungen/{consultation.slug}/vorschlaege/{draft.id}"
        proposal_grew.send(session, contribution_id=draft.from_contribution_id, url=url)
    return draft


def edit_proposal(session: Session, author: Person, proposal: Proposal, consultation: Consultation, text: ProposalText, now: datetime) -> Proposal:
    """Change a published text within the edit window; the wording before stays on record. The same wording changes nothing."""
    _lock(session, proposal)
    demand(rules.may_edit(author, proposal, consultation, now))
    if proposal.is_draft:
        return save_draft(session, author, consultation, text, now, draft=proposal)
    if _replace_text(session, author, proposal, consultation, text, now) is not None:
        audit.append(session, at=now, actor=author, action="proposal.edited", subject=proposal, data={"version": proposal.version})
    return proposal


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Whose text a proposal takes over: the suggestion's number and the person who made it."""

    id: int
    by: int | None


def adopt_text(
    session: Session,
    actor: Person,
    proposal: Proposal,
    consultation: Consultation,
    text: ProposalText,
    suggestion: Suggestion,
    now: datetime,
    *,
    seen: int,
) -> int:
    """Give a proposal the text that somebody suggested, after its edit window too; whether that is allowed, the room of suggestions asks.

    `seen` is the number of the version that the actor looked at. Returns the number of the new version. Raises Conflict where the text
    is another one by now, or would not change: nothing is overwritten unseen.
    """
    _lock(session, proposal)
    if not proposal.is_published:
        raise Conflict(_("Dieser Vorschlag ist nicht mehr offen. Sein Text kann nicht mehr geändert werden."))
    if current_number(session, proposal.id) != seen:
        raise Conflict(_("Der Text des Vorschlags wurde gerade geändert. Bitte sehen Sie sich die Änderung noch einmal an."))
    number = _replace_text(session, actor, proposal, consultation, text, now, suggestion)
    if number is None:
        raise Conflict(_("Dieser Text steht schon so im Vorschlag. Es gibt nichts zu ändern."))
    audit.append(session, at=now, actor=actor, action="proposal.text_adopted", subject=proposal, data={"suggestion": suggestion.id})
    return number


def count_suggestions(session: Session, proposal: Proposal, step: int) -> None:
    """Tell a proposal that so many suggested changes more, or fewer, can be read."""
    statement = update(Proposal).where(Proposal.id == proposal.id).values(amendment_count=Proposal.amendment_count + step)
    session.execute(statement.execution_options(synchronize_session=False))
    session.expire(proposal, ["amendment_count"])
    _changed(session, proposal)


def _replace_text(
    session: Session,
    actor: Person,
    proposal: Proposal,
    consultation: Consultation,
    text: ProposalText,
    now: datetime,
    suggestion: Suggestion | None = None,
) -> int | None:
    """Write a public text anew and keep the wording before. Returns the new version's number; None where nothing changes."""
    before, text = text_of(proposal), _checked(session, consultation, text, whole=True)
    if text == before:
        return None
    _write(session, proposal, text)
    number = current_number(session, proposal.id)
    session.add(
        ProposalVersion(
            proposal_id=proposal.id,
            number=number,
            title=before.title,
            body=before.body,
            category_id=before.category_id,
            district_id=before.district_id,
            place_id=before.place_id if _may_be_told(session, text.place_id) else None,
            replaced_at=now,
            replaced_by=actor.id,
            suggestion_id=suggestion.id if suggestion else None,
            suggested_by=suggestion.by if suggestion else None,
        )
    )
    proposal.edited_at = now
    _changed(session, proposal)
    if before.place_id != text.place_id:
        forget_place(session, before.place_id)
    _index(session, proposal)
    return number + 1


def withdraw_proposal(session: Session, author: Person, proposal: Proposal, consultation: Consultation, reason: str, now: datetime) -> Proposal:
    """Take a published proposal back: number, text and reason stay to be read, supporting ends, search and lists leave it out."""
    _lock(session, proposal)
    demand(rules.may_withdraw(author, proposal, consultation))
    proposal.withdraw_reason = check_reason(clean_text(reason))
    proposal.stage = ProposalStage.WITHDRAWN
    proposal.withdrawn_at = now
    _changed(session, proposal, published=-1)
    remove_document(session, KIND, proposal.id)
    audit.append(session, at=now, actor=author, action="proposal.withdrawn", subject=proposal)
    return proposal


@dataclass(frozen=True, slots=True)
class Backing:
    """How a proposal stands after a click: its supporters, and whether this person is one."""

    count: int
    mine: bool


def support_proposal(session: Session, person: Person, proposal: Proposal, consultation: Consultation, now: datetime) -> Backing:
    """Back a proposal. However often it is clicked, at the same time or again, it counts once.

    The log keeps that a support was given, not by whom: it can never be emptied, and whom people support is theirs.
    """
    demand(rules.may_support(person, proposal, consultation, now))
    insert = insert_or(session, Support).values(proposal_id=proposal.id, person_id=person.id, given_at=now)
    added = session.scalars(insert.on_conflict_do_nothing().returning(Support.id)).one_or_none()
    return _count(session, proposal, 0 if added is None else 1, True, now)


def take_back_support(session: Session, person: Person, proposal: Proposal, consultation: Consultation, now: datetime) -> Backing:
    """Undo one's support; without one nothing changes."""
    demand(rules.may_take_back(person, proposal, consultation, now))
    statement = delete(Support).where(Support.proposal_id == proposal.id, Support.person_id == person.id).returning(Support.id)
    removed = session.scalars(statement).one_or_none()
    return _count(session, proposal, 0 if removed is None else -1, False, now)


def answer_proposal(
    session: Session, actor: Person, proposal: Proposal, consultation: Consultation, answer: AnswerText, now: datetime, *, even_if_same: bool = False
) -> OfficialAnswer:
    """Answer for the city: a status with its reasons. Earlier answers stay readable below. The same one sent twice counts once.

    `even_if_same` is for a caller that has looked already, and has more to say beside the same words.
    """
    _lock(session, proposal)
    demand(rules.may_answer(actor, proposal, consultation))
    body = clean_text(answer.body)
    status = check_answer(answer.status, body)
    newest = session.scalars(
        select(OfficialAnswer).where(OfficialAnswer.proposal_id == proposal.id).order_by(OfficialAnswer.id.desc()).limit(1)
    ).first()
    if not even_if_same and newest is not None and (newest.status, newest.body, newest.author_id) == (status, body, actor.id):
        return newest
    given = OfficialAnswer(
        proposal_id=proposal.id,
        author_id=actor.id,
        position=actor.position,
        status=status,
        body=body,
        body_html=to_html(body),
        answered_at=now,
    )
    session.add(given)
    proposal.status = status
    proposal.last_answer = proposal.last_activity = int(now.timestamp())
    _changed(session, proposal)
    audit.append(session, at=now, actor=actor, action="proposal.answered", subject=proposal, data={"status": str(status)})
    return given


def _own_key(author: Person, consultation: Consultation, entry_key: str) -> str:
    """The form's key bound to its author and place, so that nobody meets another person's."""
    return hashlib.sha256(f"{author.id}:{consultation.id}:{entry_key}".encode()).hexdigest()


def _sent_before(session: Session, author: Person, entry_key: str) -> Proposal | None:
    session.execute(select(Person.id).where(Person.id == author.id).with_for_update())  # one form of a person after the other
    return session.scalars(select(Proposal).where(Proposal.entry_key == entry_key)).one_or_none()


def _lock(session: Session, proposal: Proposal) -> None:
    """Read the row anew and keep others from changing it until the transaction ends, so that two clicks cannot cross."""
    statement = select(Proposal).where(Proposal.id == proposal.id).with_for_update().execution_options(populate_existing=True)
    if session.scalars(statement).one_or_none() is None:
        raise NotFound


def _checked(session: Session, consultation: Consultation, text: ProposalText, *, whole: bool) -> ProposalText:
    """The text as it is kept. Raises Invalid naming the field."""
    cleaned = ProposalText(clean_line(text.title), clean_text(text.body), text.category_id, text.district_id, text.place_id)
    check_text(cleaned, consultation, whole=whole)
    if cleaned.district_id is not None and session.get(District, cleaned.district_id) is None:
        raise Invalid(_("Diesen Ortsteil gibt es nicht. Bitte wählen Sie einen aus der Liste."), "district_id")
    return cleaned


def _write(session: Session, proposal: Proposal, text: ProposalText) -> None:
    proposal.title, proposal.body = text.title, text.body
    proposal.category_id, proposal.district_id = text.category_id, text.district_id
    place = place_by_id(session, text.place_id)
    proposal.place_id, proposal.place_label = (place.id, place.label) if place else (None, "")
    proposal.body_html = to_html(text.body)
    proposal.teaser = excerpt(proposal.body_html, TEASER_LENGTH)
    session.flush()


def _may_be_told(session: Session, new_place_id: int | None) -> bool:
    """Whether the place before may stay on record: not where the new one says that it is somebody's home."""
    place = place_by_id(session, new_place_id)
    return place is None or not place.coarse


def _changed(session: Session, proposal: Proposal, published: int = 0) -> None:
    proposal.version += 1
    session.flush()
    raise_board(session, proposal.consultation_id, published)


def _index(session: Session, proposal: Proposal) -> None:
    index_document(session, KIND, proposal.id, proposal.title, f"{proposal.reference} {plain(proposal.body_html)}")


def _count(session: Session, proposal: Proposal, step: int, mine: bool, now: datetime) -> Backing:
    """Bring the counter in step with the rows, in one statement of the database, and log the step."""
    statement = (
        update(Proposal)
        .where(Proposal.id == proposal.id, Proposal.stage == ProposalStage.PUBLISHED)
        .values(support_count=Proposal.support_count + step, version=Proposal.version + abs(step))
        .returning(Proposal.support_count)
        .execution_options(synchronize_session=False)
    )
    count = session.scalars(statement).one_or_none()
    if count is None:
        raise Conflict(_("Dieser Vorschlag wurde gerade zurückgezogen. Er kann nicht mehr unterstützt werden."))
    session.expire(proposal, ["support_count", "version"])
    if step:
        raise_board(session, proposal.consultation_id)
        audit.append(
            session, at=now, actor=None, action="proposal.supported" if step > 0 else "proposal.support_taken_back", subject=(KIND, proposal.id)
        )
    return Backing(count, mine)


__all__ = [
    "AnswerText",
    "Backing",
    "ProposalText",
    "Status",
    "Suggestion",
    "adopt_text",
    "answer_proposal",
    "count_suggestions",
    "discard_draft",
    "edit_proposal",
    "publish_proposal",
    "save_draft",
    "support_proposal",
    "take_back_support",
    "withdraw_proposal",
]
