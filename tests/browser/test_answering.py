"""The city answers: an office by hand and without JavaScript, the moderation for many at once, by keyboard."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from tests.browser.conftest import HALL, Visits

WORK = "/verwaltung/aufgaben"
CHOOSE = f"/verwaltung{HALL}/vorschlaege"


def test_an_office_gives_its_statement_and_the_moderation_answers_without_javascript(visit: Visits) -> None:
    with visit("office", java_script_enabled=False) as office:
        page = office.go(f"{WORK}?eigene=1&was=beim-amt")
        title = page.locator(".card-title a").first.inner_text()
        page.locator(".card-title a").first.click()
        expect(page.get_by_role("heading", level=1)).to_have_text(title)
        desk = page.url
        page.locator("#aufgaben + .card-list .card-title a").first.click()
        page.get_by_label("Stellungnahme").last.fill("Das ist machbar und kostet 9.000 Euro.")
        page.get_by_role("button", name="Stellungnahme abgeben").click()
        expect(page.get_by_text("Die Stellungnahme ist abgegeben.")).to_be_visible()
    with visit("moderator", java_script_enabled=False) as moderator:
        page = moderator.go(desk.replace(moderator.address, ""))
        page.get_by_role("link", name=re.compile("Als Antwort übernehmen")).first.click()
        expect(page.get_by_label("Antwort", exact=True)).to_have_value(re.compile("9.000 Euro"))
        page.get_by_label("Status").select_option(label="Angenommen")
        page.get_by_label(re.compile("Kosten einmalig")).fill("9.000")
        page.get_by_label(re.compile("Umsetzung ab")).fill("03.2027")
        page.get_by_role("button", name="Vorschau zeigen").last.click()
        expect(page.locator("#vorschau")).to_contain_text("einmalig 9.000")
        page.get_by_role("button", name="Antwort veröffentlichen").click()
        expect(page.locator("#antwort")).to_contain_text("ab März 2027")


def test_one_answer_for_many_is_looked_at_and_published(visit: Visits) -> None:
    with visit("moderator") as moderator:
        page = moderator.go(f"{CHOOSE}?status=new")
        assert moderator.check() == []
        for box in range(3):
            page.locator(".choose input").nth(box).focus()
            page.keyboard.press("Space")
        page.get_by_role("button", name="Gewählte gemeinsam beantworten").focus()
        page.keyboard.press("Enter")
        expect(page.get_by_role("heading", level=1)).to_have_text("Gemeinsam antworten")
        page.get_by_label("Status").select_option(label="Antwort der Stadt")
        page.get_by_label("Antwort", exact=True).fill("Danke für den Vorschlag {nummer}. Er fließt in die Planung ein.")
        page.get_by_role("button", name="Vorschau zeigen").last.click()
        expect(page.locator("#vorschau .earlier-answer")).to_have_count(3)
        assert moderator.check() == []
        page.get_by_role("button", name="3 Antworten veröffentlichen").click()
        expect(page.get_by_text("3 Antworten sind veröffentlicht.")).to_be_visible()
    with visit("", "phone") as reader:
        page = reader.go(f"{HALL}/antworten")
        expect(page.get_by_role("heading", level=1)).to_have_text("Antworten der Stadt")
        assert reader.check() == []
