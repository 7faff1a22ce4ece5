"""Every page, as everybody who may open it, in every size and mode.

The pages are those of the rooms' route tables: a new page is looked at here as soon as its outcome is stated there.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page
from sqlalchemy.orm import Session

from participation.app import create_app
from participation.kit import clock
from participation.kit.database import db
from participation.kit.gallery import init_gallery
from participation.kit.schema import migrate
from tests.browser.barriers import AXE
from tests.browser.looks import WORTH, Visit, served, sideways, take_mode, visiting
from tests.builders import sign_in
from tests.conftest import NOON, settings_for
from tests.house.routes import ROLES, World
from tests.house.world import TABLE, build_world

FRAGMENTS = {"places.suggest GET"}
"""Answers that a page puts into itself: they are looked at inside those pages."""
GOES_ON = {"oidc.back GET"}
"""A page whose script leaves it at once: looked at without that script in `test_passkeys.py`."""
READING = [name for name in sorted(TABLE) if name.endswith(" GET") and name not in FRAGMENTS | GOES_ON]


@dataclass
class House:
    """The world of the route tables on a server, always at the tests' noon, and a browser for each role."""

    app: Flask
    address: str
    world: World
    visits: dict[str, Visit]
    clients: dict[str, Any]

    def looks_of(self, url: str) -> Iterable[str]:
        """The roles that get an HTML page from an address, as long as there is a kind of element on it that nobody before was shown."""
        seen: set[tuple[str, str]] = set()
        for role in ROLES:
            with clock.frozen(NOON):
                response = self.clients[role].get(url, base_url=self.address)
            is_page = response.mimetype == "text/html" and "Content-Disposition" not in response.headers  # and no file to take away
            if is_page and response.status_code == 200:
                kinds = set(re.findall(r"<(\w+)(?: class=\"([^\"]*)\")?", response.text.partition("<main")[2]))
                if not kinds <= seen:
                    seen |= kinds
                    yield role


@pytest.fixture(scope="module")
def house(chromium: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """The world of the route tables in a database of its own; nothing is taken back, because reading changes nothing."""
    folder = tmp_path_factory.mktemp("house")
    settings = settings_for(f"sqlite:///{folder / 'house.sqlite'}", folder, base_url="http://127.0.0.1", trusted_hosts=("127.0.0.1", "localhost"))
    app = create_app(settings)
    migrate(app)
    init_gallery(app)

    def at_noon(environ: Any, start_response: Any) -> Any:
        with clock.frozen(NOON):
            return app(environ, start_response)

    with clock.frozen(NOON), app.app_context(), Session(db.engine, expire_on_commit=False) as session:
        world = build_world(session)
        clients = {role: _signed_in(app, session, getattr(world, role)) for role in ROLES}
    opened: list[Any] = []
    with served(at_noon) as address:
        visits = {}
        for role in ROLES:
            opened.append(visiting(chromium, address))
            visits[role] = opened[-1].__enter__()
            visits[role].context.add_init_script(AXE)  # nearly every page is looked at: Chromium keeps it and need not be sent it again
            visits[role].expect("/bilder/")  # the world's picture is a row without a file
            cookie = clients[role].get_cookie(app.config["SESSION_COOKIE_NAME"], domain="127.0.0.1")
            assert (cookie is None) == (role == "anonymous")
            if cookie is not None:
                visits[role].context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": address}])
        yield House(app, address, world, visits, clients)
        for one in opened:
            one.__exit__(None, None, None)
    with app.app_context():
        db.engine.dispose()


def _signed_in(app: Flask, session: Session, person: Any) -> Any:
    """A browser without a window, at the same address as those that have one."""
    browser = app.test_client()
    if person is not None:
        sign_in(browser, session, person)
        cookie = browser.get_cookie(app.config["SESSION_COOKIE_NAME"])
        browser.set_cookie(cookie.key, cookie.value, domain="127.0.0.1")
    return browser


@pytest.mark.parametrize("name", READING)
def test_a_page_holds_for_everyone_in_every_mode(name: str, house: House) -> None:
    url = TABLE[name].url(house.world)
    faults = {}
    for role in house.looks_of(url):
        visited = house.visits[role]
        visited.complaints.clear()
        response = visited.page.goto(house.address + url)
        assert response is not None
        faults[role] = _basics(visited.page)
        if role == "anonymous" and "set-cookie" in response.all_headers() and not house_form(visited.page):
            faults[role].append("a reader gets a cookie")
        faults[role] += in_every_mode(visited)
    assert {role: found for role, found in faults.items() if found} == {}


def in_every_mode(visited: Visit) -> list[str]:
    """What is wrong with the page that stands, in whichever mode."""
    faults = []
    for mode, rules in WORTH.items():
        take_mode(visited.page, mode)
        faults += [f"{mode}: {fault}" for fault in visited.check(rules)]
        visited.complaints.clear()
    return faults


def house_form(page: Page) -> bool:
    """Whether the page is there to send a form, which needs a cookie against forgery: signing in or up, looking up a ballot."""
    return page.locator("main form[method=post]").count() > 0


@pytest.mark.parametrize(("path", "status"), [("/gibt-es-nicht", 404), ("/verwaltung", 403), ("/beteiligungen/" + "x" * 90, 404)])
def test_a_page_about_an_error_holds_too(path: str, status: int, house: House) -> None:
    visited = house.visits["resident"]
    visited.complaints.clear()
    visited.expect(str(status))
    response = visited.page.goto(house.address + path)
    assert response is not None
    assert response.status == status
    assert _basics(visited.page) + in_every_mode(visited) == []


def test_large_text_needs_no_scrolling_sideways(house: House) -> None:
    """WCAG 1.4.4: text at twice its size."""
    visited = house.visits["anonymous"]
    take_mode(visited.page, "wide")
    for path in ("/", f"/beteiligungen/{house.world.consultation.slug}", "/anmelden"):
        visited.page.goto(house.address + path)
        visited.page.evaluate("document.documentElement.style.setProperty('font-size', '200%')")
        assert sideways(visited.page) == 0, path


def _basics(page: Page) -> list[str]:
    """What a page has: a title, one heading of the first level, a language."""
    said = page.evaluate("({title: document.title, first: document.querySelectorAll('h1').length, language: document.documentElement.lang})")
    faults = []
    if len(said["title"]) < 8 or said["title"].startswith("–"):
        faults.append(f"title {said['title']!r}")
    if said["first"] != 1:
        faults.append(f"{said['first']} headings of the first level")
    if said["language"] not in ("de", "en"):
        faults.append("no language")
    return faults
