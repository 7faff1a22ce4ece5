"""A real browser on a real server: Debian's Chromium on the demo's town, served by waitress on loopback."""

from __future__ import annotations

import os
import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright
from waitress.server import create_server

from participation.app import create_app
from participation.demo.load import PASSWORD, load_demo
from participation.kit.schema import migrate
from participation.settings import Settings

REQUIRE_ALL = os.environ.get("PARTICIPATION_REQUIRE_ALL") == "1"
AXE = Path(__file__).parent / "vendor" / "axe.min.js"
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run"]


@dataclass
class Town:
    """The demo's town on a server of its own."""

    app: Flask
    url: str


@pytest.fixture(scope="session")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    """The Stadthalle example, smaller, served on loopback for all browser tests of this process."""
    folder = tmp_path_factory.mktemp("town")
    server = None
    try:
        settings = Settings(demo=True, var_dir=folder, mail_transport="null", base_url="http://127.0.0.1", trusted_hosts=("127.0.0.1",))
        app = create_app(settings)
        migrate(app)
        load_demo(app, scale=0.2)
        server = create_server(app, host="127.0.0.1", port=0, threads=4)
        thread = threading.Thread(target=server.run, daemon=True)
        thread.start()
        yield Town(app, f"http://127.0.0.1:{server.effective_port}")
    finally:
        if server is not None:
            server.close()


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """Debian's Chromium, headless; skips where there is none (never where all is required)."""
    path = next((found for name in ("chromium", "chromium-browser", "google-chrome") if (found := shutil.which(name))), None)
    if path is None:
        if REQUIRE_ALL:
            pytest.fail("Chromium is required and not installed")
        pytest.skip("Chromium is not installed")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield browser
        browser.close()


@dataclass
class Visit:
    """One person's browser on the town, with what went wrong in it."""

    page: Page
    context: BrowserContext
    town: Town
    problems: list[str] = field(default_factory=list)

    def go(self, path: str) -> Page:
        """Open a page of the town."""
        self.page.goto(self.town.url + path)
        return self.page

    def sign_in(self, name: str) -> None:
        """Sign in as one of the demo's accounts, by the page."""
        self.go("/anmelden")
        self.page.get_by_label("E-Mail-Adresse").first.fill(f"{name}@demo.example")
        self.page.get_by_label("Passwort").fill(PASSWORD)
        self.page.get_by_role("button", name="Anmelden").click()
        self.page.wait_for_url(lambda url: "/anmelden" not in url)

    def axe(self) -> list[str]:
        """Accessibility violations of the page as it stands, WCAG 2.2 AA and best practice, by axe-core."""
        if not self.page.evaluate("typeof window.axe === 'object'"):
            self.page.evaluate(AXE.read_text())
        found: dict[str, Any] = self.page.evaluate("axe.run(document, {resultTypes: ['violations']})")
        return [f"{one['id']}: {node['html'][:160]}" for one in found["violations"] for node in one["nodes"]]

    def overflow(self) -> int:
        """How many pixels the page is wider than its window."""
        return int(self.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"))

    def check(self) -> list[str]:
        """All that must be nothing: axe violations, overflow, errors of scripts, reports of the content policy."""
        wide = self.overflow()
        return self.axe() + ([f"wider than the window by {wide} px"] if wide > 0 else []) + self.problems


@pytest.fixture
def visit(chromium: Browser, town: Town) -> Any:
    """`with visit(width=390, scheme="dark") as alice:` opens a browser of its own."""

    @contextmanager
    def opened(width: int = 1280, *, scheme: str = "light", forced_colors: str = "none", javascript: bool = True) -> Iterator[Visit]:
        context = chromium.new_context(
            viewport={"width": width, "height": 900},
            color_scheme=scheme,  # type: ignore[arg-type]  # light or dark
            forced_colors=forced_colors,  # type: ignore[arg-type]  # none or active
            java_script_enabled=javascript,
            locale="de-DE",
            bypass_csp=False,
        )
        context.set_default_timeout(10_000)
        page = context.new_page()
        visited = Visit(page, context, town)
        page.on("console", lambda message: visited.problems.append(f"console: {message.text}") if message.type == "error" else None)
        page.on("pageerror", lambda error: visited.problems.append(f"script: {error}"))
        try:
            yield visited
        finally:
            context.close()

    return opened
