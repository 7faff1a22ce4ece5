"""Reference numbers without gaps, and the random places of the fair order."""

from __future__ import annotations

import secrets
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import bindparam
from sqlalchemy.dialects.postgresql import Insert
from sqlalchemy.orm import Session

from participation.kit.database import table_of
from participation.kit.dates import city_zone
from participation.kit.upserts import dialect_of, insert_for
from participation.proposals.models import ProposalBoard, ProposalNumber

SHUFFLE_RANGE = 2**31
"""Random places lie in 0 … this − 1; ties go by id."""


def next_references(session: Session, now: datetime, count: int) -> list[str]:
    """So many numbers in a row, under the same lock as one."""
    year = now.astimezone(city_zone()).year
    last = int(session.execute(_take(dialect_of(session)), {"of": year, "count": count}).scalar_one())
    return [f"{year}-{number:05d}" for number in range(last - count + 1, last + 1)]


def next_reference(session: Session, now: datetime) -> str:
    """The next number of the city's year, e.g. `2026-00042`.

    The year's row stays locked until the transaction ends: a number whose proposal is not saved is given to the next one, so
    the numbers of a year have no gap and never a double.
    """
    (reference,) = next_references(session, now, 1)
    return reference


@cache
def _take(dialect: str) -> Any:
    numbers = table_of(ProposalNumber)
    insert = insert_for(dialect, numbers).values(year=bindparam("of"), last=bindparam("count"))
    return insert.on_conflict_do_update(index_elements=["year"], set_={"last": numbers.c.last + bindparam("count")}).returning(numbers.c.last)


def raise_board(session: Session, consultation_id: int, published: int = 0) -> None:
    """Say that something about a consultation's proposals has changed, so that cached lists are made anew.

    `published` is by how many the published ones became more, or fewer.
    """
    session.execute(_raise(dialect_of(session)), {"of": consultation_id, "more": published, "first": max(published, 0)})


@cache
def _raise(dialect: str) -> Insert:
    board = table_of(ProposalBoard)
    insert = insert_for(dialect, board).values(consultation_id=bindparam("of"), version=1, published=bindparam("first"))
    raised = {"version": board.c.version + 1, "published": board.c.published + bindparam("more")}
    return insert.on_conflict_do_update(index_elements=["consultation_id"], set_=raised)


def random_place() -> int:
    """A place in the fair order that nobody chose."""
    return secrets.randbelow(SHUFFLE_RANGE)
