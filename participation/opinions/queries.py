"""Reads about opinion maps: each returns what a page needs in a constant number of statements."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, case, func, select
from sqlalchemy.orm import Session

from participation.accounts.models import Person
from participation.consultations.models import Consultation
from participation.consultations.models import Stage as ConsultationStage
from participation.kit.detached import detached
from participation.kit.errors import NotFound
from participation.kit.glances import Glance
from participation.kit.pagination import Page, offset
from participation.opinions.models import Answer, OpinionFile, OpinionMap, Result, Stage, State, Statement

PAGE = 20
MOST_REASONS = 20
"""Of rejecting, in the report."""
QUEUES = ("pending", "accepted", "hidden", "rejected")
"""The parts of the moderation's list."""

_a, _m, _s = Answer.__table__.c, OpinionMap.__table__.c, Statement.__table__.c
_shown = (Statement.state == State.ACCEPTED, Statement.hidden_at.is_(None))


_MAP = select(OpinionMap).where(OpinionMap.id == bindparam("map"), OpinionMap.consultation_id == bindparam("consultation"))
_STATEMENT = select(Statement).where(Statement.id == bindparam("statement"), Statement.map_id == bindparam("map"))
_MAP_TO_READ = Glance(select(OpinionMap.__table__).where(_m.id == bindparam("map"), _m.consultation_id == bindparam("consultation")))
_MAP_NAMES = tuple(column.key for column in OpinionMap.__table__.columns)
_TO_ANSWER = Glance(
    select(_s.id, _s.map_id, _s.state, _s.author_id, _s.hidden_at).where(_s.id == bindparam("statement"), _s.map_id == bindparam("map"))
)
_WORDS = Glance(select(_s.id, _s.number, _s.text).where(_s.id == bindparam("statement")))


def maps_of(session: Session, consultation_id: int) -> Sequence[OpinionMap]:
    """A consultation's maps, the latest first."""
    return session.scalars(select(OpinionMap).where(OpinionMap.consultation_id == consultation_id).order_by(OpinionMap.id.desc()).limit(50)).all()


def map_of(session: Session, consultation: Consultation, map_id: int) -> OpinionMap:
    """One map of this consultation. Raises NotFound."""
    found = session.scalars(_MAP, {"map": map_id, "consultation": consultation.id}).one_or_none()
    if found is None:
        raise NotFound
    return found


def map_to_read(session: Session, consultation: Consultation, map_id: int) -> OpinionMap:
    """The same without the object mapper, only to be read: an answer comes with every click. Raises NotFound."""
    row = _MAP_TO_READ.first(session, map=map_id, consultation=consultation.id)
    if row is None:
        raise NotFound
    return detached(OpinionMap, dict(zip(_MAP_NAMES, row, strict=True)))


def result_of(session: Session, map_id: int) -> Result:
    """The map as last computed."""
    return session.scalars(select(Result).where(Result.map_id == map_id)).one()


def statement_of(session: Session, opinion_map: OpinionMap, statement_id: int) -> Statement:
    """One statement of this map, whatever became of it. Raises NotFound."""
    found = session.scalars(_STATEMENT, {"statement": statement_id, "map": opinion_map.id}).one_or_none()
    if found is None:
        raise NotFound
    return found


def statement_to_answer(session: Session, opinion_map: OpinionMap, statement_id: int) -> Any:
    """What the rules of answering ask of a statement of this map: a row of id, map_id, state, author_id, hidden_at. Raises NotFound."""
    found = _TO_ANSWER.first(session, statement=statement_id, map=opinion_map.id)
    if found is None:
        raise NotFound
    return found


def words_of(session: Session, statement_id: int) -> Any:
    """What a card shows of a statement: a row of id, number, text."""
    return _WORDS.first(session, statement=statement_id)


_OPEN = Glance(
    select(_s.id, _s.seen_count, _s.is_seed, _s.author_id).where(
        _s.map_id == bindparam("map"), _s.state == State.ACCEPTED.value, _s.hidden_at.is_(None)
    )
)
_MINE = Glance(select(_a.statement_id, _a.mark).where(_a.map_id == bindparam("map"), _a.person_id == bindparam("person")))


def open_statements(session: Session, map_id: int) -> Sequence[Any]:
    """What can be answered: rows of id, seen_count, is_seed, author_id."""
    return _OPEN.all(session, map=map_id)


def marks_of(session: Session, map_id: int, person_id: int) -> dict[int, int]:
    """What a person answered: statement → mark."""
    return {row.statement_id: row.mark for row in _MINE.all(session, map=map_id, person=person_id)}


def texts_of(session: Session, map_id: int) -> dict[int, str]:
    """The statements that everybody can read: id → text."""
    return {row.id: row.text for row in session.execute(select(Statement.id, Statement.text).where(Statement.map_id == map_id, *_shown))}


def count_statements_of(session: Session, map_id: int) -> int:
    """Those that wait or were accepted, hidden ones too."""
    asked = select(func.count(Statement.id)).where(Statement.map_id == map_id, Statement.state != State.REJECTED)
    return session.execute(asked).scalar_one()


def waiting_count(session: Session, consultation_id: int) -> int:
    """How many statements of a consultation's maps wait for the moderation."""
    asked = (
        select(func.count(Statement.id))
        .join(OpinionMap, OpinionMap.id == Statement.map_id)
        .where(OpinionMap.consultation_id == consultation_id, Statement.state == State.PENDING)
    )
    return session.execute(asked).scalar_one()


def seeds_of(session: Session, map_id: int) -> Sequence[str]:
    """The city's statements, in their order."""
    return session.scalars(select(Statement.text).where(Statement.map_id == map_id, Statement.is_seed).order_by(Statement.number)).all()


def answers_page(session: Session, map_id: int, person_id: int, number: int) -> Page[Any]:
    """A person's answers to statements that are shown, by the statements' numbers: rows of id, number, text, mark."""
    mine = (Answer.map_id == map_id, Answer.person_id == person_id, *_shown)
    total = session.execute(select(func.count()).select_from(Answer).join(Statement, Statement.id == Answer.statement_id).where(*mine)).scalar_one()
    rows = session.execute(
        select(Statement.id, Statement.number, Statement.text, Answer.mark)
        .join(Statement, Statement.id == Answer.statement_id)
        .where(*mine)
        .order_by(Statement.number)
        .limit(PAGE)
        .offset(offset(number, PAGE))
    ).all()
    return Page(rows, number, PAGE, total)


def own_statements(session: Session, map_id: int, person_id: int, number: int = 1) -> Page[Statement]:
    """What a person wrote for a map, the latest first."""
    mine = (Statement.map_id == map_id, Statement.author_id == person_id, Statement.is_seed.is_(False))
    total = session.execute(select(func.count(Statement.id)).where(*mine)).scalar_one()
    rows = session.scalars(select(Statement).where(*mine).order_by(Statement.id.desc()).limit(PAGE).offset(offset(number, PAGE))).all()
    return Page(rows, number, PAGE, total)


def written_since(session: Session, map_id: int, person_id: int, since: datetime) -> int:
    """How many statements a person wrote for a map since a moment."""
    asked = select(func.count(Statement.id)).where(Statement.map_id == map_id, Statement.author_id == person_id, Statement.created_at > since)
    return session.execute(asked).scalar_one()


def moderation_numbers(session: Session, map_id: int) -> tuple[dict[str, int], int, Sequence[Any]]:
    """For the report: how many statements each part of the moderation's list holds, how many came from the city, and the reasons
    of rejecting with how often each was given (rows of reason, number), the most frequent first."""
    city = select(func.count(Statement.id)).where(Statement.map_id == map_id, Statement.is_seed)
    number = func.count(Statement.id)
    reasons = (
        select(Statement.reason, number.label("number"))
        .where(Statement.map_id == map_id, Statement.state == State.REJECTED)
        .group_by(Statement.reason)
        .order_by(number.desc(), Statement.reason)
        .limit(MOST_REASONS)
    )
    return queue_counts(session, map_id), session.execute(city).scalar_one(), session.execute(reasons).all()


def _in_queue(queue: str) -> tuple[Any, ...]:
    if queue == "hidden":
        return (Statement.hidden_at.is_not(None),)
    return (Statement.state == queue, Statement.hidden_at.is_(None))


def queue_counts(session: Session, map_id: int) -> dict[str, int]:
    """How many statements each part of the moderation's list holds."""
    part = case((Statement.hidden_at.is_not(None), "hidden"), else_=Statement.state)
    rows = session.execute(select(part, func.count(Statement.id)).where(Statement.map_id == map_id).group_by(part)).all()
    found = {str(name): number for name, number in rows}
    return {queue: found.get(queue, 0) for queue in QUEUES}


def queue_page(session: Session, map_id: int, queue: str, number: int, total: int) -> Page[Statement]:
    """A part of the moderation's list; what waits longest comes first, of the others the latest. `total`: from `queue_counts`."""
    order = Statement.id if queue == State.PENDING else Statement.id.desc()
    asked = select(Statement).where(Statement.map_id == map_id, *_in_queue(queue)).order_by(order).limit(PAGE).offset(offset(number, PAGE))
    return Page(session.scalars(asked).all(), number, PAGE, total)


def statements_by(session: Session, person: Person, most: int) -> Sequence[Any]:
    """What a person wrote, in all maps, the latest first: rows of map_id, text, state, hidden_at, slug."""
    asked = (
        select(Statement.map_id, Statement.text, Statement.state, Statement.hidden_at, Consultation.slug)
        .join(OpinionMap, OpinionMap.id == Statement.map_id)
        .join(Consultation, Consultation.id == OpinionMap.consultation_id)
        .where(Statement.author_id == person.id, Statement.is_seed.is_(False), Consultation.stage != ConsultationStage.DRAFT)
        .order_by(Statement.id.desc())
        .limit(most)
    )
    return session.execute(asked).all()


def everything_of(session: Session, person: Person) -> dict[str, Sequence[Any]]:
    """For the data download: a person's answers and statements."""
    answers = (
        select(Statement.text.label("statement"), Answer.mark, Answer.answered_on)
        .join(Statement, Statement.id == Answer.statement_id)
        .where(Answer.person_id == person.id)
        .order_by(Answer.map_id, Statement.number)
    )
    columns = (Statement.text, Statement.state, Statement.reason, Statement.hidden_at, Statement.created_at)
    written = select(*columns).where(Statement.author_id == person.id, Statement.is_seed.is_(False)).order_by(Statement.id)
    return {"opinion_answers": session.execute(answers).all(), "opinion_statements": session.execute(written).all()}


def all_statements(session: Session, map_id: int) -> Sequence[Statement]:
    """The accepted statements of a map, hidden ones too, by their numbers."""
    return session.scalars(select(Statement).where(Statement.map_id == map_id, Statement.state == State.ACCEPTED).order_by(Statement.number)).all()


def all_answers(session: Session, map_id: int) -> Iterator[Any]:
    """Every answer of a map as rows of person_id, statement_id, mark, answered_on, as a stream."""
    asked = select(_a.person_id, _a.statement_id, _a.mark, _a.answered_on).where(_a.map_id == map_id)
    return iter(session.execute(asked.execution_options(yield_per=5_000)))


def answers_in_order(session: Session, map_id: int) -> Iterator[Any]:
    """Every answer to an accepted statement as rows of answered_on, number, person_id, mark, by day and statement, as a stream."""
    asked = select(_a.answered_on, _s.number, _a.person_id, _a.mark).join_from(Answer.__table__, Statement.__table__, _s.id == _a.statement_id)
    asked = asked.where(_a.map_id == map_id, _s.state == State.ACCEPTED.value).order_by(_a.answered_on, _s.number)
    return iter(session.connection().execute(asked.execution_options(yield_per=10_000)))


def file_of(session: Session, opinion_map: OpinionMap, file_id: int) -> OpinionFile:
    """One file of this map's answers. Raises NotFound."""
    found = session.scalars(select(OpinionFile).where(OpinionFile.id == file_id, OpinionFile.map_id == opinion_map.id)).one_or_none()
    if found is None:
        raise NotFound
    return found


def still_open(session: Session, consultation_id: int) -> Sequence[OpinionMap]:
    """The maps that take answers now."""
    return [one for one in maps_of(session, consultation_id) if one.stage == Stage.OPEN]
