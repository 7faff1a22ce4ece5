"""A glance of a request that may write sees what its transaction wrote; of one that reads, what is committed."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import bindparam, column, select, table
from sqlalchemy.exc import OperationalError

from participation.accounts.models import District
from participation.kit.database import current_session, reading_only
from participation.kit.glances import Glance

_NAMED = Glance(select(District.id, District.name).where(District.name == bindparam("name")))
_NOWHERE = Glance(select(column("a")).select_from(table("nowhere")))


def test_who_writes_sees_what_was_written_and_others_do_not(real_database: Flask) -> None:
    with real_database.test_request_context():
        session = current_session()
        session.add(District(name="Aaborn", position=1))
        session.flush()
        assert _NAMED.first(name="Aaborn").name == "Aaborn"
        assert [row.name for row in _NAMED.within(session, name="Aaborn")] == ["Aaborn"]
        reading_only(True)
        try:
            assert _NAMED.first(name="Aaborn") is None
            assert [row.name for row in _NAMED.within(session, name="Aaborn")] == ["Aaborn"]
        finally:
            reading_only(False)
        session.rollback()
        assert _NAMED.first(session, name="Aaborn") is None


def test_what_fails_is_told_as_ever(real_database: Flask) -> None:
    with real_database.test_request_context(), pytest.raises(OperationalError):
        _NOWHERE.all()
