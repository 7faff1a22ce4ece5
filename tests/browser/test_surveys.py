"""A survey in a real browser: on the phone without a script, wide with a script and the keyboard alone; then what came of it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from playwright.sync_api import expect
from sqlalchemy.orm import Session

from participation.consultations.queries import consultation_by_slug
from participation.kit import clock
from participation.kit.database import db
from participation.surveys.actions import close_survey
from participation.surveys.models import Survey
from participation.surveys.queries import answers_of, definition_of, version_of
from tests.browser.conftest import HALL, Town, Visits
from tests.builders import an_administrator
from tests.surveys.builders import EVERY_KIND, an_open_survey, answer, consultation_of, count_now


@pytest.fixture(scope="module")
def survey(town: Town) -> Survey:
    """A survey of the town hall with every kind of question, for everybody, that a dozen have answered."""
    with town.app.app_context(), Session(db.engine, expire_on_commit=False) as session:
        here, now = consultation_by_slug(session, HALL.rpartition("/")[2]), clock.now()
        made = an_open_survey(session, here, EVERY_KIND, opens_at=None, closes_at=now + timedelta(days=9), title="Wie wird die Halle?")
        for number in range(24):
            answer(session, made, {"visits": "often" if number % 2 else "rarely", "age": str(20 + number)})
        session.commit()
        return made


def last_answers(town: Town, survey: Survey, name: str) -> dict[str, object]:
    with town.app.app_context(), Session(db.engine) as session:
        own = session.get_one(Survey, survey.id)
        found = answers_of(session, own, definition_of(version_of(session, own)))
        return next(dict(one) for one in found if one.get("name") == name)


def test_on_the_phone_without_a_script(visit: Visits, town: Town, survey: Survey) -> None:
    with visit(mode="phone", java_script_enabled=False) as reader:
        page = reader.go(f"{HALL}/umfragen")
        with page.expect_navigation():
            page.get_by_role("link", name="Wie wird die Halle?").click()
        assert reader.check() == []
        with page.expect_navigation():
            page.get_by_role("button", name="Umfrage beginnen").click()
        assert reader.check() == []
        expect(page.get_by_label("Warum nie?")).to_have_count(0)
        reader.expect("422")
        page.get_by_role("button", name="Weiter").click()
        expect(page.get_by_role("link", name="Bitte beantworten Sie diese Frage.")).to_have_count(1)
        assert reader.check() == []
        page.get_by_label("Nie", exact=True).check()
        page.get_by_role("button", name="Weiter").click()
        page.get_by_label("Warum nie?").fill("Der Weg ist zu weit.")
        page.get_by_role("button", name="Weiter").click()
        page.get_by_label("Wo wohnen Sie?").select_option(label="Süd")
        with page.expect_navigation():
            page.get_by_role("button", name="Weiter").click()
        assert reader.check() == []
        page.get_by_label("Wie heißt Ihr Verein?").fill("Vom Telefon")
        page.get_by_label("Konzerte").check()
        page.get_by_role("group", name="Stühle").get_by_label("Gut").check()
        page.get_by_label("Licht").select_option(label="Platz 1")
        page.get_by_role("button", name="Zurück").click()
        page.get_by_role("button", name="Weiter").click()
        expect(page.get_by_label("Wie heißt Ihr Verein?")).to_have_value("Vom Telefon")
        page.get_by_role("button", name="Weiter").click()
        expect(page.locator("main")).to_contain_text("Der Weg ist zu weit.", use_inner_text=True)
        assert reader.check() == []
        page.get_by_role("button", name="Antworten absenden").click()
        expect(page.locator("h1")).to_have_text("Danke", use_inner_text=True)
        reader.go(f"{HALL}/umfragen/{survey.id}")
        expect(page.locator("main")).to_contain_text("schon beantwortet", use_inner_text=True)
    found = last_answers(town, survey, "Vom Telefon")
    assert (found["visits"], found["rate"], found["rank"]) == ("never", {"seats": "good"}, ["light"])


def test_with_a_script_and_the_keyboard_alone(visit: Visits, town: Town, survey: Survey) -> None:
    with visit() as reader:
        page = reader.go(f"{HALL}/umfragen/{survey.id}")
        reader.press("Umfrage beginnen")
        page.wait_for_url("**/seite/1")
        assert reader.check() == []
        expect(page.get_by_label("Warum nie?")).to_be_hidden()
        reader.tab_to("Oft")
        page.keyboard.press("ArrowDown")
        page.keyboard.press("ArrowDown")
        expect(page.get_by_label("Nie", exact=True)).to_be_checked()
        reader.tab_to("Warum nie?")
        page.keyboard.type("Zu laut.")
        assert reader.check() == []
        page.get_by_label("Nie", exact=True).focus()
        page.keyboard.press("ArrowUp")
        expect(page.get_by_label("Warum nie?")).to_be_hidden()
        reader.press("Weiter")
        page.wait_for_url("**/seite/2")
        reader.tab_to("1", exact=True)
        page.keyboard.press("ArrowDown")
        page.keyboard.press("ArrowDown")
        reader.press("Weiter")
        page.wait_for_url("**/seite/3")
        assert reader.check() == []
        reader.tab_to("Wie heißt Ihr Verein?")
        page.keyboard.type("Am Rechner")
        reader.press("Weiter")
        page.wait_for_url("**/pruefen")
        expect(page.locator("main")).not_to_contain_text("Zu laut.", use_inner_text=True)
        reader.press("Antworten absenden")
        page.wait_for_url("**/danke")
    found = last_answers(town, survey, "Am Rechner")
    assert (found["visits"], found["music"], "why" in found) == ("rarely", 3.0, False)


def test_the_result_stands_there_after_the_close(visit: Visits, town: Town, survey: Survey) -> None:
    with town.app.app_context(), Session(db.engine) as session:
        own = session.get_one(Survey, survey.id)
        close_survey(session, an_administrator(session), consultation_of(session, own), own, clock.now())
        count_now(session, own)
        session.commit()
    for mode in ("wide", "phone"):
        with visit(mode=mode) as reader:
            page = reader.go(f"{HALL}/umfragen/{survey.id}/ergebnis")
            expect(page.locator("main")).to_contain_text("verdeckt", use_inner_text=True)
            assert reader.check() == []
