"""Passkeys in a real browser with a virtual authenticator: made, used to sign in, as second sign, removed; by keyboard; without JavaScript."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from flask import Flask
from playwright.sync_api import Browser, CDPSession, Page, expect
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from participation.accounts.factor_models import Passkey
from participation.accounts.models import Person, Role
from participation.app import create_app
from participation.kit.database import db
from participation.kit.schema import migrate
from tests.accounts.builders import PASSWORD, a_person_with_password
from tests.accounts.real_provider import free_port
from tests.browser.looks import WORTH, Visit, served, take_mode, visiting
from tests.conftest import settings_for


@dataclass
class Platform:
    """A platform that requires second signs of staff, under the name `localhost`, where browsers take passkeys without https."""

    app: Flask
    url: str

    def a_person(self, name: str, role: Role = Role.RESIDENT) -> str:
        """Somebody with a password; the address."""
        with self.app.app_context(), Session(db.engine, expire_on_commit=False) as session:
            person = a_person_with_password(session, name, role=role)
            session.commit()
            return str(person.email)


@pytest.fixture(scope="module")
def platform(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Platform]:
    folder, port = tmp_path_factory.mktemp("passkeys"), free_port()
    url = f"http://localhost:{port}"
    app = create_app(settings_for(f"sqlite:///{folder / 'own.sqlite'}", folder, base_url=url, staff_second_factor="required"))
    migrate(app)
    with served(app, port):
        yield Platform(app, url)
    with app.app_context():
        db.engine.dispose()


@pytest.fixture
def visit(chromium: Browser, platform: Platform) -> Iterator[Visit]:
    with visiting(chromium, platform.url) as visited:
        visited.expect("422")
        yield visited
        assert visited.found() == []


def an_authenticator(page: Page, *, verified: bool = True) -> tuple[CDPSession, str]:
    """A device that holds passkeys and unlocks them by itself, or (not `verified`) cannot."""
    cdp = page.context.new_cdp_session(page)
    cdp.send("WebAuthn.enable", {"enableUI": False})
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": verified,
        "automaticPresenceSimulation": True,
    }
    return cdp, cdp.send("WebAuthn.addVirtualAuthenticator", {"options": options})["authenticatorId"]


def by_password(visit: Visit, email: str) -> Page:
    page = visit.go("/anmelden")
    page.get_by_label("E-Mail-Adresse").fill(email)
    page.get_by_label("Passwort").fill(PASSWORD)
    page.get_by_role("button", name="Anmelden", exact=True).click()
    return page


def a_passkey_made(visit: Visit, email: str) -> Page:
    """A signed-in resident with a passkey, the recovery codes on the screen."""
    page = by_password(visit, email)
    expect(page.locator(".menu-name")).to_be_visible()
    visit.go("/konto/sicherheit")
    page.get_by_label("Name des Passkeys").fill("Diensthandy")
    page.get_by_role("button", name="Passkey anlegen").click()
    expect(page.get_by_role("heading", name="Ihre Ersatzcodes")).to_be_visible()
    return page


def out(visit: Visit) -> None:
    visit.context.clear_cookies()


def test_a_passkey_is_made_and_signs_in_without_typing(platform: Platform, visit: Visit) -> None:
    _device = an_authenticator(visit.page)
    page = a_passkey_made(visit, platform.a_person("Linde"))
    assert page.locator(".code-list li").count() == 10
    page.get_by_role("link", name="Weiter", exact=True).click()
    expect(page.get_by_role("heading", name="Diensthandy")).to_be_visible()
    out(visit)
    visit.go("/anmelden?next=/konto/sicherheit")
    visit.press("Mit Passkey anmelden")
    expect(page.get_by_role("heading", name="Mit Passkey anmelden")).to_be_visible()
    visit.press("Passkey benutzen")
    expect(page.get_by_role("heading", name="Diensthandy")).to_be_visible()
    with platform.app.app_context(), Session(db.engine) as session:
        passkey = session.scalars(select(Passkey).where(Passkey.name == "Diensthandy").order_by(Passkey.id.desc())).first()
        assert passkey is not None
        assert passkey.last_used_at is not None
        assert passkey.sign_count > 0
    page.get_by_role("button", name="Passkey entfernen").click()
    expect(page.get_by_text("Der Passkey ist entfernt.")).to_be_visible()
    out(visit)
    visit.go("/anmelden/passkey")
    page.get_by_role("button", name="Passkey benutzen").click()
    expect(page.get_by_text("Dieser Passkey gilt hier nicht.")).to_be_visible()
    assert visit.check() == []


def test_staff_set_one_up_at_sign_in_and_then_show_it(platform: Platform, visit: Visit) -> None:
    _device = an_authenticator(visit.page)
    email = platform.a_person("Clara Plan", Role.ADMINISTRATOR)
    page = by_password(visit, email)
    expect(page.get_by_role("heading", name="Bitte richten Sie einen zweiten Nachweis ein")).to_be_visible()
    visit.go("/verwaltung/personen")
    expect(page.get_by_role("heading", name="Anmelden", exact=True)).to_be_visible()
    visit.go("/anmelden/einrichten")
    visit.press("Passkey anlegen")
    expect(page.get_by_role("heading", name="Ihre Ersatzcodes")).to_be_visible()
    visit.go("/verwaltung/personen")
    expect(page.get_by_role("heading", name="Personen", exact=True)).to_be_visible()
    out(visit)
    by_password(visit, email)
    expect(page.get_by_role("heading", name="Noch ein Schritt")).to_be_visible()
    visit.press("Passkey benutzen")
    expect(page.locator(".menu-name")).to_be_visible()
    visit.go("/verwaltung/personen")
    expect(page.get_by_role("heading", name="Personen", exact=True)).to_be_visible()


def test_somebody_elses_passkey_is_no_second_sign(platform: Platform, visit: Visit) -> None:
    _device = an_authenticator(visit.page)
    a_passkey_made(visit, platform.a_person("Mallory"))
    out(visit)
    email = platform.a_person("Dora Amt", Role.OFFICE)
    with platform.app.app_context(), Session(db.engine) as session:
        owner = session.scalars(select(Person).where(Person.email == email)).one()
        session.add(Passkey(person_id=owner.id, credential_id=b"elsewhere", public_key=b"x", name="x", created_at=owner.created_at))
        session.commit()
    page = by_password(visit, email)
    page.get_by_role("button", name="Passkey benutzen").click()
    expect(page.get_by_text("gehört zu einem anderen Konto")).to_be_visible()
    assert page.goto(visit.address + "/konto").url.startswith(visit.address + "/anmelden")  # type: ignore[union-attr]  # it answers


def test_a_copied_passkey_is_refused(platform: Platform, visit: Visit) -> None:
    _device = an_authenticator(visit.page)
    page = a_passkey_made(visit, platform.a_person("Kopie"))
    with platform.app.app_context(), Session(db.engine) as session:
        session.execute(update(Passkey).values(sign_count=1_000))
        session.commit()
    out(visit)
    visit.go("/anmelden/passkey")
    page.get_by_role("button", name="Passkey benutzen").click()
    expect(page.get_by_text("Dieser Passkey gilt hier nicht.")).to_be_visible()


def test_a_device_that_does_not_unlock_or_a_person_who_cancels_is_told_so(platform: Platform, visit: Visit) -> None:
    cdp, authenticator = an_authenticator(visit.page)
    page = a_passkey_made(visit, platform.a_person("Zaudernde"))
    out(visit)
    cdp.send("WebAuthn.setUserVerified", {"authenticatorId": authenticator, "isUserVerified": False})
    visit.go("/anmelden/passkey")
    page.get_by_role("button", name="Passkey benutzen").click()
    expect(page.get_by_text("Es wurde kein Passkey gewählt.")).to_be_focused()
    assert visit.check() == []


def test_without_javascript_the_page_says_so_and_offers_the_other_ways(chromium: Browser, platform: Platform) -> None:
    with visiting(chromium, platform.url, java_script_enabled=False) as visited:
        page = visited.go("/anmelden/passkey")
        expect(page.get_by_text("braucht Ihr Browser JavaScript")).to_be_visible()
        expect(page.get_by_role("button", name="Passkey benutzen")).to_be_hidden()
        page.get_by_role("link", name="Mit Passwort anmelden").click()
        expect(page.get_by_role("heading", name="Anmelden", exact=True)).to_be_visible()
        assert visited.check() == []


def test_the_pages_hold_in_every_mode(platform: Platform, visit: Visit) -> None:
    email = platform.a_person("Ada Amt", Role.OFFICE)
    by_password(visit, email)
    faults = {"einrichten": everywhere(visit)}
    visit.page.get_by_role("button", name="App einrichten").click()
    faults["app"] = everywhere(visit)
    visit.go("/anmelden/einrichten")
    _again = an_authenticator(visit.page)  # looking at a page with axe takes the first away
    visit.page.get_by_role("button", name="Passkey anlegen").click()
    expect(visit.page.get_by_role("heading", name="Ihre Ersatzcodes")).to_be_visible()
    faults["codes"] = everywhere(visit)
    visit.go("/konto/sicherheit")
    faults["sicherheit"] = everywhere(visit)
    visit.go("/konto/sicherheit/bestaetigen")
    faults["bestaetigen"] = everywhere(visit)
    out(visit)
    by_password(visit, email)
    faults["schritt"] = everywhere(visit)
    visit.page.route("**/js/go-on.js*", lambda route: route.fulfill(body="", content_type="text/javascript"))
    back = "/anmelden/mit/bund/zurueck"
    for path in ("/anmelden", "/anmelden/passkey", f"{back}?error=access_denied", f"{back}?code=abc&state=def", "/anmelden/mit/bund"):
        visit.expect("400", "503")
        visit.go(path)
        faults[path] = everywhere(visit)
    assert {name: found for name, found in faults.items() if found} == {}


def everywhere(visit: Visit) -> list[str]:
    """What is wrong with the page that stands, in whichever mode."""
    found = []
    for mode, rules in WORTH.items():
        take_mode(visit.page, mode)
        found += [f"{mode}: {fault}" for fault in visit.check(rules)]
    take_mode(visit.page, "wide")
    return found
