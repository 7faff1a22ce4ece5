"""What residents do with a text under review: comment on a passage, suggest another wording, take it back, agree or not; and how the city decides."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from participation.accounts.models import NoticeKind, Person
from participation.accounts.notices import tell
from participation.consultations.models import Consultation
from participation.consultations.pace import take_turn
from participation.consultations.subjects import Subject
from participation.discussions.actions import Draft, checked_body, contribute
from participation.discussions.models import Contribution
from participation.kit import audit
from participation.kit.errors import Invalid, NotFound
from participation.kit.language import LazyText, lazy
from participation.kit.language import gettext as _
from participation.kit.prose import to_html
from participation.kit.rules import demand_of
from participation.reviews import rules
from participation.reviews.models import Mark, Paragraph, Passage, ReviewText, State, Suggestion, Wording
from participation.reviews.queries import Standing
from participation.reviews.text_actions import add_version, lock_text, standing_before
from participation.reviews.texts import SuggestionText, checked_passage, checked_reason, checked_suggestion, one_paragraph


@dataclass(frozen=True, slots=True)
class Acceptance:
    """How a suggestion is taken over: the version that was looked at, the words that shall stand there, and why."""

    seen: int
    body: str
    reason: str


def suggest_wording(
    session: Session,
    author: Person | None,
    consultation: Consultation,
    text: ReviewText,
    standing: Standing,
    given: SuggestionText,
    now: datetime,
    *,
    entry_key: str | None = None,
) -> Suggestion:
    """Suggest other words for a paragraph, or to strike it. The same form sent twice suggests once.

    Raises Invalid for a text that cannot be, and where the paragraph reads otherwise than when it was read.
    """
    author = demand_of(author, rules.may_suggest(author, consultation, text, now, gone=standing.gone))
    key = hashlib.sha256(f"{author.id}:{standing.paragraph.id}:{entry_key}".encode()).hexdigest() if entry_key else None
    if key is not None:
        session.execute(select(Person.id).where(Person.id == author.id).with_for_update())  # one form of a person after the other
        twin = session.scalars(select(Suggestion).where(Suggestion.entry_key == key)).one_or_none()
        if twin is not None:
            return twin
    given = checked_wording(standing, given)
    take_turn(session, author, consultation, now, "reason")
    suggestion = Suggestion(
        consultation_id=consultation.id,
        text_id=text.id,
        paragraph_id=standing.paragraph.id,
        author_id=author.id,
        entry_key=key,
        base_number=text.number,
        base_body=standing.wording.body,
        body=given.body,
        reason=given.reason,
        reason_html=to_html(given.reason),
        created_at=now,
    )
    session.add(suggestion)
    session.flush()
    audit.append(session, at=now, actor=author, action="text_suggestion.made", subject=suggestion, data={"paragraph": standing.paragraph.id})
    return suggestion


def checked_wording(standing: Standing, given: SuggestionText) -> SuggestionText:
    """The suggestion as it would be kept, also for the preview. Raises Invalid with what is wrong."""
    if standing.wording.number > given.base:
        raise Invalid(_("Der Absatz wurde inzwischen geändert. Ihr Text steht noch da. Bitte vergleichen Sie ihn mit der neuen Fassung."), "body")
    return checked_suggestion(given, standing.block)


def withdraw_suggestion(session: Session, author: Person | None, consultation: Consultation, suggestion: Suggestion, now: datetime) -> Suggestion:
    """Take one's own suggestion back; it stays readable as such."""
    lock_suggestion(session, suggestion)
    author = demand_of(author, rules.may_withdraw(author, consultation, suggestion))
    _decide(suggestion, State.WITHDRAWN, author, "", now)
    audit.append(session, at=now, actor=author, action="text_suggestion.withdrawn", subject=suggestion)
    return suggestion


def accept_suggestion(
    session: Session,
    actor: Person | None,
    consultation: Consultation,
    text: ReviewText,
    suggestion: Suggestion,
    given: Acceptance,
    now: datetime,
) -> Suggestion:
    """Take a suggestion over: the text gets a new version in which this paragraph alone reads otherwise, and its author is told.

    Raises Invalid without a reason, for words that change nothing, and where the text is another one than was looked at.
    """
    lock_text(session, text)
    lock_suggestion(session, suggestion)
    actor = demand_of(actor, rules.may_decide(actor, consultation, text, suggestion))
    reason = checked_reason(given.reason, _("Bitte schreiben Sie, warum Sie die Änderung übernehmen."))
    if given.seen != text.number:
        raise Invalid(_("Inzwischen gibt es eine neuere Fassung. Bitte sehen Sie sich die Änderung noch einmal an."))
    before = standing_before(session, text)
    mine = next((one for one in before if one.paragraph_id == suggestion.paragraph_id), None)
    if mine is None:
        raise Invalid(_("Dieser Absatz steht nicht mehr im Entwurf. Sie können den Änderungsvorschlag nur noch ablehnen."))
    if suggestion.strikes:
        plan = [(one, one.block) for one in before if one is not mine]
        if not plan:
            raise Invalid(_("Das ist der einzige Absatz. Ein Entwurf ohne Text geht nicht."))
    else:
        block = one_paragraph(given.body, mine.block)
        if block == mine.block:
            raise Invalid(_("So steht der Absatz schon im Entwurf."), "body")
        plan = [(one, block if one is mine else one.block) for one in before]
        suggestion.adapted = block.text != suggestion.body
    version = add_version(session, text, actor, plan, "", now, number=text.number + 1)
    suggestion.result_number = version.number
    _decide(suggestion, State.ACCEPTED, actor, reason, now)
    audit.append(session, at=now, actor=actor, action="text_suggestion.accepted", subject=suggestion, data={"version": version.number})
    said = lazy("Ihr Änderungsvorschlag zum Entwurf „%(title)s“ wurde übernommen.", title=text.title)
    _tell_author(session, consultation, suggestion, said, actor, now)
    return suggestion


def reject_suggestion(
    session: Session, actor: Person | None, consultation: Consultation, text: ReviewText, suggestion: Suggestion, reason: str, now: datetime
) -> Suggestion:
    """Leave the paragraph as it is, say why, and tell the author."""
    lock_text(session, text)
    lock_suggestion(session, suggestion)
    actor = demand_of(actor, rules.may_decide(actor, consultation, text, suggestion))
    kept = checked_reason(reason, _("Bitte begründen Sie die Ablehnung. Wer die Änderung vorgeschlagen hat, will die Gründe verstehen."))
    _decide(suggestion, State.REJECTED, actor, kept, now)
    audit.append(session, at=now, actor=actor, action="text_suggestion.rejected", subject=suggestion)
    said = lazy("Ihr Änderungsvorschlag zum Entwurf „%(title)s“ wurde nicht übernommen. Der Grund steht dabei.", title=text.title)
    _tell_author(session, consultation, suggestion, said, actor, now)
    return suggestion


def comment_passage(
    session: Session,
    author: Person | None,
    consultation: Consultation,
    subject: Subject,
    text: ReviewText,
    standing: Standing,
    passage: str,
    draft: Draft,
    now: datetime,
) -> Contribution:
    """Comment on some words of a paragraph: a contribution to its discussion that begins with them as a quotation.

    Raises Invalid for words that do not stand there, and for a comment that the discussion would not take.
    """
    author = demand_of(author, rules.may_suggest(author, consultation, text, now, gone=standing.gone))
    words = checked_passage(passage, standing.wording.body_html)
    typed, _html = checked_body(draft.body)
    contribution = contribute(session, author, consultation, subject, replace(draft, body=f"> {words}\n\n{typed}"), now)
    if session.get(Passage, contribution.id) is None:
        session.add(Passage(contribution_id=contribution.id, paragraph_id=standing.paragraph.id, number=text.number, words=words))
        session.flush()
    return contribution


def mark_paragraph(
    session: Session, person: Person | None, consultation: Consultation, text: ReviewText, standing: Standing, mark: int, now: datetime
) -> None:
    """Keep whether somebody agrees (1) with the words of a paragraph or does not (−1); 0 takes it back. The last one counts, one a person.

    It counts for the very words that were read: when they change, everybody can say so anew. It leaves no line in the log: what somebody
    thinks does not belong into what is never deleted. Raises Invalid for another mark.
    """
    person = demand_of(person, rules.may_mark(person, consultation, text, now, gone=standing.gone))
    if mark not in (-1, 0, 1):
        raise Invalid(_("Bitte wählen Sie „Stimme zu“ oder „Stimme nicht zu“."))
    session.flush()
    session.execute(select(Paragraph.id).where(Paragraph.id == standing.paragraph.id).with_for_update())
    kept = session.get(Mark, (person.id, standing.paragraph.id), populate_existing=True)
    if kept is not None:
        count_marks(session, kept.wording_id, kept.mark, -1)
    if mark:
        count_marks(session, standing.wording.id, mark, 1)
        row = kept or Mark(person_id=person.id, paragraph_id=standing.paragraph.id, text_id=text.id)
        row.wording_id, row.mark, row.marked_on = standing.wording.id, mark, now.astimezone(UTC).date()
        session.add(row)
    elif kept is not None:
        session.delete(kept)
    session.flush()


def count_marks(session: Session, wording_id: int, mark: int, number: int) -> None:
    """Add to how many agree with a wording, or do not."""
    column = Wording.agree_count if mark > 0 else Wording.against_count
    statement = update(Wording).where(Wording.id == wording_id).values({column: column + number})
    session.execute(statement.execution_options(synchronize_session="fetch"))


def lock_suggestion(session: Session, suggestion: Suggestion) -> None:
    """Read the row anew and keep others from changing it: two decisions cannot cross. Raises NotFound where it is gone."""
    session.flush()
    statement = select(Suggestion).where(Suggestion.id == suggestion.id).with_for_update().execution_options(populate_existing=True)
    if session.scalars(statement).one_or_none() is None:
        raise NotFound


def path_of(consultation: Consultation, suggestion: Suggestion) -> str:
    """Where a suggestion stands; for notices, which are written without a request too."""
    return f"/beteiligungen/{consultation.slug}/entwuerfe/{suggestion.text_id}/vorschlaege/{suggestion.id}"


def _decide(suggestion: Suggestion, state: State, actor: Person, reason: str, now: datetime) -> None:
    suggestion.state, suggestion.decided_at, suggestion.decided_by_id, suggestion.decision_reason = state, now, actor.id, reason


def _tell_author(session: Session, consultation: Consultation, suggestion: Suggestion, said: LazyText, actor: Person, now: datetime) -> None:
    people = [suggestion.author_id] if suggestion.author_id is not None else []
    tell(session, people, kind=NoticeKind.PROPOSAL, title=said, url=path_of(consultation, suggestion), now=now, except_for=actor)


__all__ = [
    "Acceptance",
    "accept_suggestion",
    "checked_wording",
    "comment_passage",
    "count_marks",
    "lock_suggestion",
    "mark_paragraph",
    "path_of",
    "reject_suggestion",
    "suggest_wording",
    "withdraw_suggestion",
]
