"""The worker computes what changed, at most once a minute, and loses nothing."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from random import Random

import pytest
from flask import Flask
from sqlalchemy import update
from sqlalchemy.orm import Session

from participation.kit import clock
from participation.kit.jobs import jobs_of
from participation.kit.kept_results import SILENCE, claim, compute
from participation.opinions import jobs
from participation.opinions.models import OpinionMap, Result
from participation.opinions.queries import result_of
from tests.builders import a_consultation, a_resident
from tests.opinions.builders import a_map, answers, two_camps


@pytest.fixture(autouse=True)
def worker(app: Flask) -> Iterator[None]:
    """Jobs run inside the application's context."""
    with app.app_context():
        yield


@pytest.fixture
def opinion_map(session: Session) -> OpinionMap:
    """An open map with the answers of forty people in two camps."""
    made = a_map(session, a_consultation(session))
    two_camps(session, made, 40, Random(1))
    return made


def _result(session: Session, opinion_map: OpinionMap) -> Result:
    session.expire_all()
    return result_of(session, opinion_map.id)


def test_a_stale_map_is_computed_once(session: Session, opinion_map: OpinionMap) -> None:
    assert jobs.compute_map(opinion_map.id)
    assert not jobs.compute_map(opinion_map.id)
    found = _result(session, opinion_map)
    assert (found.version, found.is_stale, found.is_running) == (1, False, False)
    assert (found.data["people"], found.data["answers"], found.data["k"]) == (40, 320, 2)


def test_an_answer_nudges_the_worker_and_within_the_minute_the_sweep_does_it(app: Flask, session: Session, opinion_map: OpinionMap) -> None:
    jobs.compute_stale_maps()
    here = session.get_one(OpinionMap, opinion_map.id)
    consultation = a_consultation(session)
    here.consultation_id = consultation.id
    answers(session, consultation, here, a_resident(session), {1: 1})
    answers(session, consultation, here, a_resident(session), {1: 1})
    session.commit()
    assert jobs_of(app).run_pending() == 1, "one nudge for both"
    assert _result(session, opinion_map).version == 1
    assert _result(session, opinion_map).is_stale
    with clock.frozen(clock.now() + timedelta(minutes=1)):
        jobs.compute_stale_maps()
    found = _result(session, opinion_map)
    assert (found.version, found.is_stale, found.data["people"]) == (2, False, 42)


def test_what_is_answered_while_it_is_computed_is_computed_next(session: Session, opinion_map: OpinionMap) -> None:
    now = clock.now()
    assert claim(Result, Result.map_id, opinion_map.id, now)
    session.execute(update(Result).values(is_stale=True))
    session.commit()
    assert not jobs.compute_map(opinion_map.id), "one worker at a time"
    compute(Result, Result.map_id, opinion_map.id, now, lambda: jobs.made(opinion_map.id))
    assert _result(session, opinion_map).is_stale


def test_a_dead_worker_is_replaced(session: Session, opinion_map: OpinionMap) -> None:
    now = clock.now()
    assert claim(Result, Result.map_id, opinion_map.id, now)
    with clock.frozen(now + SILENCE - timedelta(seconds=1)):
        jobs.compute_stale_maps()
        assert _result(session, opinion_map).version == 0
    with clock.frozen(now + SILENCE):
        jobs.compute_stale_maps()
    assert _result(session, opinion_map).version == 1
    compute(Result, Result.map_id, opinion_map.id, now, lambda: jobs.made(opinion_map.id))
    assert _result(session, opinion_map).version == 1, "what the first one found late is dropped"


def test_a_failed_computation_is_tried_again(session: Session, opinion_map: OpinionMap) -> None:
    session.execute(update(Result).values(data={"projection": {"broken": True}}))
    session.commit()
    with pytest.raises(KeyError):
        jobs.compute_map(opinion_map.id)
    found = _result(session, opinion_map)
    assert (found.is_stale, found.is_running, found.version) == (True, False, 0)
