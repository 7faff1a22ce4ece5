"""Nothing that can be sent breaks a page, and nothing that was typed runs in somebody else's browser."""

from __future__ import annotations

import io
import re
import traceback
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import quote_from_bytes, urlencode, urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import String, func, select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from participation.accounts.models import Person
from participation.kit.database import Base
from tests.builders import token_for
from tests.house.pages import Page
from tests.house.routes import ROLES, World
from tests.house.world import TABLE, undone

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

Browse = Callable[[Person | None], FlaskClient]

MARKUP = (
    "'\"><svg onload=alert(1)></textarea></title><script>alert(1)</script><img src=x onerror=alert(1)>"
    "[hier](javascript:alert(1)) <javascript:alert(1)> [da](data:text/html,x) {{ 7*191 }} {% raw %} ${7*191} &lt;b onclick=x&gt;"
)
"""What tries to leave its element, to be a program, a template or a link that runs."""

SHORT = '"><svg onload=x()>{{7*191}}'

HOSTILE: dict[str, bytes] = {
    "markup": quote_from_bytes(MARKUP.encode()).encode(),
    "a formula": b"%3Dcmd%7C%27%2Fc+calc%27%21A1%0D%0A%2B1%09%40x",
    "NUL": b"Hallo%00Welt%00%00+noch+ein+Text",
    "a lone surrogate": b"Hallo%ED%A0%80Welt+und+noch+mehr+Text",
    "broken UTF-8": b"%FF%FE%C3%28+und+noch+mehr+Text",
    "bidi overrides": quote_from_bytes("abc\u202egnp.\u2066exe\u2069 \u200fund noch mehr".encode()).encode(),
    "nothing to see": quote_from_bytes("\u200b\u200d\ufeff\u2060\u00ad\u3164".encode()).encode(),
    "right to left": quote_from_bytes("שלום עולם مرحبا بالعالم كيف الحال".encode()).encode(),
    "1,001 characters": b"a" * 1001,
    "100,000 characters": b"b+" * 50_000,
    "a strange digit": quote_from_bytes("٣".encode()).encode(),
    "minus one": b"-1",
    "zero": b"0",
    "twenty digits": b"12345678901234567890",
    "infinity": b"1e309",
    "no day": b"0000-00-00",
    "the last minute": b"9999-12-31T23:59",
    "the first day": b"0001-01-01T00:00",
    "one of nothing": b"__import__",
    "nothing": b"",
}


def _who(world: World, name: str) -> Person | None:
    """Somebody who may use a route."""
    expected = TABLE[name].expected()
    for role in ("resident", "moderator", "administrator", *ROLES):
        if expected[role] in ("200", "303", "422"):
            return getattr(world, role)
    return world.administrator


def places(error: BaseException) -> list[str]:
    """Where in our code it went wrong."""
    frames = traceback.extract_tb(error.__traceback__)
    return [
        f"{Path(frame.filename).name}:{frame.lineno}" for frame in frames if "/participation/" in frame.filename or "templates" in frame.filename
    ][-4:]


def _posts() -> list[str]:
    return sorted(name for name in TABLE if name.endswith(" POST"))


def _gets() -> list[str]:
    return sorted(name for name in TABLE if name.endswith(" GET"))


@pytest.fixture
def fields(app: Flask, session: Session, world: World, browse: Browse) -> Callable[[str], dict[str, str]]:
    """The fields of a form route: those of its table and those of the forms on pages that lead there."""
    on_pages: dict[str, dict[str, str]] = {}
    for name in _gets():
        person, url = _who(world, name), TABLE[name].url(world)
        session.rollback()  # what reading the world began
        with undone(app):
            answer = browse(person).get(url)
            for form in Page(answer.text).forms if answer.mimetype == "text/html" else ():
                if form.method == "post":
                    on_pages.setdefault(urlsplit(form.action).path or url, {}).update(form.fields)

    def of(name: str) -> dict[str, str]:
        row = TABLE[name]
        known = {**on_pages.get(row.url(world), {}), **{key: str(value) for key, value in row.data(world).items()}}
        known.pop("csrf_token", None)
        return known

    return of


def _body(browser: FlaskClient, given: dict[str, str], hostile: dict[str, bytes]) -> bytes:
    plain = urlencode({"csrf_token": token_for(browser), **{name: value for name, value in given.items() if name not in hostile}}).encode()
    return b"&".join([plain, *(name.encode() + b"=" + value for name, value in hostile.items())])


def _send(browser: FlaskClient, url: str, body: bytes) -> TestResponse:
    return browser.post(url, data=body, content_type="application/x-www-form-urlencoded")


def _tries(known: dict[str, str]) -> Iterator[tuple[str, dict[str, bytes]]]:
    """Each hostile value in all fields at once; the sharpest also in each field alone, beside what is right elsewhere."""
    for label, value in HOSTILE.items() if known else list(HOSTILE.items())[:2]:
        yield label, dict.fromkeys(known or {"any": ""}, value)
    for field in known if len(known) > 1 else ():
        for label in ("a lone surrogate", "twenty digits", "the last minute"):
            yield f"{label} in {field}", {field: HOSTILE[label]}


def _twin(browser: FlaskClient) -> FlaskClient:
    """The same signed-in browser once more, whatever the first one is answered."""
    twin, name = browser.application.test_client(), browser.application.config["SESSION_COOKIE_NAME"]
    cookie = browser.get_cookie(name)
    if cookie is not None:
        twin.set_cookie(name, cookie.value)
    return twin


SENSIBLE = (200, 303, 400, 403, 404, 409, 410, 413, 422, 429)
UNTYPED = re.compile(
    r"password|moderation|staff.appoint|setup_media|votes.(check|cast|replace|receipt)|codes|leaving|notices|display|language|standard|copy|sign_in|accounts|amendment_deciding.accept|imports.upload|budget_projects.take|register.upload|draw_staff.compute"
)
"""Forms whose refusal need not repeat what was typed in every field: passwords, files, choices, addresses only."""


def test_no_form_breaks_on_what_is_typed(app: Flask, session: Session, world: World, browse: Browse, fields: Callable[[str], dict[str, str]]) -> None:
    wrong = []
    for name in _posts():
        browser, url, known = browse(_who(world, name)), TABLE[name].url(world), fields(name)
        token_for(browser)
        session.rollback()  # what reading the world began
        for label, hostile in _tries(known):
            with undone(app):
                try:
                    response = _send(_twin(browser), url, _body(browser, known, hostile))
                except Exception as error:  # all of them at once say more than the first
                    wrong.append(f"{name} ← {label}: {type(error).__name__}: {str(error)[:200]} {places(error)}")
                    continue
            dangers = Page(response.text).dangers if response.mimetype == "text/html" else []
            if response.status_code not in SENSIBLE or dangers or "1337" in response.text:
                wrong.append(f"{name} ← {label}: {response.status} {dangers}")
            if label == "right to left" and response.status_code == 422 and "שלום" not in response.text and not UNTYPED.search(name):
                wrong.append(f"{name}: what was typed is lost")
    assert wrong == []


def test_what_was_typed_runs_in_nobodys_browser(
    app: Flask, session: Session, world: World, browse: Browse, fields: Callable[[str], dict[str, str]]
) -> None:
    addresses = {name: TABLE[name].url(world) for name in _gets()}
    tried = [(browse(_who(world, name)), TABLE[name].url(world), fields(name)) for name in _posts() if not ENDS.search(name)]
    browsers = [browse(person) for person in (world.administrator, world.resident, world.moderator, None)]
    session.commit()
    for browser, url, known in tried:
        texts = [field for field, value in known.items() if not MUST_BE_RIGHT.search(field) and value != "insult"]
        for long in (False, True):
            typed = {field: MARKUP if long and LONG.search(field) else SHORT for field in texts}
            lines = {field: f"{SHORT}\n{SHORT}2\n{SHORT}3" for field in texts if field in ("options", "topics")}
            _send(browser, url, _body(browser, known, {field: quote_from_bytes(text.encode()).encode() for field, text in (typed | lines).items()}))
    stored = {
        f"{table.name}.{column.name}"
        for table in Base.metadata.sorted_tables
        for column in table.columns
        if isinstance(column.type, String) and session.scalar(select(func.count()).select_from(table).where(column.like("%<svg onload%")))
    }
    assert {"person.public_name", "proposal.title", "proposal.body", "contribution.body", "consultation.title", "vote.title"} <= stored, stored
    assert len(stored) > 25, "the markup was kept, as text"
    wrong = []
    session.rollback()
    for name, url in addresses.items():
        for browser in browsers:
            with undone(app):
                response = browser.get(url)
                if response.mimetype == "text/html" and (dangers := Page(response.text).dangers):
                    wrong.append(f"{name}: {dangers}")
                if response.status_code >= 500 or ("1337" in response.text if response.mimetype.startswith("text/") else b"1337" in response.data):
                    wrong.append(f"{name}: {response.status}")
    assert wrong == []


ENDS = re.compile(
    r"drop|discard|delete|block|sign_out|end_session|void|archive|close|withdraw|dismiss|count_now|publish|language|display|role|operation|annul"
)
"""Acts that end things or change who one is; they take no text that others read, or would hide what the others wrote."""

MUST_BE_RIGHT = re.compile(
    r"key|_ids?$|_before|kind|status|rule|secrecy|role|email|password|weiter|_at$|_on$|_until|_day|number|seats|quorum|^decision$|wert|rank|who"
)
"""Fields that must be right for the text beside them to be stored."""
LONG = re.compile(r"body|introduction|summary|decision|points|use_of|contact|outcome|note|audience|easy|text$")


NO_FORMS = (
    ("application/json", b'{"title": ["\\ud800"], "csrf_token": 1}'),
    ("application/json", b'{"title": 5, "body": {"a": null}, "email": [1]}'),
    ("application/json", b"[1, 2"),
    ("text/plain", b"title=Hallo"),
    ("multipart/form-data; boundary=x", b"--y\r\nContent-Disposition: form-data; name=a\r\n\r\n\xff"),
    ("multipart/form-data", b"without a boundary"),
    ("multipart/form-data; boundary=x", b'--x\r\nContent-Disposition: form-data; name="title"; filename="\x00../../x"\r\n\r\n<svg>\r\n--x--'),
    ("application/x-www-form-urlencoded", b"&=&%=%zz&title=%&" + b"a=1&" * 500),
    ("application/x-www-form-urlencoded; charset=utf-7", b"title=%2BADw-script%2BAD4-"),
    ("application/x-www-form-urlencoded", b"title=" + b"x" * 300_000),
    ("\xff", b"title=Hallo"),
)


def test_bodies_that_are_no_form_are_refused_in_german(app: Flask, session: Session, world: World, browse: Browse) -> None:
    wrong = []
    for name in _posts():
        url, browser = TABLE[name].url(world), browse(_who(world, name))
        token = token_for(browser)
        session.rollback()
        for content_type, body in NO_FORMS:
            with undone(app):
                response = _twin(browser).post(url, data=body, content_type=content_type, headers={"X-CSRFToken": token})
            if response.status_code not in SENSIBLE:
                wrong.append(f"{name} {content_type}: {response.status}")
            if len(body) > 299_000 and (response.status_code not in (413, 422, 404) or "<h1" not in response.text):
                wrong.append(f"{name}: {response.status} for 300 KB")
    response = browse(None).post("/anmelden", data=b"email=a", content_type="text/plain")
    assert response.status_code == 400
    assert "Es wurde nichts gespeichert" in response.text
    assert wrong == []


def test_an_answer_in_the_wrong_shape_is_refused(
    app: Flask, session: Session, world: World, browse: Browse, fields: Callable[[str], dict[str, str]]
) -> None:
    """Fields twice, with brackets, as a file, or missing."""
    wrong = []
    for name in _posts():
        browser, url, known = browse(_who(world, name)), TABLE[name].url(world), fields(name)
        sent = {"csrf_token": token_for(browser)}
        session.rollback()
        shapes: list[dict[str, object]] = [
            {key: [value, "zweiter", value] for key, value in known.items()},
            {f"{key}[]": value for key, value in known.items()} | {f"{key}-0": value for key, value in known.items()},
            {key: (io.BytesIO(b"<svg onload=alert(1)>"), "../../x.php\x00.png", "image/png") for key in known},
            {},
        ]
        for number, shape in enumerate(shapes):
            with undone(app):
                response = _twin(browser).post(url, data=sent | shape)
            if response.status_code not in SENSIBLE:
                wrong.append(f"{name} {number}: {response.status}")
    assert wrong == []


HOSTILE_IDS = ("٣", "0", "-1", "12345678901234567890", "999999999", "%00", "%ED%A0%80", "..%2f..%2fetc", "1'--", "a" * 3000)
HOSTILE_QUERIES = (
    "seite=%D9%A3&sortierung=id;drop&reihenfolge=__class__&stand=%00&q=%00&los=%D9%A3&wer=x&neu=x",
    "seite=-1&q=%ED%A0%80&status=%ED%A0%80&thema=%FF&ortsteil=1e309&next=%ED%A0%80&code=%ED%A0%80",
    "seite=99999999999999999999&thema=12345678901234567890&ortsteil=-1&status=new&status=%27&thema=%D9%A3&q=a&q=b&los=9999999999",
    "q=" + "a+" * 5_000 + "&&&===%%%&q[]=1&q[x]=2",
    "q=%22%27%3E%3Csvg+onload%3Dalert(1)%3E%22+OR+*+NEAR(a+NOT%25_%5C%E2%80%AE&next=javascript:alert(1)&code=%3Csvg+onload%3Dalert(1)%3E",
)


def test_no_address_breaks_a_page(app: Flask, session: Session, world: World, browse: Browse) -> None:
    wrong = []
    for name in _gets():
        url, browser = TABLE[name].url(world), browse(_who(world, name))
        session.rollback()
        parts = url.split("/")
        numbers = [place for place, part in enumerate(parts) if re.fullmatch(r"\d+|[a-z-]+-\d+|[\w-]{20,}", part)]
        addresses = [f"{url}?{query}" for query in HOSTILE_QUERIES]
        addresses += ["/".join([*parts[:place], bad, *parts[place + 1 :]]) for place in numbers for bad in HOSTILE_IDS]
        for address in (*addresses, url + "%00", f"{url.rstrip('/')}/%2e%2e"):
            with undone(app):
                response = browser.get(address)
                dangers = Page(response.text).dangers if response.mimetype == "text/html" else []
                if response.status_code not in (200, 302, 303, 304, 308, 400, 403, 404) or dangers:
                    wrong.append(f"{name} {address[:120]}: {response.status} {dangers}")
    assert wrong == []
