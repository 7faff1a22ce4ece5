"""Reads of summaries: their sentences with what they cite, objections, versions, and what no sentence cites."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import Executable, func, select
from sqlalchemy.orm import Session, aliased

from participation.accounts.bylines import shown_name
from participation.accounts.models import Person
from participation.discussions.models import Contribution, Discussion
from participation.discussions.summary_models import Citation, Objection, Sentence, Summary, SummaryLine
from participation.discussions.thread_queries import Line
from participation.kit.errors import NotFound
from participation.kit.pagination import Page, offset, page_number

_D = aliased(Discussion)
_HERE = select(_D.consultation_id).where(_D.id == Summary.discussion_id).correlate_except(_D).scalar_subquery()
"""To which consultation a summary belongs."""
UNCITED = 25
OBJECTIONS = 200
"""The most objections that one page shows."""


@dataclass(frozen=True, slots=True)
class CitedLine:
    """A contribution that a sentence cites; `state`: whether it can be read, was deleted or hidden."""

    id: int
    state: str


@dataclass(frozen=True, slots=True)
class SentenceLine:
    """A sentence where it stands in a summary."""

    sentence_id: int
    text: str
    objection_count: int
    cited: list[CitedLine] = field(default_factory=list)

    @property
    def typed(self) -> str:
        """The sentence as it is typed to be changed."""
        return " ".join([self.text, *(f"#{cited.id}" for cited in self.cited)])


def lines_of(session: Session, summary_id: int | None) -> list[SentenceLine]:
    """The sentences of a summary in order with what they cite, in one statement; none where there is no summary."""
    if summary_id is None:
        return []
    on_lines = _LINES.join(SummaryLine, SummaryLine.sentence_id == Sentence.id).where(SummaryLine.summary_id == summary_id)
    return _lines(session, on_lines.order_by(SummaryLine.position, Citation.id))


_LINES = (
    select(Sentence.id, Sentence.text, Sentence.objection_count, Contribution.id.label("cited_id"), Contribution.deleted_at, Contribution.hidden_at)
    .select_from(Sentence)
    .outerjoin(Citation, Citation.sentence_id == Sentence.id)
    .outerjoin(Contribution, Contribution.id == Citation.contribution_id)
)


def _lines(session: Session, statement: Executable) -> list[SentenceLine]:
    found: dict[int, SentenceLine] = {}
    for row in session.execute(statement):
        line = found.setdefault(row.id, SentenceLine(row.id, row.text, row.objection_count))
        if row.cited_id is not None:
            line.cited.append(CitedLine(row.cited_id, "deleted" if row.deleted_at else "hidden" if row.hidden_at else "visible"))
    return list(found.values())


def line_of(session: Session, sentence_id: int) -> SentenceLine:
    """One sentence with what it cites, whether or not a summary still has it. Raises NotFound."""
    found = _lines(session, _LINES.where(Sentence.id == sentence_id).order_by(Citation.id))
    if not found:
        raise NotFound
    return found[0]


def stands(session: Session, summary_id: int | None, sentence_id: int) -> bool:
    """Whether a sentence is part of a summary."""
    statement = select(SummaryLine.id).where(SummaryLine.summary_id == summary_id, SummaryLine.sentence_id == sentence_id)
    return session.execute(statement).first() is not None


def last_number(session: Session, discussion_id: int) -> int:
    """The number of a discussion's last version, 0 where there is none."""
    return session.scalar(select(func.max(Summary.number)).where(Summary.discussion_id == discussion_id)) or 0


def summary(session: Session, discussion_id: int, number: int | None = None) -> Line:
    """A version of a discussion's summary with its author's name, the last one unless told. Raises NotFound."""
    statement = (
        select(Summary.id, Summary.number, Summary.written_at, shown_name(_HERE, Person, Summary.written_at).label("written_by"))
        .outerjoin(Person, Person.id == Summary.written_by_id)
        .where(Summary.discussion_id == discussion_id, *([Summary.number == number] if number is not None else []))
        .order_by(Summary.number.desc())
        .limit(1)
    )
    found = session.execute(statement).one_or_none()
    if found is None:
        raise NotFound
    return found


def written_at(session: Session, summary_id: int) -> datetime:
    """When a summary was written."""
    return session.execute(select(Summary.written_at).where(Summary.id == summary_id)).scalar_one()


def objections_to(session: Session, summary_id: int) -> dict[int, list[Objection]]:
    """The objections to a summary's sentences, the oldest first."""
    statement = (
        select(Objection)
        .join(SummaryLine, SummaryLine.sentence_id == Objection.sentence_id)
        .where(SummaryLine.summary_id == summary_id)
        .order_by(Objection.id)
        .limit(OBJECTIONS)
    )
    found: dict[int, list[Objection]] = {}
    for objection in session.scalars(statement):
        found.setdefault(objection.sentence_id, []).append(objection)
    return found


def uncited(session: Session, discussion: Discussion, number: int) -> Page[Line]:
    """Contributions of the first level that no sentence cites and everybody can read, the oldest first, in pages."""
    post = Contribution.__table__.c
    where = (post.discussion_id == discussion.id, post.parent_id.is_(None), post.cited == 0, post.deleted_at.is_(None), post.hidden_at.is_(None))
    total = session.execute(select(func.count()).where(*where)).scalar_one()
    number = page_number(str(number), last=max(1, -(-total // UNCITED)))
    statement = select(post.id, post.kind, post.body_html, post.up_count, post.down_count, post.answers_count).where(*where)
    rows = session.execute(statement.order_by(post.number).limit(UNCITED).offset(offset(number, UNCITED))).all()
    return Page(rows, number, UNCITED, total)


def sentence(session: Session, sentence_id: int) -> Sentence:
    """A sentence. Raises NotFound."""
    found = session.get(Sentence, sentence_id)
    if found is None:
        raise NotFound
    return found


def objection(session: Session, objection_id: int) -> Objection:
    """An objection. Raises NotFound."""
    found = session.get(Objection, objection_id)
    if found is None:
        raise NotFound
    return found


def objections_of(session: Session, person_id: int) -> Sequence[Line]:
    """A person's objections, for the copy of their data."""
    statement = select(Objection.sentence_id, Objection.reason, Objection.made_at, Objection.reply).where(Objection.person_id == person_id)
    return session.execute(statement.order_by(Objection.id)).all()
