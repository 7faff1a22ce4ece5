"""A database of one's own, for tests of kit that commit, run in parallel or crash; on SQLite and on PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine, create_engine

from participation.kit.audit import AuditEntry
from participation.kit.database import Base, tune
from participation.kit.limits import RateCount
from participation.kit.mail import OutboxMail
from participation.kit.search import SearchEntry
from tests.postgresql import PostgreSQL

TABLES = [model.__table__ for model in (AuditEntry, RateCount, OutboxMail, SearchEntry)]


@pytest.fixture(params=["sqlite", "postgresql"])
def own_engine(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    """An engine on a fresh database that holds kit's tables."""
    if request.param == "sqlite":
        url = f"sqlite:///{tmp_path / 'own.sqlite'}"
    else:
        server: PostgreSQL = request.getfixturevalue("postgresql")
        url = server.new_database()
    engine = tune(create_engine(url))
    Base.metadata.create_all(engine, tables=TABLES)
    yield engine
    engine.dispose()
