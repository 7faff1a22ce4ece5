"""Classes: forged requests (CSRF), open redirects, forged hosts and forwarded headers, clickjacking and the other headers.

Every POST without a token: `tests/house/test_routes.py`; every answer's headers and every `next`: `tests/house/test_answers.py`;
a named proxy: `tests/house/test_server.py`.
"""

from __future__ import annotations

import re

import pytest

from tests.abuse.conftest import Town
from tests.accounts.builders import PASSWORD

ACTS = ("/konto/loeschen", "/konto/name", "/konto/daten/kopie", "/konto/sitzungen/beenden", "/abmelden", "/konto/sprache")
EVIL = (
    "//evil.example",
    "https://evil.example/",
    "/\\evil.example",
    "/%09/evil.example",
    "javascript:alert(1)",
    "/\t/evil.example",
    "///evil.example",
)
SAFE = re.compile(r"/(?:[^/\\\s][^\\\s]*)?")


@pytest.mark.parametrize("url", ACTS)
def test_nothing_happens_without_the_forms_token(town: Town, url: str) -> None:
    client = town.newcomer()
    for body in (b"", b"csrf_token=", b"csrf_token=forged", f"csrf_token={town.client('alice').token}".encode()):
        assert client.send(url, body).status == 400
    assert client.send(f"{url}?csrf_token={client.token}", b"").status == 400, "a token in the address is none"
    assert client.json(url, {"csrf_token": client.token}).status == 400, "what no form sends is no form"
    assert client.get("/konto").status == 200


@pytest.mark.parametrize("url", [*ACTS[2:5], "/verwaltung/betrieb/anhalten"])
def test_reading_an_address_acts_on_nothing(town: Town, url: str) -> None:
    client = town.newcomer()
    assert client.get(url).status in (200, 303, 403, 404, 405)
    assert client.get("/konto").status == 200


@pytest.mark.parametrize("target", EVIL)
def test_signing_in_never_leads_off_the_site(town: Town, target: str) -> None:
    answer = town.client().post("/anmelden", {"email": town.words["paul"], "password": PASSWORD, "next": target})
    assert answer.status == 303
    assert SAFE.fullmatch(answer.location), answer.location
    assert "evil.example" not in answer.location or answer.location.startswith("/%")


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", "127.0.0.1@evil.example", "127.0.0.1:80\\.evil.example"])
def test_a_forged_host_is_refused(town: Town, host: str) -> None:
    answer = town.client().ask("GET", "/anmelden", headers={"Host": host})
    assert answer.status == 400
    assert "evil" not in answer.text


def test_forwarded_headers_count_for_nothing_without_a_proxy(town: Town) -> None:
    forged = {"X-Forwarded-Host": "evil.example", "X-Forwarded-Proto": "https", "X-Forwarded-Prefix": "/evil", "Forwarded": "host=evil.example"}
    page = town.client().get("/anmelden", **forged)
    assert page.status == 200
    assert "evil" not in page.text


@pytest.mark.parametrize("url", ["/", "/anmelden", "/nichts", "/konto", "/robots.txt", "/verwaltung", "/healthz"])
def test_no_answer_can_be_framed_sniffed_or_scripted(town: Town, url: str) -> None:
    headers = town.client().get(url).headers
    assert headers["x-frame-options"] == "DENY"
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "same-origin"
    policy = headers["content-security-policy"]
    assert "frame-ancestors 'none'" in policy
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "access-control-allow-origin" not in headers
    assert "python" not in headers.get("server", "").lower()


def test_a_nonce_is_never_used_twice(town: Town) -> None:
    client = town.client()
    found = [re.search(r"'nonce-([^']+)'", client.get("/anmelden").headers["content-security-policy"]) for _each in range(3)]
    assert len({match[1] for match in found if match}) == 3
