"""The way through a survey in a browser without JavaScript, and what stands on its pages."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from participation.accounts.models import Person
from participation.surveys.models import Survey
from participation.surveys.queries import responses
from tests.builders import a_consultation, a_person, a_resident, post
from tests.surveys.builders import EVERY_KIND, a_survey_draft, an_open_survey, closed, consultation_of

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
Browse = Callable[[Person | None], FlaskClient]
Counting = Callable[[], AbstractContextManager[Any]]


def url(session: Session, survey: Survey, path: str = "") -> str:
    return f"/beteiligungen/{consultation_of(session, survey).slug}/umfragen/{survey.id}{path}"


def on_page(page: str, code: str) -> bool:
    """Whether a question is shown without a script."""
    return f'id="frage-{code}"' in page


def test_a_reader_answers_without_an_account(session: Session, browse: Browse) -> None:
    survey, browser = an_open_survey(session), browse(None)
    session.commit()
    base = url(session, survey)
    assert "Sie brauchen kein Konto" in browser.get(base).text
    assert browser.get(f"{base}/seite/1").status_code == 404
    assert post(browser, f"{base}/beginnen").location == f"{base}/seite/1"
    first = browser.get(f"{base}/seite/1").text
    assert on_page(first, "visits")
    assert not on_page(first, "why")
    wrong = post(browser, f"{base}/seite/1", {"a-age": "zwölf", "weiter": "ja"})
    assert wrong.status_code == 422
    assert "Es gibt 2 Fehler" in wrong.text
    assert 'href="#a-visits-0"' in wrong.text
    assert 'value="zwölf"' in wrong.text
    again = post(browser, f"{base}/seite/1", {"a-visits": "never", "a-age": "40"})
    assert again.location == f"{base}/seite/1", "the answer calls for a further question here"
    assert on_page(browser.get(again.location).text, "why")
    assert post(browser, f"{base}/seite/1", {"a-visits": "never", "a-age": "40", "a-why": "Zu weit."}).location == f"{base}/seite/2"
    second = browser.get(f"{base}/seite/2").text
    assert on_page(second, "district")
    assert not on_page(second, "music")
    assert post(browser, f"{base}/seite/2", {"a-district": "south", "zurueck": "ja"}).location == f"{base}/seite/1"
    assert "Zu weit." in browser.get(f"{base}/seite/1").text, "what was typed is kept"
    assert 'value="south" selected' in browser.get(f"{base}/seite/2").text
    assert post(browser, f"{base}/seite/2", {"a-district": "south"}).location == f"{base}/pruefen"
    check = browser.get(f"{base}/pruefen").text
    assert "Zu weit." in check
    assert "Süd" in check
    assert post(browser, f"{base}/absenden").location == f"{base}/danke"
    assert "Vielen Dank" in browser.get(f"{base}/danke").text
    assert "schon beantwortet" in browser.get(base).text
    assert post(browser, f"{base}/beginnen").status_code == 403
    session.expire_all()
    assert responses(session, survey) == 1


def test_a_page_that_no_answer_calls_for_and_one_that_is_not_there(session: Session, browse: Browse) -> None:
    survey, browser = an_open_survey(session), browse(None)
    session.commit()
    base = url(session, survey)
    post(browser, f"{base}/beginnen")
    for number in ("0", "3", "99", "999999999999999999999999"):
        assert browser.get(f"{base}/seite/{number}").status_code == 404
    assert post(browser, f"{base}/absenden").status_code == 422, "not before it fits"
    assert post(browser, f"{base}/verwerfen").status_code == 303
    assert browser.get(f"{base}/pruefen").status_code == 404


def test_every_kind_refuses_what_does_not_fit_beside_its_field(session: Session, browse: Browse) -> None:
    survey, browser = an_open_survey(session, pages=EVERY_KIND), browse(None)
    session.commit()
    base = url(session, survey)
    post(browser, f"{base}/beginnen")
    page = browser.get(f"{base}/seite/3").text
    for name in ("a-name", "a-day", "a-uses", "t-uses-other", "a-rate-seats", "a-times-week", "a-rank-light", "a-money-stage"):
        assert f'name="{name}"' in page
    typed = {
        "a-name": "x" * 300, "a-day": "gestern", "a-uses": ["none", "music"], "a-rate-seats": "maybe", "a-times-week": ["day", "noon"],
        "a-rank-light": "1", "a-rank-air": "1", "a-money-stage": "3",
    }  # fmt: skip
    refused = post(browser, f"{base}/seite/3", typed)
    assert refused.status_code == 422
    assert "Es gibt 7 Fehler" in refused.text
    for target in re.findall(r'<li><a href="#([^"]+)"', refused.text):
        assert f'id="{target}"' in refused.text, target


def test_an_accounts_draft_is_found_again_in_another_browser(session: Session, browse: Browse) -> None:
    survey, alice = an_open_survey(session, mode="account"), a_resident(session)
    session.commit()
    base = url(session, survey)
    assert "melden Sie sich bitte an" in browse(None).get(base).text
    assert post(browse(None), f"{base}/beginnen").location.startswith("/anmelden")
    first = browse(alice)
    post(first, f"{base}/beginnen")
    post(first, f"{base}/seite/1", {"a-visits": "rarely", "a-age": "33", "zurueck": "ja"})
    second = browse(alice)
    assert "Weiter ausfüllen" in second.get(base).text
    assert 'value="33"' in second.get(f"{base}/seite/1").text
    assert browse(a_resident(session)).get(f"{base}/seite/1").status_code == 404


def test_staff_try_a_draft_out(session: Session, browse: Browse) -> None:
    consultation = a_consultation(session)
    survey = a_survey_draft(session, consultation)
    browser = browse(a_person(session, moderates=consultation))
    session.commit()
    base = url(session, survey)
    post(browser, f"{base}/beginnen")
    assert "Probe" in browser.get(f"{base}/seite/1").text
    post(browser, f"{base}/seite/1", {"a-visits": "often"})
    post(browser, f"{base}/seite/2", {})
    post(browser, f"{base}/absenden")
    assert "Gespeichert wurde nichts" in browser.get(f"{base}/danke").text
    session.expire_all()
    assert responses(session, survey) == 0


def test_tab_overview_and_list_show_what_is_public(session: Session, browse: Browse) -> None:
    consultation = a_consultation(session)
    home = f"/beteiligungen/{consultation.slug}"
    survey = a_survey_draft(session, consultation, title="Noch geheim")
    session.commit()
    assert "Umfragen" not in browse(None).get(home).text
    running = an_open_survey(session, consultation, title="Läuft gerade")
    session.commit()
    page = browse(None).get(home).text
    assert "Läuft gerade" in page
    assert "Noch geheim" not in page + browse(None).get(f"{home}/umfragen").text
    assert browse(None).get(url(session, survey)).status_code == 404
    closed(session, running)
    session.commit()
    assert "Läuft gerade" not in browse(None).get(home).text, "a kept page is made anew"


def more(page: dict[str, Any]) -> dict[str, Any]:
    """The same page once more under other codes."""
    asked = [{**one, "code": f"{one['code']}x", "condition": "age > 3"} for one in page["questions"] if one["kind"] != "calculation"]
    return {**page, "code": f"{page['code']}x", "questions": asked}


@pytest.mark.parametrize("path", ["/seite/3", "/pruefen", "/vorschau"])
def test_pages_on_the_way_need_few_statements(session: Session, browse: Browse, count_statements: Counting, path: str) -> None:
    consultation, seen = a_consultation(session), []
    staff = browse(a_person(session, moderates=consultation))
    for pages in (EVERY_KIND, [*EVERY_KIND, *(more(page) for page in EVERY_KIND)]):
        survey = an_open_survey(session, consultation, pages, mode="account")
        session.commit()
        post(staff, url(session, survey, "/beginnen"))
        with count_statements() as statements:
            assert staff.get(url(session, survey, path)).status_code == 200
        seen.append(statements.count)
    assert seen[0] == seen[1] <= 21


def test_a_new_visitor_is_given_no_cookie_before_the_survey_is_opened(app: Flask, session: Session, browse: Browse) -> None:
    survey = an_open_survey(session)
    session.commit()
    assert "Set-Cookie" not in browse(None).get(f"/beteiligungen/{consultation_of(session, survey).slug}/umfragen").headers
