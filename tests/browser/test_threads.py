"""Threads: other orders, more answers, quoting, following, a summary; by keyboard, on a phone, without JavaScript."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from tests.browser.conftest import HALL, Visits
from tests.browser.looks import Visit

TOPICS = f"{HALL}/diskussionen"


def open_topic(visited: Visit) -> Page:
    """The first topic with its thread."""
    page = visited.go(TOPICS)
    page.locator(".card-title a").first.click()
    return page


def test_orders_and_parts_are_swapped_in_place_and_read_out(visit: Visits) -> None:
    with visit("resident") as resident:
        page = open_topic(resident)
        expect(page.get_by_role("heading", name="Zusammenfassung der Moderation")).to_be_visible()
        assert resident.check() == []
        for name, note in (("Umstrittene zuerst", "viele Ablehnungen"), ("Zufällig", "zufällig"), ("Ausgewogen", "Reihum")):
            page.get_by_role("link", name=name).click()
            expect(page.locator("#page-status")).to_contain_text(note)
            expect(page.get_by_role("link", name=name)).to_have_attribute("aria-current", "true")
            assert resident.check() == []
        page.get_by_role("link", name=re.compile("^Fragen")).click()
        expect(page).to_have_url(re.compile("zeige=fragen"))
        expect(page.locator(".thread > li").first).to_contain_text("Frage")


def test_a_resident_quotes_and_follows_by_keyboard(visit: Visits) -> None:
    with visit("newcomer", "phone") as resident:
        page = open_topic(resident)
        page.locator("#diskussion-folgen").focus()
        page.keyboard.press("Enter")
        expect(page.locator("#page-status")).to_have_text("Sie folgen dieser Diskussion.")
        expect(page.locator("#diskussion-folgen")).to_be_focused()
        quote = page.get_by_role("link", name="Zitieren").first
        quote.focus()
        page.keyboard.press("Enter")
        field = page.get_by_label("Ihre Antwort")
        expect(field).to_have_value(re.compile("^> "))
        assert resident.check() == []
        field.press("Control+End")
        page.keyboard.type("Das sehe ich auch so.")
        page.get_by_role("button", name="Antwort veröffentlichen").click()
        expect(page.locator(".thread blockquote").first).to_be_visible()
        assert resident.check() == []


def test_a_resident_objects_to_a_sentence_without_javascript(visit: Visits) -> None:
    with visit("newcomer", java_script_enabled=False) as resident:
        page = open_topic(resident)
        page.get_by_role("link", name="Einsprüche lesen oder selbst widersprechen").click()
        page.get_by_role("link", name="Dieser Satz gibt das nicht richtig wieder").first.click()
        page.get_by_label("Was stimmt an dem Satz nicht?").fill("So hat das niemand geschrieben.")
        page.get_by_role("button", name="Einspruch veröffentlichen").click()
        expect(page.get_by_text("So hat das niemand geschrieben.")).to_be_visible()
        page.get_by_role("link", name="Zur Diskussion").click()
        page.get_by_role("link", name="Zitieren").first.click()
        expect(page.get_by_label("Ihre Antwort")).to_have_value(re.compile("^> "))


def test_the_moderator_picks_what_a_sentence_cites(visit: Visits) -> None:
    with visit("moderator") as moderator:
        page = open_topic(moderator)
        page.get_by_role("link", name="Zusammenfassung ändern").click()
        field = page.get_by_label("Zusammenfassung", exact=True)
        field.press("Control+End")
        page.keyboard.type("\nEine Person nennt einen weiteren Punkt.")
        page.get_by_role("button", name="Im Text nennen").first.click()
        expect(field).to_be_focused()
        expect(field).to_have_value(re.compile(r"weiteren Punkt\. #\d+$"))
        assert moderator.check() == []
        page.get_by_role("button", name="Zusammenfassung veröffentlichen").click()
        expect(page.locator(".summary-sentence").last).to_contain_text("Eine Person nennt einen weiteren Punkt.")
        assert moderator.check() == []
