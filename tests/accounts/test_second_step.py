"""A second sign at sign-in: when it is due, what it takes, and that nobody has a right before it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pyotp
import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from participation.accounts.factor_models import SignInTicket
from participation.accounts.models import Person, Role, WebSession
from participation.accounts.rules import NextStep, Signs, may_remove_sign, may_unlink, step_due
from participation.kit import clock
from participation.kit.audit import AuditEntry
from tests.accounts.builders import PASSWORD, a_person_with_password, link_to, mails_to
from tests.accounts.factor_builders import a_passkey, an_app, by_password, is_signed_in, recovery_codes, seals, with_settings
from tests.accounts.route_table import TABLE
from tests.builders import a_consultation, a_person, an_administrator, post
from tests.conftest import NOON

Browse = Callable[[Person | None], FlaskClient]
STEP = "/anmelden/zweiter-schritt"


@pytest.mark.parametrize(
    ("signs", "strict", "required", "due"),
    [
        (Signs(), False, False, NextStep.NONE),
        (Signs(), False, True, NextStep.NONE),
        (Signs(), True, False, NextStep.NONE),
        (Signs(), True, True, NextStep.SET_UP),
        (Signs(codes=10, links=1), True, True, NextStep.SET_UP),
        (Signs(passkeys=1), False, True, NextStep.NONE),
        (Signs(passkeys=1), True, False, NextStep.SHOW),
        (Signs(passkeys=1), True, True, NextStep.SHOW),
        (Signs(app=True), False, False, NextStep.SHOW),
        (Signs(app=True), True, True, NextStep.SHOW),
    ],
)
def test_when_a_second_sign_is_due(signs: Signs, strict: bool, required: bool, due: NextStep) -> None:
    assert step_due(signs, strict=strict, required=required) == due


@pytest.mark.parametrize(
    ("signs", "required", "allowed"),
    [
        (Signs(app=True), False, True),
        (Signs(app=True), True, False),
        (Signs(passkeys=1), True, False),
        (Signs(app=True, passkeys=1), True, True),
        (Signs(passkeys=2), True, True),
    ],
)
def test_the_last_sign_stays_where_one_must_be(signs: Signs, required: bool, allowed: bool) -> None:
    assert bool(may_remove_sign(signs, required=required)) is allowed


@pytest.mark.parametrize(
    ("email", "signs", "allowed"),
    [(True, Signs(links=1), True), (False, Signs(links=1), False), (False, Signs(links=2), True), (False, Signs(links=1, passkeys=1), True)],
)
def test_a_provider_goes_where_another_way_in_remains(session: Session, email: bool, signs: Signs, allowed: bool) -> None:
    person = a_person(session)
    person.email = person.email if email else None
    assert bool(may_unlink(person, signs)) is allowed


def test_password_and_code_sign_in_and_lead_back(app: Flask, client: FlaskClient, session: Session) -> None:
    alice = a_person_with_password(session, "Alice")
    codes = an_app(session, alice, seals(app))
    session.commit()
    assert by_password(client, alice, next="/beteiligungen") == STEP
    assert not is_signed_in(client)
    assert "Noch ein Schritt" in client.get(STEP).text
    answer = post(client, STEP, {"code": codes.at(NOON)})
    assert (answer.status_code, answer.location) == (303, "/beteiligungen")
    assert is_signed_in(client)
    assert session.scalar(select(WebSession.second_step_at)) == NOON
    assert session.scalar(select(func.count()).select_from(SignInTicket)) == 0


def test_whoever_owes_the_second_sign_has_no_right_at_all(app: Flask, browse: Browse, client: FlaskClient, session: Session) -> None:
    boss = a_person_with_password(session, "Clara Plan", role=Role.ADMINISTRATOR)
    an_app(session, boss, seals(app))
    session.commit()
    by_password(client, boss)
    assert session.scalar(select(func.count()).select_from(WebSession)) == 0
    for path in (
        "/konto",
        "/konto/sicherheit",
        "/konto/sicherheit/app/einrichten",
        "/anmelden/einrichten",
        "/verwaltung/personen",
        "/konto/daten.json",
    ):
        answer = client.get(path)
        assert (answer.status_code, answer.location.split("?")[0]) == (303, "/anmelden"), path
    for path in ("/konto/sicherheit/app", "/konto/sicherheit/codes", "/konto/sicherheit/passkey", "/konto/name"):
        answer = post(client, path, {})
        assert (answer.status_code, answer.location.split("?")[0]) == (303, "/anmelden"), path
    assert "Clara Plan" not in client.get("/").text
    assert any(name.startswith("second_step") for name in TABLE)


def test_a_code_counts_once_and_those_around_it_too(app: Flask, browse: Browse, session: Session) -> None:
    alice = a_person_with_password(session)
    codes = an_app(session, alice, seals(app))
    session.commit()

    def tried(code: str) -> int:
        browser = browse(None)
        by_password(browser, alice)
        return post(browser, STEP, {"code": code}, environ_base={"REMOTE_ADDR": "203.0.113.9"}).status_code

    before, here, after, far = (codes.at(NOON + timedelta(seconds=30 * shift)) for shift in (-1, 0, 1, 2))
    assert tried(far) == 422
    assert tried(before) == 303
    assert tried(before) == 422, "used"
    assert tried(f" {after[:3]} {after[3:]} ") == 303
    assert tried(here) == 422, "older than one that was used"


@pytest.mark.parametrize("typed", ["", "12345", "1234567", "١٢٣٤٥٦", "abcdef", "000000", "7K3M-9QXR-V0TB-DH2W8", "\x00", "\ud800"])
def test_a_wrong_code_says_so_and_signs_nobody_in(app: Flask, client: FlaskClient, session: Session, typed: str) -> None:
    alice = a_person_with_password(session)
    an_app(session, alice, seals(app))
    session.commit()
    by_password(client, alice)
    assert post(client, STEP, {"code": typed.encode("utf-8", "surrogatepass")}).status_code == 422
    assert not is_signed_in(client)


def test_codes_cannot_be_guessed_from_many_networks(app: Flask, client: FlaskClient, session: Session) -> None:
    alice = a_person_with_password(session)
    codes = an_app(session, alice, seals(app))
    session.commit()
    by_password(client, alice)
    answers = [post(client, STEP, {"code": "000000"}, environ_base={"REMOTE_ADDR": f"203.0.{number}.1"}).status_code for number in range(21)]
    assert answers == [422] * 20 + [429]
    assert post(client, STEP, {"code": codes.at(NOON)}).status_code == 429, "the right one waits too"


def test_the_first_sign_is_forgotten_after_a_quarter_of_an_hour(app: Flask, client: FlaskClient, session: Session) -> None:
    alice = a_person_with_password(session)
    codes = an_app(session, alice, seals(app))
    session.commit()
    by_password(client, alice)
    late = NOON + timedelta(minutes=15)
    with clock.frozen(late):
        answer = post(client, STEP, {"code": codes.at(late)})
        assert answer.location.startswith("/anmelden")
        assert not is_signed_in(client)


def test_a_new_password_ends_what_is_half_done_with_the_old_one(app: Flask, browse: Browse, client: FlaskClient, session: Session) -> None:
    with with_settings(app, staff_second_factor="required"):
        office = a_person_with_password(session, "Clara Plan", role=Role.OFFICE)
        session.commit()
        thief, owner = browse(None), client
        by_password(thief, office)
        assert thief.get("/anmelden/einrichten").status_code == 200
        post(owner, "/passwort", {"email": office.email})
        assert post(owner, link_to(session, office.email or ""), {"password": "ganz andere vier Wörter"}).location == STEP
        assert thief.get("/anmelden/einrichten").location.startswith("/anmelden?")
        assert owner.get("/anmelden/einrichten").status_code == 200


def test_a_mailed_link_and_a_new_password_need_the_code_too(app: Flask, client: FlaskClient, session: Session) -> None:
    alice = a_person(session)
    an_app(session, alice, seals(app))
    session.commit()
    post(client, "/anmelden/link", {"email": alice.email})
    assert post(client, link_to(session, alice.email or "")).location == STEP
    post(client, "/passwort", {"email": alice.email})
    assert post(client, link_to(session, alice.email or ""), {"password": "ganz andere vier Wörter"}).location == STEP
    assert not is_signed_in(client)


def test_a_recovery_code_counts_once_is_told_and_logged(app: Flask, browse: Browse, session: Session) -> None:
    alice = a_person_with_password(session)
    an_app(session, alice, seals(app))
    plain = recovery_codes(session, alice, seals(app))
    bob = a_person_with_password(session)
    an_app(session, bob, seals(app))
    session.commit()
    assert len(set(plain)) == 10
    first, second, third = browse(None), browse(None), browse(None)
    by_password(first, alice)
    by_password(second, alice)
    by_password(third, bob)
    assert post(third, STEP, {"code": plain[0]}).status_code == 422, "somebody else's"
    assert post(first, STEP, {"code": plain[0].lower()}).status_code == 303
    assert post(second, STEP, {"code": plain[0]}).status_code == 422
    assert "Ersatzcode" in mails_to(session, alice.email or "")[-1].subject
    assert session.scalars(select(AuditEntry.action).order_by(AuditEntry.id.desc()).limit(1)).one() == "account.recovery_code_used"


def test_staff_without_a_sign_set_one_up_before_anything_else(app: Flask, client: FlaskClient, session: Session) -> None:
    with with_settings(app, staff_second_factor="required"):
        office = a_person_with_password(session, "Clara Plan", role=Role.OFFICE)
        session.commit()
        assert by_password(client, office, next="/verwaltung") == STEP
        assert client.get(STEP).location == "/anmelden/einrichten"
        assert "zweiten Nachweis" in client.get("/anmelden/einrichten").text
        assert client.get("/verwaltung").location.startswith("/anmelden")
        assert post(client, "/konto/sicherheit/app").location == "/konto/sicherheit/app/einrichten"
        shown = client.get("/konto/sicherheit/app/einrichten").text
        secret = shown.partition('class="typed-key">')[2].partition("<")[0].replace(" ", "")
        assert "qr-code" in shown
        assert post(client, "/konto/sicherheit/app/einrichten", {"code": "000000"}).status_code == 422
        done = post(client, "/konto/sicherheit/app/einrichten", {"code": pyotp.TOTP(secret).at(NOON)})
        assert done.status_code == 200
        assert done.text.count("<li><code>") == 10
        assert 'href="/verwaltung"' in done.text
        assert is_signed_in(client)
        assert "<code>" not in client.get("/konto/sicherheit").text, "shown once"


def test_a_session_begun_without_a_second_sign_is_worth_nothing_to_staff_once_it_is_required(app: Flask, browse: Browse, session: Session) -> None:
    people = {
        "office": a_person(session, role=Role.OFFICE),
        "administrator": an_administrator(session),
        "moderator": a_person(session, moderates=a_consultation(session)),
        "council": a_person(session, role=Role.COUNCIL),
        "resident": a_person(session),
    }
    browsers = {name: browse(person) for name, person in people.items()}
    assert all(is_signed_in(browser) for browser in browsers.values())
    with with_settings(app, staff_second_factor="required"):
        assert {name for name, browser in browsers.items() if is_signed_in(browser)} == {"council", "resident"}


def test_a_resident_with_a_passkey_still_comes_in_by_password(client: FlaskClient, session: Session) -> None:
    alice = a_person_with_password(session)
    a_passkey(session, alice)
    session.commit()
    assert by_password(client, alice) == "/"


def test_ways_in_are_changed_only_after_showing_again_who_one_is(app: Flask, browse: Browse, session: Session) -> None:
    alice = a_person_with_password(session)
    browser = browse(alice)
    later = NOON + timedelta(minutes=16)
    with clock.frozen(later):
        assert "zuerst noch einmal" in browser.get("/konto/sicherheit").text
        refused = post(browser, "/konto/sicherheit/app")
        assert refused.status_code == 403
        assert "/konto/sicherheit/bestaetigen" in refused.text
        assert post(browser, "/konto/sicherheit/bestaetigen", {"password": "falsch"}).status_code == 422
        assert post(browser, "/konto/sicherheit/bestaetigen", {"password": PASSWORD}).location == "/konto/sicherheit"
        assert post(browser, "/konto/sicherheit/app").status_code == 303


def test_whoever_has_a_second_sign_shows_it_again(app: Flask, browse: Browse, session: Session) -> None:
    alice = a_person_with_password(session)
    codes = an_app(session, alice, seals(app))
    browser = browse(alice)
    assert post(browser, "/konto/sicherheit/codes").status_code == 403, "signed in a moment ago, but by one sign"
    assert post(browser, "/konto/sicherheit/bestaetigen", {"password": PASSWORD}).status_code == 422
    assert post(browser, "/konto/sicherheit/bestaetigen", {"code": codes.at(NOON), "next": "//evil.example"}).location == "/konto/sicherheit"
    shown = post(browser, "/konto/sicherheit/codes").text
    plain = [part.partition("<")[0] for part in shown.split("<code>")[1:]]
    file = post(browser, "/konto/sicherheit/codes/datei", {"codes": " ".join(plain)})
    assert "attachment" in file.headers["Content-Disposition"]
    assert all(code in file.text for code in plain)
    assert post(browser, "/konto/sicherheit/codes/datei", {"codes": "7K3M-9QXR-V0TB-DH2W8"}).status_code == 422


def test_removing_the_app_ends_its_recovery_codes(app: Flask, client: FlaskClient, session: Session) -> None:
    alice = a_person_with_password(session)
    codes = an_app(session, alice, seals(app))
    recovery_codes(session, alice, seals(app))
    session.commit()
    by_password(client, alice)
    post(client, STEP, {"code": codes.at(NOON)})
    assert post(client, "/konto/sicherheit/app/entfernen").status_code == 303
    data = client.get("/konto/daten.json").json
    assert data["second_signs"] == {"authenticator_app": False, "recovery_codes_left": 0}
    assert "entfernt" in mails_to(session, alice.email or "")[-1].subject
