"""Bodies that are no form, answers in the wrong shape and addresses that nobody links to break no page."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from urllib.parse import unquote

import pytest
from flask import Flask
from sqlalchemy.orm import Session
from werkzeug.exceptions import NotFound
from werkzeug.routing import RequestRedirect

from tests.builders import token_for
from tests.house.hostile import SENSIBLE, Browse, gets, posts, twin, who
from tests.house.pages import Page
from tests.house.routes import World
from tests.house.world import BY_PROGRAMS, TABLE, undone

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

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
    ("\xff", b"title=Hallo"),
)
TOO_LARGE = ("application/x-www-form-urlencoded", b"title=" + b"x" * 1_100_000)


def test_bodies_that_are_no_form_are_refused_in_german(app: Flask, session: Session, world: World, browse: Browse) -> None:
    """Each form gets a third of them, the largest among them: they are refused before a room is asked."""
    wrong = []
    for number, name in enumerate(posts()):
        url, browser = TABLE[name].url(world), browse(who(world, name))
        token = token_for(browser)
        said = '"description"' if name in BY_PROGRAMS else "<h1"
        session.rollback()
        for content_type, body in (*NO_FORMS[number % 3 :: 3], TOO_LARGE):
            with undone(app):
                response = twin(browser).post(url, data=body, content_type=content_type, headers={"X-CSRFToken": token})
            if response.status_code not in SENSIBLE:
                wrong.append(f"{name} {content_type}: {response.status}")
            if len(body) > 1_000_000 and (response.status_code not in (413, 422, 404) or said not in response.text):
                wrong.append(f"{name}: {response.status} for more than a megabyte")
    response = browse(None).post("/anmelden", data=b"email=a", content_type="text/plain")
    assert response.status_code == 400
    assert "Es wurde nichts gespeichert" in response.text
    assert wrong == []


def test_an_answer_in_the_wrong_shape_is_refused(
    app: Flask, session: Session, world: World, browse: Browse, fields: Callable[[str], dict[str, str]]
) -> None:
    """Fields twice, with brackets, as a file, or missing."""
    wrong = []
    for name in posts():
        browser, url, known = browse(who(world, name)), TABLE[name].url(world), fields(name)
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
                response = twin(browser).post(url, data=sent | shape)
            if response.status_code not in SENSIBLE:
                wrong.append(f"{name} {number}: {response.status}")
    assert wrong == []


def _leads_to_a_view(app: Flask, address: str) -> bool:
    """Whether a route takes the address; all others are answered alike, so one of each depth is enough."""
    try:
        app.url_map.bind("localhost").match(unquote(address, errors="replace"))
    except (NotFound, RequestRedirect):
        return False
    return True


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
    led_nowhere: set[int] = set()
    for name in gets():
        url, browser = TABLE[name].url(world), browse(who(world, name))
        stated = {int(status) for status in TABLE[name].expected().values() if status.isdigit()}  # also of a file that is not made yet
        session.rollback()
        parts = url.split("/")
        numbers = [place for place, part in enumerate(parts) if re.fullmatch(r"\d+|[a-z-]+-\d+|[\w-]{20,}", part)]
        addresses = [f"{url}?{query}" for query in HOSTILE_QUERIES]
        for changed in ("/".join([*parts[:place], bad, *parts[place + 1 :]]) for place in numbers for bad in HOSTILE_IDS):
            if _leads_to_a_view(app, changed) or changed.count("/") not in led_nowhere:
                led_nowhere.add(changed.count("/"))
                addresses.append(changed)
        for address in (*addresses, url + "%00", f"{url.rstrip('/')}/%2e%2e"):
            with undone(app):
                response = browser.get(address)
                dangers = Page(response.text).dangers if response.mimetype == "text/html" else []
                if response.status_code not in (200, 302, 303, 304, 308, 400, 403, 404, 410, *stated) or dangers:
                    wrong.append(f"{name} {address[:120]}: {response.status} {dangers}")
    assert wrong == []
