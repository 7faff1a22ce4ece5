"""What the first view of a page costs a phone: requests and compressed bytes in Chromium, beside the budget of 12 and 100 kB.

    python benchmarks/first_view.py [--url http://127.0.0.1:8000]

Without an address it loads the example, smaller, and serves it by waitress. Each page is opened by a fresh browser without a cache,
390 px wide, and not scrolled; what lies further down is loaded when it comes near. Nothing is asserted.
"""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, sync_playwright

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from participation.app import create_app  # noqa: E402  # this checkout's, not an installed one
from participation.demo.load import load_demo  # noqa: E402  # as above
from participation.kit.schema import migrate  # noqa: E402  # as above
from participation.methods.counting.text import table  # noqa: E402  # as above
from participation.settings import Settings  # noqa: E402  # as above
from tests.browser.looks import MODES, served  # noqa: E402  # as above

BYTES, REQUESTS, SCRIPT, HTML = 100_000, 12, 25_000, 30_000
HALL, PLAYGROUND = "/beteiligungen/stadthalle-und-quartier", "/beteiligungen/spielplatz-muehlenau"
PAGES = (
    ("start", "/", ""),
    ("consultation", HALL, ""),
    ("proposals", f"{HALL}/vorschlaege", ""),
    ("proposal", f"{HALL}/vorschlaege?sortierung=unterstuetzt", ".card-title a"),
    ("votes", f"{HALL}/abstimmungen", ""),
    ("result", f"{PLAYGROUND}/ergebnisse", "main .card-title a"),
    ("sign in", "/anmelden", ""),
)
"""Name, address, and the link on it that leads to the page meant (none: the page itself)."""


@contextmanager
def example() -> Iterator[str]:
    """The example on a port of its own; gives the address."""
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(secret_key="first-view-" + "x" * 32, demo=True, var_dir=Path(folder), base_url="http://127.0.0.1")
        app = create_app(settings)
        migrate(app)
        load_demo(app, scale=0.2)
        with served(app) as address:
            yield address


def weigh(browser: Browser, url: str) -> dict[str, int]:
    """Requests and bytes on the wire of one page, by kind of resource."""
    context = browser.new_context(**MODES["phone"])  # type: ignore[arg-type]  # a size
    page = context.new_page()
    wire = context.new_cdp_session(page)
    wire.send("Network.enable")
    kinds: dict[str, str] = {}
    """Request → kind of resource; icons that lie in the stylesheet itself (data:) are no requests."""
    found = {"requests": 0, "bytes": 0, "Script": 0, "Document": 0}

    def answered(event: dict[str, Any]) -> None:
        if not event["response"]["url"].startswith("data:"):
            kinds[event["requestId"]] = event["type"]

    def finished(event: dict[str, Any]) -> None:
        if event["requestId"] not in kinds:
            return
        found["requests"] += 1
        found["bytes"] += event["encodedDataLength"]
        kind = kinds[event["requestId"]]
        found[kind] = found.get(kind, 0) + event["encodedDataLength"]

    wire.on("Network.responseReceived", answered)
    wire.on("Network.loadingFinished", finished)
    page.goto(url, wait_until="networkidle")
    context.close()
    return found


def linked(browser: Browser, url: str, link: str) -> str:
    """The address that a link on a page leads to."""
    page = browser.new_page()
    page.goto(url)
    address = str(page.locator(link).first.evaluate("here => here.href"))
    page.close()
    return address


def measure(address: str) -> list[list[str]]:
    """A row for each page."""
    rows = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-gpu"])
        for name, path, link in PAGES:
            url = linked(browser, address + path, link) if link else address + path
            found = weigh(browser, url)
            rows.append([name, *(f"{found[key]:,}" for key in ("requests", "bytes", "Script", "Document"))])
        browser.close()
    return rows


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--url", help="a server that runs already, with the example")
    url = parser.parse_args().url
    if shutil.which("chromium") is None:
        print("Chromium is not installed: nothing measured.")
        return
    if url:
        rows = measure(url.rstrip("/"))
    else:
        with example() as address:
            rows = measure(address)
    budget = ["budget", f"{REQUESTS}", f"{BYTES:,}", f"{SCRIPT:,}", f"{HTML:,}"]
    print(table([["page", "requests", "bytes", "script", "HTML"], budget, *rows]))


if __name__ == "__main__":
    main()
