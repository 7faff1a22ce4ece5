"""What is private is found nowhere: pages, files, mails, the log of acts and the log of the server are searched for planted words."""

from __future__ import annotations

import hashlib
import json
import logging
import re
from collections.abc import Callable, Iterator
from io import StringIO
from urllib.parse import urlsplit

import pytest
import structlog
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from participation.accounts.models import Person, Role
from participation.consultations.models import Stage
from participation.followups.note_actions import write_note
from participation.kit import clock
from participation.kit.audit import AuditEntry
from participation.kit.logs import configure_logs
from participation.kit.mail import OutboxMail
from participation.moderation.models import Measure, Reason
from tests.accounts.builders import PASSWORD, a_person_with_password
from tests.builders import a_consultation, a_person, a_resident, post
from tests.discussions.builders import a_contribution, subject_of
from tests.house.pages import Page
from tests.house.routes import World
from tests.house.world import TABLE
from tests.moderation.builders import decide_report, report_contribution
from tests.proposals.builders import a_draft
from tests.reports.builders import packed, unpacked
from tests.votes.builders import a_draft as a_vote_draft

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

Browse = Callable[[Person | None], FlaskClient]
BEARER = re.compile(
    r"team\.accept|accounts\.(sign_in_by_link|confirm|choose_password)|guests\.confirm|leaving\.delete_by_link|consultations\.preview|meeting_registrations\.(own|ticket)|concern_sending\.own"
)
"""Pages for whoever holds a mailed token; they name what the token is about."""


@pytest.fixture
def planted(session: Session, world: World) -> dict[str, str]:
    """Where something private lies, and the words planted there."""
    now, consultation = clock.now(), world.consultation
    words = {
        place: f"kanari{hashlib.sha256(place.encode()).hexdigest()[:12]}"
        for place in ("email", "reporter", "draft", "hidden", "told", "unborn", "ballot", "blocked", "note")
    }
    author, reporter = a_resident(session, "Kastanie"), a_resident(session, "Linde")
    author.email, reporter.email = f"{words['email']}@town.example", f"{words['reporter']}@town.example"
    a_draft(
        session, consultation, author, f"Titel {words['draft']}", f"Ein langer Text {words['draft']} zum Weiterschreiben, der noch nicht fertig ist."
    )
    hidden = a_contribution(session, consultation, subject_of(world.topic), by=author, body=f"Etwas {words['hidden']} Böses")
    report_contribution(session, reporter, consultation, hidden, Reason.INSULT, f"Weil {words['told']}", now)
    decide_report(session, world.administrator, consultation, hidden, Measure.HIDE, "Beleidigung", now)
    unborn = a_consultation(session, f"Entwurf {words['unborn']}", stage=Stage.DRAFT)
    unborn.preview_token = f"{words['unborn']}-token"
    a_vote_draft(session, world.voting, title=f"Entwurf {words['ballot']}")
    write_note(session, world.office, world.asked, consultation, f"@{world.administrator.public_name}, bitte lesen: {words['note']}", now)
    blocked = a_resident(session, "Eiche")
    blocked.blocked_at, blocked.blocked_reason = now, f"Wegen {words['blocked']}"
    session.commit()
    return (
        words
        | {"cast key": world.voter_key, "code": world.codes[0], "hash of a password": world.paul.password_hash}
        | {f"link {purpose}": token for purpose, token in world.links.items()}
    )


def _crawl(browser: FlaskClient, first: list[str], most: int = 120) -> Iterator[tuple[str, str]]:
    """Every page and file that links lead to from some addresses, with what it says."""
    waiting, seen = list(first), set(first)
    while waiting and len(seen) < most + len(first):
        url = waiting.pop(0)
        response = browser.get(url)
        yield url, response.text if response.mimetype.startswith(("text/", "application/json")) else response.data.decode("latin-1")
        if response.mimetype == "text/html":
            for link in Page(response.text).links:
                path = urlsplit(link)
                address = path.path + (f"?{path.query}" if path.query else "")
                if link.startswith("/") and not link.startswith("//") and address not in seen:
                    seen.add(address)
                    waiting.append(address)


def test_no_page_or_file_tells_what_is_private(session: Session, world: World, browse: Browse, planted: dict[str, str]) -> None:
    addresses = [row.url(world) for name, row in TABLE.items() if name.endswith(" GET") and not BEARER.match(name)]
    stranger, elsewhere = a_resident(session), world.moderator_elsewhere
    council = a_person(session, role=Role.COUNCIL)
    browsers = [browse(person) for person in (None, stranger, elsewhere, council)]
    session.commit()
    told = []
    for browser in browsers:
        for url, text in _crawl(browser, ["/", *addresses]):
            told += [f"{place} on {url}" for place, word in planted.items() if word in text]
    assert told == []
    author = session.scalars(select(Person).where(Person.public_name == "Kastanie")).one()
    own = "".join(
        text for _url, text in _crawl(browse(author), ["/konto/daten", f"/beteiligungen/{world.consultation.slug}/vorschlaege/entwuerfe"], 5)
    )
    assert [place for place in ("email", "draft", "hidden") if planted[place] not in own] == [], "the planted words are there for whom they belong to"


def test_no_export_tells_what_is_private(session: Session, world: World, planted: dict[str, str]) -> None:
    for consultation in (world.consultation, world.voting):
        from_zip = "\n".join(unpacked(packed(session, consultation)).values())
        assert [place for place, word in planted.items() if word in from_zip] == []


def test_neither_the_log_of_acts_nor_mails_to_others_tell(session: Session, planted: dict[str, str]) -> None:
    acts = json.dumps([[entry.action, entry.data] for entry in session.scalars(select(AuditEntry))], default=str)
    assert [place for place, word in planted.items() if word in acts] == []
    for mail in session.scalars(select(OutboxMail)):
        named = [place for place, word in planted.items() if word in mail.text and word not in mail.recipient]
        assert named == [], mail.subject


@pytest.fixture
def logged() -> Iterator[StringIO]:
    stream, root = StringIO(), logging.getLogger()
    before = root.handlers[:], root.level, structlog.get_config()
    configure_logs(stream)
    yield stream
    root.handlers[:], root.level = before[0], before[1]
    structlog.configure(**before[2])


def test_the_servers_log_knows_no_person_and_no_word(
    app: Flask, session: Session, browse: Browse, logged: StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    paul = a_person_with_password(session, "Paul")
    paul.email = "kanarimail@town.example"
    session.commit()
    where = {"environ_base": {"REMOTE_ADDR": "203.0.113.77"}, "headers": {"User-Agent": "kanariagent", "Referer": "http://localhost/?q=kanariref"}}
    for browser in (browse(None), browse(paul)):
        browser.get("/beteiligungen?q=kanariquery&seite=kanaripage", **where)
        browser.get("/kanaripath/../nichts?kanari=1", **where)
        browser.get("/anmelden/link/kanaritoken-kanaritoken", **where)
        post(browser, "/anmelden", {"email": "kanarimail@town.example", "password": "kanaripassword"}, environ_base={"REMOTE_ADDR": "203.0.113.77"})
        post(browser, "/registrieren", {"email": "kanarinew@town.example", "public_name": "kanariname"})
        post(browser, "/konto/nachweis", {"code": "kanaricode"})
    monkeypatch.setitem(app.config, "TESTING", False)
    monkeypatch.setitem(app.view_functions, "accounts.mail_sent", _break)
    response = browse(paul).post("/post-unterwegs", data={"x": "kanariform"}, **where)
    response = browse(paul).get("/post-unterwegs?q=kanariquery", **where)
    assert response.status_code == 500
    assert "kanari" not in response.text
    lines = logged.getvalue()
    assert '"error": "builtins.ValueError"' in lines
    assert not re.search(r"kanari|203\.0\.113\.77|Paul|" + re.escape(PASSWORD), lines)


def _break() -> str:
    raise ValueError("kanarimessage kanarimail@town.example")
