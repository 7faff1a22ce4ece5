"""What the city does with a text: draft it, publish it, make a new version, close it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, delete, func, select
from sqlalchemy.orm import Session

from participation.accounts.models import Person
from participation.consultations.models import Consultation
from participation.kit import audit
from participation.kit.errors import Invalid, NotFound, Refused
from participation.kit.language import gettext as _
from participation.kit.prose import to_html
from participation.kit.rules import demand_of
from participation.kit.text import clean_text
from participation.methods.paragraphs import Block, BlockKind, Fate, Kept, keep
from participation.reviews import queries, rules
from participation.reviews.models import Mark, Paragraph, ReviewText, Stage, Version, Wording, WordingPlace
from participation.reviews.texts import LONGEST_INTRODUCTION, TextDraft, blocks_of, checked_note, cleaned, html_of

Plan = Sequence[tuple["Before | None", Block]]


@dataclass(frozen=True, slots=True)
class Before:
    """A paragraph as it stands in the version before: its number, its wording's, and what it says."""

    paragraph_id: int
    wording_id: int
    block: Block


def draft_text(session: Session, actor: Person | None, consultation: Consultation, draft: TextDraft, now: datetime) -> ReviewText:
    """Prepare a text; only those who run the consultation see it. Raises Invalid with all that is wrong, Refused beyond so many."""
    actor = demand_of(actor, rules.may_draft_text(actor, consultation))
    draft = cleaned(draft)
    number = session.scalar(select(func.count(ReviewText.id)).where(ReviewText.consultation_id == consultation.id)) or 0
    if number >= rules.MOST_TEXTS:
        raise Refused(_("In einer Beteiligung sind höchstens %(most)s Textentwürfe möglich.", most=rules.MOST_TEXTS))
    text = ReviewText(consultation_id=consultation.id, made_by_id=actor.id, created_at=now, title=draft.title)
    _fill(text, draft)
    session.add(text)
    session.flush()
    add_version(session, text, actor, [(None, block) for block in blocks_of(draft.body)], "", now, number=1)
    audit.append(session, at=now, actor=actor, action="review_text.drafted", subject=text)
    return text


def edit_text(session: Session, actor: Person | None, consultation: Consultation, text: ReviewText, draft: TextDraft, now: datetime) -> ReviewText:
    """Change a draft; nobody has read it yet, so its first version is simply written anew."""
    lock_text(session, text)
    actor = demand_of(actor, rules.may_change_text(actor, consultation, text))
    draft = cleaned(draft)
    _fill(text, draft)
    paragraphs, versions = select(Paragraph.id).where(Paragraph.text_id == text.id), select(Version.id).where(Version.text_id == text.id)
    for gone in (
        delete(WordingPlace).where(WordingPlace.version_id.in_(versions)),
        delete(Wording).where(Wording.paragraph_id.in_(paragraphs)),
        delete(Paragraph).where(Paragraph.text_id == text.id),
        delete(Version).where(Version.text_id == text.id),
    ):
        session.execute(gone.execution_options(synchronize_session=False))
    add_version(session, text, actor, [(None, block) for block in blocks_of(draft.body)], "", now, number=1)
    audit.append(session, at=now, actor=actor, action="review_text.edited", subject=text)
    return text


def publish_text(session: Session, actor: Person | None, consultation: Consultation, text: ReviewText, now: datetime) -> ReviewText:
    """Let everyone read it; residents comment and suggest as soon as a phase opens that."""
    lock_text(session, text)
    actor = demand_of(actor, rules.may_publish_text(actor, consultation, text))
    text.stage, text.opened_at = Stage.OPEN, now
    audit.append(session, at=now, actor=actor, action="review_text.published", subject=text)
    return text


@dataclass(frozen=True, slots=True)
class Revision:
    """A whole new text, the sentence that says what changes, and the number of the version that it was written against."""

    body: str
    note: str
    seen: int


@dataclass(frozen=True, slots=True)
class Outlook:
    """How a new text follows from the version that holds now: its blocks, what becomes of each, and what would be gone."""

    blocks: Sequence[Block]
    before: Sequence[Before]
    kept: Kept

    @property
    def plan(self) -> Plan:
        """The paragraphs of the new version."""
        return [(self.before[old] if old is not None else None, block) for old, block in zip(self.kept.old, self.blocks, strict=True)]

    @property
    def changes_nothing(self) -> bool:
        """Whether all stays as it is, where it is."""
        stayed = all(fate == Fate.SAME for fate in self.kept.fates) and not self.kept.gone
        return stayed and list(self.kept.old) == sorted(place for place in self.kept.old if place is not None)

    def number_of(self, fate: Fate) -> int:
        """How many paragraphs have this fate."""
        return sum(one == fate for one in self.kept.fates)


def look_ahead(session: Session, text: ReviewText, body: str) -> Outlook:
    """What a new text would change; for the preview too. Raises Invalid where it is none."""
    before = standing_before(session, text)
    blocks = blocks_of(body)
    return Outlook(blocks, before, keep([one.block.source for one in before], [block.source for block in blocks]))


def revise_text(session: Session, actor: Person | None, consultation: Consultation, text: ReviewText, revision: Revision, now: datetime) -> Version:
    """Make a new version of the whole text. Paragraphs keep their numbers, and with them comments and suggestions.

    Raises Invalid for a text that cannot be, one that changes nothing, and where a newer version was made meanwhile.
    """
    lock_text(session, text)
    actor = demand_of(actor, rules.may_revise_text(actor, consultation, text))
    if revision.seen != text.number:
        raise Invalid(_("Inzwischen gibt es eine neuere Fassung. Ihr Text steht noch da. Bitte vergleichen Sie ihn mit der neuen Fassung."), "body")
    outlook = look_ahead(session, text, revision.body)
    if outlook.changes_nothing:
        raise Invalid(_("Sie haben am Text noch nichts geändert."), "body")
    version = add_version(session, text, actor, outlook.plan, checked_note(revision.note), now, number=text.number + 1)
    audit.append(session, at=now, actor=actor, action="review_text.revised", subject=text, data={"version": version.number})
    return version


def close_text(session: Session, actor: Person | None, consultation: Consultation, text: ReviewText, outcome: str, now: datetime) -> ReviewText:
    """End the review and say what becomes of the text. Raises Invalid without that sentence."""
    lock_text(session, text)
    actor = demand_of(actor, rules.may_close_text(actor, consultation, text, queries.waiting_count(session, text.id)))
    said = clean_text(outcome)
    if not said:
        raise Invalid(_("Bitte schreiben Sie, was aus dem Entwurf wird."), "outcome")
    if len(said) > LONGEST_INTRODUCTION:
        raise Invalid(_("Der Text ist zu lang. Erlaubt sind %(limit)s Zeichen.", limit=LONGEST_INTRODUCTION), "outcome")
    text.stage, text.closed_at, text.outcome, text.outcome_html = Stage.CLOSED, now, said, to_html(said)
    forget_marks(session, Mark.text_id == text.id)
    audit.append(session, at=now, actor=actor, action="review_text.closed", subject=text)
    return text


def lock_text(session: Session, text: ReviewText) -> None:
    """Read the row anew and keep others from changing the text until the transaction ends. Raises NotFound where it is gone."""
    statement = select(ReviewText).where(ReviewText.id == text.id).with_for_update().execution_options(populate_existing=True)
    session.flush()
    if session.scalars(statement).one_or_none() is None:
        raise NotFound


def standing_before(session: Session, text: ReviewText) -> list[Before]:
    """The paragraphs of the version that holds now, in order."""
    rows = queries.lines_of(session, text.id, text.number)
    return [Before(row.paragraph_id, row.wording_id, Block(BlockKind(row.kind), row.body, row.level, row.marker)) for row in rows]


def add_version(session: Session, text: ReviewText, maker: Person, plan: Plan, note: str, now: datetime, *, number: int) -> Version:
    """Write a version: what stays keeps its wording, what changed gets another one, what is new a number of its own."""
    version = Version(text_id=text.id, number=number, note=note, made_by_id=maker.id, made_at=now)
    session.add(version)
    fresh = [Paragraph(text_id=text.id) for before, _block in plan if before is None]
    session.add_all(fresh)
    session.flush()
    waiting = iter(fresh)
    wordings: list[Wording | int] = []
    for before, block in plan:
        if before is not None and before.block == block:
            wordings.append(before.wording_id)
            continue
        paragraph = before.paragraph_id if before is not None else next(waiting).id
        wordings.append(_wording(paragraph, number, block))
    session.add_all([wording for wording in wordings if isinstance(wording, Wording)])
    session.flush()
    ids = [wording.id if isinstance(wording, Wording) else wording for wording in wordings]
    session.add_all([WordingPlace(version_id=version.id, place=place, wording_id=wording) for place, wording in enumerate(ids, 1)])
    text.number = number
    forget_marks(session, Mark.text_id == text.id, Mark.wording_id.not_in(ids))
    session.flush()
    return version


def forget_marks(session: Session, *which: ColumnElement[bool]) -> None:
    """Delete who agreed or did not, where it can change nothing any more: the words read otherwise now, or all is over. How many did stays."""
    session.execute(delete(Mark).where(*which).execution_options(synchronize_session=False))


def _wording(paragraph_id: int, number: int, block: Block) -> Wording:
    about = {"kind": block.kind, "level": block.level, "marker": block.marker}
    return Wording(paragraph_id=paragraph_id, number=number, body=block.text, body_html=html_of(block), **about)


def _fill(text: ReviewText, draft: TextDraft) -> None:
    text.title, text.introduction, text.introduction_html = draft.title, draft.introduction, to_html(draft.introduction)
    text.takes_marks, text.verified_only = draft.takes_marks, draft.verified_only
