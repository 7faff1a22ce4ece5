"""What was begun is found again for 30 days, belongs to nobody else, survives a new version, and is not lost where a survey ends meanwhile."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from participation.accounts.models import Person
from participation.kit import clock
from participation.surveys.answer_actions import sweep_drafts
from participation.surveys.models import Survey, SurveyDraft
from participation.surveys.queries import answers_of, definition_of, responses, version_of
from tests.builders import a_resident, post
from tests.surveys.builders import an_open_survey, closed, consultation_of

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
Browse = Callable[[Person | None], FlaskClient]


def begun(session: Session, browse: Browse, mode: str = "open") -> tuple[FlaskClient, str, Survey]:
    survey = an_open_survey(session, mode=mode)
    browser = browse(a_resident(session) if mode == "account" else None)
    session.commit()
    base = f"/beteiligungen/{consultation_of(session, survey).slug}/umfragen/{survey.id}"
    post(browser, f"{base}/beginnen")
    post(browser, f"{base}/seite/1", {"a-visits": "rarely", "a-age": "33"})
    return browser, base, survey


@pytest.mark.parametrize("mode", ["open", "account"])
def test_a_draft_waits_thirty_days_for_whoever_began_it(session: Session, browse: Browse, mode: str) -> None:
    browser, base, _survey = begun(session, browse, mode)
    assert "Weiter ausfüllen" in browser.get(base).text
    other = browse(a_resident(session) if mode == "account" else None)
    assert other.get(f"{base}/seite/1").status_code == 404
    assert post(other, f"{base}/verwerfen").status_code == 303
    assert sweep_drafts(session, clock.now() + timedelta(days=29)) == 0
    session.commit()
    assert 'value="33"' in browser.get(f"{base}/seite/1").text
    assert sweep_drafts(session, clock.now() + timedelta(days=31)) == 1
    session.commit()
    assert "Umfrage beginnen" in browser.get(base).text


def test_answers_of_another_version_do_not_stand_in_the_way(session: Session, browse: Browse) -> None:
    browser, base, survey = begun(session, browse)
    known = session.scalars(select(SurveyDraft)).one()
    session.execute(update(SurveyDraft).values(answers={**known.answers, "dropped": "x", "dropped.other": "y"}))
    session.commit()
    post(browser, f"{base}/seite/2", {})
    assert post(browser, f"{base}/absenden").location == f"{base}/danke"
    session.expire_all()
    [found] = answers_of(session, survey, definition_of(version_of(session, survey)))
    assert (found["visits"], "dropped" in found) == ("rarely", False)


def test_what_was_typed_is_shown_where_the_survey_ended_meanwhile(session: Session, browse: Browse) -> None:
    browser, base, survey = begun(session, browse)
    closed(session, survey)
    session.commit()
    late = post(browser, f"{base}/seite/1", {"a-visits": "never", "a-why": "Der Weg ist zu weit.", "a-age": "zwölf"})
    assert late.status_code == 403
    for words in ("Diese Umfrage ist beendet", "wurden nicht gezählt", "Der Weg ist zu weit.", "Nie", "zwölf"):
        assert words in late.text
    assert post(browser, f"{base}/seite/99", {}).status_code == 404
    session.expire_all()
    assert responses(session, survey) == 0
