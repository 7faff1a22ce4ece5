"""Lighthouse as a phone sees it: performance and accessibility of four pages beside the goal of 0.95.

    npm install --global lighthouse@12
    python benchmarks/lighthouse.py [--url http://127.0.0.1:8000] [--lighthouse PROGRAM]

Lighthouse is no part of the product: without it (or without Chromium) nothing is measured. Start the example beforehand by
`make demo`. Its throttling multiplies what the machine's processor needs, so measure on a machine that does nothing else.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from playwright.sync_api import sync_playwright

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from benchmarks.first_view import PAGES, linked  # noqa: E402  # this checkout's, not an installed one
from participation.methods.counting.text import table  # noqa: E402  # as above

GOAL = ["goal", "0.95", "0.95", "2.0 s", "150 ms", "0.05"]
SHOWN = ("start", "proposals", "proposal", "result")
AUDITS = ("largest-contentful-paint", "total-blocking-time", "cumulative-layout-shift")


def report(program: str, url: str) -> dict[str, Any]:
    """Lighthouse's report on one page."""
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder) / "report.json"
        command = [program, url, "--quiet", "--output=json", f"--output-path={place}", "--only-categories=performance,accessibility"]
        flags = "--chrome-flags=--headless=new --no-sandbox --disable-gpu"
        environment = {**os.environ, "CHROME_PATH": shutil.which("chromium") or ""}
        subprocess.run([*command, flags], check=True, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)  # named by who measures
        found: dict[str, Any] = json.loads(place.read_text())
        return found


def row(name: str, found: dict[str, Any]) -> list[str]:
    """Scores and times as text."""
    scores = [f"{found['categories'][key]['score']:.2f}" for key in ("performance", "accessibility")]
    return [name, *scores, *(found["audits"][audit]["displayValue"].replace("\u00a0", " ") for audit in AUDITS)]


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--url", default="http://127.0.0.1:8000")
    parser.add_argument("--lighthouse", default=shutil.which("lighthouse"))
    chosen = parser.parse_args()
    if not chosen.lighthouse or not shutil.which("chromium"):
        print("Lighthouse or Chromium is not installed: nothing measured.")
        return
    address = chosen.url.rstrip("/")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-gpu"])
        urls = {name: linked(browser, address + path, link) if link else address + path for name, path, link in PAGES if name in SHOWN}
        browser.close()
    rows = [row(name, report(chosen.lighthouse, url)) for name, url in urls.items()]
    print(table([["page", "performance", "accessibility", "LCP", "TBT", "CLS"], GOAL, *rows]))


if __name__ == "__main__":
    main()
