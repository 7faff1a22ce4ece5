"""What people do with proposals: write, publish, change, withdraw, support, answer."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import bindparam, delete, select, update
from sqlalchemy.orm import Session

from participation.accounts.models import Person
from participation.consultations.models import Consultation
from participation.consultations.pace import take_turn
from participation.kit import audit
from participation.kit.errors import Conflict, NotFound
from participation.kit.language import gettext as _
from participation.kit.prose import plain, to_html
from participation.kit.rules import demand
from participation.kit.search import index_document, remove_document
from participation.kit.text import clean_text
from participation.organisations.actions import writes_for
from participation.places.actions import forget_place
from participation.proposals import rules
from participation.proposals.doubts import weight
from participation.proposals.history import current_number
from participation.proposals.models import OfficialAnswer, Proposal, ProposalStage, ProposalVersion, Status, Support
from participation.proposals.numbers import next_reference, raise_board, random_place
from participation.proposals.return_actions import hand_in_again
from participation.proposals.signals import proposal_grew
from participation.proposals.supports import count_support, put_support
from participation.proposals.text_actions import begin_draft, check_base, checked_text, earlier, forget_told_places, may_be_told, own_key, write_text
from participation.proposals.texts import AnswerText, ProposalText, check_answer, check_reason
from participation.proposals.writing_queries import check_publishable, current_text, custom_values_of

KIND = "proposal"
"""What the search index, the log and the discussion call a proposal."""
_LOCKED = select(Proposal).where(Proposal.id == bindparam("proposal")).with_for_update().execution_options(populate_existing=True)


def save_draft(
    session: Session,
    author: Person,
    consultation: Consultation,
    text: ProposalText,
    now: datetime,
    *,
    draft: Proposal | None = None,
    entry_key: str | None = None,
    base: str = "",
    step: int = 0,
    whole: bool = False,
    rough: bool = False,
    from_contribution_id: int | None = None,
) -> Proposal:
    """Keep a text that only its writers see; with `draft`, its new wording.

    `entry_key` is the random key of the form: the same form sent twice saves one draft. `base` is the stamp of the text with which
    the form began. Raises Invalid for a text that is too long or a category of another consultation, WrittenElsewhere where another
    form saved another text since; an unfinished one is kept, unless `whole` asks for one that can be published. `rough`: the page
    saves by itself while somebody writes; then even the title may be missing, answers that cannot be read yet are left out, a place
    is set but not taken away, and one that arrives after a later `step` of the same form changes nothing.
    `from_contribution_id` names the contribution that it grew from.
    """
    demand(rules.may_save_draft(author, consultation))
    text = checked_text(session, consultation, text, whole=whole, rough=rough)
    key = own_key(author, consultation, entry_key) if entry_key else None
    if draft is None and key is not None:
        draft = earlier(session, author, key)
    if draft is None:
        draft = begin_draft(session, author, consultation, key, from_contribution_id, now)
    else:
        _lock(session, draft)
        demand(rules.may_edit(author, draft, consultation, now))
        if not draft.is_draft:
            return draft  # the form was sent again after publishing
        check_base(session, draft, text, key, base)
        if rough:  # every few seconds: the log keeps that it was begun and saved, not each of them
            overtaken = key is not None and draft.form_key == key and step <= (draft.form_step or 0)
            if not overtaken:
                return write_text(session, draft, replace(text, place_id=text.place_id or draft.place_id), key, step)
            forget_place(session, text.place_id)  # stays where the draft, or another text, has it
            return draft
    write_text(session, draft, text, key, step)
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


def publish_proposal(
    session: Session, author: Person, draft: Proposal, consultation: Consultation, now: datetime, *, organisation_id: int | None = None
) -> Proposal:
    """Make a draft public under the year's next number. Published twice, it keeps its first number.

    `organisation_id`: in whose name, where not the author's own. Raises Invalid where something is missing.
    """
    _lock(session, draft)
    demand(rules.may_publish(author, draft, consultation, now))
    if not draft.is_draft:
        return draft
    if draft.is_returned:
        return hand_in_again(session, author, draft, consultation, now)
    check_publishable(session, draft, consultation)
    draft.organisation_id = writes_for(session, author, organisation_id, consultation.id, now)
    take_turn(session, author, consultation, now, "")
    draft.official = author.speaks_officially  # as what the author speaks on the day it becomes public
    draft.reference = next_reference(session, now)
    draft.stage = ProposalStage.PUBLISHED
    draft.published_at = now
    draft.last_activity = int(now.timestamp())
    _changed(session, draft, published=1)
    _index(session, draft)
    audit.append(session, at=now, actor=author, action="proposal.published", subject=draft, data={"reference": draft.reference})
    if draft.from_contribution_id is not None:
        url = f"/beteiligungen/{consultation.slug}/vorschlaege/{draft.id}"
        grown, here = draft.from_contribution_id, consultation.id
        proposal_grew.send(session, contribution_id=grown, proposal_id=draft.id, consultation_id=here, author_id=author.id, url=url, now=now)
    return draft


def publish_taken_in(
    session: Session, actor: Person, consultation: Consultation, text: ProposalText, channel: str, now: datetime, entry_key: str | None
) -> tuple[Proposal, bool]:
    """Publish a text that staff entered for somebody without an account; says too whether it is new. See `intake_actions.take_in`.

    Raises Invalid where something is missing.
    """
    demand(rules.may_take_in(actor, consultation))
    text = checked_text(session, consultation, text, whole=True)
    key = own_key(actor, consultation, entry_key) if entry_key else None
    if key is not None and (known := earlier(session, actor, key)):
        return known, False
    proposal = Proposal(
        consultation_id=consultation.id,
        entry_key=key,
        channel=channel,
        title=text.title,
        reference=next_reference(session, now),
        stage=ProposalStage.PUBLISHED,
        created_at=now,
        published_at=now,
        shuffle_a=random_place(),
        shuffle_b=random_place(),
    )
    session.add(proposal)
    write_text(session, proposal, text)
    raise_board(session, consultation.id, published=1)
    _index(session, proposal)
    return proposal, True


def edit_proposal(
    session: Session,
    author: Person,
    proposal: Proposal,
    consultation: Consultation,
    text: ProposalText,
    now: datetime,
    *,
    entry_key: str | None = None,
    base: str = "",
    step: int = 0,
) -> Proposal:
    """Change a published text within the edit window; the wording before stays on record. The same wording changes nothing."""
    _lock(session, proposal)
    demand(rules.may_edit(author, proposal, consultation, now))
    if proposal.is_draft:
        return save_draft(session, author, consultation, text, now, draft=proposal, entry_key=entry_key, base=base, step=step)
    text = checked_text(session, consultation, text, whole=True)
    key = own_key(author, consultation, entry_key) if entry_key else None
    check_base(session, proposal, text, key, base)
    if _replace_text(session, author, proposal, text, now, key=key, step=step) is not None:
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
    text = checked_text(session, consultation, text, whole=True)
    number = _replace_text(session, actor, proposal, text, now, suggestion)
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
    text: ProposalText,
    now: datetime,
    suggestion: Suggestion | None = None,
    *,
    key: str | None = None,
    step: int = 0,
) -> int | None:
    """Write a public text anew and keep the wording before. Returns the new version's number; None where nothing changes."""
    before = current_text(session, proposal, answers=text.answers is not None)
    if text == before:
        return None
    answered = [[answer.label, answer.said] for answer in custom_values_of(session, [proposal.id]).get(proposal.id, [])]
    write_text(session, proposal, text, key, step)
    number = current_number(session, proposal.id)
    told = may_be_told(session, text.place_id)
    if not told:
        forget_told_places(session, proposal)
    session.add(
        ProposalVersion(
            proposal_id=proposal.id,
            number=number,
            title=before.title,
            body=before.body,
            category_id=before.category_id,
            district_id=before.district_id,
            place_id=before.place_id if told else None,
            answers=answered or None,
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
    session.flush()
    new = put_support(session, proposal.id, person.id, now)
    return _count(session, proposal, weight(session, proposal.id, person.id) if new else 0, True, now)


def take_back_support(session: Session, person: Person, proposal: Proposal, consultation: Consultation, now: datetime) -> Backing:
    """Undo one's support; without one nothing changes."""
    demand(rules.may_take_back(person, proposal, consultation, now))
    statement = delete(Support).where(Support.proposal_id == proposal.id, Support.person_id == person.id).returning(Support.id)
    removed = session.scalars(statement).one_or_none()
    return _count(session, proposal, 0 if removed is None else -weight(session, proposal.id, person.id), False, now)


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


def _lock(session: Session, proposal: Proposal) -> None:
    """Read the row anew and keep others from changing it until the transaction ends, so that two clicks cannot cross."""
    if session.scalars(_LOCKED, {"proposal": proposal.id}).one_or_none() is None:
        raise NotFound


def _changed(session: Session, proposal: Proposal, published: int = 0) -> None:
    proposal.version += 1
    session.flush()
    raise_board(session, proposal.consultation_id, published)


def _index(session: Session, proposal: Proposal) -> None:
    index_document(session, KIND, proposal.id, proposal.title, f"{proposal.reference} {plain(proposal.body_html)}")


def _count(session: Session, proposal: Proposal, step: int, mine: bool, now: datetime) -> Backing:
    """Bring the counter in step with the rows, in one statement of the database, and log the step."""
    count = count_support(session, proposal.id, step)
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
