"""What those who run a consultation do with an opinion map: prepare, change, open, end it."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from participation.accounts.models import Person
from participation.consultations.models import Consultation
from participation.kit import audit
from participation.kit.errors import Conflict, Invalid
from participation.kit.language import gettext as _
from participation.kit.prose import to_html
from participation.kit.rules import demand, demand_of
from participation.kit.text import clean_line, clean_text
from participation.opinions import rules
from participation.opinions.models import QUESTION_LENGTH, TITLE_LENGTH, OpinionMap, Result, Stage, State, Statement
from participation.opinions.queries import count_statements_of, maps_of, result_of
from participation.opinions.stale import mark_stale
from participation.opinions.texts import seeds_from

INTRODUCTION_LENGTH = 5_000


@dataclass(frozen=True)
class MapDraft:
    """What a map is made of before it opens. `statements`: a line each."""

    title: str
    question: str
    introduction: str = ""
    statements: str = ""
    verified_only: bool = True
    writing_open: bool = True


def draft_map(session: Session, clerk: Person | None, consultation: Consultation, draft: MapDraft, now: datetime) -> OpinionMap:
    """Prepare a map; only those who run the consultation see it. Raises Invalid."""
    clerk = demand_of(clerk, rules.may_draft_map(clerk, consultation))
    if len(maps_of(session, consultation.id)) >= rules.MOST_MAPS:
        raise Conflict(_("Diese Beteiligung hat schon %(most)s Meinungsbilder. Mehr sind nicht möglich.", most=rules.MOST_MAPS))
    clean, texts = _checked(draft)
    opinion_map = OpinionMap(consultation_id=consultation.id, seed=secrets.token_hex(16), drafted_by_id=clerk.id, created_at=now)
    _fill(opinion_map, clean)
    session.add(opinion_map)
    session.flush()
    session.add(Result(map_id=opinion_map.id))
    _seed(session, clerk, opinion_map, texts, now)
    audit.append(session, at=now, actor=clerk, action="opinion_map.drafted", subject=opinion_map, data={"statements": len(texts)})
    return opinion_map


def edit_map(
    session: Session, clerk: Person | None, consultation: Consultation, opinion_map: OpinionMap, draft: MapDraft, now: datetime
) -> OpinionMap:
    """Change a map that is not opened yet. Its statements are those of the draft. Raises Invalid."""
    lock_map(session, opinion_map)
    clerk = demand_of(clerk, rules.may_change_map(clerk, consultation, opinion_map))
    clean, texts = _checked(draft)
    _fill(opinion_map, clean)
    session.execute(delete(Statement).where(Statement.map_id == opinion_map.id))
    _seed(session, clerk, opinion_map, texts, now)
    audit.append(session, at=now, actor=clerk, action="opinion_map.edited", subject=opinion_map, data={"statements": len(texts)})
    return opinion_map


def open_map(session: Session, clerk: Person | None, consultation: Consultation, opinion_map: OpinionMap, now: datetime) -> OpinionMap:
    """Let people answer, as far as a phase lets them. From now on question and first statements stay."""
    lock_map(session, opinion_map)
    demand(rules.may_open_map(clerk, consultation, opinion_map, count_statements_of(session, opinion_map.id)))
    opinion_map.stage, opinion_map.opened_at = Stage.OPEN, now
    audit.append(session, at=now, actor=clerk, action="opinion_map.opened", subject=opinion_map)
    return opinion_map


def close_map(session: Session, clerk: Person | None, consultation: Consultation, opinion_map: OpinionMap, now: datetime) -> OpinionMap:
    """End it: no answer is added, and the map is computed for the last time."""
    lock_map(session, opinion_map)
    demand(rules.may_close_map(clerk, consultation, opinion_map))
    mark_stale(session, opinion_map)
    opinion_map.stage, opinion_map.closed_at = Stage.CLOSED, now
    audit.append(session, at=now, actor=clerk, action="opinion_map.closed", subject=opinion_map)
    return opinion_map


def publish_report(session: Session, clerk: Person | None, consultation: Consultation, opinion_map: OpinionMap, now: datetime) -> OpinionMap:
    """Let everybody read the report of an ended map."""
    lock_map(session, opinion_map)
    result = result_of(session, opinion_map.id)
    done = bool(result.version) and not result.is_stale and not result.is_running
    demand(rules.may_publish_report(clerk, consultation, opinion_map, computed=done))
    opinion_map.report_published_at = now
    audit.append(session, at=now, actor=clerk, action="opinion_map.report_published", subject=opinion_map)
    return opinion_map


def withdraw_report(session: Session, clerk: Person | None, consultation: Consultation, opinion_map: OpinionMap, now: datetime) -> OpinionMap:
    """Take a published report back; it can be published again."""
    lock_map(session, opinion_map)
    demand(rules.may_withdraw_report(clerk, consultation, opinion_map))
    opinion_map.report_published_at = None
    audit.append(session, at=now, actor=clerk, action="opinion_map.report_withdrawn", subject=opinion_map)
    return opinion_map


def lock_map(session: Session, opinion_map: OpinionMap) -> None:
    """Hold the map against other writers until the transaction ends, as it stands now."""
    session.flush()
    session.execute(select(OpinionMap.id).where(OpinionMap.id == opinion_map.id).with_for_update())
    session.refresh(opinion_map)


def next_number(session: Session, opinion_map: OpinionMap) -> int:
    """The number of the map's next statement; the map must be locked."""
    return (session.execute(select(func.max(Statement.number)).where(Statement.map_id == opinion_map.id)).scalar_one() or 0) + 1


def _checked(draft: MapDraft) -> tuple[MapDraft, list[str]]:
    """The draft as it would be kept, and its statements. Raises Invalid with all that is wrong."""
    clean = replace(draft, title=clean_line(draft.title), question=clean_line(draft.question), introduction=clean_text(draft.introduction))
    faults = []
    if not clean.title:
        faults.append(Invalid(_("Bitte geben Sie dem Meinungsbild einen Titel."), "title"))
    if not clean.question:
        faults.append(Invalid(_("Bitte geben Sie die Frage an."), "question"))
    for field, limit in (("title", TITLE_LENGTH), ("question", QUESTION_LENGTH), ("introduction", INTRODUCTION_LENGTH)):
        length = len(getattr(clean, field))
        if length > limit:
            said = _("Der Text ist zu lang: %(is)s Zeichen, erlaubt sind %(limit)s. Bitte kürzen Sie ihn.", limit=limit, **{"is": length})
            faults.append(Invalid(said, field))
    texts: list[str] = []
    try:
        texts = seeds_from(draft.statements)
    except Invalid as error:
        faults.append(error)
    if faults:
        raise Invalid(faults[0].message, faults[0].field, also=faults[1:])
    return clean, texts


def _fill(opinion_map: OpinionMap, draft: MapDraft) -> None:
    opinion_map.title, opinion_map.question = draft.title, draft.question
    opinion_map.introduction, opinion_map.introduction_html = draft.introduction, to_html(draft.introduction)
    opinion_map.verified_only, opinion_map.writing_open = draft.verified_only, draft.writing_open


def _seed(session: Session, clerk: Person, opinion_map: OpinionMap, texts: list[str], now: datetime) -> None:
    session.flush()
    session.add_all(
        Statement(
            map_id=opinion_map.id,
            number=number,
            text=text,
            is_seed=True,
            state=State.ACCEPTED,
            decided_by_id=clerk.id,
            decided_at=now,
            created_at=now,
        )
        for number, text in enumerate(texts, 1)
    )
    session.flush()
