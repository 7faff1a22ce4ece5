"""A place is set with the mouse, by keys alone, on a phone and without a script; the map's clusters and popups speak."""

from __future__ import annotations

import json

from playwright.sync_api import expect

from tests.browser.conftest import HALL, Visits

WRITE, MAP = f"{HALL}/vorschlaege/neu", f"{HALL}/vorschlaege/karte"
TEXT = "Am Markt fehlen Bänke. Wer nicht lange stehen kann, braucht sie dort."


def test_an_area_is_set_with_keys_and_buttons_alone(visit: Visits) -> None:
    with visit("newcomer") as one:
        page = one.go(WRITE)
        page.focus("#place_way-0")
        page.keyboard.press("ArrowDown")
        page.keyboard.press("ArrowDown")
        page.wait_for_selector("#place-middle:not(:empty)")
        page.focus("#place-kind-0")
        page.keyboard.press("ArrowDown")
        page.keyboard.press("ArrowDown")
        for key in ("ArrowRight", "ArrowDown", "ArrowLeft"):
            page.focus("#place-set")
            page.keyboard.press("Enter")
            page.focus("#place-map")
            page.keyboard.press(key)
            page.wait_for_timeout(400)
        page.focus("#place-undo")
        page.keyboard.press("Enter")
        expect(page.locator("#place-said")).to_contain_text("2 Punkte gesetzt", use_inner_text=True)
        page.focus("#place-set")
        page.keyboard.press("Enter")
        page.keyboard.press("Enter")
        expect(page.locator("#place-said")).to_contain_text("schon gesetzt", use_inner_text=True)
        page.focus("#place-done")
        page.keyboard.press("Enter")
        expect(page.locator("#place-said")).to_contain_text("Fertig", use_inner_text=True)
        expect(page.locator("#place-middle")).to_contain_text("Mitte der Karte:", use_inner_text=True)
        said = json.loads(page.input_value("#place_geometry"))
        assert (said["type"], len(said["coordinates"][0])) == ("Polygon", 4)
        assert one.check() == []
        page.fill("#title", "Bänke am Markt, mit den Tasten gesetzt")
        page.fill("#body", TEXT)
        page.select_option("#category_id", index=1)
        page.click("button[value=vorschau]")
        expect(page.locator(".place-sketch .place-area")).to_have_count(1)


def test_a_point_is_set_by_touch_on_a_phone(visit: Visits) -> None:
    with visit("newcomer", "phone") as one:
        page = one.go(WRITE)
        page.locator("label[for=place_way-2]").click()
        page.wait_for_selector("#place-middle:not(:empty)")
        page.locator("#place-map").scroll_into_view_if_needed()
        page.click("#place-map", position={"x": 170, "y": 160})
        expect(page.locator("#place-said")).to_contain_text("1 Punkt gesetzt", use_inner_text=True)
        page.click("#place-undo")
        expect(page.locator("#place-said")).to_contain_text("Noch kein Punkt", use_inner_text=True)
        expect(page.locator("#place_geometry")).to_have_value("")
        page.click("#place-set")
        expect(page.locator("#place_geometry")).not_to_have_value("")
        assert json.loads(page.input_value("#place_geometry"))["type"] == "Point"


def test_a_place_that_was_set_is_on_the_map_again_and_can_be_moved(visit: Visits) -> None:
    with visit("newcomer") as one:
        for kind, points in ((0, 1), (1, 2), (2, 3)):
            page = one.go(WRITE)
            page.fill("#title", f"Bänke am Markt, zum {kind}. Mal")
            page.locator("label[for=place_way-2]").click()
            page.locator(f"label[for=place-kind-{kind}]").click()
            page.wait_for_selector("#place-middle:not(:empty)")
            for place in range(points):
                page.click("#place-map", position={"x": 300 + 60 * place, "y": 160 + 40 * (place % 2)})
            page.click("button[value=entwurf]")
            page.get_by_role("link", name="Weiterschreiben").first.click()
            page.wait_for_selector("#place-middle:not(:empty)")
            expect(page.locator("#place-map path.place-corner")).to_have_count(points)
            expect(page.locator("#place-map path[class*=town-]").nth(5)).to_be_attached()
            before = page.input_value("#place_geometry")
            page.focus("#place-map")
            page.keyboard.press("ArrowRight")
            page.wait_for_timeout(400)
            page.click("#place-set")
            expect(page.locator("#place_geometry")).not_to_have_value(before)
            assert one.check() == []


def test_a_cluster_says_its_number_and_place_and_a_popup_leads_on(visit: Visits) -> None:
    with visit() as one:
        page = one.go(MAP)
        pin = page.locator(".map-pin").first
        pin.wait_for()
        assert one.check() == []
        names = page.eval_on_selector_all(".map-pin-many", "pins => pins.map((pin) => pin.getAttribute('aria-label'))")
        assert names
        assert all("Vorschläge bei " in name or name.endswith("Vorschläge") for name in names)
        single = page.locator(".map-pin:not(.map-pin-many)").first
        single.focus()
        page.keyboard.press("Enter")
        page.wait_for_selector(".popup-title")
        assert page.evaluate("document.activeElement.className") == "popup-title"
        page.keyboard.press("Escape")
        page.wait_for_selector(".popup-title", state="detached")
        assert "map-pin" in page.evaluate("document.activeElement.className")


def test_without_a_script_the_list_stands_for_the_map(visit: Visits) -> None:
    with visit(java_script_enabled=False) as one:
        page = one.go(MAP)
        expect(page.locator("main")).to_contain_text("Die Karte braucht JavaScript", use_inner_text=True)
        expect(page.locator("#list .card").nth(5)).to_be_visible()
