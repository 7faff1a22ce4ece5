"""What the pages of the report ask for; a constant number of statements each."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from participation.kit.errors import NotFound
from participation.kit.pagination import Page, offset
from participation.sense.report_models import Citation, Report, Section, Sentence

SHOWN = 5
"""Citations beside a sentence; all of them are a click away."""
Key = tuple[str, str]


@dataclass(slots=True)
class Said:
    """A sentence as a page shows it: how many texts of each kind it cites, and the first of them."""

    sentence: Sentence
    counts: dict[str, int] = field(default_factory=dict)
    first: list[Key] = field(default_factory=list)

    @property
    def cited(self) -> int:
        """How many texts in all."""
        return sum(self.counts.values())


@dataclass(slots=True)
class Part:
    """A section with its sentences."""

    section: Section
    sentences: list[Said] = field(default_factory=list)


def reports_of(session: Session, consultation_id: int) -> Sequence[Report]:
    """All versions, the newest first."""
    return session.scalars(select(Report).where(Report.consultation_id == consultation_id).order_by(Report.number.desc()).limit(100)).all()


def draft_of(session: Session, consultation_id: int) -> Report | None:
    """The version that is being written."""
    return session.scalars(select(Report).where(Report.consultation_id == consultation_id, Report.published_at.is_(None))).one_or_none()


def latest_published(session: Session, consultation_id: int) -> Report | None:
    """The version that everybody reads."""
    query = select(Report).where(Report.consultation_id == consultation_id, Report.published_at.is_not(None))
    return session.scalars(query.order_by(Report.number.desc()).limit(1)).one_or_none()


def report_number(session: Session, consultation_id: int, number: int) -> Report:
    """A version. Raises NotFound."""
    found = session.scalars(select(Report).where(Report.consultation_id == consultation_id, Report.number == number)).one_or_none()
    if found is None:
        raise NotFound
    return found


def parts_of(session: Session, report_id: int) -> list[Part]:
    """A report's sections and sentences with what they cite: four statements."""
    parts = {one.id: Part(one) for one in session.scalars(select(Section).where(Section.report_id == report_id).order_by(Section.position))}
    sentences: dict[int, Said] = {}
    of_report = select(Sentence).join(Section, Section.id == Sentence.section_id).where(Section.report_id == report_id)
    for sentence in session.scalars(of_report.order_by(Sentence.position, Sentence.id)):
        sentences[sentence.id] = Said(sentence)
        parts[sentence.section_id].sentences.append(sentences[sentence.id])
    cited = select(Citation.sentence_id, Citation.kind, Citation.ref).join(Sentence, Sentence.id == Citation.sentence_id)
    cited = cited.join(Section, Section.id == Sentence.section_id).where(Section.report_id == report_id)
    counted = cited.with_only_columns(Citation.sentence_id, Citation.kind, func.count()).group_by(Citation.sentence_id, Citation.kind)
    for number, kind, count in session.execute(counted):
        sentences[number].counts[str(kind)] = count
    place = func.row_number().over(partition_by=Citation.sentence_id, order_by=(Citation.kind, Citation.ref)).label("place")
    ranked = cited.add_columns(place).subquery()
    columns = (ranked.c.sentence_id, ranked.c.kind, ranked.c.ref)
    for number, kind, ref in session.execute(select(*columns).where(ranked.c.place <= SHOWN).order_by(ranked.c.place)):
        sentences[number].first.append((str(kind), ref))
    return list(parts.values())


def section_of(session: Session, report: Report, section_id: int) -> Section:
    """A section of a report. Raises NotFound."""
    found = session.get(Section, section_id)
    if found is None or found.report_id != report.id:
        raise NotFound
    return found


def sentence_of(session: Session, report: Report, sentence_id: int) -> Sentence:
    """A sentence of a report. Raises NotFound."""
    query = select(Sentence).join(Section, Section.id == Sentence.section_id)
    found = session.scalars(query.where(Sentence.id == sentence_id, Section.report_id == report.id)).one_or_none()
    if found is None:
        raise NotFound
    return found


def citations_of(session: Session, sentence_id: int) -> set[Key]:
    """Everything that a sentence cites."""
    query = select(Citation.kind, Citation.ref).where(Citation.sentence_id == sentence_id)
    return {(str(kind), ref) for kind, ref in session.execute(query)}


def citation_page(session: Session, sentence_id: int, number: int, size: int) -> Page[Key]:
    """A page of what a sentence cites."""
    total = session.scalar(select(func.count()).where(Citation.sentence_id == sentence_id)) or 0
    number = min(number, max(1, -(-total // size)))
    query = select(Citation.kind, Citation.ref).where(Citation.sentence_id == sentence_id).order_by(Citation.kind, Citation.ref)
    found = session.execute(query.limit(size).offset(offset(number, size)))
    return Page([(str(kind), ref) for kind, ref in found], number, size, total)


def cited_in(session: Session, report_id: int) -> dict[str, set[str]]:
    """Everything that a report cites, by kind."""
    query = select(Citation.kind, Citation.ref).join(Sentence, Sentence.id == Citation.sentence_id)
    query = query.join(Section, Section.id == Sentence.section_id).where(Section.report_id == report_id).distinct()
    found: defaultdict[str, set[str]] = defaultdict(set)
    for kind, ref in session.execute(query):
        found[str(kind)].add(ref)
    return dict(found)
