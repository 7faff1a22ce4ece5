"""Signing in by a real OpenID provider: first time, again, levels, linking, unlinking, staff, cancelling."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from participation.accounts.factor_models import LinkedIdentity
from participation.accounts.leaving_actions import delete_account
from participation.accounts.models import Person, Role, Verification, WebSession
from participation.accounts.providers import read_providers
from participation.kit import clock
from participation.kit.audit import AuditEntry
from tests.accounts.builders import link_to, mails_to
from tests.accounts.factor_builders import an_app, is_signed_in, seals
from tests.accounts.real_provider import RealProvider, real_provider
from tests.builders import a_district, a_person, post
from tests.conftest import NOON
from tests.house.pages import Page

Browse = Callable[[Person | None], FlaskClient]
KEYS = ("echt", "ort", "rathaus")


@pytest.fixture(scope="module")
def provider() -> Iterator[RealProvider]:
    with real_provider(*(f"http://localhost/anmelden/mit/{key}/zurueck" for key in KEYS)) as running:
        yield running


@pytest.fixture(autouse=True)
def known(app: Flask, provider: RealProvider, tmp_path: Path) -> Iterator[None]:
    """The platform knows the provider under three keys: for residents, for residents of one postal code, for staff."""
    file = tmp_path / "providers.toml"
    level = {"verifies": ["high"], "second_sign": ["high"]}
    scopes = "openid email address"
    ort = {**level, "scopes": scopes, "residence_claim": "address.postal_code", "residence_values": ["12345"]}
    file.write_text(provider.toml("echt", **level) + provider.toml("ort", **ort) + provider.toml("rathaus", "staff"))
    usual = app.extensions["providers"]
    app.extensions["providers"] = read_providers(file, loopback=True)
    app.extensions.pop("oidc_clients", None)
    yield
    app.extensions["providers"] = usual
    app.extensions.pop("oidc_clients", None)


def gone(browser: FlaskClient, provider: RealProvider, login: str, acr: str = "low", *, key: str = "echt", ask: str = "", act: str = "in") -> str:
    """Go to the provider and sign in there; where it sends the browser."""
    start = browser.get(f"/anmelden/mit/{key}{ask}")
    assert start.status_code == 303, start.text
    parts = urlsplit(provider.signed_in(start.location, login, acr, act))
    assert f"{parts.scheme}://{parts.netloc}" == "http://localhost"
    return f"{parts.path}?{parts.query}"


def came_back(browser: FlaskClient, path: str) -> TestResponse:
    """Open the page that the provider leads to, and press its button."""
    shown = browser.get(path)
    assert shown.status_code == 200, shown.text
    form = next(one for one in Page(shown.text).forms if "zurueck" in one.action)
    return post(browser, form.action, form.fields)


def by_provider(browser: FlaskClient, provider: RealProvider, login: str, acr: str = "low", *, key: str = "echt", ask: str = "") -> TestResponse:
    return came_back(browser, gone(browser, provider, login, acr, key=key, ask=ask))


def opened(browser: FlaskClient, provider: RealProvider, login: str, name: str, acr: str = "low") -> TestResponse:
    """The first time: an account under a name."""
    assert by_provider(browser, provider, login, acr).location == "/anmelden/neu"
    return post(browser, "/anmelden/neu", {"public_name": name})


def person_called(session: Session, name: str) -> Person:
    session.expire_all()
    return session.scalars(select(Person).where(Person.public_name == name)).one()


def test_the_first_time_asks_for_a_name_and_opens_an_account_with_the_verified_address(
    client: FlaskClient, provider: RealProvider, session: Session
) -> None:
    answer = by_provider(client, provider, "berta", ask="?next=/beteiligungen")
    assert answer.location == "/anmelden/neu"
    assert not is_signed_in(client)
    assert "berta@town.example" in client.get("/anmelden/neu").text
    assert post(client, "/anmelden/neu", {"public_name": "Bürgermeisterin"}).status_code == 422
    done = post(client, "/anmelden/neu", {"public_name": "Birke 7"})
    assert (done.status_code, done.location) == (303, "/beteiligungen")
    assert is_signed_in(client)
    berta = person_called(session, "Birke 7")
    assert (berta.email, berta.email_confirmed_at, berta.verified_at, berta.role) == ("berta@town.example", NOON, None, Role.RESIDENT)
    assert "account.identity_linked" in session.scalars(select(AuditEntry.action)).all()
    assert post(client, "/anmelden/neu", {"public_name": "Noch eine"}).status_code == 410


def test_the_second_time_signs_in_and_stays_on_this_site(client: FlaskClient, browse: Browse, provider: RealProvider, session: Session) -> None:
    opened(client, provider, "berta", "Birke 7")
    again = browse(None)
    with clock.frozen(NOON + timedelta(hours=1)):
        assert by_provider(again, provider, "berta", ask="?next=//evil.example").location == "/"
        assert is_signed_in(again)
    assert session.scalar(select(func.count()).select_from(Person).where(Person.email == "berta@town.example")) == 1


def test_an_account_without_an_address_reads_until_it_has_one(client: FlaskClient, provider: RealProvider, session: Session) -> None:
    for login, name in (("anton", "Ahorn"), ("carl", "Kiefer")):  # no address; one that is not verified
        assert opened(client, provider, login, name).location == "/konto/e-mail"
        person = person_called(session, name)
        assert (person.email, person.is_confirmed) == (None, False)
    for path in ("/konto", "/konto/passwort", "/konto/e-mail", "/konto/loeschen", "/konto/sicherheit", "/konto/daten"):
        assert client.get(path).status_code == 200, path
    assert client.get("/konto/name").status_code == 403
    post(client, "/konto/e-mail", {"email": "carl@town.example"})
    post(client, link_to(session, "carl@town.example"))
    assert person_called(session, "Kiefer").is_confirmed


def test_an_account_without_an_address_can_be_deleted(client: FlaskClient, provider: RealProvider, session: Session) -> None:
    opened(client, provider, "anton", "Ahorn")
    with clock.frozen(NOON + timedelta(minutes=16)):
        assert post(client, "/konto/loeschen").status_code == 403
    assert post(client, "/konto/loeschen").location == "/"
    assert session.scalar(select(func.count()).select_from(LinkedIdentity)) == 0


def test_a_known_address_is_never_taken_over(client: FlaskClient, provider: RealProvider, session: Session) -> None:
    owner = a_person(session, "Besitzerin")
    owner.email = "berta@town.example"
    session.commit()
    answer = by_provider(client, provider, "berta")
    assert answer.status_code == 403
    assert "hier schon ein Konto" in answer.text
    assert not is_signed_in(client)
    assert session.scalar(select(func.count()).select_from(LinkedIdentity)) == 0


def test_a_high_level_verifies_once_and_a_second_account_is_refused_in_words(
    app: Flask, client: FlaskClient, browse: Browse, provider: RealProvider, session: Session
) -> None:
    opened(client, provider, "berta", "Birke 7", "high")
    berta = person_called(session, "Birke 7")
    assert berta.verified_at == NOON
    assert "nachgewiesen" in client.get("/konto").text
    delete_account(session, berta, app.extensions["settings"], NOON)
    session.commit()
    again = browse(None)
    assert opened(again, provider, "berta", "Birke 8", "high").status_code == 303
    assert "jeder Mensch zählt einmal" in again.get("/konto").text
    assert person_called(session, "Birke 8").verified_at is None
    assert session.scalar(select(func.count()).select_from(Verification)) == 1


def test_a_low_level_just_signs_in_and_a_higher_one_later_verifies(
    client: FlaskClient, browse: Browse, provider: RealProvider, session: Session
) -> None:
    opened(client, provider, "berta", "Birke 7")
    assert person_called(session, "Birke 7").verified_at is None
    by_provider(browse(None), provider, "berta", "high")
    assert person_called(session, "Birke 7").verified_at == NOON


@pytest.mark.parametrize(("login", "verified"), [("berta", True), ("anton", False)])
def test_only_who_lives_here_counts_as_a_resident(client: FlaskClient, provider: RealProvider, session: Session, login: str, verified: bool) -> None:
    a_district(session)
    session.commit()
    by_provider(client, provider, login, "high", key="ort")
    post(client, "/anmelden/neu", {"public_name": "Birke 7"})
    assert (person_called(session, "Birke 7").verified_at is not None) is verified


def linked(browser: FlaskClient, provider: RealProvider, login: str, key: str = "echt") -> TestResponse:
    """Link from the page about it, as a person does."""
    shown = browser.get(f"/konto/sicherheit/verbinden/{key}")
    start = next(one for one in Page(shown.text).links if "verbinden=" in one)
    return by_provider(browser, provider, login, key=key, ask="?" + start.partition("?")[2])


def test_a_signed_in_person_links_signs_in_by_it_and_unlinks(browse: Browse, provider: RealProvider, session: Session) -> None:
    alice = a_person(session, "Alice")
    browser, elsewhere = browse(alice), browse(None)
    assert linked(browser, provider, "alice").location == "/konto/sicherheit"
    assert "verbunden" in mails_to(session, alice.email or "")[-1].subject
    assert "Verbunden am" in browser.get("/konto/sicherheit").text
    assert by_provider(elsewhere, provider, "alice").location == "/"
    assert "Alice" in elsewhere.get("/konto").text
    assert post(browser, "/konto/sicherheit/verbinden/echt/loesen").location == "/konto/sicherheit"
    assert by_provider(browse(None), provider, "alice").location == "/anmelden/neu"


def test_one_identity_belongs_to_one_account(browse: Browse, provider: RealProvider, session: Session) -> None:
    linked(browse(a_person(session)), provider, "alice")
    answer = linked(browse(a_person(session)), provider, "alice")
    assert answer.status_code == 409
    assert "schon mit einem Konto verbunden" in answer.text


def test_the_only_way_in_stays(client: FlaskClient, provider: RealProvider, session: Session) -> None:
    opened(client, provider, "anton", "Ahorn")
    assert "einziger Weg" in client.get("/konto/sicherheit").text
    assert post(client, "/konto/sicherheit/verbinden/echt/loesen").status_code == 403


def test_linking_begins_on_the_own_page_only_and_for_this_very_session(browse: Browse, provider: RealProvider, session: Session) -> None:
    alice = a_person(session)
    browser = browse(alice)
    assert browser.get("/anmelden/mit/echt?verbinden=von-woanders").status_code == 410
    shown = browser.get("/konto/sicherheit/verbinden/echt").text
    start = next(one for one in Page(shown).links if "verbinden=" in one)
    path = gone(browser, provider, "alice", ask="?" + start.partition("?")[2])
    page = browser.get(path)
    session.execute(delete(WebSession))  # signed out by another device
    session.commit()
    form = next(one for one in Page(page.text).forms if "zurueck" in one.action)
    assert post(browser, form.action, form.fields).status_code == 410
    assert session.scalar(select(func.count()).select_from(LinkedIdentity)) == 0


def test_the_citys_directory_gives_nobody_an_account(client: FlaskClient, browse: Browse, provider: RealProvider, session: Session) -> None:
    answer = by_provider(client, provider, "berta", key="rathaus")
    assert answer.status_code == 403
    assert "noch mit keinem Konto verbunden" in answer.text
    office = a_person(session, "Clara Plan", role=Role.OFFICE)
    linked(browse(office), provider, "clara", "rathaus")
    assert by_provider(browse(None), provider, "clara", key="rathaus").location == "/"
    office.role = Role.RESIDENT
    session.commit()
    refused = by_provider(browse(None), provider, "clara", key="rathaus")
    assert (refused.status_code, "keine Aufgabe" in refused.text) == (403, True)
    assert browse(a_person(session)).get("/konto/sicherheit/verbinden/rathaus").status_code == 403


def test_a_second_sign_is_asked_for_unless_the_level_is_worth_one(app: Flask, browse: Browse, provider: RealProvider, session: Session) -> None:
    office = a_person(session, "Clara Plan", role=Role.OFFICE)
    linked(browse(office), provider, "clara")
    an_app(session, office, seals(app))
    session.commit()
    assert by_provider(browse(None), provider, "clara").location == "/anmelden/zweiter-schritt"
    assert by_provider(browse(None), provider, "clara", "high").location == "/"


def test_cancelling_at_the_provider_is_said_in_words(client: FlaskClient, provider: RealProvider) -> None:
    answer = client.get(gone(client, provider, "berta", act="cancel"))
    assert answer.status_code == 400
    assert "abgebrochen" in answer.text
    assert "Link per E-Mail anfordern" in answer.text


def test_a_code_is_used_once_and_in_the_browser_that_set_out(client: FlaskClient, browse: Browse, provider: RealProvider) -> None:
    path = gone(client, provider, "berta")
    stranger = browse(None)
    assert came_back(stranger, path).status_code == 410, "a forged sign-in"
    page = client.get(path)
    form = next(one for one in Page(page.text).forms if "zurueck" in one.action)
    assert post(client, form.action, form.fields).location == "/anmelden/neu"
    assert post(client, form.action, form.fields).status_code == 410


def test_a_code_of_one_provider_is_worth_nothing_at_another(client: FlaskClient, provider: RealProvider) -> None:
    path = gone(client, provider, "berta")
    assert came_back(client, path.replace("/mit/echt/", "/mit/ort/")).status_code == 410


def test_what_was_set_out_for_runs_out(client: FlaskClient, provider: RealProvider) -> None:
    path = gone(client, provider, "berta")
    with clock.frozen(NOON + timedelta(minutes=16)):
        assert came_back(client, path).status_code == 410


def test_signing_in_gives_a_new_session(browse: Browse, provider: RealProvider, session: Session) -> None:
    alice = a_person(session)
    linked(browse(alice), provider, "alice")
    browser = browse(None)
    with browser.session_transaction() as cookie:
        cookie["_user_id"] = "planted-token"
    by_provider(browser, provider, "alice")
    with browser.session_transaction() as cookie:
        assert cookie["_user_id"] != "planted-token"
        assert "oidc" not in cookie
