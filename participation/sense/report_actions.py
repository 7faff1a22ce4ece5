"""The report: begin a version, write sections and sentences that cite, publish it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime

from sqlalchemy import delete, func, insert, select
from sqlalchemy.orm import Session

from participation.accounts.models import Person
from participation.consultations.models import Consultation
from participation.kit import audit
from participation.kit.errors import Conflict, Invalid
from participation.kit.language import gettext as _
from participation.kit.prose import to_html
from participation.kit.rules import demand_of
from participation.kit.text import clean_line, clean_text
from participation.sense import rules
from participation.sense.report_models import HEADING_LENGTH, SENTENCE_LENGTH, TITLE_LENGTH, Citation, Report, Section, Sentence
from participation.sense.report_queries import citations_of, draft_of, latest_published, reports_of

Key = tuple[str, str]
INTRODUCTION_LENGTH = 5_000


def begin_report(session: Session, clerk: Person | None, consultation: Consultation, title: str, now: datetime) -> Report:
    """Begin a version: the last one published as a draft, or an empty one. Raises Conflict where a draft is there already."""
    clerk = demand_of(clerk, rules.may_work(clerk, consultation))
    if draft_of(session, consultation.id) is not None:
        raise Conflict(_("Es gibt schon einen Entwurf. Arbeiten Sie an ihm weiter."))
    versions, last = reports_of(session, consultation.id), latest_published(session, consultation.id)
    if len(versions) >= rules.MOST_REPORTS:
        raise Conflict(_("Mehr als %(most)s Fassungen sind nicht möglich.", most=rules.MOST_REPORTS))
    number = max((one.number for one in versions), default=0) + 1
    report = Report(consultation_id=consultation.id, number=number, title=_line(title, TITLE_LENGTH, "title"), drafted_by_id=clerk.id, created_at=now)
    session.add(report)
    session.flush()
    if last is not None:
        report.introduction, report.introduction_html = last.introduction, last.introduction_html
        _copy(session, last, report)
    session.flush()
    audit.append(session, at=now, actor=clerk, action="sense.report_begun", subject=("sense_report", report.id), data={"version": number})
    return report


def edit_report(
    session: Session, clerk: Person | None, consultation: Consultation, report: Report, title: str, introduction: str, now: datetime
) -> None:
    """Change title and introduction of a draft. Raises Invalid."""
    clerk = _writer(session, clerk, consultation, report)
    introduction = clean_text(introduction)
    if len(introduction) > INTRODUCTION_LENGTH:
        raise Invalid(_("Der Text ist zu lang. Erlaubt sind %(limit)s Zeichen.", limit=INTRODUCTION_LENGTH), "introduction")
    report.title = _line(title, TITLE_LENGTH, "title")
    report.introduction, report.introduction_html = introduction, to_html(introduction)
    session.flush()
    audit.append(session, at=now, actor=clerk, action="sense.report_edited", subject=("sense_report", report.id))


def add_section(
    session: Session, clerk: Person | None, consultation: Consultation, report: Report, heading: str, now: datetime, *, is_minority: bool = False
) -> Section:
    """Add a section at the end. Raises Invalid."""
    clerk = _writer(session, clerk, consultation, report)
    number, last = session.execute(select(func.count(), func.max(Section.position)).where(Section.report_id == report.id)).one()
    if number >= rules.MOST_SECTIONS:
        raise Conflict(_("Mehr als %(most)s Abschnitte sind nicht möglich.", most=rules.MOST_SECTIONS))
    section = Section(report_id=report.id, position=(last or 0) + 1, heading=_line(heading, HEADING_LENGTH, "heading"), is_minority=is_minority)
    session.add(section)
    session.flush()
    audit.append(session, at=now, actor=clerk, action="sense.section_added", subject=("sense_report", report.id), data={"section": section.id})
    return section


def change_section(
    session: Session,
    clerk: Person | None,
    consultation: Consultation,
    report: Report,
    section: Section,
    heading: str,
    now: datetime,
    *,
    is_minority: bool = False,
) -> None:
    """Give a section another heading. Raises Invalid."""
    clerk = _writer(session, clerk, consultation, report)
    section.heading, section.is_minority = _line(heading, HEADING_LENGTH, "heading"), is_minority
    session.flush()
    audit.append(session, at=now, actor=clerk, action="sense.section_changed", subject=("sense_report", report.id), data={"section": section.id})


def remove_section(session: Session, clerk: Person | None, consultation: Consultation, report: Report, section: Section, now: datetime) -> None:
    """Take a section out of a draft, with its sentences."""
    clerk = _writer(session, clerk, consultation, report)
    sentences = select(Sentence.id).where(Sentence.section_id == section.id)
    session.execute(delete(Citation).where(Citation.sentence_id.in_(sentences)))
    session.execute(delete(Sentence).where(Sentence.section_id == section.id))
    number = section.id
    session.delete(section)
    session.flush()
    audit.append(session, at=now, actor=clerk, action="sense.section_removed", subject=("sense_report", report.id), data={"section": number})


def write_sentence(
    session: Session,
    clerk: Person | None,
    consultation: Consultation,
    report: Report,
    section: Section,
    words: str,
    cited: Collection[Key],
    now: datetime,
) -> Sentence:
    """Add a sentence with what it cites. Raises Invalid where it cites nothing."""
    clerk = _writer(session, clerk, consultation, report)
    number, last = session.execute(select(func.count(), func.max(Sentence.position)).where(Sentence.section_id == section.id)).one()
    if number >= rules.MOST_SENTENCES:
        raise Conflict(_("Mehr als %(most)s Sätze sind in einem Abschnitt nicht möglich.", most=rules.MOST_SENTENCES))
    said = _line(words, SENTENCE_LENGTH, "words")
    _demand_cited(cited)
    sentence = Sentence(section_id=section.id, position=(last or 0) + 1, words=said)
    session.add(sentence)
    session.flush()
    _cite(session, sentence, cited)
    audit.append(session, at=now, actor=clerk, action="sense.sentence_written", subject=("sense_report", report.id), data={"sentence": sentence.id})
    return sentence


def change_sentence(
    session: Session,
    clerk: Person | None,
    consultation: Consultation,
    report: Report,
    sentence: Sentence,
    words: str,
    added: Collection[Key],
    removed: Collection[Key],
    now: datetime,
) -> None:
    """Change a sentence's words and what it cites. Raises Invalid where nothing would be left to cite."""
    clerk = _writer(session, clerk, consultation, report)
    said, before = _line(words, SENTENCE_LENGTH, "words"), citations_of(session, sentence.id)
    after = (before - set(removed)) | set(added)
    _demand_cited(after)
    sentence.words = said
    for kind, ref in before - after:
        session.execute(delete(Citation).where(Citation.sentence_id == sentence.id, Citation.kind == kind, Citation.ref == ref))
    _cite(session, sentence, after - before)
    audit.append(session, at=now, actor=clerk, action="sense.sentence_changed", subject=("sense_report", report.id), data={"sentence": sentence.id})


def remove_sentence(session: Session, clerk: Person | None, consultation: Consultation, report: Report, sentence: Sentence, now: datetime) -> None:
    """Take a sentence out of a draft."""
    clerk = _writer(session, clerk, consultation, report)
    session.execute(delete(Citation).where(Citation.sentence_id == sentence.id))
    number = sentence.id
    session.delete(sentence)
    session.flush()
    audit.append(session, at=now, actor=clerk, action="sense.sentence_removed", subject=("sense_report", report.id), data={"sentence": number})


def publish_report(
    session: Session, clerk: Person | None, consultation: Consultation, report: Report, totals: Mapping[str, int], now: datetime
) -> None:
    """Let everybody read it. `totals`: how many texts of each kind there are now. Raises Invalid where a section or sentence is not whole."""
    clerk = _writer(session, clerk, consultation, report)
    sections = session.execute(
        select(Section.heading, func.count(Sentence.id))
        .outerjoin(Sentence, Sentence.section_id == Section.id)
        .where(Section.report_id == report.id)
        .group_by(Section.id, Section.heading)
    ).all()
    if not sections:
        raise Invalid(_("Bitte schreiben Sie zuerst einen Abschnitt mit mindestens einem Satz."))
    empty = next((heading for heading, number in sections if not number), None)
    if empty is not None:
        raise Invalid(_("Der Abschnitt „%(heading)s“ hat noch keinen Satz.", heading=empty))
    bare = select(Sentence.words).join(Section, Section.id == Sentence.section_id).outerjoin(Citation, Citation.sentence_id == Sentence.id)
    if session.scalar(bare.where(Section.report_id == report.id, Citation.ref.is_(None)).limit(1)) is not None:
        raise Invalid(_("Jeder Satz braucht mindestens einen Beleg."))
    report.published_at, report.published_by_id, report.totals = now, clerk.id, dict(totals)
    session.flush()
    audit.append(session, at=now, actor=clerk, action="sense.report_published", subject=("sense_report", report.id), data={"version": report.number})


def _writer(session: Session, clerk: Person | None, consultation: Consultation, report: Report) -> Person:
    """Who writes the draft, which is held against other writers."""
    session.flush()
    session.execute(select(Report.id).where(Report.id == report.id).with_for_update())
    session.refresh(report)
    return demand_of(clerk, rules.may_write_report(clerk, consultation, report))


def _line(typed: str, limit: int, field: str) -> str:
    said = clean_line(typed)
    if not said:
        asked = {
            "title": _("Bitte geben Sie dem Bericht einen Titel."),
            "heading": _("Bitte geben Sie dem Abschnitt eine Überschrift."),
            "words": _("Bitte schreiben Sie einen Satz."),
        }
        raise Invalid(asked[field], field)
    if len(said) > limit:
        text = _("Der Text ist zu lang: %(is)s Zeichen, erlaubt sind %(limit)s. Bitte kürzen Sie ihn.", limit=limit, **{"is": len(said)})
        raise Invalid(text, field)
    return said


def _demand_cited(cited: Collection[Key]) -> None:
    if not cited:
        raise Invalid(_("Bitte wählen Sie mindestens einen Text, der den Satz belegt."), "cited")
    if len(cited) > rules.MOST_CITED:
        raise Invalid(_("Ein Satz kann höchstens %(most)s Texte belegen.", most=rules.MOST_CITED), "cited")


def _cite(session: Session, sentence: Sentence, cited: Collection[Key]) -> None:
    rows = [{"sentence_id": sentence.id, "kind": kind, "ref": ref} for kind, ref in sorted(set(cited))]
    for start in range(0, len(rows), 1000):
        session.execute(insert(Citation), rows[start : start + 1000])
    session.flush()


def _copy(session: Session, last: Report, report: Report) -> None:
    for section in session.scalars(select(Section).where(Section.report_id == last.id).order_by(Section.position)).all():
        made = Section(report_id=report.id, position=section.position, heading=section.heading, is_minority=section.is_minority)
        session.add(made)
        session.flush()
        for sentence in session.scalars(select(Sentence).where(Sentence.section_id == section.id).order_by(Sentence.position)).all():
            again = Sentence(section_id=made.id, position=sentence.position, words=sentence.words)
            session.add(again)
            session.flush()
            _cite(session, again, citations_of(session, sentence.id))
