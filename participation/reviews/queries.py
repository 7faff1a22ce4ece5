"""Reads of texts under review: lists, a version with its paragraphs and counts, one paragraph with its history."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, and_, case, func, select
from sqlalchemy.orm import Session, aliased

from participation.accounts.bylines import goes_by_pseudonym, shown_name
from participation.accounts.models import Person
from participation.consultations.models import Consultation
from participation.consultations.models import Stage as ConsultationStage
from participation.discussions.models import Contribution, Discussion
from participation.kit.errors import NotFound
from participation.kit.pagination import Page, offset
from participation.methods.paragraphs import Block, BlockKind
from participation.proposals.queries import within_reach
from participation.reviews.models import PARAGRAPH, Mark, Paragraph, Passage, ReviewText, Stage, State, Suggestion, Version, Wording, WordingPlace

PAGE = 20
MOST_SHOWN = 200
_t, _s, _w, _p = ReviewText.__table__.c, Suggestion.__table__.c, Wording.__table__.c, Paragraph.__table__.c
_LINE = (WordingPlace.place, Wording.id.label("wording_id"), _w.paragraph_id, _w.number, _w.kind, _w.level, _w.marker, _w.body, _w.body_html)
_earlier = aliased(Wording)
_SINCE = select(func.min(_earlier.number)).where(_earlier.paragraph_id == Paragraph.id).correlate(Paragraph).scalar_subquery().label("since")
_COUNTS = (_w.agree_count, _w.against_count, _p.contribution_count)


@dataclass(frozen=True, slots=True)
class Standing:
    """A paragraph and its wording in the version that holds now, or its last one; `place` is None where it no longer stands in the text."""

    paragraph: Paragraph
    wording: Wording
    place: int | None

    @property
    def gone(self) -> bool:
        """Whether it no longer stands in the text."""
        return self.place is None

    @property
    def block(self) -> Block:
        """What it says, as the methods know it."""
        return Block(BlockKind(self.wording.kind), self.wording.body, self.wording.level, self.wording.marker)


def texts_of(session: Session, consultation_id: int) -> Sequence[ReviewText]:
    """A consultation's texts, the newest first."""
    statement = select(ReviewText).where(_t.consultation_id == consultation_id).order_by(_t.id.desc()).limit(MOST_SHOWN)
    return session.scalars(statement).all()


def text_of(session: Session, consultation: Consultation, text_id: int) -> ReviewText:
    """A text of this consultation. Raises NotFound."""
    found = session.get(ReviewText, text_id)
    if found is None or found.consultation_id != consultation.id:
        raise NotFound
    return found


def _lines(text_id: int, number: int) -> Select[Any]:
    return (
        select(*_LINE, *_COUNTS, _SINCE)
        .select_from(Version)
        .join(WordingPlace, WordingPlace.version_id == Version.id)
        .join(Wording, Wording.id == WordingPlace.wording_id)
        .join(Paragraph, Paragraph.id == Wording.paragraph_id)
        .where(Version.text_id == text_id, Version.number == number)
        .order_by(WordingPlace.place)
    )


def lines_of(session: Session, text_id: int, number: int) -> Sequence[Any]:
    """The paragraphs of a version in order, with how many agree, how much is said, and `since` which version each is there; one statement."""
    return session.execute(_lines(text_id, number)).all()


def suggestion_counts(session: Session, text_id: int) -> Mapping[int, Any]:
    """For each paragraph how many suggestions it has (`total`) and how many wait (`waiting`), hidden and withdrawn ones aside; one statement."""
    counted = (_s.paragraph_id, func.count(_s.id).label("total"), func.count(case((_s.state == State.OPEN, 1))).label("waiting"))
    shown = (_s.text_id == text_id, _s.hidden_at.is_(None), _s.state != State.WITHDRAWN)
    return {row.paragraph_id: row for row in session.execute(select(*counted).where(*shown).group_by(_s.paragraph_id))}


def marks_of(session: Session, text_id: int, person_id: int) -> dict[int, int]:
    """What a person said to the wordings of a text, by the wording."""
    statement = select(Mark.wording_id, Mark.mark).where(Mark.text_id == text_id, Mark.person_id == person_id)
    return {row.wording_id: row.mark for row in session.execute(statement)}


def gone_of(session: Session, text: ReviewText) -> Sequence[Any]:
    """Paragraphs that stood in an earlier version and stand in this one no more, with their last words and `last`, the version they were last in."""
    standing = (
        select(Wording.paragraph_id)
        .join(WordingPlace, WordingPlace.wording_id == Wording.id)
        .join(Version, Version.id == WordingPlace.version_id)
        .where(Version.text_id == text.id, Version.number == text.number)
    )
    latest = select(func.max(Wording.number)).where(Wording.paragraph_id == Paragraph.id).correlate(Paragraph).scalar_subquery()
    last = (
        select(func.max(Version.number))
        .join(WordingPlace, WordingPlace.version_id == Version.id)
        .where(WordingPlace.wording_id == Wording.id)
        .correlate(Wording)
        .scalar_subquery()
    )
    statement = (
        select(_w.paragraph_id, _w.kind, _w.body_html, _p.contribution_count, last.label("last"))
        .select_from(Paragraph)
        .join(Wording, and_(Wording.paragraph_id == Paragraph.id, Wording.number == latest))
        .where(Paragraph.text_id == text.id, Paragraph.id.not_in(standing))
        .order_by(Paragraph.id)
        .limit(MOST_SHOWN)
    )
    return session.execute(statement).all()


def standing_of(session: Session, text: ReviewText, paragraph_id: int) -> Standing:
    """A paragraph of a text with its wording and place now. Raises NotFound."""
    statement = (
        select(Paragraph, Wording, WordingPlace.place)
        .join(Wording, Wording.paragraph_id == Paragraph.id)
        .outerjoin(Version, and_(Version.text_id == Paragraph.text_id, Version.number == text.number))
        .outerjoin(WordingPlace, and_(WordingPlace.version_id == Version.id, WordingPlace.wording_id == Wording.id))
        .where(Paragraph.id == paragraph_id, Paragraph.text_id == text.id)
        .order_by(Wording.number.desc())
        .limit(1)
    )
    found = session.execute(statement).one_or_none()
    if found is None:
        raise NotFound
    return Standing(found[0], found[1], found[2])


def history_of(session: Session, text: ReviewText, paragraph_id: int) -> Sequence[Any]:
    """All wordings of a paragraph, the first one first, each with when its version was made and why."""
    statement = (
        select(Wording, Version.made_at, Version.note)
        .join(Version, and_(Version.text_id == text.id, Version.number == Wording.number))
        .where(Wording.paragraph_id == paragraph_id)
        .order_by(Wording.number)
        .limit(MOST_SHOWN)
    )
    return session.execute(statement).all()


def passages_of(session: Session, paragraph_id: int) -> Sequence[Any]:
    """What readable comments of a paragraph are about, by its words: `words`, the version's `number`, the `contribution_id`."""
    statement = (
        select(Passage.words, Passage.number, Passage.contribution_id)
        .join(Contribution, Contribution.id == Passage.contribution_id)
        .where(Passage.paragraph_id == paragraph_id, Contribution.deleted_at.is_(None), Contribution.hidden_at.is_(None))
        .order_by(Passage.contribution_id)
        .limit(MOST_SHOWN)
    )
    return session.execute(statement).all()


_R = aliased(ReviewText)
_HERE = select(_R.consultation_id).where(_R.id == Version.text_id).correlate_except(_R).scalar_subquery()
"""To which consultation a version belongs."""


def versions_of(session: Session, text_id: int) -> Sequence[Any]:
    """All versions, the newest first, with who made each and the suggestion that it took over, where it did."""
    statement = (
        select(Version.number, Version.note, Version.made_at, shown_name(_HERE, Person, Version.made_at).label("maker"), _s.id.label("suggestion_id"))
        .outerjoin(Person, Person.id == Version.made_by_id)
        .outerjoin(Suggestion, and_(Suggestion.text_id == Version.text_id, Suggestion.result_number == Version.number))
        .where(Version.text_id == text_id)
        .order_by(Version.number.desc())
        .limit(MOST_SHOWN)
    )
    return session.execute(statement).all()


def version_of(session: Session, text_id: int, number: int) -> Any:
    """One version as `versions_of` tells it. Raises NotFound."""
    statement = (
        select(Version.id, Version.number, Version.note, Version.made_at, shown_name(_HERE, Person, Version.made_at).label("maker"))
        .outerjoin(Person, Person.id == Version.made_by_id)
        .where(Version.text_id == text_id, Version.number == number)
    )
    found = session.execute(statement).one_or_none()
    if found is None:
        raise NotFound
    return found


_decider = aliased(Person)
_AROUND = (
    shown_name(_s.consultation_id, Person, _s.created_at).label("author"),
    shown_name(_s.consultation_id, _decider, _s.decided_at).label("decider"),
)


def _suggestions() -> Any:
    return select(Suggestion, *_AROUND).outerjoin(Person, Person.id == _s.author_id).outerjoin(_decider, _decider.id == _s.decided_by_id)


def suggestions_of_paragraph(session: Session, paragraph_id: int) -> Sequence[Any]:
    """A paragraph's suggestions, those that wait first, then the newest."""
    order = (case((_s.state == State.OPEN, 0), else_=1), _s.id.desc())
    return session.execute(_suggestions().where(_s.paragraph_id == paragraph_id).order_by(*order).limit(MOST_SHOWN)).all()


def suggestions_of_text(session: Session, text_id: int, number: int, *, waiting_only: bool) -> Page[Any]:
    """A page of a text's suggestions: those that wait, the oldest first; or all, the newest first."""
    which = [_s.text_id == text_id, *([_s.state == State.OPEN, _s.hidden_at.is_(None)] if waiting_only else [])]
    total = session.scalar(select(func.count(_s.id)).where(*which)) or 0
    number = min(number, max(1, -(-total // PAGE)))
    order = _s.id if waiting_only else _s.id.desc()
    rows = session.execute(_suggestions().where(*which).order_by(order).limit(PAGE).offset(offset(number, PAGE))).all()
    return Page(rows, number, PAGE, total)


def suggestion_of(session: Session, text: ReviewText, suggestion_id: int) -> Suggestion:
    """A suggestion for this text. Raises NotFound."""
    found = session.get(Suggestion, suggestion_id)
    if found is None or found.text_id != text.id:
        raise NotFound
    return found


def names_around(session: Session, suggestion: Suggestion) -> Any:
    """Who suggested and who decided: `author`, `decider`."""
    return session.execute(_suggestions().where(_s.id == suggestion.id)).one()


def waiting_count(session: Session, text_id: int) -> int:
    """How many suggestions have no answer yet; hidden ones need none."""
    statement = select(func.count(_s.id)).where(_s.text_id == text_id, _s.state == State.OPEN, _s.hidden_at.is_(None))
    return session.scalar(statement) or 0


def waiting_in(session: Session, consultation_id: int) -> Mapping[int, int]:
    """The same for all open texts of a consultation, by the text."""
    statement = (
        select(_s.text_id, func.count(_s.id).label("waiting"))
        .join(ReviewText, ReviewText.id == _s.text_id)
        .where(_s.consultation_id == consultation_id, _s.state == State.OPEN, _s.hidden_at.is_(None), _t.stage == Stage.OPEN)
        .group_by(_s.text_id)
    )
    return {row.text_id: row.waiting for row in session.execute(statement)}


def paragraphs_for_discussion(session: Session, ids: Iterable[int], person: Person | None) -> Sequence[Any]:
    """What the discussion must know of paragraphs, of published texts in consultations that this person may see; `place` is None for gone ones."""
    place = (
        select(WordingPlace.place)
        .join(Wording, Wording.id == WordingPlace.wording_id)
        .join(Version, Version.id == WordingPlace.version_id)
        .where(Wording.paragraph_id == Paragraph.id, Version.text_id == Paragraph.text_id, Version.number == ReviewText.number)
        .correlate(Paragraph, ReviewText)
        .scalar_subquery()
    )
    statement = (
        select(_p.id, _p.text_id, _t.consultation_id, _t.title, _t.stage, Consultation.slug, place.label("place"))
        .join(ReviewText, ReviewText.id == _p.text_id)
        .join(Consultation, Consultation.id == _t.consultation_id)
        .where(_p.id.in_(list(ids)), _t.stage != Stage.DRAFT, within_reach(person))
    )
    return session.execute(statement).all()


def suggestions_by(session: Session, person: Person, most: int, *, hidden: bool) -> Sequence[Any]:
    """What a person suggested, in all consultations, the newest first; with what the moderation hid, or as everybody
    may know them: not those under a pseudonym.
    """
    statement = (
        select(_s.id, _s.text_id, _s.state, _s.hidden_at, _t.title, Consultation.slug)
        .join(ReviewText, ReviewText.id == _s.text_id)
        .join(Consultation, Consultation.id == _s.consultation_id)
        .where(_s.author_id == person.id, Consultation.stage != ConsultationStage.DRAFT)
        .where(*(() if hidden else (_s.hidden_at.is_(None), ~goes_by_pseudonym(_s.consultation_id, person.id))))
        .order_by(_s.id.desc())
        .limit(most)
    )
    return session.execute(statement).all()


def everything_of(session: Session, person: Person) -> dict[str, Sequence[Any]]:
    """For the data download: a person's suggestions and marks."""
    columns = (_s.id, _s.paragraph_id, _s.state, _s.body, _s.reason, _s.created_at, _s.decided_at, _s.decision_reason, _s.hidden_at)
    said = (Mark.paragraph_id, Mark.mark, Mark.marked_on)
    return {
        "text_suggestions": session.execute(select(*columns).where(_s.author_id == person.id).order_by(_s.id)).all(),
        "text_marks": session.execute(select(*said).where(Mark.person_id == person.id).order_by(Mark.paragraph_id)).all(),
    }


def comments_for_export(session: Session, text_id: int) -> Iterator[Any]:
    """All readable comments on a text's paragraphs in the order in which they were written, as a stream, each with its passage where it has one."""
    statement = (
        select(
            Contribution.id,
            Contribution.parent_id,
            Contribution.kind,
            Contribution.body,
            Contribution.official,
            Contribution.created_at,
            Contribution.up_count,
            Contribution.down_count,
            Discussion.subject_id.label("paragraph_id"),
            Passage.words,
            Passage.number,
        )
        .join(Discussion, Discussion.id == Contribution.discussion_id)
        .join(Paragraph, Paragraph.id == Discussion.subject_id)
        .outerjoin(Passage, Passage.contribution_id == Contribution.id)
        .where(Discussion.subject_kind == PARAGRAPH, _p.text_id == text_id)
        .where(Contribution.deleted_at.is_(None), Contribution.hidden_at.is_(None))
        .order_by(Contribution.id)
    )
    return iter(session.execute(statement.execution_options(yield_per=500)))


def suggestions_for_export(session: Session, text_id: int) -> Iterator[Suggestion]:
    """All suggestions that everybody reads, in the order in which they were made, as a stream."""
    statement = select(Suggestion).where(_s.text_id == text_id, _s.hidden_at.is_(None)).order_by(_s.id)
    return iter(session.scalars(statement.execution_options(yield_per=500)))


def neighbours_of(session: Session, text: ReviewText, place: int) -> tuple[int | None, int | None]:
    """The numbers of the paragraphs before and after a place in the version that holds now."""
    statement = (
        select(WordingPlace.place, Wording.paragraph_id)
        .join(Wording, Wording.id == WordingPlace.wording_id)
        .join(Version, Version.id == WordingPlace.version_id)
        .where(Version.text_id == text.id, Version.number == text.number, WordingPlace.place.in_([place - 1, place + 1]))
    )
    found = {row.place: row.paragraph_id for row in session.execute(statement)}
    return found.get(place - 1), found.get(place + 1)
