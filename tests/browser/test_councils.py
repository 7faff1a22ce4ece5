"""A citizens' council: prepared, drawn before everybody's eyes, checked at home, and at work."""

from __future__ import annotations

import csv
import re
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

from click.testing import CliRunner
from playwright.sync_api import Page, expect
from sqlalchemy.orm import Session

from participation.accounts.models import Mandate, Person
from participation.kit import clock
from participation.kit.database import db
from participation.kit.dates import city_zone
from participation.verify_command import verify_command
from tests.browser.conftest import HALL, Town, Visits
from tests.browser.looks import Visit, boxes_that_scroll
from tests.builders import a_consultation
from tests.draws.builders import an_inviting_council

COUNCIL, STAFF = f"{HALL}/buergerrat", f"/verwaltung{HALL}/buergerrat"
SQUARE = "/beteiligungen/der-platz-vor-der-stadthalle/buergerrat"


def an_answered_council(town: Town) -> str:
    """A small council of the moderator's whose invited have answered; returns its consultation's address."""
    with town.app.app_context(), Session(db.engine, expire_on_commit=False) as session:
        consultation = a_consultation(session, "Der neue Markt")
        moderator = session.query(Person).filter_by(email="moderator@demo.example").one()
        session.add(Mandate(person_id=moderator.id, consultation_id=consultation.id, given_at=clock.now()))
        an_inviting_council(session, consultation, quotas=False)
        session.commit()
        return f"/beteiligungen/{consultation.slug}/buergerrat"


def test_a_clerk_sets_quotas_and_publishes_a_lottery_by_keyboard(visit: Visits, town: Town) -> None:
    address = an_answered_council(town)
    with visit("moderator") as clerk:
        page = clerk.go(f"/verwaltung{address}")
        clerk.press("Quoten festlegen")
        page.wait_for_url("**/quoten")
        clerk.press("Preise berechnen")
        expect(page.get_by_text("kann die kleinste Chance im Lostopf (16 Menschen) höchstens 25,0\u00a0% sein.")).to_be_visible()
        assert clerk.check() == []
        clerk.tab_to("jung mindestens")
        page.keyboard.type("2")
        clerk.press("Quoten speichern")
        expect(page.get_by_text("Die Quoten sind gespeichert.")).to_be_visible()

        clerk.go(f"/verwaltung{address}/losung")
        clerk.press("Lostopf schließen")
        expect(page.get_by_text("Menschen im Lostopf")).to_be_visible()
        clerk.press("Losliste berechnen")
        expect(page.get_by_role("link", name="Losliste 1")).to_be_visible()
        expect(page.get_by_text("berechnet, ")).to_be_visible()  # the worker's, shown without loading the page again
        clerk.press("Losliste 1")
        page.wait_for_url("**/losung/1")
        assert clerk.check() == []
        clerk.press("Veröffentlichen")
        page.wait_for_url("**/veroeffentlichen")
        moment = (clock.now() + timedelta(days=1)).astimezone(city_zone())
        page.get_by_label("Wann entsteht der Zufall?").fill(f"{moment:%Y-%m-%dT%H:%M}")
        clerk.tab_to("Genaue Beschreibung")
        page.keyboard.type("Losung im Ratssaal, öffentlich")
        clerk.press("Jetzt veröffentlichen")
        expect(page.get_by_text("Die Losliste ist veröffentlicht.")).to_be_visible()
    with visit(mode="phone", java_script_enabled=False) as reader:
        page = reader.go(f"{address}/losung")
        expect(page.get_by_text("Losung im Ratssaal, öffentlich")).to_be_visible()
        expect(page.get_by_text(re.compile(r"^[0-9a-f]{64}$"))).to_have_count(2)
        assert reader.check() == []


def test_two_read_the_dice_while_a_spectator_follows_and_checks_at_home(visit: Visits, tmp_path: Path) -> None:
    with visit() as spectator, visit("admin") as first, visit("moderator", "phone", java_script_enabled=False) as second:
        shown = spectator.go(f"{COUNCIL}/losung")
        expect(shown.get_by_text("Gleich wird die Zahl eingegeben.")).to_be_visible()
        page = read_dice(first, "4 0 7")
        expect(page.get_by_text("Ihre Eingabe ist gespeichert: 407")).to_be_visible()
        assert first.check() == []
        expect(shown.get_by_text("Eine Person hat die Zahl eingegeben.")).to_be_visible()
        expect(shown.get_by_text(re.compile(r"(?<!\w)407(?!\w)"))).to_have_count(0)  # nobody is told before a second person has read the same

        page = read_dice(second, "407")
        expect(page.locator(".ceremony-digits")).to_have_text("407")
        assert second.check() == []
        expect(shown.locator(".ceremony-digits")).to_have_text("407")
        expect(shown.locator(".ceremony-panel li")).to_have_count(30)
        assert spectator.check() == []
        with shown.expect_download() as download:
            shown.get_by_role("link", name="Protokoll herunterladen").click()
        transcript = tmp_path / download.value.suggested_filename
        download.value.save_as(transcript)
        told = CliRunner().invoke(verify_command, [str(transcript)])
        assert told.exit_code == 0, told.output
        assert "Alles stimmt." in told.output
        code = code_of_a_letter(first.go(f"{STAFF}/losung/besetzung"))
    with visit(mode="phone", java_script_enabled=False) as drawn:
        page = drawn.go(f"{COUNCIL}/platz")
        drawn.tab_to("Ihr Code")
        page.keyboard.type(code)
        drawn.press("Weiter")
        expect(page.get_by_text("Sie sind ausgelost.")).to_be_visible()
        drawn.press("Zusagen")
        expect(page.get_by_text("Sie haben zugesagt")).to_be_visible()
        assert drawn.check() == []
    with visit() as spectator:
        expect(spectator.go(COUNCIL).get_by_text("1 von 30 Plätzen")).to_be_visible()
    with visit("moderator", "phone") as clerk:
        page = clerk.go(f"{STAFF}/losung/besetzung")
        expect(page.locator("article.card")).to_have_count(30)
        expect(page.locator("article.card", has_text="zugesagt")).to_have_count(1)
        assert clerk.check() + boxes_that_scroll(page) == []
        assert boxes_that_scroll(clerk.go(f"{COUNCIL}/losung")) == []


def read_dice(reading: Visit, digits: str) -> Page:
    """Type in what the dice show, by keyboard."""
    page = reading.go(f"{STAFF}/losung/zahl")
    reading.tab_to("Was wurde gezogen?")
    page.keyboard.type(digits)
    reading.press("Zahl bestätigen")
    page.wait_for_load_state()
    return page


def code_of_a_letter(page: Page) -> str:
    """The code of somebody who was drawn, from the table for the printer."""
    with page.expect_download() as download:
        page.get_by_role("link", name="Tabelle für Briefe").click()
    with Path(download.value.path()).open(encoding="utf-8-sig", newline="") as table:
        return next(csv.DictReader(table))["Code"]


def test_a_member_reads_proposes_another_text_and_sees_the_vote(visit: Visits) -> None:
    with visit("resident") as member:
        page = member.go(SQUARE)
        member.press("Bereich der Mitglieder")
        page.wait_for_url("**/mitglieder")
        assert member.check() == []
        member.press("Auftakt auf dem Platz")
        page.wait_for_url("**/sitzungen/*")
        assert member.check() == []
        with page.expect_download() as download:
            member.press("Der Platz heute: Maße, Verkehr, Hitze")
        assert Path(download.value.path()).read_bytes().startswith(b"%PDF")

        member.go(f"{SQUARE}/mitglieder")
        member.press("Eine Bühne unter freiem Himmel")
        page.wait_for_url("**/empfehlungen/*")
        member.press("Text bearbeiten")
        page.wait_for_url("**/bearbeiten")
        member.tab_to("Was der Bürgerrat empfiehlt")
        page.keyboard.press("Control+End")
        page.keyboard.type(" Danach ist Ruhe.")
        member.press("Text speichern")
        expect(page.locator("main ins", has_text="Danach ist Ruhe.")).to_be_visible()
        expect(page.get_by_text("geschrieben von: Linde 14")).to_be_visible()
        assert member.check() == []

        page = member.go(f"{SQUARE}/mitglieder")
        page.get_by_role("link", name="Zwanzig Bäume auf der Südseite").click()
        expect(page.get_by_text("10 Ja, 1 Nein, 1 Enthaltung; 12 von 12 Mitgliedern waren da.")).to_be_visible()
        assert member.check() == []


def test_votes_count_once_a_second_person_has_entered_them_too(visit: Visits) -> None:
    with visit("admin", "phone", java_script_enabled=False) as second:
        page = second.go(f"/verwaltung{SQUARE}/empfehlungen")
        card = page.locator("article", has_text="Parken nur noch am Rand")
        expect(card.get_by_text("Zweite Eingabe fehlt")).to_be_visible()
        card.get_by_role("link", name="Stimmen eingeben").click()
        page.wait_for_url("**/stimmen")
        for label, number in (("Ja", "8"), ("Nein", "3"), ("Enthaltungen", "1")):
            second.tab_to(label, exact=True)
            page.keyboard.type(number)
        assert second.check() == []
        second.press("Stimmen speichern")
        expect(page.get_by_text("Beide Eingaben stimmen überein. Die Abstimmung zählt.")).to_be_visible()
        assert second.check() == []


def test_a_minority_speaks_once_two_members_stand_behind_it(visit: Visits) -> None:
    with visit("resident2", "phone", java_script_enabled=False) as writer:
        page = writer.go(f"{SQUARE}/mitglieder")
        writer.press("Zwanzig Bäume auf der Südseite")
        page.wait_for_url("**/empfehlungen/*")
        address = urlsplit(page.url).path
        writer.press("Sondervotum schreiben")
        page.wait_for_url("**/sondervotum")
        writer.tab_to("Sondervotum", exact=True)
        page.keyboard.type("Zwölf Bäume genügen. Der Markt braucht den Platz.")
        writer.press("Sondervotum speichern")
        expect(page.get_by_text("getragen von 1 Mitglied", exact=False)).to_be_visible()
        assert writer.check() == []
    with visit("resident") as other:
        page = other.go(address)
        other.press("Sondervotum mittragen")
        expect(page.get_by_text("getragen von 2 Mitgliedern")).to_be_visible()
        assert other.check() == []
    with visit("moderator") as clerk:
        page = clerk.go(f"/verwaltung{SQUARE}/gutachten/vorschau")
        expect(page.get_by_text("Sondervotum, getragen von 2 Mitgliedern")).to_be_visible()
        assert clerk.check() == []
