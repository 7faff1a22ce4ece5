"""A town on a running server: the same process that a city starts, and people with their cookies to attack it with."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import text
from sqlalchemy.orm import Session

from participation.accounts.code_actions import draw_codes, keep_codes
from participation.accounts.evidence import CodeKeys
from participation.accounts.mailed_links import give_link
from participation.accounts.models import Person, Purpose
from participation.app import create_app
from participation.consultations.models import Consultation, Stage
from participation.consultations.phases import PhaseKind
from participation.kit import clock
from participation.kit.database import db
from participation.proposals.actions import publish_proposal, save_draft
from participation.proposals.models import Proposal
from tests.abuse.client import Client
from tests.accounts.builders import a_person_with_password
from tests.builders import a_consultation, a_person, a_resident, an_administrator, sign_in
from tests.conftest import settings_for
from tests.discussions.builders import a_contribution, a_topic, subject_of
from tests.proposals.builders import a_text
from tests.votes.clients import free_port, wait_until_it_answers

ROOT = Path(__file__).resolve().parents[2]
SECRET = "tests-only-" + "x" * 32
HIDDEN = "Geheimwort-Zaunkönig"


@dataclass
class Town:
    """The server, its database, its log, and what stands in it by name."""

    app: Flask
    port: int
    folder: Path
    log: Path
    ids: dict[str, int]
    words: dict[str, str]

    def session(self) -> Session:
        """A session on the server's database."""
        with self.app.app_context():
            return Session(db.engine, expire_on_commit=False)

    def client(self, who: str = "") -> Client:
        """A browser of its own, signed in as somebody or nobody."""
        client = Client(self.port)
        if who:
            with self.app.app_context(), self.session() as session:
                browser = self.app.test_client()
                sign_in(browser, session, session.get_one(Person, self.ids[who]))
                name = self.app.config["SESSION_COOKIE_NAME"]
                cookie = browser.get_cookie(name)
                assert cookie is not None
                client.cookies[name] = cookie.value
        return client

    def newcomer(self) -> Client:
        """A verified resident whom nobody knows yet, signed in."""
        with self.app.app_context(), self.session() as session:
            person = a_resident(session)
            session.commit()
            self.ids[f"newcomer {person.id}"] = person.id
        return self.client(f"newcomer {person.id}")

    def link(self, purpose: Purpose, who: str = "paul") -> str:
        """The token of a fresh mailed link."""
        with self.app.app_context(), self.session() as session:
            person = None if purpose == Purpose.SIGN_UP else session.get_one(Person, self.ids[who])
            address = f"link{len(self.ids)}@town.example" if person is None else person.email or ""
            session.connection().exec_driver_sql("DELETE FROM mailed_link WHERE email = ?", (address,))
            token = give_link(session, purpose, address, clock.now(), person=person, public_name="Neue" if person is None else "")
            session.commit()
            assert token
            return token

    @property
    def here(self) -> str:
        """The consultation's address."""
        return f"/beteiligungen/{self.words['slug']}"

    def proposal(self, name: str = "proposal") -> str:
        """A proposal's address."""
        return f"{self.here}/vorschlaege/{self.ids[name]}"


def _furnish(session: Session) -> tuple[dict[str, int], dict[str, str]]:
    now = clock.now()
    phases = ((PhaseKind.COLLECT, now - timedelta(days=10), now + timedelta(days=20)),)
    here, unborn = a_consultation(session, phases=phases), a_consultation(session, f"Entwurf {HIDDEN}", stage=Stage.DRAFT)
    alice, bob, paul = a_resident(session, "Alice"), a_resident(session, "Bob"), a_person_with_password(session, "Paul", verified=True)
    admin, mia = an_administrator(session), a_person(session, "Mia", moderates=a_consultation(session, "Anderswo"))
    topic = a_topic(session, here)
    said = a_contribution(session, here, subject_of(topic), "Ein Beitrag, der für alle da ist.", by=bob)
    codes = draw_codes(3)
    keep_codes(session, admin, codes, "Briefe", None, CodeKeys.of(SECRET), now)
    things: dict[str, Person | Proposal | Consultation] = {
        "alice": alice,
        "bob": bob,
        "paul": paul,
        "admin": admin,
        "mia": mia,
        "unverified": a_person(session, "Ohne Nachweis"),
        "proposal": _published(session, here, bob, "Mehr Bänke am Fluss"),
        "draft": save_draft(session, bob, here, a_text(here, f"Entwurf {HIDDEN}"), now),
    }
    session.commit()
    ids = {name: thing.id for name, thing in things.items()} | {"topic": topic.id, "contribution": said.id}
    words = {
        "slug": here.slug,
        "unborn": unborn.slug,
        "preview": unborn.preview_token,
        "code": codes[0],
        "code two": codes[1],
        "code three": codes[2],
    }
    return ids, words | {"paul": paul.email or "", "bob id": bob.public_id}


def _published(session: Session, here: Consultation, by: Person, title: str) -> Proposal:
    now = clock.now()
    return publish_proposal(session, by, save_draft(session, by, here, a_text(here, title), now), here, now)


@pytest.fixture(autouse=True)
def fresh_attempts(request: pytest.FixtureRequest) -> None:
    """What an earlier test tried counts for nothing."""
    if "town" in request.fixturenames:
        town: Town = request.getfixturevalue("town")
        with town.app.app_context(), town.session() as session:
            session.execute(text("DELETE FROM rate_count"))
            session.commit()


@pytest.fixture(scope="session")
def town(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    """The town, made and served once for all tests of this process."""
    folder = tmp_path_factory.mktemp("abuse")
    file, var_dir, log = folder / "town.sqlite", folder / "var", folder / "server.log"
    shutil.copyfile(sqlite_template, file)
    app = create_app(settings_for(f"sqlite:///{file}", var_dir, secret_key=SECRET))
    with app.app_context(), Session(db.engine, expire_on_commit=False) as session:
        ids, words = _furnish(session)
    port = free_port()
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PARTICIPATION_")} | {
        "PARTICIPATION_DATABASE_URL": f"sqlite:///{file}",
        "PARTICIPATION_VAR_DIR": str(var_dir),
        "PARTICIPATION_SECRET_KEY": SECRET,
        "PARTICIPATION_BASE_URL": "http://127.0.0.1",
        "PARTICIPATION_MAIL_TRANSPORT": "null",
        "PARTICIPATION_STAFF_SECOND_FACTOR": "optional",  # signing in twice has tests of its own
    }
    command = [sys.executable, "-m", "participation.cli", "serve", "--port", str(port), "--threads", "8", "--no-worker"]
    with log.open("wb") as output:
        process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=output, stderr=output, start_new_session=True)  # our own
        try:
            wait_until_it_answers(process, port)
            yield Town(app, port, folder, log, ids, words)
        finally:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()
            with app.app_context():
                db.engine.dispose()
