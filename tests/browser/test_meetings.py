"""A meeting from its plan to the door: announced, registered for on a phone without JavaScript, the waiting list, tickets, and a list without a network."""

from __future__ import annotations

import os
import re
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import Page, expect
from sqlalchemy import select
from sqlalchemy.orm import Session

from participation.kit.database import db
from participation.kit.dates import city_zone
from participation.kit.pages import settings
from participation.meetings.registration_models import Registration
from participation.meetings.tickets import ticket_url
from tests.browser.conftest import HALL, Town, Visits
from tests.browser.looks import Visit

SHOTS = os.environ.get("PARTICIPATION_SHOTS")
TITLE = "Abend mit einer Warteliste"


def _look(visited: Visit, page: Page, name: str) -> None:
    """No barrier; where somebody wants pictures, one."""
    assert visited.check() == []
    if SHOTS:
        page.screenshot(path=str(Path(SHOTS) / f"{name}.png"), full_page=True)


def _typed(moment: datetime) -> str:
    return moment.astimezone(city_zone()).strftime("%Y-%m-%dT%H:%M")


def _plan(moderator: Visit) -> str:
    """The moderator plans and announces; returns the meeting's public address."""
    page, begins = moderator.go(f"/verwaltung{HALL}/sitzungen/neu"), datetime.now(UTC) + timedelta(hours=2)
    page.get_by_label("Name der Sitzung").fill(TITLE)
    page.get_by_label("Beginn", exact=True).fill(_typed(begins))
    page.get_by_label("Ende", exact=True).fill(_typed(begins + timedelta(hours=2)))
    page.locator("#place").fill("Stadthalle, Kleiner Saal")
    page.get_by_label("Zugang ohne Stufen").check()
    page.get_by_label("Induktionsschleife").check()
    page.get_by_label("Tagesordnung").fill("10 min Begrüßung\n20 min Vorstellung der Entwürfe (Frau Weber, Stadtplanung)")
    page.get_by_label("Plätze (freiwillig)").fill("2")
    _look(moderator, page, "planen-1280")
    page.get_by_role("button", name="Sitzung speichern").click()
    page.get_by_role("button", name="Sitzung ankündigen").click()
    expect(page.get_by_text("Die Sitzung ist angekündigt.")).to_be_visible()
    _look(moderator, page, "verwalten-1280")
    return page.url.partition("/verwaltung")[2]


def _mailed_link(town: Town, address: str, most: float = 60) -> str:
    """The newest link to a registration that the worker has delivered."""
    ends = time.monotonic() + most
    while time.monotonic() < ends:
        for text in reversed(town.mails_to(address)):
            if found := re.search(r"(/sitzungen/anmeldung/[\w-]+/[\w-]+)", text):
                return found[1]
        time.sleep(0.5)
    raise AssertionError(f"no mail to {address}")


def _by_mail(town: Town, stranger: Visit, url: str, name: str, address: str) -> str:
    """Somebody without an account registers on a phone without JavaScript; returns their own page's address."""
    page = stranger.go(url)
    page.get_by_role("link", name="Anmelden", exact=True).last.click()
    page.get_by_label("Ihr Name").fill(name)
    page.get_by_label("Ihre E-Mail-Adresse").fill(address)
    page.get_by_label("Induktionsschleife").check()
    _look(stranger, page, "anmelden-390")
    page.get_by_role("button", name="Anmelden", exact=True).click()
    expect(page.get_by_text("Bitte sehen Sie in Ihr Postfach")).to_be_visible()
    own = _mailed_link(town, address)
    page = stranger.go(own)
    _look(stranger, page, "bestaetigen-390")
    page.get_by_role("button", name="Anmeldung bestätigen").click()
    expect(page.get_by_role("heading", name="Ihre Eintrittskarte")).to_be_visible()
    _look(stranger, page, "karte-390")
    return own


def _ticket(town: Town, name: str) -> str:
    """What the QR code of somebody's ticket says, as a path."""
    with town.app.app_context(), Session(db.engine) as session:
        found = session.scalars(select(Registration).where(Registration.name == name).order_by(Registration.id.desc())).first()
        assert found is not None
        return ticket_url(settings(), found).removeprefix(settings().base_url)


def test_from_the_plan_to_the_door(town: Town, visit: Visits, tmp_path: Path) -> None:
    with (
        visit("moderator") as moderator,
        visit("", "phone", java_script_enabled=False) as stranger,
        visit("newcomer") as second,
        visit("newcomer", "dark") as third,
        visit("moderator", "phone") as door,
    ):
        url = _plan(moderator)
        own = _by_mail(town, stranger, url, "Rita Sorglos", "rita.sorglos@example.org")
        page = second.go(url)
        _look(second, page, "sitzung-1280")
        page.get_by_role("button", name="Anmelden", exact=True).click()
        expect(page.get_by_role("heading", name="Ihre Eintrittskarte")).to_be_visible()
        comes = page.locator(".summary-row dd").first.inner_text()

        page = third.go(url)
        page.get_by_role("button", name="Auf die Warteliste").click()
        expect(page.get_by_role("heading", name="Sie stehen auf der Warteliste")).to_be_visible()
        _look(third, page, "warteliste-dunkel")
        waits, waiting = page.locator(".summary-row dd").first.inner_text(), urlsplit(page.url).path

        page = stranger.go(own)
        page.get_by_role("button", name="Anmeldung zurücknehmen").click()
        expect(page.get_by_text("Ihre Anmeldung ist zurückgenommen und gelöscht.")).to_be_visible()
        page = third.go(waiting)
        expect(page.get_by_role("heading", name="Ihre Eintrittskarte")).to_be_visible()
        _look(third, page, "nachgerueckt-dunkel")

        _at_the_door(town, door, url, comes)
        _without_a_network(door, url, waits, tmp_path)


def _at_the_door(town: Town, door: Visit, url: str, name: str) -> None:
    """A ticket is scanned twice; the second time it says since when."""
    page = door.go(_ticket(town, name))
    _look(door, page, "karte-einlass-390")
    page.get_by_role("button", name="Einchecken").click()
    expect(page.get_by_text("Ist schon da seit")).to_be_visible()
    page = door.go(_ticket(town, name))
    expect(page.get_by_role("button", name="Einchecken")).to_have_count(0)
    page = door.go(f"/verwaltung{url}/einlass")
    page.get_by_label("Name, oder die Nummer auf dem Telefon").fill("Herr Maier")
    page.get_by_role("button", name="Einchecken").last.click()
    expect(page.get_by_text("Eingecheckt mit der Nummer")).to_be_visible()
    expect(page.get_by_text("2 da")).to_be_visible()
    _look(door, page, "einlass-390")
    _look(door, door.go(f"/verwaltung{url}/anmeldungen"), "anmeldungen-390")


def _without_a_network(door: Visit, url: str, name: str, folder: Path) -> None:
    """The list is saved, the network goes, somebody is ticked off and a guest written down; then the file is handed in, twice."""
    page = door.go(f"/verwaltung{url}/einlass")
    with page.expect_download() as saving:
        page.get_by_role("link", name="Liste, die ohne Netz läuft").click()
    saving.value.save_as(folder / "einlass.html")
    context = door.page.context
    context.set_offline(True)
    apart = context.new_page()
    apart.goto((folder / "einlass.html").as_uri())
    apart.get_by_label(re.compile(name)).check()
    apart.get_by_label("Name (kann leer bleiben)").fill("Frau Blum")
    apart.get_by_role("button", name="Eintragen").click()
    expect(apart.locator("#count")).to_have_text("2")
    apart.reload()
    expect(apart.locator("#count")).to_have_text("2")
    if SHOTS:
        apart.screenshot(path=str(Path(SHOTS) / "ohne-netz-390.png"), full_page=True)
    with apart.expect_download() as ticked:
        apart.get_by_role("button", name="Abgehakte als Datei speichern").click()
    ticked.value.save_as(folder / "einlass.json")
    apart.close()
    context.set_offline(False)
    for entered in ("2 Personen sind eingetragen", "0 Personen sind eingetragen"):
        page = door.go(f"/verwaltung{url}/einlass/liste-abgeben")
        page.get_by_label("Gespeicherte Datei").set_input_files(folder / "einlass.json")
        page.get_by_role("button", name="Liste abgeben").click()
        expect(page.get_by_text(entered)).to_be_visible()
    expect(page.get_by_text(f"{name} ist schon da seit")).to_be_visible()
    _look(door, page, "abgegeben-390")
    expect(door.go(f"/verwaltung{url}/einlass").get_by_text("4 da")).to_be_visible()
