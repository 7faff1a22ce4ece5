"""Voting from the ballot to the look-up of one's own ballot: by keyboard, without JavaScript, on a phone."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import HALL, Visits
from tests.browser.looks import Visit

TITLE = "Welchen Weg soll die Stadt gehen?"


def open_vote(visited: Visit) -> Page:
    """The page of the running vote, found by its links."""
    page = visited.go(f"{HALL}/abstimmungen")
    page.get_by_role("link", name=TITLE).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(TITLE)
    return page


def look_up(page: Page, tracker: str) -> None:
    """Ask on the vote's page whether a ballot is in the urn."""
    page.get_by_role("link", name="Zur Abstimmung", exact=True).click()
    page.get_by_role("link", name="Ist meine Stimme dabei?").click()
    page.get_by_label("Kennung Ihres Stimmzettels").fill(tracker)
    page.get_by_role("button", name="In der Urne nachsehen").click()
    expect(page.locator("#answer")).to_contain_text("Ja, dieser Stimmzettel liegt in der Urne")


def test_a_ranked_vote_by_keyboard_alone(visit: Visits) -> None:
    with visit("newcomer") as voter:
        page = voter.go(HALL)
        voter.press("Zu den Abstimmungen")
        page.wait_for_url("**/abstimmungen")
        voter.press(TITLE)
        page.wait_for_url(re.compile(r"/abstimmungen/\d+$"))
        voter.press("Stimmzettel ausfüllen")
        page.wait_for_url("**/stimmzettel")
        assert voter.check() == []
        for name, rank in (("Sanierung des Bestands", 2), ("Teilabriss und Anbau", 1), ("Kein Vorhaben", 3)):
            voter.tab_to(name)
            for _step in range(rank):
                page.keyboard.press("ArrowDown")
        voter.press("Weiter zur Prüfung")
        expect(page.get_by_role("heading", level=1)).to_have_text("Prüfen Sie Ihre Stimme")
        chosen = ["Teilabriss und Anbau", "Sanierung des Bestands", "Kein Vorhaben in dieser Wahlperiode"]
        expect(page.locator(".summary dd")).to_have_text(chosen)
        assert voter.check() == []
        voter.press("Stimme abgeben")
        expect(page.get_by_role("heading", level=1)).to_have_text("Ihre Stimme ist gezählt")
        assert "Teilabriss" not in page.locator("main").inner_text(), "the receipt does not betray the choice"
        assert voter.check() == []
        tracker = page.locator(".receipt-code").first.inner_text()
        voter.press("Zur Abstimmung")
        page.wait_for_url(re.compile(r"/abstimmungen/\d+$"))
        expect(page.get_by_role("heading", name="Sie haben abgestimmt")).to_be_visible()
        voter.press("Ist meine Stimme dabei?")
        page.wait_for_url("**/stimmzettel-suchen")
        voter.tab_to("Kennung Ihres Stimmzettels")
        page.keyboard.type(tracker.lower())
        page.keyboard.press("Enter")
        expect(page.locator("#answer")).to_contain_text("Ja, dieser Stimmzettel liegt in der Urne")
        assert voter.check() == []


@pytest.mark.parametrize(("mode", "javascript"), [("wide", False), ("phone", True)])
def test_a_ranked_vote_without_javascript_and_on_a_phone(visit: Visits, mode: str, javascript: bool) -> None:
    with visit("newcomer", mode, java_script_enabled=javascript) as voter:
        voter.expect("422")
        page = open_vote(voter)
        page.get_by_role("link", name="Stimmzettel ausfüllen").click()
        page.get_by_label("Neubau am Bahnhof").select_option("1")
        page.get_by_label("Sanierung des Bestands").select_option("1")
        page.get_by_role("button", name="Weiter zur Prüfung").click()
        expect(page.locator("#error-summary")).to_be_visible()
        expect(page.get_by_label("Neubau am Bahnhof")).to_have_value("1")
        page.get_by_label("Sanierung des Bestands").select_option("2")
        page.get_by_role("button", name="Weiter zur Prüfung").click()
        page.get_by_role("button", name="Zurück zum Stimmzettel").click()
        expect(page.get_by_label("Sanierung des Bestands")).to_have_value("2")
        page.get_by_role("button", name="Weiter zur Prüfung").click()
        page.get_by_role("button", name="Stimme abgeben").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Ihre Stimme ist gezählt")
        tracker, code = page.locator(".receipt-code").all_inner_texts()
        with page.expect_download() as download:
            page.get_by_role("button", name="Beleg herunterladen").click()
        assert tracker in download.value.path().read_text()
        look_up(page, tracker)

        page = open_vote(voter)
        page.get_by_role("link", name="Stimme ändern").click()
        page.get_by_label("Kein Vorhaben").select_option("1")
        page.get_by_label("Änderungscode").fill(code)
        page.get_by_role("button", name="Weiter zur Prüfung").click()
        page.get_by_role("button", name="Stimme ändern").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Ihre Stimme ist geändert")


def test_a_receipt_loaded_again_casts_no_second_ballot(visit: Visits) -> None:
    with visit("newcomer") as voter:
        page = open_vote(voter)
        before = page.locator(".meter-text").inner_text()
        page.get_by_role("link", name="Stimmzettel ausfüllen").click()
        page.get_by_label("Neubau am Bahnhof").select_option("1")
        page.get_by_role("button", name="Weiter zur Prüfung").click()
        page.get_by_role("button", name="Stimme abgeben").click()
        tracker = page.locator(".receipt-code").first.inner_text()
        page.reload()
        expect(page.locator(".receipt-code").first).to_have_text(tracker)
        open_vote(voter)
        assert _first_number(page.locator(".meter-text").inner_text()) == _first_number(before) + 1


def _first_number(text: str) -> int:
    found = re.search(r"[\d.]+", text)
    assert found is not None
    return int(found.group().replace(".", ""))
