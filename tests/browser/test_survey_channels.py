"""Other ways into a survey in a real browser: a code from a letter with the keyboard, a place and a file without a script, a sheet of paper typed twice."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import expect
from sqlalchemy import select
from sqlalchemy.orm import Session

from participation.consultations.queries import consultation_by_slug
from participation.kit import clock
from participation.kit.database import db
from participation.kit.sealing import seals_of
from participation.places.models import StreetAddress
from participation.surveys.models import Survey
from participation.surveys.queries import answers_of, definition_of, version_of
from tests.browser.conftest import HALL, Town, Visits
from tests.surveys.builders import EVERY_KIND, a_survey_with_codes, an_open_survey, question

PAGES: list[dict[str, Any]] = [
    {
        "code": "bench",
        "title": {"de": "Eine Bank"},
        "questions": [
            question("where", "place", "Wo fehlt eine Bank?", required=True),
            question("photo", "file", "Haben Sie ein Bild davon?", endings=["jpg", "png"]),
            question("why", "short-text", "Warum dort?"),
        ],
    }
]


def answers(town: Town, survey: Survey) -> list[dict[str, Any]]:
    with town.app.app_context(), Session(db.engine) as session:
        own = session.get_one(Survey, survey.id)
        return [dict(one) for one in answers_of(session, own, definition_of(version_of(session, own)))]


def test_a_code_from_a_letter_on_the_phone_by_keyboard(visit: Visits, town: Town) -> None:
    with town.app.app_context(), Session(db.engine, expire_on_commit=False) as session:
        here, ends = consultation_by_slug(session, HALL.rpartition("/")[2]), clock.now() + timedelta(days=9)
        seals = seals_of(town.app.extensions["settings"])
        survey, codes = a_survey_with_codes(session, here, seals=seals, pages=PAGES, opens_at=None, closes_at=ends, title="Bänke mit Code")
        session.commit()
    with visit(mode="phone") as reader:
        page = reader.go(f"/umfrage#{codes[0]}")
        expect(page.get_by_label("Ihr Code")).to_have_value(codes[0])
        assert "#" not in page.url
        assert reader.check() == []
        reader.press("Weiter zur Umfrage")
        page.wait_for_url(f"**/umfragen/{survey.id}")
        assert reader.check() == []
        reader.press("Umfrage beginnen")
        page.wait_for_url("**/seite/1")
        page.wait_for_selector("[data-place-middle]:not(:empty)")
        reader.tab_to("Karte. Mit den Pfeiltasten")
        page.keyboard.press("ArrowRight")
        page.wait_for_timeout(400)
        reader.press("Hier einen Punkt setzen")
        expect(page.locator("#a-where-punkt")).to_have_value(re.compile("^5"))
        expect(page.locator("[data-place-said]")).to_contain_text("1 Punkt gesetzt", use_inner_text=True)
        assert reader.check() == []
        reader.tab_to("Warum dort?")
        page.keyboard.type("Weiter Weg")
        reader.press("Weiter", exact=True)
        page.wait_for_url("**/pruefen")
        expect(page.locator("main")).to_contain_text("Breite", use_inner_text=True)
        assert reader.check() == []
        reader.press("Antworten absenden")
        page.wait_for_url("**/danke")
        reader.go(f"{HALL}/umfragen/{survey.id}")
        expect(page.locator("main")).to_contain_text("schon beantwortet", use_inner_text=True)
    [found] = answers(town, survey)
    assert (found["why"], set(found["where"])) == ("Weiter Weg", {"longitude", "latitude"})


def test_a_place_and_a_file_without_a_script(visit: Visits, town: Town, tmp_path: Path) -> None:
    with town.app.app_context(), Session(db.engine, expire_on_commit=False) as session:
        here, ends = consultation_by_slug(session, HALL.rpartition("/")[2]), clock.now() + timedelta(days=9)
        survey = an_open_survey(session, here, PAGES, opens_at=None, closes_at=ends, title="Bänke für alle")
        house = session.scalars(select(StreetAddress).where(StreetAddress.number != "").limit(1)).one()
        session.commit()
    picture = tmp_path / "bank.jpg"
    Image.new("RGB", (600, 400), (90, 140, 60)).save(picture)
    wrong = tmp_path / "bank.png"
    wrong.write_bytes(b"kein Bild")
    with visit(mode="phone", java_script_enabled=False) as reader:
        page = reader.go(f"{HALL}/umfragen/{survey.id}")
        with page.expect_navigation():
            page.get_by_role("button", name="Umfrage beginnen").click()
        assert reader.check() == []
        reader.expect("422")
        page.get_by_label("Straße", exact=True).fill("Nirgendwogasse")
        page.get_by_label("Datei anhängen").set_input_files(wrong)
        page.get_by_role("button", name="Weiter", exact=True).click()
        expect(page.locator("main")).to_contain_text("Diese Straße kennen wir nicht", use_inner_text=True)
        expect(page.locator("main")).to_contain_text("kein Bild, das wir lesen können", use_inner_text=True)
        assert reader.check() == []
        page.get_by_label("Straße", exact=True).fill(house.street)
        page.get_by_label("Hausnummer").fill(house.number)
        page.get_by_label("Datei anhängen").set_input_files(picture)
        page.get_by_role("button", name="Datei hochladen oder entfernen").click()
        expect(page.get_by_label("Datei 1 (JPG) entfernen")).to_have_count(1)
        assert reader.check() == []
        page.get_by_role("button", name="Weiter", exact=True).click()
        expect(page.locator("main")).to_contain_text("Datei 1 (JPG)", use_inner_text=True)
        page.get_by_role("button", name="Antworten absenden").click()
        expect(page.locator("h1")).to_have_text("Danke", use_inner_text=True)
    [found] = answers(town, survey)
    assert found["photo"][0].endswith(".jpg")
    with visit("moderator") as clerk:
        page = clerk.go(f"{HALL}/umfragen/{survey.id}/anhaenge")
        assert clerk.check() == []
        address = page.get_by_role("link", name=found["photo"][0]).get_attribute("href")
        assert page.context.request.get(f"{town.url}{address}").headers["content-type"] == "image/webp"


def test_a_sheet_of_paper_is_typed_twice_and_a_difference_settled(visit: Visits, town: Town) -> None:
    with town.app.app_context(), Session(db.engine, expire_on_commit=False) as session:
        here, ends = consultation_by_slug(session, HALL.rpartition("/")[2]), clock.now() + timedelta(days=9)
        survey = an_open_survey(session, here, EVERY_KIND, opens_at=None, closes_at=ends, title="Die Halle auf Papier")
        session.commit()
    base = f"{HALL}/umfragen/{survey.id}"
    with visit("moderator") as first:
        page = first.go(base)
        with page.expect_navigation():
            page.get_by_role("link", name="Papier", exact=True).click()
        assert first.check() == []
        page.get_by_role("button", name="Stapel beginnen").click()
        with page.expect_navigation():
            page.get_by_role("link", name="Nächsten Bogen eintragen").click()
        assert first.check() == []
        page.get_by_label("3. Wie alt sind Sie?").fill("71")
        page.get_by_label("6. Wie heißt Ihr Verein?").fill("Kegelclub")
        page.get_by_role("button", name="Speichern, zum Stapel").click()
        expect(page.locator("main")).to_contain_text("1 Frage ohne Antwort", use_inner_text=True)
        assert first.check() == []
        with page.expect_navigation():
            page.get_by_role("button", name="Eingabe abschließen").click()
        stack = page.url
        expect(page.locator("main")).to_contain_text("Hier ist jemand anderes dran", use_inner_text=True)
    with visit("admin", "dark-phone") as second:
        page = second.go(stack.removeprefix(town.url))
        page.get_by_role("link", name="Bogen 1 eintragen").click()
        page.get_by_label("3. Wie alt sind Sie?").fill("77")
        page.get_by_label("6. Wie heißt Ihr Verein?").fill("Kegelclub")
        page.get_by_role("button", name="Speichern, zum Stapel").click()
        with page.expect_navigation():
            page.get_by_role("button", name="Eingabe abschließen").click()
        assert second.check() == []
        page.get_by_label("Zweite Eingabe: 77").check()
        page.get_by_role("button", name="Unterschiede klären und zählen").click()
        expect(page.locator("main")).to_contain_text("1 Bogen zählt als Antwort", use_inner_text=True)
        assert second.check() == []
        second.go(f"{base}/quoten")
        page.get_by_label("Antwort", exact=True).select_option(label="Wie oft sind Sie in der Halle? = Oft")
        page.get_by_label("Höchstens so viele Menschen").fill("40")
        page.get_by_role("button", name="Quote festlegen").click()
        expect(page.locator("main")).to_contain_text("0 von 40", use_inner_text=True)
        assert second.check() == []
    [found] = answers(town, survey)
    assert (found["age"], found["name"]) == (77.0, "Kegelclub")


@pytest.mark.parametrize("mode", ["wide", "narrow"])
def test_the_page_of_codes(visit: Visits, town: Town, mode: str) -> None:
    with town.app.app_context(), Session(db.engine, expire_on_commit=False) as session:
        here, ends = consultation_by_slug(session, HALL.rpartition("/")[2]), clock.now() + timedelta(days=9)
        seals = seals_of(town.app.extensions["settings"])
        survey, _codes = a_survey_with_codes(session, here, seals=seals, opens_at=None, closes_at=ends, title=f"Mit Codes {mode}")
        session.commit()
    with visit("moderator", mode) as clerk:
        page = clerk.go(f"{HALL}/umfragen/{survey.id}/codes")
        assert clerk.check() == []
        clerk.expect("422")
        page.get_by_role("button", name="Liste hochladen").click()
        expect(page.locator("main")).to_contain_text("Bitte wählen Sie eine Datei aus", use_inner_text=True)
        assert clerk.check() == []
