"""Nobody has to write what somebody else has written: found while typing, supported instead, the draft kept."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.browser.conftest import HALL, Visits

PROPOSALS = f"{HALL}/vorschlaege"
TITLE = "Leise Lüftung für den großen Saal"


def test_while_a_title_is_typed_similar_proposals_appear_and_one_is_supported_instead(visit: Visits) -> None:
    with visit("newcomer") as resident:
        page = resident.go(f"{PROPOSALS}/neu")
        page.get_by_label("Titel").press_sequentially(TITLE, delay=10)
        found = page.get_by_role("heading", name="Gibt es das schon?")
        expect(found).to_be_visible()
        expect(page.get_by_label("Titel")).to_be_focused()
        assert resident.check() == []
        page.get_by_role("button", name="Unterstützen statt neu schreiben").first.click()
        expect(page.get_by_text("Ihr Entwurf ist gespeichert")).to_be_visible()
        assert resident.check() == []
        resident.go(f"{PROPOSALS}/entwuerfe")
        expect(page.get_by_role("link", name=TITLE, exact=True)).to_be_visible()


def test_without_javascript_the_preview_names_them(visit: Visits) -> None:
    with visit("newcomer", java_script_enabled=False) as resident:
        page = resident.go(f"{PROPOSALS}/neu")
        page.get_by_label("Titel").fill(TITLE)
        page.get_by_role("button", name="Entwurf speichern").click()
        page.get_by_role("link", name=TITLE, exact=True).click()
        expect(page.get_by_role("heading", name="Gibt es das schon?")).to_be_visible()
        page.get_by_role("link", name="Unterstützen statt neu schreiben").first.click()
        expect(page.get_by_text("Ihr Entwurf ist gespeichert")).to_be_visible()
