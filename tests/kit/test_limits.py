"""Attempts are counted for all processes together."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from participation.kit.database import db
from participation.kit.errors import TooMany
from participation.kit.limits import Limit, RateCount, check_limit, check_limits, network_prefix, sweep_limits

NOW = datetime(2026, 10, 14, 10, 5, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


def within(session: Session):  # type: ignore[no-untyped-def]  # a stand-in for the transaction of its own
    @contextmanager
    def transaction() -> Iterator[Session]:
        with session.begin_nested():
            yield session

    return transaction


def test_attempts_pass_until_the_bucket_is_full(session: Session) -> None:
    for _attempt in range(3):
        check_limit("sign-in:a", 3, HOUR, NOW, within(session))
    with pytest.raises(TooMany, match="55 Minuten") as refusal:
        check_limit("sign-in:a", 3, HOUR, NOW, within(session))
    assert refusal.value.retry_after == 3300
    check_limit("sign-in:b", 3, HOUR, NOW, within(session))
    check_limit("sign-in:a", 3, HOUR, NOW + HOUR, within(session))


def test_every_bucket_counts_even_where_one_is_full(session: Session) -> None:
    limits = [Limit("one", 1, HOUR), Limit("many", 100, HOUR)]
    check_limits(limits, NOW, within(session))
    for _attempt in range(4):
        with pytest.raises(TooMany):
            check_limits(limits, NOW, within(session))
    assert session.scalar(select(RateCount.count).where(RateCount.bucket == "many")) == 5


def test_old_counters_are_swept(session: Session) -> None:
    check_limit("old", 3, HOUR, NOW - timedelta(days=3), within(session))
    check_limit("new", 3, HOUR, NOW, within(session))
    assert sweep_limits(session, NOW) == 1
    assert session.scalars(select(RateCount.bucket)).all() == ["new"]


def test_a_count_survives_the_failure_of_its_request(real_database: Flask) -> None:
    with real_database.app_context():
        check_limit("x", 1, HOUR, NOW)
        db.session.rollback()
        with pytest.raises(TooMany):
            check_limit("x", 1, HOUR, NOW)


@pytest.mark.parametrize(
    ("address", "prefix"),
    [
        ("203.0.113.77", "203.0.113.0/24"),
        ("2001:db8:1:2ff::1", "2001:db8:1:200::/56"),
        ("::ffff:203.0.113.9", "203.0.113.0/24"),
        ("fe80::1%eth0", "fe80::/56"),
        (None, "unknown"),
        ("", "unknown"),
        ("evil, 1.2.3.4", "unknown"),
    ],
)
def test_a_network_is_named_by_its_prefix(address: str | None, prefix: str) -> None:
    assert network_prefix(address) == prefix


def test_parallel_attempts_are_all_counted(real_database: Flask) -> None:
    def attempt(number: int) -> bool:
        with real_database.app_context():
            try:
                check_limit("parallel", 10, HOUR, NOW)
            except TooMany:
                return False
            return True

    with ThreadPoolExecutor(4) as pool:
        passed = list(pool.map(attempt, range(24)))
    assert sum(passed) == 10
    with real_database.app_context():
        assert db.session.scalar(select(func.sum(RateCount.count))) == 24
