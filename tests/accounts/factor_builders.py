"""People with second signs, and a platform that requires them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import pyotp
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from participation.accounts.factor_actions import renew_codes
from participation.accounts.factor_models import AuthenticatorApp, Passkey
from participation.accounts.models import Person
from participation.accounts.totp import new_secret
from participation.kit import clock
from participation.kit.sealing import Seals, seals_of
from participation.settings import Settings
from tests.accounts.builders import PASSWORD
from tests.builders import post


def seals(app: Flask) -> Seals:
    return seals_of(app.extensions["settings"])


@contextmanager
def with_settings(app: Flask, **changes: object) -> Iterator[Settings]:
    """The platform under other settings for a while."""
    usual = app.extensions["settings"]
    app.extensions["settings"] = changed = replace(usual, **changes)
    try:
        yield changed
    finally:
        app.extensions["settings"] = usual


def an_app(session: Session, person: Person, keys: Seals) -> pyotp.TOTP:
    """A confirmed app of a person; gives what the person holds in hand."""
    secret = new_secret()
    now = clock.now()
    session.add(AuthenticatorApp(person_id=person.id, sealed=keys.seal({"secret": secret}), created_at=now, confirmed_at=now))
    session.flush()
    return pyotp.TOTP(secret)


def a_passkey(session: Session, person: Person, name: str = "Handy") -> Passkey:
    """A passkey that nobody can sign with."""
    passkey = Passkey(
        person_id=person.id, credential_id=f"credential-{person.id}-{name}".encode(), public_key=b"key", name=name, created_at=clock.now()
    )
    session.add(passkey)
    session.flush()
    return passkey


def recovery_codes(session: Session, person: Person, keys: Seals) -> list[str]:
    """The ten codes of a person, in plain."""
    return renew_codes(session, person, keys, clock.now())


def by_password(browser: FlaskClient, person: Person, **data: object) -> str:
    """Sign in by password; where that leads."""
    answer = post(browser, "/anmelden", {"email": person.email, "password": PASSWORD, **data})
    assert answer.status_code == 303, answer.text
    return str(answer.location)


def is_signed_in(browser: FlaskClient) -> bool:
    return browser.get("/konto").status_code == 200
