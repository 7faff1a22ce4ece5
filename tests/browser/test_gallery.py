"""Every part of the interface in a real browser: sizes, modes, keyboard, swaps."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest
from playwright.sync_api import Browser, Page, expect

from participation.app import create_app
from participation.kit.gallery import init_gallery
from participation.kit.schema import migrate
from tests.browser.looks import MODES, Visit, barriers, served, sideways, small_targets, visiting
from tests.conftest import settings_for

Opened = Callable[..., Page]


@pytest.fixture(scope="module")
def gallery(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the page with all parts."""
    folder = tmp_path_factory.mktemp("gallery")
    app = create_app(settings_for(f"sqlite:///{folder / 'gallery.sqlite'}", folder, base_url="http://127.0.0.1"))
    migrate(app)
    init_gallery(app)
    with served(app) as address:
        yield f"{address}/_gallery"


@pytest.fixture
def open_page(chromium: Browser) -> Iterator[Opened]:
    """`open_page(url, mode="phone", expected=("422",))`: a page in a fresh browser; at the end nothing else may have complained."""
    with ExitStack() as visits:
        seen: list[Visit] = []

        def opened(url: str, mode: str = "wide", expected: tuple[str, ...] = (), **options: object) -> Page:
            visited = visits.enter_context(visiting(chromium, url, mode, **options))
            visited.expect(*expected)
            seen.append(visited)
            return visited.go("")

        yield opened
        assert [complaint for visited in seen for complaint in visited.found()] == []


@pytest.mark.parametrize("mode", MODES)
def test_every_part_holds_in_every_mode(gallery: str, open_page: Opened, mode: str) -> None:
    page = open_page(gallery, mode)
    assert barriers(page) == []
    assert sideways(page) == 0
    assert small_targets(page) == []


def test_errors_get_the_focus_and_lead_to_their_fields(gallery: str, open_page: Opened) -> None:
    page = open_page(gallery, expected=("422",))
    page.get_by_role("button", name="Weiter zur Prüfung").click()
    summary = page.locator("#error-summary")
    expect(summary).to_be_focused()
    expect(summary).to_contain_text("Es gibt 5 Fehler")
    assert barriers(page) == []
    page.get_by_role("link", name="Bitte wählen Sie eine Art.").click()
    expect(page.locator("#kind-0")).to_be_focused()


def test_without_scripts_the_same_errors_arrive(gallery: str, open_page: Opened) -> None:
    page = open_page(gallery, java_script_enabled=False, expected=("422",))
    page.locator("#title").fill("Ein Titel, der bleibt")
    page.get_by_role("button", name="Weiter zur Prüfung").click()
    expect(page.locator("#error-summary")).to_contain_text("Es gibt 4 Fehler")
    expect(page).to_have_title("Fehler: Musterseite – Mitreden Musterstadt")
    expect(page.locator("#title")).to_have_value("Ein Titel, der bleibt")


def test_a_long_text_says_how_much_is_left(gallery: str, open_page: Opened) -> None:
    page = open_page(gallery)
    page.locator("#text").fill("ä" * 1990)
    expect(page.locator("#text-count")).to_have_text("Noch 10 Zeichen.")
    expect(page.locator("#page-status")).to_have_text("Noch 10 Zeichen.")
    page.locator("#text").fill("ä" * 2003)
    expect(page.locator("#text-count")).to_have_text("3 Zeichen zu viel.")


def test_a_changed_list_is_read_out_and_the_button_keeps_the_focus(gallery: str, open_page: Opened) -> None:
    page = open_page(gallery)
    page.locator("#reload").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#page-status")).to_have_text("312 Vorschläge")
    expect(page.locator("#reload")).to_be_focused()


def test_a_failure_stands_above_and_leaves_the_page_as_it_was(gallery: str, open_page: Opened) -> None:
    page = open_page(gallery, expected=("404",))
    page.locator("#title").fill("Halb geschrieben")
    page.locator("#missing").click()
    expect(page.locator("#page-problem-message")).to_be_focused()
    expect(page.locator("#page-problem")).to_contain_text("Diese Seite gibt es nicht")
    expect(page.locator("#title")).to_have_value("Halb geschrieben")
    expect(page.locator("#swapped")).to_have_text("311 Vorschläge")
    assert barriers(page) == []


def test_a_lost_connection_is_said_in_german_and_nothing_is_lost(gallery: str, open_page: Opened) -> None:
    page = open_page(gallery, expected=("ERR_INTERNET_DISCONNECTED", "htmx:"))
    page.locator("#title").fill("Halb geschrieben")
    page.context.set_offline(True)
    page.locator("#reload").click()
    expect(page.locator("#page-problem")).to_contain_text("Ihre Eingaben stehen noch da")
    expect(page.locator("#title")).to_have_value("Halb geschrieben")
    page.context.set_offline(False)


def test_leaving_a_half_written_form_asks_first(gallery: str, open_page: Opened) -> None:
    page = open_page(gallery)
    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    page.locator("#title").press_sequentially("Halb")
    page.reload()
    assert asked == ["beforeunload"]
    page.reload()
    assert asked == ["beforeunload"], "nothing was written this time"


def test_the_keyboard_skips_to_the_content(gallery: str, open_page: Opened) -> None:
    page = open_page(gallery)
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Zum Inhalt springen")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()


def test_a_chosen_theme_rules_over_the_systems(gallery: str, open_page: Opened) -> None:
    page = open_page(gallery, "dark")
    assert _ground(page) in ("oklch(0 0 0)", "rgb(0, 0, 0)")
    page.context.add_cookies([{"name": "theme", "value": "light", "url": gallery}])
    page.reload()
    assert _ground(page) in ("oklch(1 0 0)", "rgb(255, 255, 255)")


def test_a_reader_gets_no_cookie_and_a_light_page(gallery: str, open_page: Opened) -> None:
    page = open_page(f"{gallery.removesuffix('/_gallery')}/_nowhere", expected=("404",))
    assert page.context.cookies() == []
    weights = page.evaluate("performance.getEntriesByType('resource').map(entry => entry.name)")
    assert len(weights) <= 11, weights


def test_on_paper_the_frame_is_gone_and_the_ground_is_white(gallery: str, open_page: Opened) -> None:
    page = open_page(gallery, "dark")
    page.context.add_cookies([{"name": "theme", "value": "dark", "url": gallery}])
    page.reload()
    page.emulate_media(media="print")
    expect(page.locator(".site-nav")).to_be_hidden()
    expect(page.locator(".filters").first).to_be_hidden()
    assert _ground(page) in ("oklch(1 0 0)", "rgb(255, 255, 255)")


def _ground(page: Page) -> str:
    return str(page.evaluate("getComputedStyle(document.body).backgroundColor"))
