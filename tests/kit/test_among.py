"""A condition on many numbers is one parameter, and is looked up, not searched for; on both databases."""

from __future__ import annotations

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from participation.kit.among import among, numbers, told
from participation.proposals.models import Proposal
from tests.builders import a_consultation, a_resident
from tests.proposals.builders import a_proposal

_p = Proposal.__table__.c
ASKED = select(_p.id).where(among(_p.id, numbers("ids"))).order_by(_p.id)


def test_rows_among_some_numbers_are_found(session: Session) -> None:
    consultation, author = a_consultation(session), a_resident(session)
    ids = [a_proposal(session, consultation, author, f"Vorschlag {number}").id for number in range(4)]
    for asked in ([], ids[:1], ids[1:3], [*ids, ids[-1] + 100]):
        found = session.execute(ASKED, {"ids": told(asked)}).scalars().all()
        assert found == [number for number in asked if number in ids]


def test_no_table_is_searched_through_for_them(session: Session) -> None:
    if session.get_bind().dialect.name != "sqlite":
        return  # with four rows PostgreSQL rightly looks at all of them
    asked = str(ASKED.compile(dialect=session.get_bind().dialect))
    plan = [row.detail for row in session.execute(text(f"EXPLAIN QUERY PLAN {asked.replace('?', ':ids')}"), {"ids": "1,2"})]
    assert any(step.startswith("SEARCH proposal USING INTEGER PRIMARY KEY") for step in plan)
    assert not any(step.startswith("SCAN proposal") for step in plan)
