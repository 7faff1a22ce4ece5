"""Voting without an account: a clerk hands out a code, somebody votes with it on a phone, by keyboard or without JavaScript; papers by two."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import HALL, Visits
from tests.browser.looks import Visit

TITLE = "Welche Fassade soll die Halle bekommen?"


def the_vote(visited: Visit) -> Page:
    """The page of the running vote by codes, found by its links."""
    page = visited.go(f"{HALL}/abstimmungen")
    page.get_by_role("link", name=TITLE).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(TITLE)
    return page


def a_code_from_the_counter(visit: Visits, number: str) -> str:
    """What a clerk hands out to whoever has this number on the roll."""
    with visit("moderator") as clerk:
        page = the_vote(clerk)
        page.get_by_role("link", name="Schalter", exact=True).click()
        page.get_by_label("Wer steht vor Ihnen?").fill(number)
        page.get_by_role("button", name="Im Verzeichnis nachsehen").click()
        expect(page.get_by_text("hat noch nicht abgestimmt")).to_be_visible()
        assert clerk.check() == []
        page.get_by_role("button", name="Code ausgeben").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Code vom Schalter")
        assert clerk.check() == []
        return page.locator(".receipt-code").inner_text()


def test_the_qr_codes_address_fills_the_code_in_and_keeps_it_from_the_server(visit: Visits) -> None:
    code = a_code_from_the_counter(visit, "1037")
    with visit(mode="phone") as voter:
        asked: list[str] = []
        voter.page.on("request", lambda request: asked.append(request.url))
        page = voter.go(f"/abstimmen#{code}")
        expect(page.get_by_label("Ihr Code")).to_have_value(code)
        assert "#" not in page.url, "a glance over the shoulder, or the history, does not show it"
        assert not any(code in url.split("#")[0] for url in asked)
        assert voter.check() == []
        page.get_by_role("button", name="Weiter zum Stimmzettel").click()
        expect(page.get_by_text("Sie stimmen mit Ihrem Code ab")).to_be_visible()
        page.get_by_text("Klinker", exact=True).click()
        page.get_by_role("button", name="Weiter zur Prüfung").click()
        page.get_by_role("button", name="Stimme abgeben").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Ihre Stimme ist gezählt")
        assert "Klinker" not in page.locator("main").inner_text()
        assert voter.check() == []
        page.get_by_role("button", name="Seite beenden").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Mit Code abstimmen")
    with visit("moderator") as clerk:
        page = the_vote(clerk)
        page.get_by_role("link", name="Schalter", exact=True).click()
        page.get_by_label("Wer steht vor Ihnen?").fill("1037")
        page.get_by_role("button", name="Im Verzeichnis nachsehen").click()
        expect(page.get_by_text("schon mit einem Code vom Schalter")).to_be_visible()
        expect(page.get_by_role("button", name="Code ausgeben")).to_have_count(0)


@pytest.mark.parametrize("javascript", [True, False])
def test_a_code_is_typed_by_keyboard(visit: Visits, javascript: bool) -> None:
    code = a_code_from_the_counter(visit, "1038" if javascript else "1039")
    with visit(java_script_enabled=javascript) as voter:
        voter.expect("422")
        page = the_vote(voter)
        page.get_by_role("link", name="Code eingeben").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Mit Code abstimmen")
        voter.tab_to("Ihr Code")
        page.keyboard.type(code[:-1] + ("0" if code[-1] != "0" else "1"))
        page.keyboard.press("Enter")
        expect(page.locator("#error-summary")).to_contain_text("ein Zeichen vertauscht")
        page.get_by_label("Ihr Code").fill(code.lower().replace("-", " "))
        page.keyboard.press("Enter")
        expect(page.get_by_text("Sie stimmen mit Ihrem Code ab")).to_be_visible()
        page.get_by_label("Holz").focus()
        page.keyboard.press("Space")
        voter.press("Weiter zur Prüfung")
        expect(page.get_by_role("heading", level=1)).to_have_text("Prüfen Sie Ihre Stimme")
        voter.press("Stimme abgeben")
        expect(page.get_by_role("heading", level=1)).to_have_text("Ihre Stimme ist gezählt")


def test_the_second_person_enters_the_papers_and_the_sheet_is_printed(visit: Visits) -> None:
    with visit("moderator") as first:
        page = the_vote(first)
        page.get_by_role("link", name="Stimmzettel auf Papier").click()
        page.get_by_role("link", name="Stapel 2").click()
        expect(page.get_by_text("Die zweite Eingabe macht eine andere Person")).to_be_visible()
        assert first.check() == []
    with visit("admin", "phone") as second:
        page = the_vote(second)
        page.get_by_role("link", name="Stimmzettel auf Papier").click()
        page.get_by_role("link", name="Stapel 2").click()
        page.get_by_label("Die Zettel, einer je Zeile").fill("2\n2\n1\n1")
        page.get_by_role("button", name="Stapel eintragen").click()
        expect(page.get_by_role("heading", name="Ein Zettel ist verschieden eingetragen")).to_be_visible()
        assert second.check() == []
        page.get_by_label("Was steht darauf?").fill("3")
        page.get_by_label("Warum?").fill("bei der zweiten Eingabe verlesen")
        page.get_by_role("button", name="Unterschiede klären").click()
        page.get_by_role("link", name="Stapelblatt ansehen und drucken").click()
        expect(page.get_by_role("heading", level=1)).to_have_text(re.compile("Stapelblatt 2"))
        page.emulate_media(media="print")
        expect(page.locator("nav.tabs")).to_be_hidden()
        page.emulate_media(media="screen")
        assert second.check() == []
