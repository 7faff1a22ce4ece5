"""Pages in every size and mode, and what may not be found on them."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from flask import Flask
from playwright.sync_api import Page
from werkzeug.serving import make_server

AXE = (Path(__file__).parent / "vendor" / "axe.min.js").read_text()
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
MODES = {
    "wide": {"viewport": {"width": 1280, "height": 900}},
    "phone": {"viewport": {"width": 390, "height": 844}},
    "narrow": {"viewport": {"width": 320, "height": 640}},
    "dark": {"viewport": {"width": 1280, "height": 900}, "color_scheme": "dark"},
    "dark-phone": {"viewport": {"width": 390, "height": 844}, "color_scheme": "dark"},
    "forced-colours": {"viewport": {"width": 1280, "height": 900}, "forced_colors": "active"},
}
"""How every page must hold: sizes, dark, forced colours."""


@contextmanager
def served(app: Flask) -> Iterator[str]:
    """The application on a free port; gives the address."""
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()


def barriers(page: Page) -> list[str]:
    """What axe finds: rule and elements. The policy for scripts does not bind the test's own script."""
    session = page.context.new_cdp_session(page)
    session.send("Runtime.evaluate", {"expression": AXE})
    found = page.evaluate("tags => axe.run({runOnly: tags})", WCAG)
    return [f"{rule['id']}: {node['target']}" for rule in found["violations"] for node in rule["nodes"]]


def sideways(page: Page) -> int:
    """By how many pixels the page is wider than the window."""
    return int(page.evaluate("Math.max(0, document.documentElement.scrollWidth - innerWidth)"))


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
