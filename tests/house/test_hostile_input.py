"""Nothing that can be sent breaks a page, and nothing that was typed runs in somebody else's browser."""

from __future__ import annotations

import re
from collections.abc import Callable
from urllib.parse import quote_from_bytes

import pytest
from flask import Flask
from sqlalchemy import String, func, select
from sqlalchemy.orm import Session

from participation.kit.database import Base
from tests.builders import token_for
from tests.house.hostile import MARKUP, SENSIBLE, SHORT, UNTYPED, Browse, body, gets, places, posts, send, tries, twin, who
from tests.house.pages import Page
from tests.house.routes import World
from tests.house.world import TABLE, undone

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def test_no_form_breaks_on_what_is_typed(app: Flask, session: Session, world: World, browse: Browse, fields: Callable[[str], dict[str, str]]) -> None:
    wrong = []
    for name in posts():
        browser, url, known = browse(who(world, name)), TABLE[name].url(world), fields(name)
        token = token_for(browser)
        session.rollback()  # what reading the world began
        for label, hostile in tries(known):
            with undone(app):
                try:
                    response = send(twin(browser), url, body(token, known, hostile))
                except Exception as error:  # all of them at once say more than the first
                    wrong.append(f"{name} ← {label}: {type(error).__name__}: {str(error)[:200]} {places(error)}")
                    continue
            dangers = Page(response.text).dangers if response.mimetype == "text/html" else []
            if response.status_code not in SENSIBLE or dangers or b"1337" in response.data:
                wrong.append(f"{name} ← {label}: {response.status} {dangers}")
            if label == "right to left" and response.status_code == 422 and "שלום" not in response.text and not UNTYPED.search(name):
                wrong.append(f"{name}: what was typed is lost")
    assert wrong == []


def test_what_was_typed_runs_in_nobodys_browser(
    app: Flask, session: Session, world: World, browse: Browse, fields: Callable[[str], dict[str, str]]
) -> None:
    addresses = {name: TABLE[name].url(world) for name in gets()}
    tried = [(browse(who(world, name)), TABLE[name].url(world), fields(name)) for name in posts() if not ENDS.search(name)]
    browsers = [browse(person) for person in (world.administrator, world.resident, world.moderator, None)]
    session.commit()
    for browser, url, known in tried:
        texts = [field for field, value in known.items() if not MUST_BE_RIGHT.search(field) and value != "insult"]
        for long in (False, True):
            typed = {field: MARKUP if long and LONG.search(field) else SHORT for field in texts}
            lines = {field: f"{SHORT}\n{SHORT}2\n{SHORT}3" for field in texts if field in ("options", "topics")}
            send(
                browser,
                url,
                body(token_for(browser), known, {field: quote_from_bytes(text.encode()).encode() for field, text in (typed | lines).items()}),
            )
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
                broken = response.status_code >= 500 and str(response.status_code) not in TABLE[name].expected().values()
                read = not COMPRESSED.match(response.mimetype)
                if broken or (read and REACHED.search(response.data)):
                    wrong.append(f"{name}: {response.status}")
    assert wrong == []


REACHED = re.compile(rb"(?<![0-9A-Za-z+/_-])1337(?![0-9A-Za-z+/_-])")
"""What a template would make of the typed sum; not where it stands by chance within a long number, a hash or a token."""

COMPRESSED = re.compile(r"image/(?!svg)|application/(pdf|zip|vnd\.openxmlformats)")
"""Answers whose bytes hold any four digits by chance, sooner or later; no template is their last step."""

ENDS = re.compile(
    r"drop|discard|delete|block|meeting_planning.cancel|meeting_registrations.take_back|concern_sending.(take_back|forget)|concern_setup.revoke|api_tokens.revoke|webhooks.(remove|stop)|strike_off|sign_out|end_session|end_other|reset_signs|void|archive|close|withdraw|dismiss|count_now|encrypted_staff.count|publish|language|display|role|operation|annul|residence"
)
"""Acts that end things or change who one is; they take no text that others read, or would hide what the others wrote."""

MUST_BE_RIGHT = re.compile(
    r"key|_ids?$|_before|kind|status|rule|secrecy|role|email|password|weiter|_at$|_on$|_until|_day|number|seats|quorum|places|companions|features|stream_url|^decision$|wert|rank|who"
)
"""Fields that must be right for the text beside them to be stored."""
LONG = re.compile(r"body|introduction|summary|decision|points|use_of|contact|outcome|note|audience|easy|text$")
