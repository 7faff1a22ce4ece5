"""Answers on paper: typed by one person, where it is wanted by a second one too, and counted all at once without a way back to the paper."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from participation.accounts.models import Person
from participation.consultations.models import Consultation
from participation.kit import audit
from participation.kit.dates import city_zone
from participation.kit.errors import Conflict, Invalid
from participation.kit.language import gettext as _
from participation.kit.rules import demand
from participation.methods.surveys.answers import AnswerFault, Checked, check_answers
from participation.methods.surveys.definition import Survey as Definition
from participation.surveys.answer_actions import store_response
from participation.surveys.channel_models import PaperStage, SurveyPaper, SurveyPaperBatch
from participation.surveys.channel_queries import MOST_BATCHES, code_by_number, papers_of, version_by_id
from participation.surveys.code_actions import use_code
from participation.surveys.models import Channel, Mode, Survey, SurveyDraft, SurveyVersion
from participation.surveys.paper_rules import may_count_papers, may_enter_papers, may_type_papers
from participation.surveys.queries import definition_of, lock_survey, version_of
from participation.surveys.quota_actions import QuotaFull, take_places
from participation.surveys.walking import of_this_version

CODE = "*code"
"""Under this a paper keeps the number of its code, until it counts: no question is called so."""
MOST_PAPERS = 200
"""So many papers has a batch at most."""


@dataclass(frozen=True, slots=True)
class PaperRead:
    """A paper as it would count: its answers, what cannot stay so, and the questions that lack an answer though they need one."""

    checked: Checked
    faults: tuple[AnswerFault, ...]
    missing: tuple[str, ...]


def read_paper(definition: Definition, typed: Mapping[str, object], batch: SurveyPaperBatch) -> PaperRead:
    """Look at a paper: what is left empty may stay empty, because nobody can be asked any more, but it is noted."""
    known = of_this_version(definition, typed)
    found = check_answers(definition, known, batch.opened_on.isoformat())  # type: ignore[arg-type]  # whatever it is, it is looked at
    faults = tuple(fault for fault in found.faults if fault.reason != "required")
    missing = tuple(dict.fromkeys(fault.question for fault in found.faults if fault.reason == "required"))
    return PaperRead(found, faults, missing)


def open_papers(session: Session, actor: Person, consultation: Consultation, survey: Survey, now: datetime, *, twice: bool) -> SurveyPaperBatch:
    """Begin a batch; `twice`: another person types it once more before it counts."""
    survey = lock_survey(session, survey)
    demand(may_enter_papers(actor, consultation, survey))
    last = session.scalar(select(func.max(SurveyPaperBatch.number)).where(SurveyPaperBatch.survey_id == survey.id)) or 0
    if last >= MOST_BATCHES:
        raise Conflict(_("Mehr als %(most)s Stapel sind in einer Umfrage nicht möglich.", most=MOST_BATCHES))
    batch = SurveyPaperBatch(
        survey_id=survey.id,
        version_id=version_of(session, survey).id,
        number=last + 1,
        twice=twice,
        opened_by_id=actor.id,
        opened_on=now.astimezone(city_zone()).date(),
    )
    session.add(batch)
    session.flush()
    return _noted(session, actor, batch, "survey.papers_opened", now, twice=twice)


def type_paper(
    session: Session,
    actor: Person,
    consultation: Consultation,
    survey: Survey,
    batch: SurveyPaperBatch,
    number: int,
    typed: Mapping[str, object],
    now: datetime,
) -> SurveyPaper:
    """Keep one paper as it was typed, the first or the second time. The batch is locked by the caller. Raises Invalid where something does not fit."""
    demand(may_enter_papers(actor, consultation, survey))
    demand(may_type_papers(actor, batch))
    if survey.mode == Mode.CODE and not typed.get(CODE):
        raise Invalid(_("Bitte geben Sie den Code ein, der auf dem Bogen steht."), "code")
    if read_paper(definition_of(version_by_id(session, batch.version_id)), typed, batch).faults:
        raise Invalid(_("Einige Angaben passen nicht. Bitte verbessern Sie sie, oder lassen Sie sie leer, wenn der Bogen nichts Lesbares sagt."))
    kept = {code: value for code, value in typed.items() if value is not None}
    paper = session.get(SurveyPaper, (batch.id, number))
    if batch.stage == PaperStage.SECOND:
        if paper is None:
            raise Invalid(_("So viele Bögen hat der Stapel nicht."))
        batch.second_by_id, paper.second = actor.id, kept
    elif paper is None:
        papers = len(papers_of(session, batch))
        if number != papers + 1 or papers >= MOST_PAPERS:
            raise Invalid(_("Ein Stapel hat höchstens %(most)s Bögen, der Reihe nach.", most=MOST_PAPERS))
        paper = SurveyPaper(batch_id=batch.id, number=number, first=kept)
        session.add(paper)
    else:
        paper.first = kept
    session.flush()
    _noted(session, actor, batch, "survey.paper_typed", now, paper=number)
    return paper


def finish_papers(
    session: Session, actor: Person, consultation: Consultation, survey: Survey, batch: SurveyPaperBatch, now: datetime
) -> SurveyPaperBatch:
    """End an entry: the batch waits for the second one, shows what differs, or counts. The batch is locked by the caller."""
    demand(may_enter_papers(actor, consultation, survey))
    demand(may_type_papers(actor, batch))
    papers = papers_of(session, batch)
    if not papers:
        raise Conflict(_("In diesem Stapel ist noch kein Bogen."))
    if batch.stage == PaperStage.FIRST and batch.twice:
        batch.stage = PaperStage.SECOND
        return _noted(session, actor, batch, "survey.papers_typed", now, papers=len(papers))
    if batch.stage == PaperStage.SECOND:
        lacking = [paper.number for paper in papers if paper.second is None]
        if lacking:
            raise Conflict(_("Diese Bögen fehlen noch: %(numbers)s.", numbers=", ".join(map(str, lacking))))
        if differences(session, batch):
            batch.stage = PaperStage.DIFFERS
            return _noted(session, actor, batch, "survey.papers_differ", now, papers=len(papers))
    return _count(session, actor, survey, batch, papers, now)


def differences(session: Session, batch: SurveyPaperBatch) -> list[tuple[int, str, object, object]]:
    """What was typed differently: (paper, question or `question.option`, first, second), in order."""
    found: list[tuple[int, str, object, object]] = []
    for paper in papers_of(session, batch):
        second = paper.second or {}
        for code in dict.fromkeys([*paper.first, *second]):
            if paper.first.get(code) != second.get(code):
                found.append((paper.number, code, paper.first.get(code), second.get(code)))
    return found


def settle_papers(
    session: Session,
    actor: Person,
    consultation: Consultation,
    survey: Survey,
    batch: SurveyPaperBatch,
    chosen: Mapping[tuple[int, str], str],
    now: datetime,
) -> SurveyPaperBatch:
    """Say for each difference which entry is right (`first` or `second`), and count. Raises Invalid naming the first that is missing."""
    demand(may_enter_papers(actor, consultation, survey))
    demand(may_count_papers(batch))
    papers = {paper.number: paper for paper in papers_of(session, batch)}
    lacking = []
    for number, code, _first, second in differences(session, batch):
        choice = chosen.get((number, code))
        if choice not in ("first", "second"):
            lacking.append(Invalid(_("Bogen %(number)s: Bitte wählen Sie, welche Eingabe stimmt.", number=number), f"wahl-{number}-{code}-0"))
        elif choice == "second":
            first = {key: value for key, value in papers[number].first.items() if key != code}
            papers[number].first = first if second is None else {**first, code: second}
    if lacking:
        raise Invalid(lacking[0].message, lacking[0].field, lacking[1:])
    session.flush()
    return _count(session, actor, survey, batch, list(papers.values()), now)


def _count(
    session: Session, actor: Person, survey: Survey, batch: SurveyPaperBatch, papers: Sequence[SurveyPaper], now: datetime
) -> SurveyPaperBatch:
    """All papers become answers at once; the papers as they were typed go."""
    survey = lock_survey(session, survey)
    version = version_by_id(session, batch.version_id)
    counted = sum(_counts(session, survey, version, batch, paper) for paper in papers)
    session.execute(delete(SurveyPaper).where(SurveyPaper.batch_id == batch.id))
    batch.stage, batch.counted, batch.left_out = PaperStage.COUNTED, counted, len(papers) - counted
    return _noted(session, actor, batch, "survey.papers_counted", now, papers=counted, left_out=batch.left_out)


def _counts(session: Session, survey: Survey, version: SurveyVersion, batch: SurveyPaperBatch, paper: SurveyPaper) -> bool:
    """Make a paper an answer; not where its code has answered meanwhile, or a quota is full."""
    read = read_paper(definition_of(version), paper.first, batch)
    if read.faults:
        raise Conflict(_("Bogen %(number)s passt so nicht. Bitte verwerfen Sie den Stapel und geben Sie ihn neu ein.", number=paper.number))
    try:
        with session.begin_nested():
            take_places(session, survey, read.checked.answers)
            if survey.mode == Mode.CODE and not _code_answers(session, survey, paper):
                raise QuotaFull
    except QuotaFull:
        return False
    store_response(session, survey, version, read.checked.answers, Channel.PAPER)
    return True


def _code_answers(session: Session, survey: Survey, paper: SurveyPaper) -> bool:
    """Mark the code of a paper as used; what was begun with it on the web goes. False where it has answered already."""
    code = code_by_number(session, survey, int(str(paper.first.get(CODE, "0"))))
    if code is None or not use_code(session, survey, code.id):
        return False
    if code.code_hash is not None:
        session.execute(delete(SurveyDraft).where(SurveyDraft.survey_id == survey.id, SurveyDraft.token_hash == code.code_hash))
    return True


def discard_papers(session: Session, actor: Person, consultation: Consultation, survey: Survey, batch: SurveyPaperBatch, now: datetime) -> None:
    """Take a batch back that does not count yet, to begin again with the papers in hand."""
    demand(may_enter_papers(actor, consultation, survey))
    if not batch.is_unfinished:
        raise Conflict(_("Dieser Stapel ist gezählt. Er bleibt."))
    _noted(session, actor, batch, "survey.papers_discarded", now)
    session.execute(delete(SurveyPaper).where(SurveyPaper.batch_id == batch.id))
    session.delete(batch)
    session.flush()


def _noted(session: Session, actor: Person, batch: SurveyPaperBatch, action: str, now: datetime, **data: int) -> SurveyPaperBatch:
    session.flush()
    audit.append(session, at=now, actor=actor, action=action, subject=("survey", batch.survey_id), data={"batch": batch.number, **data})
    return batch
