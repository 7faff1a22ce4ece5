"""Writing with pictures: the draft saves itself, a picture asks for its words; with and without JavaScript."""

from __future__ import annotations

import re
from io import BytesIO

from PIL import Image
from playwright.sync_api import FilePayload, expect

from tests.browser.conftest import HALL, Visits

PROPOSALS = f"{HALL}/vorschlaege"


def a_photo() -> FilePayload:
    out = BytesIO()
    Image.new("RGB", (900, 600), "#6b8f84").save(out, "JPEG")
    return {"name": "foto.jpg", "mimeType": "image/jpeg", "buffer": out.getvalue()}


def test_a_draft_saves_itself_and_is_there_in_another_window(visit: Visits) -> None:
    with visit("newcomer") as resident:
        page = resident.go(f"{PROPOSALS}/neu")
        page.get_by_label("Titel").fill("Licht am Flussweg")
        page.get_by_label("Beschreibung").fill("**Lampen** am Weg, damit man abends sicher geht.")
        page.get_by_label("Titel").focus()
        expect(page.locator("#autosave")).to_have_text(re.compile(r"Entwurf gespeichert um \d\d:\d\d"))
        expect(page.get_by_label("Titel")).to_be_focused()
        page.get_by_role("button", name="Ansehen, wie der Text aussieht").click()
        expect(page.locator("#text-preview-title")).to_be_focused()
        expect(page.locator("#text-preview strong")).to_have_text("Lampen")
        assert resident.check() == []
        other = resident.go(f"{PROPOSALS}/entwuerfe")
        expect(other.get_by_role("link", name="Licht am Flussweg", exact=True)).to_be_visible()


def test_two_windows_with_one_draft_lose_no_text(visit: Visits) -> None:
    with visit("newcomer") as resident:
        resident.expect("422")
        page = resident.go(f"{PROPOSALS}/neu")
        page.get_by_label("Titel").fill("Schatten am Spielplatz")
        page.get_by_role("button", name="Entwurf speichern").click()
        page.get_by_role("link", name="Weiterschreiben").click()
        page.wait_for_url("**/bearbeiten")
        other = resident.context.new_page()
        other.goto(page.url)
        page.get_by_label("Beschreibung").fill("Drei Linden an der Südseite.")
        page.get_by_label("Titel").focus()
        expect(page.locator("#autosave")).to_have_text(re.compile("Entwurf gespeichert um"))
        other.get_by_label("Beschreibung").fill("Ein Sonnensegel über dem Sand.")
        other.get_by_label("Titel").focus()
        expect(other.locator("#autosave")).to_contain_text("in einem anderen Fenster")
        expect(other.get_by_label("Beschreibung")).to_have_value("Ein Sonnensegel über dem Sand.")
        other.get_by_role("button", name="Entwurf speichern").click()
        expect(other.locator("#elsewhere")).to_contain_text("Drei Linden an der Südseite.")
        expect(other.get_by_label("Beschreibung")).to_have_value("Ein Sonnensegel über dem Sand.")
        other.get_by_label("Beschreibung").fill("Drei Linden und ein Sonnensegel.")
        other.get_by_role("button", name="Entwurf speichern").click()
        other.get_by_role("link", name="Weiterschreiben").click()
        expect(other.get_by_label("Beschreibung")).to_have_value("Drei Linden und ein Sonnensegel.")


def test_a_picture_is_added_and_described(visit: Visits) -> None:
    for scripts in (True, False):
        with visit("newcomer", java_script_enabled=scripts) as resident:
            resident.expect("422")
            page = resident.go(f"{PROPOSALS}/neu")
            page.get_by_label("Titel").fill(f"Bänke am Fluss {scripts}")
            page.get_by_role("button", name="Bilder und Dokumente hinzufügen").click()
            page.locator("#picture-file").set_input_files(a_photo())
            page.get_by_role("button", name="Bild speichern").click()
            expect(page).to_have_title(re.compile("^Fehler: "))
            page.get_by_label("Beschreibung für Menschen").first.fill("Drei Bänke am Wasser")
            page.get_by_role("button", name="Beschreibung speichern").click()
            expect(page.get_by_alt_text("Drei Bänke am Wasser")).to_be_visible()
            if scripts:
                assert resident.check() == []
            page.get_by_role("link", name="Weiter zur Vorschau").click()
            expect(page.get_by_alt_text("Drei Bänke am Wasser")).to_be_visible()
