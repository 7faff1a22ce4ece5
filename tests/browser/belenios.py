"""The scripts of encrypted votes in a browser, called from Python."""

from __future__ import annotations

import base64
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page

from participation.methods.proof.belenios.questions import CrossesQuestion
from tests.browser.looks import served

ROOT = Path(__file__).resolve().parents[2]
LISTED = re.search(r"for part in \((.*?)\)", (ROOT / "templates/encrypted/_scripts.html").read_text())
ORDER = re.findall(r"'(\w+)'", LISTED[1]) if LISTED else []
"""As the pages load them: with one that is missing there, the tests here fail."""

SINGLE = CrossesQuestion("Wohin mit dem „Brunnen“?\n\\", ("Markt", "Ufer", "Bahnhof"), 1, 1, blank=True)
APPROVAL = CrossesQuestion("Was gefällt Ihnen?", ("Bänke", "Bäume", "Brunnen", "Bühne"), 0, 4)


class Device:
    """A browser with the scripts, on a page of its own that came from this machine: other pages may not calculate hashes."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def call(self, function: str, *given: object) -> Any:
        """What a function of the library answers. Raises Refusal where it refuses."""
        answer = self.page.evaluate("([name, given]) => answered(name, given)", [function, [_sent(one) for one in given]])
        if "refused" in answer:
            raise Refusal(answer["refused"])
        return answer["made"]


class Refusal(Exception):
    """The code with which the script refused."""

    @property
    def code(self) -> str:
        return str(self.args[0])


def _sent(given: object) -> object:
    return {"bytes": base64.b64encode(given).decode()} if isinstance(given, bytes) else given


CALLER = """
const bytesOf = (one) => one && one.bytes ? Uint8Array.from(atob(one.bytes), (character) => character.charCodeAt(0)) : one;
window.ticks = [];
window.answered = async (name, given) => {
  const more = name === "decrypt" ? [(done, total) => ticks.push([done, total])] : [];
  try {
    return { made: await Belenios[name](...given.map(bytesOf), ...more) };
  } catch (error) {
    if (!(error instanceof Belenios.Refused)) throw error;
    return { refused: error.code };
  }
};
"""


def _bare(_environ: object, start: Callable[..., object]) -> list[bytes]:
    start("200 OK", [("Content-Type", "text/html")])
    return [b"<!doctype html><html lang=de><title>Belenios</title></html>"]


@contextmanager
def a_device(chromium: Browser) -> Iterator[Device]:
    """A page of its own with the scripts, which may not complain."""
    context = chromium.new_context()
    complaints: list[str] = []
    with served(_bare) as address:
        page = context.new_page()
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.goto(address)
        for name in ORDER:
            page.add_script_tag(path=ROOT / f"static/js/belenios-{name}.js")
        page.add_script_tag(content=CALLER)
        yield Device(page)
    context.close()
    assert complaints == []
