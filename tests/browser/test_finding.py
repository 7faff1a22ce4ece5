"""Finding again and taking in: filters, search and saved searches on a phone; a table with a fault, the right one, and back."""

from __future__ import annotations

import re

from playwright.sync_api import FilePayload, Page, expect

from tests.browser.conftest import HALL, Visits

PROPOSALS = f"{HALL}/vorschlaege"
TEXT = "Am Marktplatz fehlen Bänke mit Lehne, auf denen man sich ausruhen kann."


def a_file(name: str, *rows: str) -> FilePayload:
    return {"name": name, "mimeType": "text/csv", "buffer": "\r\n".join(("Was;Warum;Thema;Nr", *rows)).encode("utf-8-sig")}


def test_a_resident_narrows_a_list_and_keeps_the_search_on_a_phone(visit: Visits) -> None:
    with visit("newcomer", "phone") as resident:
        page = resident.go(PROPOSALS)
        page.locator("summary", has_text="Filtern").click()
        assert resident.check() == []
        page.get_by_label("Thema").select_option(label="Verkehr")
        expect(page.locator(".chips")).to_contain_text("Verkehr")
        assert resident.check() == []
        page.get_by_label("Suchwort").fill("Radwege")
        page.get_by_label("Suchwort").press("Enter")
        expect(page.locator("#list mark").first).to_have_text(re.compile("^Radweg"))
        expect(page.get_by_role("link", name="Radweg am Wochenmarkt vorbei")).to_be_visible()
        assert resident.check() == []
        page.locator(".chips").get_by_role("link", name=re.compile("^Verkehr")).click()
        expect(page).not_to_have_url(re.compile("thema="))
        expect(page.locator(".chips li")).to_have_count(1)
        assert resident.check() == []
        page.get_by_role("link", name="Diese Suche speichern").click()
        page.get_by_label("Name der Suche").fill("Wege für Räder")
        page.get_by_label("Sagen Sie mir Bescheid").check()
        assert resident.check() == []
        page.get_by_role("button", name="Suche speichern").click()
        expect(page.get_by_role("heading", name="Gespeicherte Suchen")).to_be_visible()
        expect(page.get_by_text("Sie bekommen Bescheid")).to_be_visible()
        assert resident.check() == []
        page.get_by_role("link", name="Wege für Räder").click()
        expect(page).to_have_url(re.compile("q=Radwege$"))
        expect(page.locator("details.filters[open]")).to_have_count(0)  # what was found is not below the form
        feed = page.request.get(resident.address + str(page.get_by_role("link", name="Als Feed abonnieren").get_attribute("href")))
        assert feed.headers["content-type"] == "application/atom+xml; charset=utf-8"
        assert "Radweg am Wochenmarkt vorbei" in feed.text()


def test_a_moderator_reads_in_a_table_and_takes_it_back(visit: Visits) -> None:
    with visit("moderator") as moderator:
        page = moderator.go(f"/verwaltung{HALL}/einlesen")
        assert moderator.check() == []
        _upload(page, a_file("falsch.csv", f"Bänke am Marktplatz;{TEXT};Quartier;A-1", f"Ein Brunnen am Marktplatz;{TEXT};Weltraum;A-2"))
        expect(page.locator("#faults")).to_contain_text("in welcher Spalte „Titel“ steht")
        assert moderator.check() == []
        _choose(page)
        expect(page.locator("#faults")).to_contain_text("Zeile 3: Das Thema „Weltraum“ gibt es in dieser Beteiligung nicht.")
        expect(page.locator("#faults li")).to_have_count(1)
        expect(page.get_by_label("Was", exact=True)).to_have_value("title")
        expect(page.get_by_label("Warum", exact=True)).to_have_value("body")
        expect(page.locator("#publish")).to_have_count(0)
        assert moderator.check() == []
        page.get_by_role("button", name="Tabelle verwerfen").click()
        _upload(page, a_file("richtig.csv", f"Bänke am Marktplatz;{TEXT};Quartier;A-1", f"Ein Brunnen am Marktplatz;{TEXT};Quartier;A-2"))
        _choose(page)
        assert moderator.check() == []
        page.get_by_role("button", name="2 Vorschläge veröffentlichen").click()
        expect(page.get_by_text("2 Vorschläge sind veröffentlicht.")).to_be_visible()
        assert moderator.check() == []
        page.get_by_role("button", name="Alles zurücknehmen").click()
        expect(page.get_by_text("2 Vorschläge sind zurückgenommen.")).to_be_visible()
        expect(page.get_by_text("Rückgängig gemacht")).to_be_visible()
        assert moderator.check() == []
        moderator.go(f"{PROPOSALS}?q=Brunnen+am+Marktplatz")
        expect(page.get_by_role("link", name="Ein Brunnen am Marktplatz")).to_have_count(0)


def _upload(page: Page, file: FilePayload) -> None:
    page.get_by_label("Tabelle (CSV oder Excel)").set_input_files(file)
    page.get_by_role("button", name="Tabelle hochladen").click()
    expect(page.get_by_role("heading", name=f"Vorschau: {file['name']}")).to_be_visible()


def _choose(page: Page) -> None:
    """Say what the two columns are whose names nobody could guess."""
    page.get_by_label("Was", exact=True).select_option(label="Titel")
    page.get_by_label("Warum", exact=True).select_option(label="Text")
    page.get_by_role("button", name="Spalten übernehmen").click()
