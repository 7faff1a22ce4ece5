"""Coming to the platform: an account by mailed link, the code from the letter, a link instead of a password."""

from __future__ import annotations

import re

from playwright.sync_api import expect
from sqlalchemy import select
from sqlalchemy.orm import Session

from participation.accounts.code_actions import make_codes
from participation.accounts.evidence import CodeKeys
from participation.accounts.models import Person
from participation.demo.people import AT, PASSWORD
from participation.kit import clock
from participation.kit.database import db
from tests.browser.conftest import Town, Visits


def test_somebody_opens_an_account_and_proves_to_live_here(visit: Visits, town: Town) -> None:
    address = "neu.dabei@town.example"
    with visit() as stranger:
        stranger.expect("422")
        page = stranger.go("/registrieren")
        page.get_by_role("button", name="Konto eröffnen").click()
        expect(page.locator("#error-summary")).to_be_focused()
        assert stranger.check() == []
        page.get_by_label("E-Mail-Adresse").fill(address)
        page.get_by_label("Ihr Name auf dieser Seite").fill("Kastanie am Markt")
        page.get_by_label("Passwort").fill("vier Wörter am Fluss entlang")
        page.get_by_role("button", name="Konto eröffnen").click()
        page.wait_for_url("**/post-unterwegs**")
        assert stranger.check() == []

        page = stranger.go(town.link_mailed_to(address, "/bestaetigen/"))
        expect(page.get_by_text(address)).to_be_visible()
        assert stranger.check() == []
        page.get_by_role("button", name="Adresse bestätigen und Konto eröffnen").click()
        page.wait_for_url(re.compile("^(?!.*bestaetigen)"))
        page = stranger.go("/konto")
        expect(page.get_by_role("heading", level=1)).to_have_text("Kastanie am Markt")

        page.get_by_role("link", name="Code eingeben").first.click()
        page.get_by_label("Code aus Ihrem Brief").fill("0000-0000-0000-00000")
        page.get_by_role("button", name="Code einlösen").click()
        expect(page.locator("#error-summary")).to_be_focused()
        assert stranger.check() == []
        page.get_by_label("Code aus Ihrem Brief").fill(a_code(town).lower())
        page.get_by_role("button", name="Code einlösen").click()
        page.wait_for_url(re.compile("^(?!.*nachweis)"))
        page = stranger.go("/konto")
        expect(page.get_by_text("nachgewiesen am")).to_be_visible()
        assert stranger.check() == []


def a_code(town: Town) -> str:
    """A code as a letter brings it."""
    with town.app.app_context(), Session(db.engine) as session:
        admin = session.execute(select(Person).where(Person.email == f"admin@{AT}")).scalar_one()
        _batch, codes = make_codes(session, admin, 1, "Ein Brief", None, CodeKeys.of(town.app.config["SECRET_KEY"]), clock.now())
        session.commit()
        return codes[0]


def test_a_mailed_link_signs_in_without_javascript(visit: Visits, town: Town) -> None:
    address = f"resident2@{AT}"
    with visit(java_script_enabled=False) as resident:
        known = len(town.mails_to(address))
        page = resident.go("/anmelden")
        page.get_by_role("link", name="Link per E-Mail anfordern").click()
        page.get_by_label("E-Mail-Adresse").fill(address)
        page.locator("main form button[type=submit]").click()
        page.wait_for_url("**/post-unterwegs**")
        page = resident.go(town.link_mailed_to(address, "/anmelden/link/", known))
        page.locator("main form button[type=submit]").click()
        page.wait_for_url(re.compile("^(?!.*anmelden)"))
        expect(page.locator(".account")).to_contain_text("Kirschbaum")


def test_signing_in_by_keyboard_and_out_again(visit: Visits) -> None:
    with visit() as resident:
        resident.expect("422")
        page = resident.go("/anmelden")
        resident.tab_to("E-Mail-Adresse")
        page.keyboard.type(f"resident@{AT}")
        resident.tab_to("Passwort")
        page.keyboard.type("falsch")
        page.keyboard.press("Enter")
        expect(page.locator("#error-summary")).to_be_focused()
        expect(page.get_by_label("E-Mail-Adresse")).to_have_value(f"resident@{AT}")
        resident.tab_to("Passwort")
        page.keyboard.type(PASSWORD)
        page.keyboard.press("Enter")
        page.wait_for_url(re.compile("^(?!.*anmelden)"))
        resident.press("Konto: Linde 14")
        expect(page.get_by_role("button", name="Abmelden")).to_be_visible()
        assert resident.check() == []
        page.keyboard.press("Escape")
        expect(page.get_by_role("button", name="Abmelden")).to_be_hidden()
        page.keyboard.press("Enter")
        resident.press("Abmelden")
        expect(page.get_by_role("link", name="Anmelden")).to_be_visible()


def test_a_person_reads_the_platform_in_english_and_dark(visit: Visits) -> None:
    with visit() as reader:
        page = reader.go("/darstellung")
        page.get_by_label("English").check()
        page.get_by_label("Dunkel").check()
        page.locator("main form button[type=submit]").click()
        page.wait_for_load_state()
        expect(page.locator("html")).to_have_attribute("lang", "en")
        expect(page.locator("html")).to_have_attribute("data-kern-theme", "dark")
        assert reader.check() == []
