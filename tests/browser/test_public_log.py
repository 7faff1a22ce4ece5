"""From a published ballot to its proof on one's own disk, and a newsroom that is told of new checkpoints."""

from __future__ import annotations

import re
import time
from pathlib import Path

from click.testing import CliRunner
from playwright.sync_api import Page, expect

from participation.cli import participation
from tests.browser.conftest import Town, Visits


def a_counted_log(page: Page) -> Page:
    """The log of a vote that is counted, found by its links from the start page."""
    page.get_by_role("contentinfo").get_by_role("link", name="Öffentliches Protokoll").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Öffentliches Protokoll")
    for link in page.locator(".card-title a").all():
        url = link.get_attribute("href") or ""
        if "Ergebnis ausgezählt" in page.request.get(url if url.startswith("http") else page.url.split("/protokoll")[0] + url).text():
            link.click()
            return page
    raise AssertionError("the demo has a counted vote")


def downloaded(page: Page, name: str, role: str, folder: Path) -> Path:
    """A file as the browser keeps it."""
    with page.expect_download() as coming:
        page.get_by_role(role, name=name).first.click()  # type: ignore[arg-type]  # a role's name
    path = folder / coming.value.suggested_filename
    coming.value.save_as(path)
    return path


def verified(*arguments: object) -> str:
    done = CliRunner().invoke(participation, ["verify", *(str(one) for one in arguments)])
    assert done.exit_code == 0, done.output
    return done.output


def test_a_ballot_is_found_in_the_log_and_its_proof_holds_at_home(visit: Visits, tmp_path: Path) -> None:
    with visit("", "phone") as reader:
        page = a_counted_log(reader.go("/"))
        assert reader.check() == []
        key = page.locator(".checksum").first.text_content() or ""
        entries = downloaded(page, "Alle Einträge herunterladen", "link", tmp_path)
        note = downloaded(page, "Stand herunterladen", "link", tmp_path)
        assert "sind die aus der Urne" in verified(entries, "--checkpoint", note, "--log-key", key)
        log = page.url
        page.get_by_role("link", name="Zur Abstimmung").click()
        page.get_by_role("link", name="Ergebnis ansehen").click()
        with page.expect_navigation():
            page.get_by_role("link", name="Stimmzettel ansehen").first.click()
        tracker = page.locator("table.trackers tbody th").first.inner_text()
        page.goto(log)
        page.get_by_role("link", name="Ihre Stimme im Protokoll finden").click()
        page.get_by_label("Kennung Ihres Stimmzettels").fill(tracker.lower())
        page.get_by_role("button", name="Im Protokoll nachsehen").click()
        expect(page.locator("#answer")).to_contain_text("Ihr Stimmzettel steht in Eintrag")
        assert tracker.replace("-", "") not in page.url
        assert reader.check() == []
        proof = downloaded(page, "Nachweis herunterladen", "button", tmp_path)
        assert tracker.replace("-", "") in verified(proof, "--log-key", key)
        with page.expect_navigation():
            page.get_by_role("link", name="Eintrag ansehen").click()
        assert reader.check() == []


def test_a_newsroom_is_told_of_checkpoints_and_leaves_again(visit: Visits, town: Town) -> None:
    address = "redaktion@zeitung.example"
    with visit("") as reader:
        page = reader.go("/protokoll")
        reader.press("Neue Stände per E-Mail bekommen")
        page.wait_for_url("**/abo")
        reader.tab_to("E-Mail-Adresse")
        page.keyboard.type(address)
        page.keyboard.press("Enter")
        expect(page.get_by_role("heading", level=1)).to_have_text("Bitte sehen Sie in Ihre E-Mails")
        until = time.monotonic() + 60
        while not (mails := town.mails_to(address)):
            assert time.monotonic() < until, "no mail came"
            time.sleep(0.2)
        path = re.findall(r"http://127\.0\.0\.1(/protokoll/abo/\S+)", mails[0])[0]
        reader.go(path)
        assert reader.check() == []
        reader.press("Ja, bitte senden")
        expect(page.get_by_role("heading", level=1)).to_have_text("Sie bekommen jetzt neue Stände")
