"""A real browser on a real server: Debian's Chromium on the demo's town, served by waitress on loopback.

Loading the town takes a while: the first process does it, each takes a copy. What one file's tests do to the town, another
file's tests need not see.
"""

from __future__ import annotations

import fcntl
import os
import re
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from email import message_from_string, policy
from itertools import count
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser, expect, sync_playwright
from sqlalchemy import select
from sqlalchemy.orm import Session

from participation.accounts.models import Person
from participation.app import create_app
from participation.demo.load import load_demo
from participation.demo.people import AT
from participation.demo.town_map import FILE as TOWN_MAP
from participation.kit.database import db
from participation.kit.jobs import start_worker
from participation.kit.schema import migrate
from participation.settings import Settings
from tests.browser.looks import Visit, served, visiting
from tests.builders import a_resident, sign_in

REQUIRE_ALL = os.environ.get("PARTICIPATION_REQUIRE_ALL") == "1"
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--font-render-hinting=none",  # letters as wide as in a browser with windows: the shell rounds each to whole pixels
]
CHROMIUM = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
"""The first is the same engine without the windows around it, which costs a sixth less."""
SECRET = "tests-only-" + "x" * 32
HALL, PLAYGROUND = "/beteiligungen/stadthalle-und-quartier", "/beteiligungen/spielplatz-muehlenau"
PATIENCE = 15
"""Seconds that the worker gets to send a mail."""

expect.set_options(timeout=30_000)  # as for acts: a machine that tests with all its cores is slow at times
_newcomers = count(1)
Visits = Callable[..., AbstractContextManager[Visit]]


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """Debian's Chromium, headless; skips where there is none (never where all is required)."""
    path = next((found for name in CHROMIUM if (found := shutil.which(name))), None)
    if path is None:
        if REQUIRE_ALL:
            pytest.fail("Chromium is required and not installed")
        pytest.skip("Chromium is not installed")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield browser
        browser.close()


@dataclass
class Town:
    """The demo's town on a server of its own, with its worker."""

    app: Flask
    url: str
    folder: Path

    def cookie_of(self, person: Person, session: Session) -> dict[str, str]:
        """The cookie of a person who has signed in, as the sign-in page would give it."""
        browser = self.app.test_client()
        sign_in(browser, session, person)
        name = self.app.config["SESSION_COOKIE_NAME"]
        cookie = browser.get_cookie(name)
        assert cookie is not None
        return {"name": name, "value": cookie.value, "url": self.url}

    def cookie_for(self, who: str) -> dict[str, str]:
        """The cookie of one of the demo's accounts, or of a verified resident who is new to town."""
        with self.app.app_context(), Session(db.engine, expire_on_commit=False) as session:
            if who == "newcomer":
                person = a_resident(session, f"Neu im Ort {next(_newcomers)}")
            else:
                person = session.execute(select(Person).where(Person.email == f"{who}@{AT}")).scalar_one()
            return self.cookie_of(person, session)

    def mails_to(self, address: str) -> list[str]:
        """Mails to an address that the worker has delivered into files, the oldest first."""
        delivered = sorted(self.folder.rglob("*.eml"), key=lambda path: path.stat().st_mtime_ns)
        return [text for text in (path.read_text(encoding="utf-8") for path in delivered) if f"To: {address}" in text]

    def link_mailed_to(self, address: str, part: str, known: int = 0) -> str:
        """The path, with this part, of the newest link mailed to an address; `known` mails to it came before."""
        for _attempt in range(PATIENCE * 5):
            for mail in reversed(self.mails_to(address)[known:]):
                body = message_from_string(mail, policy=policy.default).get_body(("plain",))
                assert body is not None
                if found := re.search(rf"http\S*({part}\S+)", body.get_content()):
                    return found.group(1)
            time.sleep(0.2)
        raise AssertionError(f"no mail to {address} with {part} within {PATIENCE} seconds")


def _settings(folder: Path) -> Settings:
    return Settings(
        secret_key=SECRET, demo=True, var_dir=folder, base_url="http://127.0.0.1", trusted_hosts=("127.0.0.1", "localhost"), map_file=TOWN_MAP
    )


def _loaded(root: Path) -> Path:
    """The folder with the loaded example: made by whichever process comes first, while the others wait."""
    folder = root / "example"
    with (root / "example.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not folder.exists():
            making = root / "example.making"
            app = create_app(_settings(making))
            migrate(app)
            load_demo(app, scale=0.2)
            with app.app_context():
                db.engine.dispose()
            making.rename(folder)
    return folder


@pytest.fixture(scope="session")
def town(tmp_path_factory: pytest.TempPathFactory, chromium: Browser) -> Iterator[Town]:
    """The Stadthalle example, smaller, served on loopback for the browser tests of this process."""
    base = tmp_path_factory.getbasetemp()
    folder = tmp_path_factory.mktemp("town") / "var"
    shutil.copytree(_loaded(base.parent if "PYTEST_XDIST_WORKER" in os.environ else base), folder)
    app = create_app(_settings(folder))
    worker = start_worker(app)
    try:
        with served(app) as address:
            yield Town(app, address, folder)
    finally:
        worker.stop()


@pytest.fixture
def visit(chromium: Browser, town: Town) -> Visits:
    """`with visit("newcomer", "phone") as alice:` opens a browser of its own, signed in as one of the demo's accounts or as
    somebody new who may vote.

    At its end nothing may have complained that was not expected.
    """

    @contextmanager
    def opened(who: str = "", mode: str = "wide", **options: object) -> Iterator[Visit]:
        with visiting(chromium, town.url, mode, **options) as visited:
            if who:
                visited.context.add_cookies([town.cookie_for(who)])  # type: ignore[list-item]  # a cookie's fields
            yield visited
            assert visited.found() == []

    return opened
