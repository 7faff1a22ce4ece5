"""A concern without an account: sent with place and photo on a phone without scripts, or by keyboard; the rule's office answers; its page says so."""

from __future__ import annotations

import re
import time
from email import message_from_bytes, policy
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select
from sqlalchemy.orm import Session

from participation.kit.database import db
from participation.places.models import StreetAddress
from tests.browser.conftest import Town, Visits
from tests.surveys.test_places_and_files import picture

CATEGORY, OFFICE, TEXT = "Straßenbeleuchtung", "Tiefbauamt", "Die Laterne am Zaun ist seit Tagen dunkel."
PATIENCE = 60


def a_street(town: Town) -> tuple[str, str]:
    """A street of the town with a house number."""
    with town.app.app_context(), Session(db.engine) as session:
        row = session.scalars(select(StreetAddress).order_by(StreetAddress.id).limit(1)).one()
        return row.street, row.number


def link_to(town: Town, address: str) -> str:
    """The path of the link in the newest mail to somebody."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        for mail in reversed(town.mails_to(address)):
            body = message_from_bytes(mail.encode(), policy=policy.default).get_body(("plain",))
            found = re.search(r"https?://\S+/anliegen/\S+", body.get_content()) if body is not None else None
            if found:
                return urlsplit(found.group()).path
        time.sleep(0.3)
    raise AssertionError(f"no mail came to {address}")


def answered(town: Town, visit: Visits, public: str, text: str, javascript: bool) -> None:
    """The office that the rule names finds it in its queue and answers."""
    with visit("office", java_script_enabled=javascript) as office:
        page = office.go("/verwaltung/anliegen")
        assert office.check() == []
        page.locator(f"a[href='/verwaltung{public}']").click()
        expect(page.get_by_text(OFFICE).first).to_be_visible()
        expect(page.get_by_text(text)).to_be_visible()
        assert office.check() == []
        page.get_by_label("Erledigt").check()
        page.get_by_label("Antwort", exact=True).fill("Sie leuchtet wieder.")
        page.get_by_role("button", name="Antwort veröffentlichen").click()
        expect(page.get_by_text("Sie leuchtet wieder.").first).to_be_visible()


def test_on_a_phone_without_javascript(town: Town, visit: Visits, tmp_path: Path) -> None:
    (street, number), photo, email = a_street(town), tmp_path / "laterne.jpg", "kim@town.example"
    photo.write_bytes(picture())
    with visit("", "phone", java_script_enabled=False) as guest:
        page = guest.go("/anliegen")
        page.get_by_role("link", name="Anliegen senden").first.click()
        assert guest.check() == []
        page.get_by_label("Worum geht es?").select_option(index=option_of(page, CATEGORY))
        page.get_by_label("Was ist los?").fill(TEXT)
        page.get_by_label("Straße und Hausnummer").check()
        page.locator("#place_street").fill(street)
        page.locator("#place_number").fill(number)
        page.get_by_label(re.compile("^Foto")).set_input_files(photo)
        page.get_by_label(re.compile("^Was ist auf dem Foto")).fill("Eine dunkle Laterne.")
        page.get_by_label("Ihre E-Mail-Adresse").fill("keine-adresse")
        guest.expect("422")
        page.get_by_role("button", name="Anliegen senden").click()
        expect(page.get_by_label("Was ist los?")).to_have_value(TEXT)
        page.get_by_label("Ihre E-Mail-Adresse").fill(email)
        page.get_by_label(re.compile("^Foto")).set_input_files(photo)
        page.get_by_role("button", name="Anliegen senden").click()
        expect(page.get_by_role("heading", name="Bitte sehen Sie in Ihr Postfach")).to_be_visible()
        assert guest.check() == []
        page = guest.go(link_to(town, email))
        page.get_by_role("button", name="Anliegen bestätigen").click()
        page.get_by_role("link", name="Zur öffentlichen Seite mit allen Antworten").click()
        public = urlsplit(page.url).path
        expect(page.get_by_text(TEXT)).to_be_visible()
        expect(page.get_by_text("Eingegangen").first).to_be_visible()
        expect(page.get_by_alt_text("Eine dunkle Laterne.").first).to_be_visible()
        assert guest.check() == []
        answered(town, visit, public, TEXT, javascript=False)
        page = guest.go(public)
        expect(page.get_by_text("Sie leuchtet wieder.").first).to_be_visible()
        expect(page.get_by_text("Erledigt").first).to_be_visible()
        assert guest.check() == []
        page = guest.go("/anliegen")
        expect(page.get_by_role("link", name="Als Feed abonnieren (Atom)")).to_have_attribute("href", "/anliegen.atom")


def option_of(page: Page, name: str) -> int:
    """The place of a choice whose name begins so."""
    names = page.get_by_label("Worum geht es?").locator("option").all_inner_texts()
    return next(place for place, one in enumerate(names) if one.startswith(name))


@pytest.mark.parametrize("mode", ["wide", "dark"])
def test_by_keyboard_alone(town: Town, visit: Visits, mode: str) -> None:
    text, email = f"Am Bauhof fehlt ein Schild ({mode}).", f"tab-{mode}@town.example"
    with visit("", mode) as guest:
        page = guest.go("/anliegen/neu")
        assert guest.check() == []
        guest.tab_to("Worum geht es?")
        page.keyboard.type("Straßenb")
        guest.tab_to("Was ist los?")
        page.keyboard.type(text)
        guest.tab_to("Ihre E-Mail-Adresse")
        page.keyboard.type(email)
        guest.press("Anliegen senden", exact=True)
        expect(page.get_by_role("heading", name="Bitte sehen Sie in Ihr Postfach")).to_be_visible()
        page = guest.go(link_to(town, email))
        guest.press("Anliegen bestätigen")
        expect(page.get_by_role("link", name="Zur öffentlichen Seite mit allen Antworten")).to_be_visible()
        guest.press("Zur öffentlichen Seite mit allen Antworten")
        expect(page.get_by_text(text)).to_be_visible()
        answered(town, visit, urlsplit(page.url).path, text, javascript=True)
        page.reload()
        expect(page.get_by_text("Sie leuchtet wieder.").first).to_be_visible()
        assert guest.check() == []
