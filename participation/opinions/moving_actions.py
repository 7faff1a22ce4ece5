"""A conversation that was held elsewhere: its statements and what came of it, as an ended map without anybody's answers."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np
from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from participation.accounts.models import Person
from participation.consultations.models import Consultation
from participation.kit.errors import Conflict
from participation.kit.language import gettext as _
from participation.kit.prose import to_html
from participation.kit.rules import demand
from participation.methods.opinions.votes import UNSEEN, Marks, Votes
from participation.opinions import rules
from participation.opinions.computing import computed
from participation.opinions.models import QUESTION_LENGTH, TITLE_LENGTH, OpinionFile, OpinionMap, Result, Stage, State, Statement
from participation.opinions.queries import maps_of


@dataclass(frozen=True, slots=True)
class Held:
    """What was asked, the statements, and people × statements of marks."""

    title: str
    question: str
    introduction: str
    statements: Sequence[str]
    marks: Marks


def take_in_map(session: Session, clerk: Person, consultation: Consultation, held: Held, now: datetime) -> OpinionMap:
    """Make an ended map and compute its groups; single answers are never written. The caller writes the log's entry. Raises Conflict."""
    demand(rules.may_draft_map(clerk, consultation))
    if len(maps_of(session, consultation.id)) >= rules.MOST_MAPS:
        raise Conflict(_("Diese Beteiligung hat schon %(most)s Meinungsbilder. Mehr sind nicht möglich.", most=rules.MOST_MAPS))
    made = OpinionMap(
        consultation_id=consultation.id,
        title=held.title[:TITLE_LENGTH],
        question=held.question[:QUESTION_LENGTH],
        introduction=held.introduction,
        introduction_html=to_html(held.introduction),
        writing_open=False,
        seed=secrets.token_hex(16),
        drafted_by_id=clerk.id,
        created_at=now,
        stage=Stage.CLOSED,
        opened_at=now,
        closed_at=now,
        forgotten_at=now,
    )
    session.add(made)
    session.flush()
    seen = np.count_nonzero(held.marks != UNSEEN, axis=0)
    rows = [
        {"map_id": made.id, "number": number, "text": text, "state": State.ACCEPTED, "decided_by_id": clerk.id, "decided_at": now, "created_at": now,
         "seen_count": int(count)}
        for number, (text, count) in enumerate(zip(held.statements, seen, strict=True), 1)
    ]  # fmt: skip
    ids = list(session.scalars(insert(Statement).returning(Statement.id, sort_by_parameter_order=True), rows))
    votes = Votes.arranged([str(number) for number in range(len(held.marks))], [str(number) for number in ids], held.marks)
    session.add(Result(map_id=made.id, version=1, computed_at=now, begun_at=now, data=computed(votes, made.seed, (), {})))
    session.flush()
    return made


def remove_map(session: Session, clerk: Person, consultation: Consultation, map_id: int) -> None:
    """Take such a map away, as long as its report is not published and nobody made a file of it. Raises Conflict."""
    demand(rules.may_draft_map(clerk, consultation))
    found = session.get_one(OpinionMap, map_id, with_for_update=True)
    if found.report_published_at is not None or session.scalar(select(OpinionFile.id).where(OpinionFile.map_id == map_id).limit(1)) is not None:
        raise Conflict(_("Der Bericht dieses Meinungsbilds ist veröffentlicht oder angefordert. Deshalb bleibt alles, wie es ist."))
    for table, column in ((Result, Result.map_id), (Statement, Statement.map_id), (OpinionMap, OpinionMap.id)):
        session.execute(delete(table).where(column == map_id))
    session.expire_all()
