"""How fast a browser makes ballots, opens them, makes keys and decrypts, beside Python on the same machine.

    python benchmarks/belenios_browser.py

Prints a plain table; nothing is asserted. A first ballot is the first of a fresh page, which reads the scripts and has no tables yet. The fastest of
several is shown: the browser is measured by its clock, and a busy machine spoils that. Python's is processor time.
"""

from __future__ import annotations

import base64
import os
import shutil
import sys
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, sync_playwright

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from benchmarks.belenios import YES_NO, cpu  # noqa: E402  # this checkout's, not an installed one
from participation.methods.counting.text import table  # noqa: E402  # as above
from participation.methods.proof.belenios import credentials, running, trustees  # noqa: E402  # as above
from participation.methods.proof.belenios.archive import Archive  # noqa: E402  # as above
from participation.methods.proof.belenios.ballots import check_ballot, make_ballot  # noqa: E402  # as above
from participation.methods.proof.belenios.elections import Election, write_election  # noqa: E402  # as above
from participation.methods.proof.belenios.groups import BELENIOS_2048, RFC_3526_2048  # noqa: E402  # as above
from participation.methods.proof.belenios.opening import check_opened  # noqa: E402  # as above
from participation.methods.proof.belenios.questions import CrossesQuestion, NumbersQuestion, Question  # noqa: E402  # as above
from tests.browser.belenios import a_device  # noqa: E402  # as above

FRESH = 6
LATER = 15
BALLOTS = 40
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--no-first-run"]
TEN = tuple(f"Vorschlag {number}" for number in range(1, 11))
KINDS: list[tuple[str, Question, list[int]]] = [
    ("yes or no", YES_NO, [1, 0]),
    ("one of ten, or blank", CrossesQuestion("Eines?", TEN, 1, 1, blank=True), [0, 1] + [0] * 9),
    ("approval of ten", CrossesQuestion("Welche?", TEN, 0, 10), [1, 0] * 5),
    ("ranks of ten", NumbersQuestion("Rang?", TEN), list(range(1, 11))),
]
TIMED = """async ([name, given]) => {
  const start = performance.now();
  const made = await Belenios[name](...given);
  return [performance.now() - start, made];
}"""


def an_election(question: Question) -> tuple[Election, int, str]:
    """Election, its one trustee's private key, and what the trustee handed over."""
    group = RFC_3526_2048 if isinstance(question, NumbersQuestion) else BELENIOS_2048
    private = trustees.new_private_key(group, os.urandom)
    key = trustees.public_key(group, private)
    election = write_election(credentials.new_uuid(os.urandom), "Messung", "", group, key, [question])
    return election, private, trustees.write_public_key(group, private, os.urandom)


def timed(page: Any, name: str, *given: object) -> tuple[float, Any]:
    """Milliseconds, and what came out."""
    milliseconds, made = page.evaluate(TIMED, [name, list(given)])
    return milliseconds, made


def on_fresh_pages(browser: Browser, name: str, *given: object) -> tuple[float, float, Any]:
    """Milliseconds of the first call and of later ones, and what came out last."""
    firsts, later, made = [], [], None
    for _ in range(FRESH):
        with a_device(browser) as device:
            firsts.append(timed(device.page, name, *given)[0])
    with a_device(browser) as device:
        for _ in range(LATER):
            taken, made = timed(device.page, name, *given)
            later.append(taken)
    return min(firsts), min(later), made


def ballot_row(browser: Browser, name: str, question: Question, marks: list[int]) -> list[str]:
    """The first ballot, later ones, checking an opened one; Python's time for the same."""
    election, _private, _handed_over = an_election(question)
    credential = credentials.new_credential(os.urandom)
    first, later, made = on_fresh_pages(browser, "makeBallot", election.text, credential, [marks])
    check_ballot(election, made["text"])
    opening, _later, _checked = on_fresh_pages(browser, "checkOpened", election.text, made["opening"])
    ours = cpu(lambda: make_ballot(election, credential, [marks], os.urandom), 10)
    checked = cpu(lambda: check_opened(election, made["opening"]), 10)
    return [name, f"{first:.0f}", f"{later:.0f}", f"{ours * 1000:.1f}", f"{opening:.0f}", f"{checked * 1000:.1f}"]


def key_row(browser: Browser, name: str) -> list[str]:
    """A pair of keys."""
    first, later, _made = on_fresh_pages(browser, "newKeyPair", name)
    return [f"pair of keys, {name}", f"{first:.0f}", f"{later:.0f}", "", "", ""]


def closed(question: Question, marks: list[int]) -> tuple[Archive, int]:
    """A vote ready to be decrypted, and its trustee's private key."""
    election, private, handed_over = an_election(question)
    group = election.group
    secrets = [credentials.new_credential(os.urandom) for _ in range(BALLOTS)]
    weights = {credentials.public_key(group, election.uuid, one): 1 for one in secrets}
    archive = running.open_election(1, election, [handed_over], weights)
    ballots = []
    for secret in secrets:
        text = make_ballot(election, secret, [marks], os.urandom)
        running.cast(archive, text)
        ballots.append(check_ballot(election, text))
    tally = running.close(archive, election, ballots, weights)
    if isinstance(question, NumbersQuestion):
        running.post_shuffle(archive, 1, running.shuffled(election, tally, os.urandom)[0])
        running.end_shuffles(archive)
    return archive, private


def decryption_row(browser: Browser, name: str, question: Question, marks: list[int]) -> list[str]:
    """A trustee's whole work: check an archive of some ballots, and decrypt."""
    archive, private = closed(question, marks)
    data = base64.b64encode(archive.to_bytes()).decode()
    with a_device(browser) as device:
        device.page.evaluate("data => { window.archive = Uint8Array.from(atob(data), (character) => character.charCodeAt(0)); }", data)
        script = "async key => { const start = performance.now(); await Belenios.decrypt(archive, key); return performance.now() - start; }"
        taken = device.page.evaluate(script, trustees.write_private_key(private))
    return [f"check and decrypt, {name}", f"{taken / BALLOTS:.0f} a ballot", "", "", "", ""]


def rows(browser: Browser) -> list[list[str]]:
    """All of it."""
    found = [ballot_row(browser, *kind) for kind in KINDS]
    found += [key_row(browser, group.name) for group in (BELENIOS_2048, RFC_3526_2048)]
    return found + [decryption_row(browser, *kind) for kind in KINDS]


if __name__ == "__main__":
    path = shutil.which("chromium")
    if path is None:
        sys.exit("Chromium is not installed")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        print(table([["milliseconds", "first (goal 150)", "later", "Python", "check opened", "Python"], *rows(chromium)]))
        chromium.close()
