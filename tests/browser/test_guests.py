"""Guests: opened by keyboard, a phone without JavaScript that supports, a contribution with the mark, and an account made of it."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from tests.browser.conftest import HALL, Town, Visits

ADDRESS = "mara@town.example"


def test_an_address_is_enough_where_the_moderation_opens_it(visit: Visits, town: Town) -> None:
    with visit("admin") as moderator:
        page = moderator.go(f"/verwaltung{HALL}")
        moderator.tab_to("Gäste ohne Konto", most=90)  # below all that there is to do; the headings lead there sooner
        page.keyboard.press("Enter")
        page.wait_for_url("**/gaeste")
        for act in ("Vorschläge unterstützen", "Beiträge schreiben"):
            moderator.tab_to(act)
            page.keyboard.press("Space")
        assert moderator.check() == []
        moderator.press("Speichern")
        expect(page.get_by_text("Gespeichert.")).to_be_visible()

    with visit("", "phone", java_script_enabled=False) as mara:
        page = mara.go(f"{HALL}/vorschlaege?ordnung=neueste")
        page.locator(".card-title a").first.click()
        proposal = page.url.removeprefix(mara.address)
        page.get_by_role("link", name="Ohne Konto mitmachen").first.click()
        page.get_by_label("E-Mail-Adresse").fill("mara@")
        page.get_by_label("Ihr Name auf dieser Seite").fill("Mara vom Markt")
        mara.expect("422")
        page.get_by_role("button", name="Link per E-Mail anfordern").click()
        expect(page.get_by_label("Ihr Name auf dieser Seite")).to_have_value("Mara vom Markt")
        page.get_by_label("E-Mail-Adresse").fill(ADDRESS)
        page.get_by_role("button", name="Link per E-Mail anfordern").click()
        page.wait_for_url("**/post-unterwegs")
        page = mara.go(town.link_mailed_to(ADDRESS, "/gast/bestaetigen/"))
        assert mara.check() == []
        page.get_by_role("button", name="Adresse bestätigen").click()
        page.wait_for_url(f"**{proposal}")
        before = supporters(page.locator("#unterstuetzung").inner_text())
        page.get_by_role("button", name="Vorschlag unterstützen").click()
        expect(page.get_by_text("Sie unterstützen diesen Vorschlag.")).to_be_visible()
        assert supporters(page.locator("#unterstuetzung").inner_text()) == before + 1
        assert mara.check() == []

        page.get_by_label("Ihr Beitrag").fill("Als Gast sage ich: bitte mit Rampe.")
        page.get_by_role("button", name="Beitrag veröffentlichen").click()
        expect(page.get_by_text("Mara vom Markt (Gast)").first).to_be_visible()
        page = mara.go(f"{HALL}/vorschlaege/neu")
        expect(page.get_by_text("Konto").first).to_be_visible()
        mara.expect("403")

        page = mara.go("/gast")
        assert mara.check() == []
        page.get_by_role("button", name="Konto eröffnen").click()
        page.wait_for_url("**/konto")
        expect(page.get_by_role("heading", level=1)).to_have_text("Mara vom Markt")
        page = mara.go(proposal)
        expect(page.get_by_text("Sie unterstützen diesen Vorschlag.")).to_be_visible()
        assert supporters(page.locator("#unterstuetzung").inner_text()) == before + 1
        expect(page.get_by_text("(Gast)")).to_have_count(0)


def supporters(text: str) -> int:
    """How many support, as the panel says it."""
    found = re.search(r"([\d.]+)\s+Person", text)
    assert found is not None, text
    return int(found.group(1).replace(".", ""))
