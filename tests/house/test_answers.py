"""Every answer carries its protection, and no answer leads elsewhere."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from participation.accounts.models import Person
from tests.accounts.builders import PASSWORD, a_person_with_password, link_to
from tests.builders import post, token_for
from tests.house.pages import Page
from tests.house.routes import World
from tests.house.world import TABLE

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

Browse = Callable[[Person | None], FlaskClient]

EVIL = (
    "//evil.example",
    "///evil.example",
    "////evil.example/%2f..",
    "https://evil.example",
    "https:evil.example",
    "http:///evil.example",
    "/\\evil.example",
    "\\\\evil.example",
    "/\t/evil.example",
    "/\n/evil.example",
    "\x00//evil.example",
    " //evil.example",
    "/%0a/evil.example\r\nSet-Cookie: a=b",
    "javascript:alert(1)",
    "data:text/html,x",
    "@evil.example",
    ".evil.example",
    "/./\\evil.example",
    "/" + "a" * 600,
)


FOR_OTHERS = ("embedding.preview", "embedding.card_", "api.", "oparl.")
"""What other sites show or read; of public things alone (docs/embedding.md, docs/api.md)."""


def _protected(response: TestResponse, what: str) -> None:
    headers = response.headers
    assert headers["X-Content-Type-Options"] == "nosniff", what
    assert headers["Referrer-Policy"] in ("same-origin", "no-referrer"), what
    assert headers["X-Frame-Options"] == "DENY", what
    assert headers["Cross-Origin-Resource-Policy"] == ("cross-origin" if what.startswith(FOR_OTHERS) else "same-origin"), what
    assert "Server" not in headers, what
    assert "X-Powered-By" not in headers, what
    if response.status_code != 304:
        policy = headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy, what
        assert "unsafe" not in policy, what


READ_IN_PLACE = ("text/html", "text/plain", "application/json", "application/geo+json", "application/atom+xml", "application/xml", "text/xml")
"""What a browser, a script of ours, a feed reader or a search engine or another city's program reads where it is; all else is a download."""


def test_every_answer_carries_the_headers(session: Session, world: World, browse: Browse) -> None:
    nonces: list[str] = []
    addresses = {name: row.url(world) for name, row in TABLE.items() if name.endswith(" GET")}
    for browser in (browse(None), browse(world.administrator)):
        session.commit()
        for name, url in addresses.items():
            response = browser.get(url)
            _protected(response, name)
            nonces += re.findall(r"'nonce-([^']+)'", response.headers["Content-Security-Policy"])
            assert response.mimetype != "text/html" or Page(response.text).dangers == [], name
            tag = response.headers.get("ETag")
            if tag and response.status_code == 200:
                again = browser.get(url, headers={"If-None-Match": tag})
                assert again.status_code == 304, name
                _protected(again, name)
            if response.mimetype not in READ_IN_PLACE and response.status_code == 200:
                assert response.headers.get("Content-Disposition", "").startswith("attachment"), name
    assert len(nonces) == len(set(nonces))
    assert min(map(len, nonces)) >= 16


def test_so_do_refusals_and_static_files(app: Flask, client: FlaskClient) -> None:
    answers = {
        "missing": client.get("/nichts"),
        "wrong method": client.put("/anmelden"),
        "without a token": client.post("/anmelden"),
        "too large": client.post("/anmelden", data=b"x" * 1_100_000, content_type="application/x-www-form-urlencoded"),
        "strange host": client.get("/", base_url="http://evil.example"),
        "static": client.get(app.extensions["static"].url("css/app.css")),
        "no static file": client.get("/static/../settings.py"),
    }
    for what, response in answers.items():
        _protected(response, what)
        response.close()
    assert [response.status_code for response in answers.values()] == [404, 405, 400, 413, 400, 200, 404]


@pytest.mark.parametrize("host", ["evil.example", "localhost.evil.example", "evil.example:80", "localhost@evil.example", "", "[::1", "127.0.0.1"])
def test_a_forged_host_is_refused_and_written_into_no_mail(app: Flask, session: Session, client: FlaskClient, host: str) -> None:
    a_person_with_password(session, "Paul").email = "paul@town.example"
    session.commit()
    token = token_for(client)
    for response in (
        client.get("/", headers={"Host": host}),
        client.post("/passwort", data={"csrf_token": token, "email": "paul@town.example"}, headers={"Host": host}),
    ):
        assert response.status_code == 400
        assert "evil" not in response.text
        assert "Das hat nicht geklappt" in response.text


def test_forwarded_headers_count_from_a_proxy_only(session: Session, client: FlaskClient) -> None:
    a_person_with_password(session, "Paul").email = "paul@town.example"
    session.commit()
    forged = {
        "X-Forwarded-Host": "evil.example",
        "X-Forwarded-Proto": "https",
        "X-Forwarded-For": "1.2.3.4",
        "X-Forwarded-Prefix": "/evil",
        "Forwarded": "host=evil.example",
    }
    assert "evil" not in client.get("/", headers=forged).text
    post(client, "/passwort", {"email": "paul@town.example"}, headers={**forged, "X-Original-URL": "/verwaltung", "X-Rewrite-URL": "/verwaltung"})
    assert link_to(session, "paul@town.example").startswith("/passwort/")


@pytest.mark.parametrize("target", EVIL)
def test_the_way_back_never_leaves_the_site(session: Session, browse: Browse, target: str) -> None:
    paul = a_person_with_password(session, "Paul")
    session.commit()
    sign_in = {"email": paul.email, "password": PASSWORD, "next": target}
    safe = re.compile(r"/(?:[^/\\\s][^\\\s]*)?")
    for response in (
        post(browse(None), "/anmelden", sign_in),
        browse(paul).get("/anmelden", query_string={"next": target}),
        post(browse(None), "/darstellung", {"theme": "dark", "language": "de", "next": target}),
    ):
        assert response.status_code == 303
        assert safe.fullmatch(response.location), response.location
    htmx = post(browse(None), "/anmelden", sign_in, headers={"HX-Request": "true"})
    assert safe.fullmatch(htmx.headers["HX-Redirect"])
    for url in ("/anmelden", "/registrieren", "/anmelden/link", "/darstellung"):
        page = Page(browse(None).get(url, query_string={"next": target}).text)
        assert all("evil.example" not in value for form in page.forms for value in form.fields.values()), url
        assert not [link for link in page.links if "evil.example" in link and not link.startswith("/")], url
    referred = browse(None).post(
        "/konto/sitzungen/beenden", data={"csrf_token": "x"}, headers={"Referer": target.strip("\r\n\x00\t ").split("\r")[0].split("\n")[0]}
    )
    assert referred.status_code in (303, 400)


def test_the_way_back_in_a_mail_stays_on_the_site(session: Session, browse: Browse) -> None:
    paul = a_person_with_password(session, "Paul")
    session.commit()
    post(browse(None), "/anmelden/link", {"email": paul.email, "next": "//evil.example"})
    assert post(browse(None), link_to(session, paul.email or "")).location == "/"


def test_a_method_cannot_be_dressed_up(world: World, browse: Browse) -> None:
    browser = browse(world.resident)
    url = f"/beitraege/{world.own.id}/loeschen"
    before = browser.get(f"/beitraege/{world.own.id}", follow_redirects=True).text
    for headers in ({"X-HTTP-Method-Override": "POST"}, {"X-Method-Override": "POST"}, {"X-HTTP-Method": "DELETE"}):
        browser.get(f"{url}?_method=POST", headers=headers)
    for method in ("TRACE", "TRACK", "CONNECT", "PUT", "PATCH", "DELETE", "PROPFIND", "POSTX"):
        response = browser.open(url, method=method, data={"csrf_token": token_for(browser)})
        assert response.status_code in (400, 405), method
        _protected(response, method)
    after = browser.get(f"/beitraege/{world.own.id}", follow_redirects=True).text
    assert before.count("beitrag-") == after.count("beitrag-")
