"""Pages in every size and mode, and what may not be found on them."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from weakref import WeakKeyDictionary

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page
from playwright.sync_api import TimeoutError as PlaywrightTimeout
from waitress.server import create_server
from waitress.wasyncore import close_all

from participation.serving import CONNECTIONS
from tests.browser.barriers import barriers

COLOURS = ["color-contrast", "link-in-text-block"]
"""What alone another colour scheme can change."""
LAYOUT = ["target-size", "scrollable-region-focusable", "meta-viewport"]
OUTLINE = ["region", "bypass", "skip-link", "heading-order", "page-has-heading-one", "landmark-one-main", "landmark-unique"]
"""What another width can change: sizes, and the order of what it shows; parts in which it shows other things are looked at by all rules anyway."""
MODES = {
    "wide": {"viewport": {"width": 1280, "height": 900}},
    "phone": {"viewport": {"width": 390, "height": 844}},
    "narrow": {"viewport": {"width": 320, "height": 640}},
    "dark": {"viewport": {"width": 1280, "height": 900}, "color_scheme": "dark"},
    "dark-phone": {"viewport": {"width": 390, "height": 844}, "color_scheme": "dark"},
    "forced-colours": {"viewport": {"width": 1280, "height": 900}, "forced_colors": "active"},
}
"""How every page must hold: sizes, dark, forced colours."""
WORTH = {"wide": None, "dark": COLOURS, "forced-colours": COLOURS, "phone": LAYOUT + OUTLINE, "narrow": [*LAYOUT, *OUTLINE, *COLOURS]}
"""A page that is shown in several modes without loading it again: which rules are worth another look. None: all."""


@contextmanager
def served(app: Any, port: int = 0) -> Iterator[str]:
    """The application (any WSGI callable) on a free port, or on one that it must know before, by the server that cities run; gives the address."""
    server: Any = create_server(app, host="127.0.0.1", port=port, threads=4, ident="", **CONNECTIONS)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.effective_port}"
    finally:
        server.trigger.pull_trigger(lambda: close_all(server._map))  # by its own thread: closed under it, it would wait on what is gone
        thread.join(30)
        server.task_dispatcher.shutdown()


TOO_WIDE = "Math.max(0, document.documentElement.scrollWidth - document.documentElement.clientWidth)"
SHOWN_THOUGH_HIDDEN = (
    "[...document.querySelectorAll('[hidden]:not([hidden=until-found])')].filter(e => e.getClientRects().length).map(e => e.outerHTML.slice(0, 120))"
)
"""What a class shows though it is hidden: a button that needs a script and has none does nothing."""


@dataclass
class Visit:
    """One person's browser, and what it complained of: errors of scripts, refusals of the content policy, failed requests."""

    page: Page
    context: BrowserContext
    address: str
    scripts: bool = True
    complaints: list[str] = field(default_factory=list)
    expected: list[str] = field(default_factory=list)

    def expect(self, *words: str) -> None:
        """Complaints with one of these words are meant to come, such as the browser's note that a form was refused by 422."""
        self.expected.extend(words)

    def go(self, path: str) -> Page:
        """Open a page."""
        self.page.goto(self.address + path)
        return self.page

    def tab_to(self, label: str, most: int = 60, *, exact: bool = False) -> int:
        """Press Tab until the name of what has the focus begins so (or is exactly so); how many stops that took.

        Raises AssertionError after `most` stops.
        """
        for stops in range(1, most + 1):
            self.page.keyboard.press("Tab")
            name = focused(self.page)
            if name == label or (name.startswith(label) and not exact):
                return stops
        raise AssertionError(f"{label!r} cannot be reached within {most} stops from {self.page.url}")

    def press(self, label: str, *, exact: bool = False) -> None:
        """Tab to a control by its name and press Enter there."""
        self.tab_to(label, exact=exact)
        self.page.keyboard.press("Enter")

    def choose(self, label: str, file: Path) -> None:
        """Tab to a field for a file and choose one in the dialog that the space bar opens; a busy browser may miss the first press."""
        self.tab_to(label, exact=True)
        for last in (False, False, True):
            try:
                with self.page.expect_file_chooser(timeout=10_000) as chosen:
                    self.page.keyboard.press("Space")
                chosen.value.set_files(file)
                return
            except PlaywrightTimeout:
                if last:
                    raise

    def found(self) -> list[str]:
        """Complaints that were not meant to come."""
        return [text for text in self.complaints if not any(word in text for word in self.expected)]

    def check(self, rules: list[str] | None = None) -> list[str]:
        """All that must be nothing on the page as it stands, each by a sentence; axe looks at some rules or at all.

        Without scripts axe cannot run either.
        """
        self.page.wait_for_load_state("domcontentloaded")
        wide, hidden = self.page.evaluate(f"[{TOO_WIDE}, {SHOWN_THOUGH_HIDDEN}]")
        found = barriers(self.page, rules) if self.scripts else []
        shown = [f"shown though hidden: {html}" for html in hidden]
        return found + shown + ([f"wider than the window by {wide} px"] if wide > 0 else []) + self.found()


@contextmanager
def visiting(browser: Browser, address: str, mode: str = "wide", **options: object) -> Iterator[Visit]:
    """A fresh browser at an address: `with visiting(chromium, town, "phone", java_script_enabled=False) as alice`."""
    context = browser.new_context(**{"locale": "de-DE", **MODES[mode], **options})  # type: ignore[arg-type]  # names checked by playwright
    context.set_default_timeout(30_000)  # a machine that tests with all its cores is slow at times
    page = context.new_page()
    visit = Visit(page, context, address, scripts=bool(options.get("java_script_enabled", True)))
    page.on("console", lambda message: _hear(visit.complaints, message))
    page.on("pageerror", lambda error: visit.complaints.append(f"script: {error}"))
    try:
        yield visit
    finally:
        context.close()


def _hear(complaints: list[str], message: ConsoleMessage) -> None:
    """Keeps errors and warnings, but not htmx' two lines on a request that a newer one of the same place replaced (`hx-sync="this:replace"`)."""
    if message.type not in ("error", "warning"):
        return
    if message.text.startswith("htmx:sendAbort") and complaints and "htmx:afterRequest" in complaints[-1]:
        complaints.pop()
        return
    complaints.append(_said(message))


def _said(message: ConsoleMessage) -> str:
    return f"console: {message.text} {message.location.get('url', '')}".strip()


def sideways(page: Page) -> int:
    """By how many pixels the page is wider than the window."""
    return int(page.evaluate(TOO_WIDE))


def boxes_that_scroll(page: Page) -> list[str]:
    """Tables that have to be pushed sideways in their box to be read."""
    found = page.evaluate(
        "[...document.querySelectorAll('.table-scroll')].filter(box => box.scrollWidth > box.clientWidth).map(box => box.ariaLabel)"
    )
    return [str(name) for name in found]


def small_targets(page: Page) -> list[str]:
    """Links and controls under 24 px that do not stand in a sentence (WCAG 2.2, 2.5.8)."""
    return list(
        page.evaluate(
            """() => [...document.querySelectorAll('a, button, input:not([type=hidden]), select, summary')].filter(element => {
              const box = element.getBoundingClientRect();
              return box.width > 1 && box.height > 1 && box.height < 23.5 && !element.closest('p, dd, td, .visually-hidden');
            }).map(element => element.outerHTML.slice(0, 120))"""
        )
    )


def focused(page: Page) -> str:
    """The name of what has the focus: its label, its text or its `aria-label`."""
    return str(
        page.evaluate(
            """() => { const here = document.activeElement;
              const named = [...(here.labels || [])].map(label => label.innerText).join(' ') || here.getAttribute('aria-label') || here.innerText || '';
              return here === document.body ? '' : named.replace(/\\s+/g, ' ').trim(); }"""
        )
    )


def take_mode(page: Page, mode: str) -> None:
    """Show the page that stands in another mode, without loading it again; it is told only what is new, for each word makes it draw itself anew."""
    wanted = MODES[mode]
    if page.viewport_size != wanted["viewport"]:
        page.set_viewport_size(wanted["viewport"])  # type: ignore[arg-type]  # a size
    media = {"color_scheme": wanted.get("color_scheme", "light"), "forced_colors": wanted.get("forced_colors", "none")}
    if _media.get(page) != media:
        page.emulate_media(**media)  # type: ignore[arg-type]  # light or dark, none or active
        _media[page] = media


_media: WeakKeyDictionary[Page, dict[str, object]] = WeakKeyDictionary()
"""How each page was last told to look."""
