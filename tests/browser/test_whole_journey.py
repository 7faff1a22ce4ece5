"""From a place on the map to the city's answer, by keyboard alone, with JavaScript and without it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import expect

from tests.browser.conftest import HALL, Visits
from tests.browser.looks import Visit

PROPOSALS = f"{HALL}/vorschlaege"
TITLE = "Eine leise Lüftung für den großen Saal"
BODY = "Im Saal ist es laut, wenn die Lüftung läuft. Leise Geräte helfen allen, die schlecht hören."


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_from_the_place_on_the_map_to_the_answer_by_keyboard_alone(visit: Visits, tmp_path: Path, scripts: bool) -> None:
    photo = tmp_path / "luft.jpg"
    Image.new("RGB", (600, 400), "#6b8f84").save(photo, "JPEG")
    with visit("newcomer", java_script_enabled=scripts) as author:
        address = publish(author, photo, scripts=scripts)
        with visit("newcomer", java_script_enabled=scripts) as neighbour:
            change = suggest(neighbour, address)
        page = author.go(change)
        author.press("Änderung annehmen")
        page.wait_for_url("**/annehmen")
        author.press("Änderung annehmen")
        expect(page.get_by_role("link", name="Sie ist jetzt Fassung 2 des Vorschlags.")).to_be_visible()
        assert author.check() == []
    with visit("office", java_script_enabled=scripts) as office:
        answer(office, address)
    with visit(java_script_enabled=scripts) as reader:
        page = reader.go(address)
        expect(page.locator(".proposal-text")).to_contain_text("Und ein Messgerät zeigt, wie laut es ist.")
        expect(page.locator(".official-answer")).to_contain_text("Wir prüfen das bis Ende Januar.")
        expect(page.get_by_alt_text("Lüftungsgitter über der Bühne")).to_be_visible()
        assert reader.check() == []


def publish(author: Visit, photo: Path, *, scripts: bool) -> str:
    """Write, say where, add a picture with its words, look at similar proposals, publish. Returns the proposal's address."""
    author.expect("htmx:")  # a page that is left while it saves itself says so in the console
    page = author.go(PROPOSALS)
    author.press("Vorschlag machen")
    page.wait_for_url("**/neu")
    author.tab_to("Titel")
    page.keyboard.type(TITLE)
    author.tab_to("Beschreibung")
    page.keyboard.type(BODY)
    author.tab_to("Thema")
    page.keyboard.type("Gebäude")
    say_where(author, scripts=scripts)
    author.press("Bilder und Dokumente hinzufügen")
    page.wait_for_url("**/dateien")
    author.choose("Bild", photo)
    author.tab_to("Beschreibung für Menschen")
    page.keyboard.type("Lüftungsgitter über der Bühne")
    author.press("Bild speichern")
    expect(page.get_by_alt_text("Lüftungsgitter über der Bühne")).to_be_visible()
    author.press("Weiter zur Vorschau")
    page.wait_for_url("**/vorschau")
    expect(page.get_by_role("heading", name="Gibt es das schon?")).to_be_visible()
    assert author.check() == []
    author.press("Vorschlag veröffentlichen")
    expect(page.get_by_role("heading", level=1)).to_have_text(TITLE)
    expect(page.locator(".place-shown figcaption")).to_contain_text("Ort:")
    return page.url.removeprefix(author.address).split("?")[0].split("#")[0]


def say_where(author: Visit, *, scripts: bool) -> None:
    """Under the cross in the middle of the map, moved with the arrow keys; without scripts by street and number."""
    page = author.page
    author.tab_to("Kein bestimmter Ort")
    page.keyboard.press("ArrowDown")
    if not scripts:
        author.tab_to("Straße")
        page.keyboard.type("Kirchgasse")
        author.tab_to("Hausnummer")
        page.keyboard.type("5")
        return
    page.keyboard.press("ArrowDown")
    expect(page.locator("#place-middle")).not_to_be_empty()
    before = page.inner_text("#place-middle")
    author.tab_to("Karte. Mit den Pfeiltasten")
    for _each in range(3):
        page.keyboard.press("ArrowRight")
        page.wait_for_timeout(300)
    expect(page.locator("#place-middle")).not_to_have_text(before)  # the arrow keys move the map and say where its middle is
    author.press("Hier einen Punkt setzen")
    expect(page.locator("#place-said")).to_contain_text("1 Punkt gesetzt")


def suggest(neighbour: Visit, address: str) -> str:
    """Suggest a sentence more, with the reason. Returns where the suggestion stands."""
    page = neighbour.go(address)
    neighbour.press("Änderung vorschlagen")
    page.wait_for_url("**/aenderungen/neu")
    neighbour.tab_to("Beschreibung")
    page.keyboard.press("Control+End")
    page.keyboard.type(" Und ein Messgerät zeigt, wie laut es ist.")
    neighbour.tab_to("Warum soll der Text geändert werden?")
    page.keyboard.type("Dann glaubt es jeder.")
    neighbour.press("Weiter zur Vorschau")
    expect(page.get_by_role("heading", level=1)).to_have_text("Stimmt das so?")
    neighbour.press("Änderungsvorschlag veröffentlichen")
    page.wait_for_url(re.compile(r"/aenderungen/\d+$"))
    assert neighbour.check() == []
    return page.url.removeprefix(neighbour.address)


def answer(office: Visit, address: str) -> None:
    """Say for the city what becomes of it."""
    page = office.go(address)
    office.press("Für die Stadt antworten")
    page.wait_for_url("**/antwort")
    office.tab_to("Status")
    page.keyboard.type("In Prüfung")
    office.tab_to("Antwort", exact=True)
    page.keyboard.type("Vielen Dank. Wir prüfen das bis Ende Januar.")
    office.press("Antwort veröffentlichen")
    expect(page.locator(".official-answer")).to_contain_text("Wir prüfen das bis Ende Januar.")
    assert office.check() == []
