"""What nobody means well, and how the tests of the house send it."""

from __future__ import annotations

import re
import traceback
from collections.abc import Callable, Iterator
from itertools import cycle
from pathlib import Path
from urllib.parse import quote_from_bytes, urlencode

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from participation.accounts.models import Person
from tests.house.routes import ROLES, World
from tests.house.world import TABLE

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


SHARPEST = ("twenty digits", "a lone surrogate", "the last minute")


def who(world: World, name: str) -> Person | None:
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


def posts() -> list[str]:
    """The names of all routes that take a form."""
    return sorted(name for name in TABLE if name.endswith(" POST"))


def gets() -> list[str]:
    """The names of all routes that show something."""
    return sorted(name for name in TABLE if name.endswith(" GET"))


def body(token: str, given: dict[str, str], hostile: dict[str, bytes]) -> bytes:
    """A form as it is sent, what is hostile in it byte by byte."""
    plain = urlencode({"csrf_token": token, **{name: value for name, value in given.items() if name not in hostile}}).encode()
    return b"&".join([plain, *(name.encode() + b"=" + value for name, value in hostile.items())])


def send(browser: FlaskClient, url: str, body: bytes) -> TestResponse:
    """Send it as a browser does."""
    return browser.post(url, data=body, content_type="application/x-www-form-urlencoded")


def tries(known: dict[str, str]) -> Iterator[tuple[str, dict[str, bytes]]]:
    """Each hostile value in all fields at once; the sharpest also in turn in each field alone, beside what is right elsewhere."""
    for label, value in HOSTILE.items() if known else list(HOSTILE.items())[:2]:
        yield label, dict.fromkeys(known or {"any": ""}, value)
    for field, label in zip(known if len(known) > 1 else (), cycle(SHARPEST), strict=False):
        yield f"{label} in {field}", {field: HOSTILE[label]}


def twin(browser: FlaskClient) -> FlaskClient:
    """The same signed-in browser once more, whatever the first one is answered."""
    twin, name = browser.application.test_client(), browser.application.config["SESSION_COOKIE_NAME"]
    cookie = browser.get_cookie(name)
    if cookie is not None:
        twin.set_cookie(name, cookie.value)
    return twin


SENSIBLE = (200, 303, 400, 403, 404, 409, 410, 413, 422, 429)
UNTYPED = re.compile(
    r"password|moderation|crowds|meeting_desk.show_screen|meeting_groups.show|meeting_room.answer|staff.appoint|setup_media|votes.(check|cast|replace|receipt)|encrypted.(cast|receipt)|trustees|codes|leaving|notices|display|language|standard|copy|sign_in|accounts|second_step|passkeys|oidc|factors|reset_signs|residence|amendment_deciding.accept|imports.upload|moving.upload|budget_projects.take|measure_desk.origin|register.upload|draw_staff.compute|survey_letters.upload|survey_groups.choose|survey_staff.questions|survey_editing.block|survey_pages.(remove|page_condition)|survey_languages|opinion_answers|consents.own|traces.link|sense_coding|proposal_category|concern_desk.assign|open311.hand_in|api_tokens|webhooks|review_writing.mark|guests"
)
"""Forms whose refusal need not repeat what was typed in every field: passwords, files, choices, addresses only."""
