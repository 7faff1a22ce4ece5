"""Whole threads at once, for what comes from another platform: a few statements, however many contributions there are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, delete, func, insert, or_, select, update
from sqlalchemy.orm import Session

from participation.accounts.models import Person
from participation.consultations.models import Consultation
from participation.consultations.rules import may_moderate
from participation.consultations.signals import text_removed
from participation.discussions.counting_actions import ARGUMENTS
from participation.discussions.models import AcrossOrder, Contribution, Discussion, Follow, Kind, Topic, Visit
from participation.discussions.summary_models import Summary
from participation.kit.codes import new_token
from participation.kit.database import table_of
from participation.kit.rules import demand
from participation.kit.upserts import insert_or

CHUNK = 500
_c, _d = table_of(Contribution), table_of(Discussion)

Subject = tuple[str, int]
"""The kind and number of what is discussed."""


@dataclass(slots=True)
class Said:
    """A contribution without an account: its text as it will be shown, when it was written, by whom and where.

    `above`: the contribution on the first level that it answers, one of the same thread or, by its number, one that stands here already.
    """

    subject: Subject
    kind: Kind
    body: str
    html: str
    origin: str
    at: datetime
    above: Said | int | None = None
    id: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Told:
    """What a discussion comes to: how many can be read, and of its arguments for and against, how many the fewer are."""

    subject: Subject
    count: int
    contested: int
    last: datetime


def contribute_many(session: Session, actor: Person, consultation: Consultation, said: Sequence[Said]) -> list[Told]:
    """Write threads, each in the order of time; every `Said` gets its number. The caller writes the log's entry and tells the subjects' rooms."""
    demand(may_moderate(actor, consultation))
    ordered = sorted(said, key=lambda each: each.at)
    subjects = list(dict.fromkeys(each.subject for each in ordered))
    discussions = _begun(session, consultation.id, subjects)
    heads = [each for each in ordered if each.above is None]
    answers = [each for each in ordered if each.above is not None]
    numbers = {subject: row.top_level_count for subject, row in discussions.items()}
    _insert(session, discussions, heads, [_next(numbers, each.subject) for each in heads])
    positions = _answers_of(session, [each.above for each in answers if isinstance(each.above, int)])
    _insert(session, discussions, answers, [_next(positions, _parent(each)) for each in answers])
    _count_answers(session, answers)
    _count(session, discussions, ordered)
    return _told(session, discussions, ordered)


def _begun(session: Session, consultation_id: int, subjects: Sequence[Subject]) -> dict[Subject, Any]:
    """The discussions, made where there is none."""
    counts = ("contribution_count", "top_level_count", *(f"{kind}_count" for kind in Kind), "city_count")
    empty = {**dict.fromkeys(counts, 0), "outcome": "", "outcome_html": "", "version": 1, "consultation_id": consultation_id}
    rows = [{**empty, "subject_kind": kind, "subject_id": number} for kind, number in subjects]
    for start in range(0, len(rows), CHUNK):
        begin = insert_or(session, Discussion).on_conflict_do_nothing(index_elements=["subject_kind", "subject_id"])
        session.execute(begin, rows[start : start + CHUNK])
    found: dict[Subject, Any] = {}
    columns = (_d.c.id, _d.c.subject_kind, _d.c.subject_id, _d.c.top_level_count)
    for kind in dict.fromkeys(kind for kind, _number in subjects):
        ids = [number for each, number in subjects if each == kind]
        for start in range(0, len(ids), CHUNK):
            some = select(*columns).where(_d.c.subject_kind == kind, _d.c.subject_id.in_(ids[start : start + CHUNK]))
            found.update({(row.subject_kind, row.subject_id): row for row in session.execute(some)})
    return found


def _next(numbers: dict[Any, int], key: Any) -> int:
    numbers[key] = numbers.get(key, 0) + 1
    return numbers[key]


def _parent(each: Said) -> int:
    return each.above.id if isinstance(each.above, Said) else int(each.above or 0)


def _answers_of(session: Session, ids: Iterable[int]) -> dict[int, int]:
    """How many answers contributions have that stand here already."""
    numbers, found = sorted(set(ids)), dict[int, int]()
    for start in range(0, len(numbers), CHUNK):
        some = select(_c.c.id, _c.c.answers_count).where(_c.c.id.in_(numbers[start : start + CHUNK]))
        found.update((row.id, row.answers_count) for row in session.execute(some))
    return found


def _insert(session: Session, discussions: Mapping[Subject, Any], some: Sequence[Said], places: Sequence[int]) -> None:
    rows = [
        {
            "discussion_id": discussions[each.subject].id,
            "parent_id": _parent(each) if each.above is not None else None,
            "position": place if each.above is not None else 0,
            "number": None if each.above is not None else place,
            "active_at": None if each.above is not None else each.at,
            "kind": each.kind,
            "body": each.body,
            "body_html": each.html,
            "origin": each.origin,
            "created_at": each.at,
            "form_key": new_token()[:32],
        }
        for each, place in zip(some, places, strict=True)
    ]
    if rows:
        ids = session.scalars(insert(Contribution).returning(Contribution.id, sort_by_parameter_order=True), rows)
        for each, number in zip(some, ids, strict=True):
            each.id = number


_ANSWERED = (
    update(_c)
    .where(_c.c.id == bindparam("parent"))
    .values(
        answers_count=_c.c.answers_count + bindparam("more"),
        attention=_c.c.attention + bindparam("more"),
        active_at=bindparam("last"),
        version=_c.c.version + 1,
    )
)


def _count_answers(session: Session, answers: Sequence[Said]) -> None:
    many = Counter(map(_parent, answers))
    last = {_parent(each): each.at for each in answers}  # in the order of time
    if many:
        session.execute(_ANSWERED, [{"parent": parent, "more": more, "last": last[parent]} for parent, more in many.items()])


_COUNTED = (
    update(_d)
    .where(_d.c.id == bindparam("discussion"))
    .values(
        contribution_count=_d.c.contribution_count + bindparam("all"),
        top_level_count=_d.c.top_level_count + bindparam("first"),
        version=_d.c.version + 1,
        **{f"{kind}_count": func.coalesce(_d.c[f"{kind}_count"], 0) + bindparam(f"of_{kind}") for kind in Kind},
    )
)


def _count(session: Session, discussions: Mapping[Subject, Any], said: Sequence[Said]) -> None:
    every = Counter(each.subject for each in said)
    kinds = Counter((each.subject, each.kind) for each in said if each.above is None)
    rows = [
        {
            "discussion": discussions[subject].id,
            "all": count,
            "first": sum(kinds[subject, kind] for kind in Kind),
            **{f"of_{kind}": kinds[subject, kind] for kind in Kind},
        }
        for subject, count in every.items()
    ]
    if rows:
        session.execute(_COUNTED, rows)


def _told(session: Session, discussions: Mapping[Subject, Any], said: Sequence[Said]) -> list[Told]:
    _forget(session)
    last = {each.subject: each.at for each in said}
    ids, told = {row.id: subject for subject, row in discussions.items()}, []
    numbers = sorted(ids)
    argued: dict[int, dict[str, int]] = {}
    for start in range(0, len(numbers), CHUNK):
        some = numbers[start : start + CHUNK]
        arguments = (
            select(_c.c.discussion_id, _c.c.kind, func.count())
            .where(
                _c.c.discussion_id.in_(some), _c.c.parent_id.is_(None), _c.c.deleted_at.is_(None), _c.c.hidden_at.is_(None), _c.c.kind.in_(ARGUMENTS)
            )
            .group_by(_c.c.discussion_id, _c.c.kind)
        )
        for number, kind, count in session.execute(arguments):
            argued.setdefault(number, {})[kind] = count
        for number, count in session.execute(select(_d.c.id, _d.c.contribution_count).where(_d.c.id.in_(some))):
            both = argued.get(number, {})
            told.append(Told(ids[number], count, min(both.values()) if len(both) == 2 else 0, last[ids[number]]))
    return told


def reword_many(session: Session, origins: Mapping[int, str], introductions: Mapping[int, tuple[str, str]]) -> None:
    """Say otherwise where contributions came from (number → origin), and how topics are introduced (number → Markdown, HTML)."""
    if origins:
        change = update(_c).where(_c.c.id == bindparam("contribution")).values(origin=bindparam("said"), version=_c.c.version + 1)
        session.execute(change, [{"contribution": number, "said": said} for number, said in origins.items()])
    for number, (text, html) in introductions.items():
        topic = update(Topic).where(Topic.id == number).values(introduction=text, introduction_html=html, version=Topic.version + 1)
        session.execute(topic.execution_options(synchronize_session=False))
    numbers = _discussions_of(session, list(origins), [("topic", number) for number in introductions])
    for start in range(0, len(numbers), CHUNK):
        session.execute(update(_d).where(_d.c.id.in_(numbers[start : start + CHUNK])).values(version=_d.c.version + 1))
    _forget(session)


def _forget(session: Session) -> None:
    """Let the session read anew what it knows of discussions."""
    for each in list(session):
        if isinstance(each, Contribution | Discussion | Topic):
            session.expire(each)


def open_many(session: Session, actor: Person, consultation: Consultation, rows: Sequence[Mapping[str, Any]]) -> list[int]:
    """Make topics; `rows`: title, introduction, introduction_html, opened_at. The caller writes the log's entry."""
    demand(may_moderate(actor, consultation))
    made = [{**row, "consultation_id": consultation.id, "opened_by_id": actor.id} for row in rows]
    ids = list(session.scalars(insert(Topic).returning(Topic.id, sort_by_parameter_order=True), made)) if made else []
    _begun(session, consultation.id, [("topic", number) for number in ids])
    return ids


def used_since(session: Session, contribution_ids: Collection[int], subjects: Sequence[Subject]) -> int:
    """How many of these contributions, and of the discussions of these subjects, somebody used since: answered, rated, followed, moderated, quoted."""
    ids, own, found = sorted(contribution_ids), set(contribution_ids), 0
    by_hand = or_(_c.c.up_count + _c.c.down_count + _c.c.cited > 0, _c.c.grown_url != "", _c.c.hidden_at.is_not(None), _c.c.edited_at.is_not(None))
    for start in range(0, len(ids), CHUNK):
        found += len(session.scalars(select(_c.c.id).where(_c.c.id.in_(ids[start : start + CHUNK]), by_hand)).all())
    discussions = _discussions_of(session, ids, subjects)
    for start in range(0, len(discussions), CHUNK):
        some = discussions[start : start + CHUNK]
        found += sum(1 for number in session.scalars(select(_c.c.id).where(_c.c.discussion_id.in_(some))) if number not in own)
        for kept in (Follow.discussion_id, Summary.discussion_id):
            found += len(session.scalars(select(kept).where(kept.in_(some))).all())
        found += len(session.scalars(select(_d.c.id).where(_d.c.id.in_(some), or_(_d.c.outcome != "", _d.c.closed_at.is_not(None)))).all())
    return found


def _discussions_of(session: Session, contribution_ids: Sequence[int], subjects: Sequence[Subject]) -> list[int]:
    found: set[int] = set()
    for start in range(0, len(contribution_ids), CHUNK):
        found.update(session.scalars(select(_c.c.discussion_id).where(_c.c.id.in_(contribution_ids[start : start + CHUNK]))))
    for kind in dict.fromkeys(kind for kind, _number in subjects):
        numbers = [number for each, number in subjects if each == kind]
        for start in range(0, len(numbers), CHUNK):
            some = select(_d.c.id).where(_d.c.subject_kind == kind, _d.c.subject_id.in_(numbers[start : start + CHUNK]))
            found.update(session.scalars(some))
    return sorted(found)


def remove_many(
    session: Session, actor: Person, consultation: Consultation, contribution_ids: Collection[int], topic_ids: Collection[int], now: datetime
) -> None:
    """Take contributions and topics away that nobody used (`used_since` is 0), with the discussions that consist of nothing else."""
    demand(may_moderate(actor, consultation))
    ids = sorted(contribution_ids)
    numbers = _discussions_of(session, ids, [("topic", number) for number in topic_ids])
    for level in (_c.c.parent_id.is_not(None), _c.c.parent_id.is_(None)):  # answers before what they answer
        for start in range(0, len(ids), CHUNK):
            session.execute(delete(_c).where(_c.c.id.in_(ids[start : start + CHUNK]), level))
    for start in range(0, len(numbers), CHUNK):
        some = numbers[start : start + CHUNK]
        session.execute(delete(Visit).where(Visit.discussion_id.in_(some)))
        session.execute(delete(AcrossOrder).where(AcrossOrder.discussion_id.in_(some)))
        session.execute(delete(_d).where(_d.c.id.in_(some)))
    topics = sorted(topic_ids)
    for start in range(0, len(topics), CHUNK):
        session.execute(delete(Topic).where(Topic.id.in_(topics[start : start + CHUNK])))
    _forget(session)
    for number in ids:
        text_removed.send(session, kind="contribution", number=number, now=now)
