"""A provider that errs or lies signs nobody in, and nothing of it becomes a failure of the platform."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from participation.accounts.factor_models import SignInTicket
from participation.accounts.providers import Provider
from tests.accounts.bad_provider import CLIENT, SECRET, BadProvider, bad_provider
from tests.builders import post

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def bad(app: Flask) -> Iterator[BadProvider]:
    """The platform knows it as `krumm`."""
    with bad_provider() as running:
        usual = app.extensions["providers"]
        app.extensions["providers"] = {"krumm": Provider("krumm", "Krumm", running.issuer, CLIENT, SECRET, verifies=("high",))}
        app.extensions.pop("oidc_clients", None)
        yield running
        app.extensions["providers"] = usual
        app.extensions.pop("oidc_clients", None)


def tried(browser: FlaskClient, bad: BadProvider, **more: str) -> TestResponse:
    """Set out, and come back with a code that the provider takes."""
    start = browser.get("/anmelden/mit/krumm")
    assert start.status_code == 303
    asked = {name: values[0] for name, values in parse_qs(urlsplit(start.location).query).items()}
    assert asked["code_challenge_method"] == "S256"
    assert asked["redirect_uri"] == "http://localhost/anmelden/mit/krumm/zurueck"
    bad.nonce = bad.nonce or asked["nonce"]
    return post(browser, "/anmelden/mit/krumm/zurueck", {"code": "any", "state": asked["state"], **more})


def test_it_works_where_nothing_is_wrong(client: FlaskClient, bad: BadProvider) -> None:
    assert tried(client, bad, iss=bad.issuer).location == "/anmelden/neu"


WRONG: dict[str, dict[str, Any]] = {
    "another nonce": {"nonce": "planted"},
    "no nonce": {"without": ("nonce",)},
    "another audience": {"claims": {"aud": "somebody-else"}},
    "many audiences and nobody named": {"claims": {"aud": [CLIENT, "somebody-else"]}},
    "named for another": {"claims": {"azp": "somebody-else"}},
    "run out": {"claims": {"exp": 1_700_000_000}},
    "no end": {"without": ("exp",)},
    "of tomorrow": {"claims": {"iat": 4_000_000_000}},
    "not yet": {"claims": {"nbf": 4_000_000_000}},
    "another issuer": {"claims": {"iss": "https://evil.example"}},
    "nobody": {"without": ("sub",)},
    "an empty subject": {"claims": {"sub": ""}},
    "a subject that is no text": {"claims": {"sub": 7}},
    "no signature": {"sign": "none"},
    "signed with the secret": {"sign": "HS256"},
    "another key of the same name": {"sign": "other"},
    "an unknown key": {"sign": "strange"},
    "no ID token": {"token": {"access_token": "x", "token_type": "Bearer"}},
    "an ID token that is none": {"token": {"access_token": "x", "token_type": "Bearer", "id_token": "a.b.c"}},
    "a refusal": {"token": {"error": "invalid_grant"}, "status": 400},
    "a list": {"token": ["x"]},
    "user info of somebody else": {"userinfo": {"sub": "mallory"}},
    "another access token's hash": {"claims": {"at_hash": "AAAAAAAAAAAAAAAAAAAAAA"}},
}


@pytest.mark.parametrize("what", WRONG)
def test_what_cannot_be_trusted_signs_nobody_in(client: FlaskClient, session: Session, bad: BadProvider, what: str) -> None:
    for name, value in WRONG[what].items():
        setattr(bad, name, value)
    answer = tried(client, bad)
    assert answer.status_code == 502, answer.location
    assert "nicht vertrauen" in answer.text
    assert "Link per E-Mail anfordern" in answer.text
    assert session.scalar(select(func.count()).select_from(SignInTicket)) == 0


def test_an_answer_in_the_name_of_another_issuer_is_a_mix_up(client: FlaskClient, bad: BadProvider) -> None:
    assert tried(client, bad, iss="https://evil.example").status_code == 502
    assert not any("token" in path for path in bad.asked)


def test_an_issuer_that_promises_its_name_must_give_it(client: FlaskClient, bad: BadProvider) -> None:
    bad.document = {"authorization_response_iss_parameter_supported": True}
    assert tried(client, bad).status_code == 502
    bad.nonce = ""
    assert tried(client, bad, iss=bad.issuer).status_code == 303


@pytest.mark.parametrize("status", [500, 503, 302])
def test_a_provider_that_is_broken_when_the_code_is_changed(client: FlaskClient, bad: BadProvider, status: int) -> None:
    bad.status = status
    bad.token = {} if status != 302 else None
    answer = tried(client, bad)
    assert answer.status_code in (502, 503)
    assert not any("elsewhere" in path for path in bad.asked)


@pytest.mark.parametrize(
    ("document", "status"),
    [
        ({"issuer": "https://evil.example"}, 502),
        ({"token_endpoint": "http://127.0.0.1:9/token"}, 502),
        ({"jwks_uri": "https://evil.example/keys"}, 502),
        ({"authorization_endpoint": "javascript:alert(1)"}, 502),
    ],
)
def test_its_document_must_be_its_own_and_lead_nowhere_else(client: FlaskClient, bad: BadProvider, document: dict[str, Any], status: int) -> None:
    bad.document = document
    assert client.get("/anmelden/mit/krumm").status_code == status


@pytest.mark.parametrize("status", [500, 404, 302])
def test_a_provider_without_its_document_is_down(client: FlaskClient, bad: BadProvider, status: int) -> None:
    bad.document_status = status
    answer = client.get("/anmelden/mit/krumm")
    assert answer.status_code == 503
    assert int(answer.headers["Retry-After"]) > 0
    assert "nicht erreichbar" in answer.text
    asked = len(bad.asked)
    assert client.get("/anmelden/mit/krumm").status_code == 503
    assert len(bad.asked) == asked, "not asked again at once"


def test_nobody_at_the_address_is_a_page_with_other_ways(client: FlaskClient) -> None:
    answer = client.get("/anmelden/mit/bund")
    assert answer.status_code == 503
    assert "Mit Passwort anmelden" in answer.text


def test_its_document_and_keys_are_kept(client: FlaskClient, bad: BadProvider) -> None:
    for _each in range(3):
        tried(client, bad)
        bad.nonce = ""
    assert bad.asked.count("/.well-known/openid-configuration") == 1
    assert bad.asked.count("/jwks_uri") == 1


@pytest.mark.parametrize(("error", "status"), [("access_denied", 400), ("temporarily_unavailable", 503), ("<script>", 400), ("", 400)])
def test_errors_of_the_provider_are_said_in_words(client: FlaskClient, bad: BadProvider, error: str, status: int) -> None:
    answer = client.get("/anmelden/mit/krumm/zurueck", query_string={"error": error, "error_description": "<svg onload=x()>"})
    assert answer.status_code == status
    assert "<svg" not in answer.text.partition("<main")[2]
    assert "<script>" not in answer.text.partition("<main")[2]


@pytest.mark.parametrize("state", ["", "wrong", "ä", "\x00"])
def test_a_code_without_the_browsers_own_state_signs_nobody_in(client: FlaskClient, bad: BadProvider, state: str) -> None:
    client.get("/anmelden/mit/krumm")
    assert post(client, "/anmelden/mit/krumm/zurueck", {"code": "any", "state": state}).status_code == 410
    assert not any("token_endpoint" in path for path in bad.asked)
