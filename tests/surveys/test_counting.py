"""The result is counted in the background: after an answer, at most once a minute, at the close at once, and whatever was lost is found again."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from participation.kit import clock
from participation.kit.jobs import jobs_of
from participation.kit.kept_results import SILENCE
from participation.surveys import computing
from participation.surveys.computing import compute_result, compute_stale_results
from participation.surveys.models import Survey
from participation.surveys.result_models import SurveyResult
from participation.surveys.results import Results
from tests.conftest import NOON
from tests.surveys.builders import EVERY_KIND, an_open_survey, answer, closed


@pytest.fixture(autouse=True)
def worker(app: Flask) -> Iterator[None]:
    """Jobs run inside the application's context."""
    with app.app_context():
        yield


def row(session: Session, survey: Survey) -> SurveyResult:
    session.expire_all()
    return session.get_one(SurveyResult, survey.id)


def people(session: Session, survey: Survey) -> int:
    return Results.from_json(row(session, survey).data).people


def test_an_answer_is_counted_by_the_next_nudge(app: Flask, session: Session) -> None:
    survey = an_open_survey(session, pages=EVERY_KIND)
    session.commit()
    jobs_of(app).run_pending()
    assert (row(session, survey).version, people(session, survey)) == (1, 0)
    with clock.frozen(NOON + timedelta(minutes=2)):
        answer(session, survey, {"visits": "often", "age": "40"})
        session.commit()
        jobs_of(app).run_pending()
    found = row(session, survey)
    assert (found.version, found.is_stale, found.computed_at) == (2, False, NOON + timedelta(minutes=2))
    assert people(session, survey) == 1


def test_at_most_once_a_minute_but_at_the_close_at_once(app: Flask, session: Session) -> None:
    survey = an_open_survey(session)
    session.commit()
    with app.app_context():
        assert compute_result(survey.id)
        answer(session, survey, {"visits": "often"})
        session.commit()
        assert not compute_result(survey.id), "within the minute"
        assert row(session, survey).is_stale
        answer(session, survey, {"visits": "rarely"})
        closed(session, survey)
        session.commit()
        assert compute_result(survey.id), "the final one waits for nothing"
    assert (people(session, survey), row(session, survey).is_stale) == (2, False)


def test_what_was_lost_is_found_by_the_sweep(app: Flask, session: Session) -> None:
    survey = an_open_survey(session)
    answer(session, survey, {"visits": "often"})
    session.commit()
    kept = row(session, survey)
    kept.is_running, kept.begun_at, kept.is_stale = True, NOON - SILENCE - timedelta(seconds=1), False  # its worker died
    session.commit()
    with app.app_context():
        compute_stale_results()
    assert (people(session, survey), row(session, survey).is_running) == (1, False)


def test_after_a_failure_it_is_stale_again(app: Flask, session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    survey = an_open_survey(session)
    session.commit()

    def fails(*_what: object) -> None:
        raise OSError("the disk is full")

    monkeypatch.setattr(computing, "counted", fails)
    with app.app_context(), pytest.raises(OSError, match="disk"):
        compute_result(survey.id)
    found = row(session, survey)
    assert (found.is_stale, found.is_running, found.version) == (True, False, 0)
