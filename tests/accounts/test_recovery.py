"""Lost signs are reset by another person of the administration, with a log; single browsers and all others are signed out."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from participation.accounts.factor_models import AuthenticatorApp, LinkedIdentity, Passkey, RecoveryCode, SignInTicket
from participation.accounts.leaving_actions import delete_account
from participation.accounts.models import Person, WebSession
from participation.kit import clock
from participation.kit.audit import AuditEntry
from tests.accounts.builders import a_person_with_password, mails_to
from tests.accounts.factor_builders import a_passkey, an_app, by_password, recovery_codes, seals
from tests.builders import a_person, an_administrator, post, sign_in
from tests.conftest import NOON

Browse = Callable[[Person | None], FlaskClient]
GIVEN = {"why": "lost", "checked": "called_back"}


def left(session: Session, person: Person) -> dict[str, int]:
    session.expire_all()
    tables = (Passkey, AuthenticatorApp, RecoveryCode, LinkedIdentity, SignInTicket, WebSession)
    counts = {one.__tablename__: session.scalar(select(func.count()).select_from(one).where(one.person_id == person.id)) or 0 for one in tables}
    return {name: count for name, count in counts.items() if count}


def test_an_administrator_resets_a_colleagues_signs(app: Flask, browse: Browse, session: Session) -> None:
    boss, colleague = an_administrator(session), a_person_with_password(session, "Clara")
    an_app(session, colleague, seals(app))
    a_passkey(session, colleague)
    recovery_codes(session, colleague, seals(app))
    elsewhere, held, browser = browse(colleague), browse(None), browse(boss)
    by_password(held, colleague)
    url = f"/verwaltung/personen/{colleague.id}/nachweise"
    assert "Prüfen Sie zuerst" in browser.get(url).text
    assert post(browser, url, {"why": "lost"}).status_code == 422
    assert post(browser, url, GIVEN).status_code == 303
    assert left(session, colleague) == {}
    assert elsewhere.get("/konto").status_code == 303
    assert "zurückgesetzt" in mails_to(session, colleague.email or "")[-1].subject
    entry = session.scalars(select(AuditEntry).order_by(AuditEntry.id.desc()).limit(1)).one()
    assert (entry.action, entry.actor_id, entry.subject_id) == ("person.second_factors_reset", boss.id, colleague.id)
    assert json.loads(entry.data) == {"reason": "lost", "checked": "called_back", "sessions_ended": 1}
    assert by_password(browse(None), colleague) == "/"


def test_nobody_resets_the_own_signs(app: Flask, browse: Browse, session: Session) -> None:
    boss = an_administrator(session)
    assert post(browse(boss), f"/verwaltung/personen/{boss.id}/nachweise", GIVEN).status_code == 403


def test_an_administrator_with_a_second_sign_shows_it_first(app: Flask, browse: Browse, session: Session) -> None:
    boss, alice = an_administrator(session), a_person(session)
    codes = an_app(session, boss, seals(app))
    browser, url = browse(boss), f"/verwaltung/personen/{alice.id}/nachweise"
    refused = post(browser, url, GIVEN)
    assert refused.status_code == 403
    assert f"next={url}" in browser.get(url).text
    assert post(browser, "/konto/sicherheit/bestaetigen", {"code": codes.at(NOON), "next": url}).location == url
    assert post(browser, url, GIVEN).status_code == 303


def test_an_administrator_at_an_open_device_is_asked_again(browse: Browse, session: Session) -> None:
    boss, alice = an_administrator(session), a_person(session)
    browser = browse(boss)
    with clock.frozen(NOON + timedelta(minutes=16)):
        assert post(browser, f"/verwaltung/personen/{alice.id}/nachweise", GIVEN).status_code == 403


def test_all_others_are_signed_out_and_this_one_stays(browse: Browse, session: Session) -> None:
    alice, bob = a_person(session), a_person(session)
    here, there, bobs = browse(alice), browse(alice), browse(bob)
    assert "Alle anderen Geräte abmelden" in here.get("/konto/sitzungen").text
    assert post(here, "/konto/sitzungen/andere-beenden").location == "/konto/sitzungen"
    assert here.get("/konto").status_code == 200
    assert there.get("/konto").status_code == 303
    assert bobs.get("/konto").status_code == 200
    assert "Dieses Gerät" in here.get("/konto/sitzungen").text


def test_deleting_the_account_deletes_all_ways_in(app: Flask, browse: Browse, session: Session) -> None:
    alice = a_person(session)
    an_app(session, alice, seals(app))
    a_passkey(session, alice)
    recovery_codes(session, alice, seals(app))
    session.add(LinkedIdentity(person_id=alice.id, provider="bund", subject_hash=bytes(32), created_at=NOON))
    sign_in(browse(None), session, alice)
    delete_account(session, alice, app.extensions["settings"], NOON)
    assert left(session, alice) == {}


def test_the_copy_of_the_own_data_tells_ways_in_and_no_secret(app: Flask, browse: Browse, session: Session) -> None:
    alice = a_person(session)
    an_app(session, alice, seals(app))
    a_passkey(session, alice, "Diensthandy")
    session.add(LinkedIdentity(person_id=alice.id, provider="bund", subject_hash=bytes(32), created_at=NOON))
    browser = browse(alice)
    data = browser.get("/konto/daten.json").json
    assert [one["name"] for one in data["passkeys"]] == ["Diensthandy"]
    assert [one["provider"] for one in data["linked_providers"]] == ["bund"]
    assert data["second_signs"] == {"authenticator_app": True, "recovery_codes_left": 0}
    assert "Diensthandy" in browser.get("/konto/daten").text
    assert not {"credential_id", "sealed", "subject_hash"} & {*data["passkeys"][0], *data["linked_providers"][0]}
