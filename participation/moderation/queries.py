"""Reads of the moderation: the queue, a thing's cases, what a person was told, the public log, the house rules."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import Session, aliased

from participation.accounts.models import Person
from participation.consultations.models import Consultation, Stage
from participation.kit.errors import NotFound
from participation.kit.pagination import Page, offset, page_number
from participation.moderation.models import Case, CaseNotice, HouseRule, Measure, State, TextBlock, Watch

PAGE = 20
NOTICES = 3
"""How many notices of a case the queue shows."""
LOG_MONTHS = 24
_c = Case.__table__.c


@dataclass(frozen=True, slots=True)
class Asked:
    """What somebody wants to see of the queue. `reach`: of which consultations, None: of all, with what belongs to none."""

    state: State = State.OPEN
    kind: str = ""
    sign: str = ""
    reach: frozenset[int] | None = None

    @property
    def narrow(self) -> bool:
        """Whether it is only a part of the cases in a state."""
        return bool(self.kind or self.sign)


@dataclass(frozen=True, slots=True)
class Queue:
    """A page of cases, how many there are in each state, their first notices."""

    cases: Page[Any]
    counts: Mapping[str, int]
    notices: Mapping[int, Sequence[Any]]


def queue(session: Session, asked: Asked, number: int) -> Queue:
    """A page of the queue: of what waits the most urgent first, of the others the latest. Four statements, however many cases there are."""
    within = _within(asked)
    counts: dict[str, int] = {row[0]: row[1] for row in session.execute(select(_c.state, func.count()).where(*within).group_by(_c.state))}
    here = (*within, _state(asked.state), *_narrowed(asked))
    total = sum(counts.get(state, 0) for state in _states(asked.state))
    if asked.narrow:
        total = session.execute(select(func.count()).select_from(Case).where(*here)).scalar_one()
    number = page_number(str(number), last=max(1, -(-total // PAGE)))
    order = (_c.place, _c.id) if asked.state in (State.OPEN, State.APPEALED) else (_c.place.desc(), _c.id.desc())
    ids = select(_c.id).where(*here).order_by(*order).limit(PAGE).offset(offset(number, PAGE)).subquery()
    columns = (_c.id, _c.consultation_id, _c.kind, _c.target_id, _c.state, _c.source, _c.opened_at, _c.due_at, _c.signs, _c.notice_count)
    decided = (_c.measure, _c.decided_at, _c.upheld, _c.appealed_at, _c.facts, _c.clause)
    rows = session.execute(
        select(*columns, *decided, Person.public_name.label("decided_by"), Consultation.title.label("consultation"))
        .join_from(Case.__table__, ids, ids.c.id == _c.id)
        .outerjoin(Person, Person.id == _c.decided_by_id)
        .outerjoin(Consultation, Consultation.id == _c.consultation_id)
        .order_by(*order)
    ).all()
    return Queue(Page(rows, number, PAGE, total), counts, _first_notices(session, [row.id for row in rows]))


def _within(asked: Asked) -> list[ColumnElement[bool]]:
    return [] if asked.reach is None else [_c.consultation_id.in_(sorted(asked.reach))]


def _states(state: State) -> tuple[State, ...]:
    return (State.DECIDED, State.FINAL) if state in (State.DECIDED, State.FINAL) else (state,)


def _state(state: State) -> ColumnElement[bool]:
    states = _states(state)
    return _c.state == states[0] if len(states) == 1 else _c.state.in_(states)


def _narrowed(asked: Asked) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = [_c.kind == asked.kind] if asked.kind else []
    return [*found, _c.signs.contains(f",{asked.sign},", autoescape=True)] if asked.sign else found


def _first_notices(session: Session, ids: Collection[int]) -> dict[int, list[Any]]:
    if not ids:
        return {}
    place = func.row_number().over(partition_by=CaseNotice.case_id, order_by=CaseNotice.id).label("place")
    numbered = select(CaseNotice.case_id, CaseNotice.reason, CaseNotice.text, place).where(CaseNotice.case_id.in_(ids)).subquery()
    found: dict[int, list[Any]] = {}
    for row in session.execute(select(numbered).where(numbered.c.place <= NOTICES).order_by(numbered.c.case_id, numbered.c.place)):
        found.setdefault(row.case_id, []).append(row)
    return found


def open_count(session: Session, consultation_id: int | None) -> int:
    """How many cases of a consultation, or of all, wait for somebody."""
    here = () if consultation_id is None else (_c.consultation_id == consultation_id,)
    waiting = select(func.count()).select_from(Case).where(*here, _c.state.in_((State.OPEN, State.APPEALED)))
    return int(session.execute(waiting).scalar_one())


def case_of(session: Session, case_id: int) -> Case:
    """A case by its number. Raises NotFound."""
    found = session.get(Case, case_id)
    if found is None:
        raise NotFound
    return found


def cases_about(session: Session, kind: str, number: int, most: int = 30) -> Sequence[Any]:
    """All cases of a thing with who decided them, the newest first."""
    first, second = aliased(Person), aliased(Person)
    statement = (
        select(Case, first.public_name.label("decided_by"), second.public_name.label("appeal_decided_by"))
        .outerjoin(first, first.id == Case.decided_by_id)
        .outerjoin(second, second.id == Case.appeal_decided_by_id)
        .where(Case.kind == kind, Case.target_id == number)
        .order_by(Case.id.desc())
        .limit(most)
    )
    return session.execute(statement).all()


def notices_about(session: Session, kind: str, number: int, most: int = 50) -> Sequence[Any]:
    """What was told about a thing, the newest first. Nobody reads who it was, but whether somebody with an account."""
    columns = (CaseNotice.reason, CaseNotice.text, CaseNotice.created_at, CaseNotice.person_id.is_not(None).label("with_account"))
    here = (CaseNotice.kind == kind, CaseNotice.target_id == number)
    return session.execute(select(*columns).where(*here).order_by(CaseNotice.id.desc()).limit(most)).all()


def record_of(session: Session, author_id: int | None) -> Mapping[str, int]:
    """How often which measure was taken about an author's things, and how many cases wait."""
    if author_id is None:
        return {}
    said = func.coalesce(Case.measure, "open")
    rows = session.execute(select(said, func.count()).where(Case.author_id == author_id).group_by(said))
    return {row[0]: row[1] for row in rows}


def decided_about(session: Session, person: Person, most: int = 20) -> Sequence[Any]:
    """The decisions that restrict what a person wrote, and those about what the person reported, the newest first."""
    restricting = Case.measure.in_((Measure.HIDE, Measure.CUT, Measure.WARN, Measure.BACK))
    reported = select(CaseNotice.case_id).where(CaseNotice.person_id == person.id)
    mine = or_((Case.author_id == person.id) & restricting, Case.id.in_(reported))
    columns = (Case.id, Case.kind, Case.measure, Case.state, Case.decided_at, Case.author_id, Case.upheld)
    return session.execute(select(*columns).where(mine, Case.state != State.OPEN).order_by(Case.id.desc()).limit(most)).all()


def everything_of(session: Session, person_id: int) -> dict[str, Sequence[Any]]:
    """All that is kept about a person here, for the copy of their data."""
    told = select(CaseNotice.kind, CaseNotice.target_id, CaseNotice.reason, CaseNotice.text, CaseNotice.created_at)
    decided = select(Case.kind, Case.target_id, Case.measure, Case.clause, Case.facts, Case.decided_at, Case.appeal_text, Case.appeal_reason)
    return {
        "reports": session.execute(told.where(CaseNotice.person_id == person_id).order_by(CaseNotice.id)).all(),
        "moderation": session.execute(decided.where(Case.author_id == person_id, Case.state != State.OPEN).order_by(Case.id)).all(),
    }


def _logged() -> Select[Any]:
    public = or_(Case.consultation_id.is_(None), Consultation.stage != Stage.DRAFT)
    told = (Case.month, Case.kind, Case.clause, Case.measure, Case.source, Case.upheld, Case.state == State.APPEALED)
    grouped = select(*told[:-1], told[-1].label("appealed"), func.count().label("number"))
    joined = grouped.select_from(Case).outerjoin(Consultation, Consultation.id == Case.consultation_id)
    return joined.where(Case.month != "", Case.measure != Measure.REMOVED, public).group_by(*told)


def log_lines(session: Session, since: str = "") -> Sequence[Any]:
    """The public log, the latest month first: month, kind, clause, measure, source, result of the appeal, how many. No names, no texts."""
    order = (Case.month.desc(), Case.kind, Case.clause, Case.measure)
    return session.execute(_logged().where(Case.month >= since).order_by(*order)).all()


def how_long(session: Session, month: str) -> tuple[int, int]:
    """Of the cases of a month, how many were decided and how many of them in time."""
    in_time = func.count().filter(Case.decided_at <= Case.due_at)
    row = session.execute(select(func.count(), in_time).where(Case.month == month, Case.measure != Measure.REMOVED, Case.appealed_at.is_(None))).one()
    return int(row[0]), int(row[1])


def house_rules_of(session: Session, consultation_id: int) -> Sequence[HouseRule]:
    """A consultation's own clauses."""
    return session.scalars(select(HouseRule).where(HouseRule.consultation_id == consultation_id).order_by(HouseRule.position, HouseRule.id)).all()


def text_blocks_of(session: Session, consultation_id: int) -> Sequence[str]:
    """A consultation's own ready-made reasons."""
    here = select(TextBlock.text).where(TextBlock.consultation_id == consultation_id)
    return session.scalars(here.order_by(TextBlock.position, TextBlock.id)).all()


def words_of(session: Session, consultation_id: int) -> str:
    """A consultation's word list."""
    found = session.get(Watch, consultation_id)
    return found.words if found is not None else ""


def due_by_consultation(session: Session, now: datetime) -> Sequence[Any]:
    """How many cases of which consultation are due and nobody was reminded of; None is the whole platform."""
    due = (_c.state.in_((State.OPEN, State.APPEALED)), _c.due_at <= now, _c.reminded_at.is_(None))
    return session.execute(select(_c.consultation_id, func.count().label("number")).where(*due).group_by(_c.consultation_id)).all()
