"""Somebody who got a letter: the code of the letter opens the answer, without an account; by keyboard, on a phone, without JavaScript, and too late."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import select
from sqlalchemy.orm import Session

from participation.councils.models import Council
from participation.kit import clock
from participation.kit.database import db
from tests.browser.conftest import Town, Visits
from tests.browser.looks import Visit, boxes_that_scroll, visiting

HEAT = "/beteiligungen/auenstedt-im-sommer-leben-mit-der-hitze/buergerrat"
STAFF = f"/verwaltung{HEAT}"
Letters = Iterator[dict[str, str]]


@pytest.fixture(scope="module")
def letters(chromium: Browser, town: Town) -> Letters:
    """What the print shop gets, a letter after the other: codes stand nowhere else, so a clerk has reminders printed first."""
    with visiting(chromium, town.url) as clerk:  # a browser of its own: `visit` ends with each test
        clerk.context.add_cookies([town.cookie_for("admin")])  # type: ignore[list-item]  # a cookie's fields
        page = clerk.go(f"{STAFF}/briefe")
        assert clerk.check() == []
        clerk.press("Alle erinnern, die noch nicht geantwortet haben")
        expect(page.get_by_role("link", name="PDF zum Drucken")).to_be_visible()  # the worker's, shown without loading the page again
        with page.expect_download() as download:
            clerk.press("Tabelle für die Druckerei")
        with Path(download.value.path()).open(encoding="utf-8-sig", newline="") as table:
            rows = list(csv.DictReader(table))
        assert clerk.check() == []
    assert len({row["Code"] for row in rows}) == len(rows) > 50
    return iter(rows)


def choose(visited: Visit, group: str, label: str) -> None:
    """Choose one of some radios by keyboard: Tab into the group, then the arrows."""
    page = visited.page
    box = page.get_by_role("group", name=group)
    for _stop in range(60):
        page.keyboard.press("Tab")
        if box.locator("input:focus").count():
            break
    for _arrow in range(10):
        if box.get_by_label(label).evaluate("input => input === document.activeElement"):
            page.keyboard.press("Space")
            return
        page.keyboard.press("ArrowDown")
    raise AssertionError(f"{label!r} of {group!r} cannot be reached by keyboard")


def tell(visited: Visit, name: str, address: str) -> None:
    """Say yes with name and address, by keyboard."""
    choose(visited, "Möchten Sie mitmachen?", "Ja, ich möchte in den Lostopf")
    visited.tab_to("Ihr Name")
    visited.page.keyboard.type(name)
    visited.tab_to("E-Mail-Adresse")
    visited.page.keyboard.type(address)


def enter(visited: Visit, code: str) -> Page:
    """Type the code of the letter, found by the council's own page."""
    page = visited.go(HEAT)
    visited.press("Auf die Einladung antworten")
    page.wait_for_url("**/buergerrat/antwort")
    visited.tab_to("Code aus Ihrem Brief")
    page.keyboard.type(code)
    visited.press("Weiter zur Antwort")
    page.wait_for_url("**/angaben")
    return page


@pytest.mark.parametrize("javascript", [True, False])
def test_the_invited_say_yes_and_change_their_mind_by_keyboard(visit: Visits, letters: Letters, javascript: bool) -> None:
    with visit(mode="wide" if javascript else "phone", java_script_enabled=javascript) as invited:
        invited.expect("422")
        page = enter(invited, next(letters)["Code"].lower().replace("-", " "))
        assert invited.check() == []
        tell(invited, "Kim Sommer", "kim@town.example")
        choose(invited, "Höchster Abschluss", "Hochschule oder Meister")
        invited.press("Antwort abgeben")
        expect(page.locator("#error-summary")).to_contain_text("Höchster Abschluss: Ohne Ihre Einwilligung speichern wir diese Angabe nicht.")
        expect(page.get_by_label("Ihr Name")).to_have_value("Kim Sommer")
        assert invited.check() == []
        invited.tab_to("Ich willige ein, dass „Höchster Abschluss“")
        page.keyboard.press("Space")
        choose(invited, "Einwanderung", "möchte ich nicht sagen")
        invited.press("Antwort abgeben")
        expect(page.get_by_text("Ihre Zusage ist gespeichert")).to_be_visible()
        expect(page.get_by_text("Deshalb können Sie nicht ausgelost werden.")).to_be_visible()  # and the page says what is missing
        assert invited.check() == []

        choose(invited, "Einwanderung", "nicht eingewandert")
        invited.tab_to("Ich willige ein, dass „Einwanderung")
        page.keyboard.press("Space")
        invited.press("Antwort ändern")
        expect(page.get_by_text("Sie sind im Lostopf.")).to_be_visible()

        choose(invited, "Möchten Sie mitmachen?", "Nein, ich kann oder möchte nicht")
        choose(invited, "Warum nicht?", "Keine Zeit")
        invited.press("Antwort ändern")
        expect(page.get_by_text("Ihre Absage ist gespeichert")).to_be_visible()
        assert invited.check() == []
        invited.press("Seite beenden")
        expect(page.get_by_label("Code aus Ihrem Brief")).to_have_value("")
        page.goto(f"{invited.address}/buergerrat/antwort/angaben")
        expect(page.get_by_role("heading", level=1)).to_have_text("Auf die Einladung antworten")


@pytest.mark.parametrize("javascript", [True, False])
def test_the_qr_codes_address_keeps_the_code_from_the_server_and_fills_it_in_on_a_phone(visit: Visits, letters: Letters, javascript: bool) -> None:
    letter = next(letters)
    printed = urlsplit(letter["Internetadresse"])
    with visit(mode="dark-phone" if javascript else "phone", java_script_enabled=javascript) as invited:
        page = invited.go(f"{printed.path}#{printed.fragment}")
        assert not printed.query
        if javascript:
            expect(page.get_by_label("Code aus Ihrem Brief")).to_have_value(letter["Code"])
            assert "#" not in page.url
        else:
            page.get_by_label("Code aus Ihrem Brief").fill(letter["Code"])
        assert invited.check() == []
        page.get_by_role("button", name="Weiter zur Antwort").click()
        page.get_by_label("Nein, ich kann oder möchte nicht").check()
        page.get_by_role("button", name="Antwort abgeben").click()
        expect(page.get_by_text("Ihre Absage ist gespeichert")).to_be_visible()
        assert letter["Code"] not in page.url
        assert invited.check() == []


def test_a_code_with_a_slip_is_told_kindly(visit: Visits, letters: Letters) -> None:
    code = next(letters)["Code"]
    with visit(mode="phone") as invited:
        invited.expect("422")
        page = invited.go("/buergerrat/antwort")
        invited.tab_to("Code aus Ihrem Brief")
        page.keyboard.type(code[:-1] + ("0" if code[-1] != "0" else "1"))
        page.keyboard.press("Enter")
        expect(page.locator("#error-summary")).to_contain_text("Wahrscheinlich ist ein Zeichen vertauscht oder fehlt.")
        assert invited.check() == []


def test_a_clerk_enters_a_card_and_sees_who_is_missing(visit: Visits, letters: Letters) -> None:
    with visit("admin", "phone", java_script_enabled=False) as clerk:
        page = clerk.go(f"{STAFF}/antworten")
        expect(page.get_by_text("fehlt noch").first).to_be_visible()
        assert clerk.check() + boxes_that_scroll(page) == []
        clerk.press("Antwort von Karte oder Telefon eintragen")
        page.wait_for_url("**/eintragen")
        clerk.tab_to("Nummer auf dem Brief")
        page.keyboard.type(next(letters)["Nummer"])
        choose(clerk, "Wie kam die Antwort?", "Karte oder Brief")
        choose(clerk, "Möchten Sie mitmachen?", "Brief kam zurück")
        assert clerk.check() == []
        clerk.press("Antwort eintragen")
        expect(page.get_by_text("Die Antwort ist eingetragen.")).to_be_visible()


def test_after_the_last_day_a_sentence_says_so(visit: Visits, town: Town, letters: Letters) -> None:
    code = next(letters)["Code"]
    with visit(mode="phone") as invited, town.app.app_context(), Session(db.engine) as session:
        invited.expect("403")
        page = enter(invited, code)
        tell(invited, "Kim Spät", "spaet@town.example")
        council = session.scalars(select(Council).where(Council.title == "Bürgerrat Hitze")).one()
        until, council.answer_until = council.answer_until, clock.now() - timedelta(minutes=1)
        session.commit()
        try:
            invited.press("Antwort abgeben")
            expect(page.get_by_text("Antworten waren bis")).to_be_visible()
            assert invited.check() == []
            page = invited.go("/buergerrat/antwort/angaben")
            expect(page.get_by_text("Antworten waren bis")).to_be_visible()
            expect(page.get_by_role("button", name="Antwort abgeben")).to_have_count(0)
            assert invited.check() == []
        finally:
            council.answer_until = until
            session.commit()
