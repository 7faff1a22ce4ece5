"""What became of it, told to all who took part: noted with the act that publishes it, then people by people in the background.

Who took part is what the rooms say (`outcome.people`). A step tells the next people and moves the mark behind them in one
transaction, so that after a crash nobody is told twice and nobody is left out.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Select, select, union, update
from sqlalchemy.orm import Session

from participation.accounts.models import NoticeKind
from participation.accounts.notices import tell
from participation.consultations.models import OutcomeNews
from participation.kit.jobs import enqueue_after_commit
from participation.kit.language import LazyText, lazy
from participation.kit.upserts import insert_or

TELL_OUTCOMES = "consultations.tell_outcomes"
"""The job that tells; `clockwork.py` says which function that is."""
OF_CONSULTATION, OF_VOTE, OF_MEASURE = "consultation", "vote", "measure"
"""What is told about. A measure tells again and again: its number is that of the event."""
OF_PROPOSAL, OF_RECOMMENDATION, OF_PROJECT = "proposal", "recommendation", "project"
"""What else people took part in: asked for by those that tell of something that came from it."""
PEOPLE_AT_ONCE = 2_000

PeopleOf = Callable[[str, int], Sequence[Select[Any]]]
"""The rooms' statements, each with one column of people's numbers, for the kind and number of what it is about."""


def announce_outcome(session: Session, kind: str, subject_id: int, title: LazyText, url: str, now: datetime) -> None:
    """Let all who took part be told, once for each thing; part of the act that publishes what became of it.

    `title` is a sentence with one place, `title`; `url` is a path of this site.
    """
    message, words = title.parts
    put = insert_or(session, OutcomeNews).values(
        kind=kind, subject_id=subject_id, message=message, title=str(words["title"])[:200], url=url, created_at=now, after_id=0, told=0
    )
    session.execute(put.on_conflict_do_nothing(index_elements=["kind", "subject_id"]))
    enqueue_after_commit(session, TELL_OUTCOMES)


def unfinished(session: Session) -> list[int]:
    """The numbers of what is still to be told."""
    return list(session.scalars(select(OutcomeNews.id).where(OutcomeNews.done_at.is_(None)).order_by(OutcomeNews.id)))


def tell_next(session: Session, number: int, people_of: PeopleOf, now: datetime, most: int = PEOPLE_AT_ONCE) -> OutcomeNews | None:
    """Tell the next people; None where all are told, or another worker was a moment faster. The caller commits."""
    news = session.get(OutcomeNews, number, populate_existing=True)
    if news is None or news.done_at is not None:
        return None
    statements = people_of(news.kind, news.subject_id)
    people: Sequence[int] = ()
    if statements:
        all_of_them = union(*statements).subquery()
        person = all_of_them.c[0]
        people = session.scalars(select(person).where(person > news.after_id).order_by(person).limit(most)).all()
    told = tell(session, people, kind=NoticeKind.OUTCOME, title=lazy(news.message, title=news.title), url=news.url, now=now)
    values = {"after_id": people[-1], "told": news.told + told} if people else {"done_at": now}
    mine = update(OutcomeNews).where(OutcomeNews.id == number, OutcomeNews.after_id == news.after_id, OutcomeNews.done_at.is_(None))
    moved = session.execute(mine.values(**values).returning(OutcomeNews.id)).scalar_one_or_none() is not None
    if not moved:
        session.rollback()
    return news if moved and people else None
