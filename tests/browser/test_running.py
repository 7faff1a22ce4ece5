"""Running a consultation: moderate, answer, count, certify, set up, export."""

from __future__ import annotations

import hashlib
import json
import re
from datetime import date, timedelta
from pathlib import Path
from zipfile import ZipFile

import pytest
from click.testing import CliRunner
from playwright.sync_api import expect

from participation.count_command import count_command
from participation.kit import clock
from tests.browser.conftest import HALL, PLAYGROUND, Visits
from tests.browser.looks import Visit

NAMES = "Wie soll das Quartier heißen?"


def test_a_moderator_decides_about_a_report(visit: Visits) -> None:
    with visit("moderator") as moderator:
        moderator.expect("422")
        page = moderator.go("/verwaltung")
        page.get_by_role("link", name="Stadthalle und Quartier").click()
        with page.expect_navigation():
            page.locator("main").get_by_role("link", name="Moderation", exact=True).click()
        waiting = page.locator("main .card").count()
        assert waiting
        assert moderator.check() == []
        page.locator(".card-title a").first.click()
        page.get_by_role("button", name="Entscheidung speichern").click()
        expect(page.locator("#error-summary")).to_be_focused()
        assert moderator.check() == []
        page.get_by_label("Ausblenden").check()
        page.get_by_label("Textbaustein für die Begründung").select_option(index=1)
        with page.expect_navigation():
            page.get_by_role("button", name="Entscheidung speichern").click()
        page = moderator.go(f"{HALL}/moderation")
        expect(page.locator("main .card")).to_have_count(waiting - 1)
        page.get_by_role("link", name="Entschieden").click()
        expect(page.locator("main .card").first).to_contain_text("Ausgeblendet")
        assert moderator.check() == []


def test_a_moderator_counts_the_names_and_certifies_the_result(visit: Visits) -> None:
    with visit("moderator") as moderator:
        page = moderator.go(f"{HALL}/abstimmungen")
        page.get_by_role("link", name=NAMES).click()
        with page.expect_navigation():
            page.get_by_role("link", name="Stimmen auszählen").click()
        assert moderator.check() == []
        page.get_by_role("button", name="Stimmen auszählen").click()
        page.get_by_role("link", name="Ergebnis ansehen").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Ergebnis der Abstimmung")
        expect(page.get_by_text("noch nicht festgestellt")).to_be_visible()
        assert moderator.check() == []
        page.go_back()
        page.get_by_role("link", name="Ergebnis feststellen").click()
        page.get_by_role("textbox").first.fill("Der Stadtrat gibt dem Quartier diesen Namen.")
        assert moderator.check() == []
        page.get_by_role("button", name="Ergebnis feststellen").click()
        expect(page.get_by_text("Der Stadtrat gibt dem Quartier diesen Namen.")).to_be_visible()
        expect(page.get_by_text("Ergebnis festgestellt am")).to_be_visible()
        assert moderator.check() == []


@pytest.mark.parametrize("javascript", [True, False])
def test_the_office_answers_a_proposal(visit: Visits, javascript: bool) -> None:
    with visit("office", java_script_enabled=javascript) as office:
        page = office.go(f"{HALL}/vorschlaege?status=new&sortierung=neu")
        page.locator(".card-title a").first.click()
        page.get_by_role("link", name="Für die Stadt antworten").click()
        page.get_by_label("Status").select_option(label="In Prüfung")
        page.get_by_label("Antwort", exact=True).fill("Vielen Dank. Wir prüfen das bis Ende Januar.")
        page.get_by_role("button", name="Antwort veröffentlichen").click()
        expect(page.locator(".official-answer")).to_contain_text("Wir prüfen das bis Ende Januar.")
        expect(page.locator(".page-head .badge")).to_have_text("In Prüfung")
        assert office.check() == []


def test_a_clerk_sets_up_a_consultation_by_keyboard_and_without_javascript(visit: Visits) -> None:
    soon = (clock.now() + timedelta(days=3)).date()
    later = soon + timedelta(days=200)
    with visit("admin", java_script_enabled=False) as clerk:
        page = clerk.go("/verwaltung")
        clerk.press("Neue Beteiligung anlegen")
        page.wait_for_url("**/neu")
        write(clerk, {"Titel": "Der neue Marktplatz", "Zusammenfassung": "Der Markt wird umgebaut. Was soll dort sein?"})
        clerk.press("Speichern und weiter")
        page.wait_for_url("**/entscheidung")
        write(clerk, {"Was wird entschieden?": "Wie der Markt aussieht.", "Wer entscheidet?": "Der Stadtrat"})
        write_day(clerk, "Bis wann wird entschieden?", later)
        write(clerk, {"Was ist offen?": "Die Bäume", "Was passiert mit dem Ergebnis?": "Der Stadtrat berät es öffentlich."})
        clerk.press("Speichern und weiter")
        page.wait_for_url("**/phasen")
        write_day(clerk, "Erster Tag", soon)
        clerk.press("Vorlage übernehmen")
        expect(page.locator(".phase-list > li")).to_have_count(5)
        assert clerk.check() == []
        clerk.press("Weiter", exact=True)
        page.wait_for_url("**/themen")
        clerk.press("Speichern und weiter")
        page.wait_for_url("**/zielgruppen")
        write(clerk, {"An wen kann man sich wenden?": "Büro für Beteiligung"})
        clerk.press("Speichern und weiter")
        page.wait_for_url("**/bilder-und-dokumente")
        clerk.press("Weiter", exact=True)
        page.wait_for_url("**/pruefen")
        assert clerk.check() == []
        clerk.press("Beteiligung veröffentlichen")
        expect(page.get_by_text("Die Beteiligung ist veröffentlicht.")).to_be_visible()
        assert clerk.check() == []
    with visit() as reader:
        page = reader.go("/beteiligungen")
        page.get_by_role("link", name="Der neue Marktplatz", exact=True).click()
        expect(page.get_by_text("Die Bäume")).to_be_visible()
        assert reader.check() == []


def test_a_council_member_exports_and_anybody_can_count_again(visit: Visits, tmp_path: Path) -> None:
    with visit("council") as member:
        page = member.go(f"{PLAYGROUND}/abstimmungen")
        page.get_by_role("link", name=re.compile("Welche zwei Geräte")).click()
        with page.expect_navigation():
            page.get_by_role("link", name="Ergebnis ansehen").click()
        shown = page.locator(".kern-alert--success .kern-title, .kern-alert--warning .kern-title").first.inner_text()
        page = member.go("/")
        with page.expect_navigation():
            page.get_by_role("link", name="Ratsbereich").first.click()
        assert member.check() == []
        page.get_by_role("button", name=re.compile("Ergebnisse herunterladen.*Spielplatz")).click()
        expect(page.get_by_role("heading", name="Die Datei ist fertig")).to_be_visible(timeout=60_000)
        assert member.check() == []
        with page.expect_download() as download:
            page.get_by_role("link", name="Datei herunterladen").click()
        with ZipFile(download.value.path()) as packed:
            packed.extractall(tmp_path)
    sums = dict(reversed(line.split(maxsplit=1)) for line in next(tmp_path.rglob("SHA256SUMS")).read_text().splitlines())
    top = next(tmp_path.rglob("SHA256SUMS")).parent
    assert all(hashlib.sha256((top / name.lstrip("*")).read_bytes()).hexdigest() == digest for name, digest in sums.items())
    ballots = next(tmp_path.rglob("stimmzettel.json"))
    counted = json.loads(CliRunner().invoke(count_command, [str(ballots), "--json"]).output)
    assert len(counted["winners"]) == 2
    assert shown.endswith(f"{', '.join(counted['winners'])}."), (shown, counted["winners"])


def write(visited: Visit, texts: dict[str, str]) -> None:
    """Tab to each field and type."""
    for label, text in texts.items():
        visited.tab_to(label)
        visited.page.keyboard.type(text)


def write_day(visited: Visit, label: str, day: date) -> None:
    """Tab to a field for a day and type it in the order of the browser's own language."""
    visited.tab_to(label)
    field = visited.page.get_by_label(label)
    for order in ("%d%m%Y", "%m%d%Y"):
        field.fill("")
        field.blur()
        field.focus()
        visited.page.keyboard.type(day.strftime(order))
        if field.input_value() == day.isoformat():
            return
    raise AssertionError(f"{label!r} holds {field.input_value()!r}")
