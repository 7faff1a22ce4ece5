"""A text under review: somebody comments on a passage and suggests other words, by keyboard alone; the moderation takes them over; a new version shows what changed."""

from __future__ import annotations

from urllib.parse import urlsplit

from playwright.sync_api import Page, expect

from tests.browser.conftest import HALL, Town, Visits
from tests.browser.looks import Visit

OLD, NEW = "Wer Eintritt verlangt, zahlt ein Zehntel der Einnahmen.", "Wer Eintritt verlangt, zahlt ein Zwanzigstel der Einnahmen."


def to_paragraph(visitor: Visit) -> Page:
    """From the consultation's tab to the paragraph about entrance fees."""
    page = visitor.go(f"{HALL}/entwuerfe")
    page.get_by_role("link", name="Benutzungsordnung").first.click()
    number = page.get_by_text(OLD).first.evaluate("e => e.closest('[id^=absatz-]').id.slice(7)")
    return visitor.go(f"{urlsplit(page.url).path.rstrip('/')}/absatz/{number}")


def test_from_a_suggestion_to_a_new_version(town: Town, visit: Visits) -> None:
    with visit("newcomer") as reader:
        page = to_paragraph(reader)
        paragraph = urlsplit(page.url).path
        assert reader.check() == []
        reader.press("Eine Stelle kommentieren")
        expect(page.get_by_label("Ihr Kommentar")).to_be_visible()
        assert reader.check() == []
        page.get_by_label(OLD).focus()
        page.keyboard.press("Space")
        page.locator("[name=kind]").first.focus()
        page.keyboard.press("Space")
        page.get_by_label("Ihr Kommentar").focus()
        page.keyboard.type("Ein Zehntel ist für kleine Vereine viel.")
        reader.press("Kommentar veröffentlichen")
        expect(page.get_by_text("Ein Zehntel ist für kleine Vereine viel.").first).to_be_visible()
        reader.go(paragraph)
        reader.press("Änderung vorschlagen")
        expect(page.locator("#body")).to_be_visible()
        reader.tab_to("So soll der Absatz lauten")
        page.keyboard.press("Control+A")
        page.keyboard.type(NEW)
        reader.tab_to("Warum soll der Absatz geändert werden?")
        page.keyboard.type("Damit kleine Feste möglich bleiben.")
        reader.press("Weiter zur Vorschau")
        expect(page.locator("ins").first).to_be_visible()
        assert reader.check() == []
        reader.press("Änderungsvorschlag veröffentlichen")
        expect(page.get_by_text("Damit kleine Feste möglich bleiben.").first).to_be_visible()
        suggestion = urlsplit(page.url).path
    with visit("moderator", java_script_enabled=False) as moderator:
        page = moderator.go(suggestion)
        page.get_by_role("link", name="Übernehmen", exact=True).click()
        page.get_by_label("Warum übernehmen Sie die Änderung?").fill("Das haben viele so gewünscht.")
        page.get_by_role("button", name="Übernehmen", exact=True).click()
        expect(page.get_by_text("Das haben viele so gewünscht.").first).to_be_visible()
        assert moderator.check() == []
    with visit("", "phone") as everybody:
        page = everybody.go(paragraph)
        expect(page.get_by_role("heading", name="Was sich geändert hat")).to_be_visible()
        expect(page.locator("#verlauf ~ section ins", has_text="Zwanzigstel").first).to_be_visible()
        expect(page.get_by_text("Ein Zehntel ist für kleine Vereine viel.").first).to_be_visible()
        assert everybody.check() == []
