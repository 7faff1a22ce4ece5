"""Voters who come by real HTTP: signed-in cookies, forms with their tokens, a stream of ballots."""

from __future__ import annotations

import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlencode

from flask import Flask
from flask.sessions import SecureCookieSessionInterface
from itsdangerous import URLSafeTimedSerializer
from sqlalchemy.orm import Session

from participation.accounts.web_sessions import begin_session
from participation.consultations.phases import PhaseKind
from participation.kit import clock
from participation.kit.database import db
from participation.votes.actions import open_vote
from participation.votes.trackers import new_cast_key, tracker_of
from tests.builders import a_consultation, a_resident, an_administrator
from tests.votes.builders import VARIANTS, a_draft

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class Voter:
    """One signed-in browser with a ballot ready: its cookie, its token, its key."""

    cookie: str
    token: str
    cast_key: str
    tracker: str


@dataclass(frozen=True)
class Poll:
    """A vote on a served database, and who will vote in it."""

    path: str
    vote_id: int
    voters: list[Voter]


def a_poll(app: Flask, voters: int) -> Poll:
    """An open secret vote that runs now, with this many signed-in residents."""
    now = clock.now()
    with app.app_context(), Session(db.engine, expire_on_commit=False) as session:
        consultation = a_consultation(session, phases=((PhaseKind.VOTE, now - timedelta(days=1), now + timedelta(days=2)),))
        administrator = an_administrator(session)
        draft = a_draft(session, consultation, administrator, VARIANTS, opens_at=now - timedelta(hours=1), closes_at=now + timedelta(days=1))
        vote = open_vote(session, administrator, consultation, draft, now)
        found = [_voter(app, session, vote.id) for _ in range(voters)]
        session.commit()
        return Poll(f"/beteiligungen/{consultation.slug}/abstimmungen/{vote.id}/stimme", vote.id, found)


def _voter(app: Flask, session: Session, vote_id: int) -> Voter:
    """A signed-in resident, as the sign-in page and a form would leave the browser; nothing is committed for each one."""
    session_token, _row = begin_session(session, a_resident(session), "Testbrowser", clock.now())
    cookies = SecureCookieSessionInterface().get_signing_serializer(app)
    assert cookies is not None
    cookie = cookies.dumps({"_user_id": session_token, "_fresh": True, "csrf_token": "raw"})
    token = URLSafeTimedSerializer(app.secret_key or "", salt="wtf-csrf-token").dumps("raw")
    key = new_cast_key()
    return Voter(f"{app.config['SESSION_COOKIE_NAME']}={cookie!s}", str(token), key, tracker_of(vote_id, key))


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def served(
    database_url: str, var_dir: Path, threads: int = 8, secret: str = "", command: Sequence[str] = (), more: Mapping[str, str] | None = None
) -> Iterator[tuple[subprocess.Popen[bytes], int]]:
    """A server process on a database, killed at the end; ready when this yields (process, port)."""
    port = free_port()
    settings = {
        "PARTICIPATION_DATABASE_URL": database_url,
        "PARTICIPATION_VAR_DIR": str(var_dir),
        "PARTICIPATION_SECRET_KEY": secret,
        "PARTICIPATION_BASE_URL": "http://127.0.0.1",
        "PARTICIPATION_MAIL_TRANSPORT": "null",
    }
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PARTICIPATION_")}
    words = [word.format(port=port, threads=threads) for word in (command or DEFAULT)]
    process = subprocess.Popen(
        [sys.executable, *words],
        cwd=ROOT,
        env={**kept, **settings, **(more or {})},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,  # a group of its own, so that the workers of a server of several processes end with it
    )
    try:
        wait_until_it_answers(process, port)
        yield process, port
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


DEFAULT = ("-m", "tests.votes.server", "{port}", "{threads}")


def wait_until_it_answers(process: subprocess.Popen[bytes], port: int) -> None:
    for _ in range(600):
        if process.poll() is not None:
            raise RuntimeError("the server ended before it answered")
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise RuntimeError("the server does not answer")


def cast_request(path: str, voter: Voter) -> bytes:
    """A voter's ballot as the bytes of one HTTP request."""
    body = cast_form(voter)
    lines = ("Host: 127.0.0.1", "Content-Type: application/x-www-form-urlencoded", f"Cookie: {voter.cookie}", f"Content-Length: {len(body)}")
    return "\r\n".join((f"POST {path} HTTP/1.1", *lines, "", body)).encode()


def cast_form(voter: Voter) -> str:
    """The fields that the page for checking sends."""
    return urlencode({"csrf_token": voter.token, "rank-1": "1", "rank-2": "2", "cast_key": voter.cast_key})


class Line:
    """One kept-open connection to the server."""

    def __init__(self, port: int) -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)

    def cast(self, path: str, voter: Voter) -> bool:
        """Send one ballot; True where the server answered that it is counted. Raises OSError or HTTPException when the line breaks."""
        body = cast_form(voter)
        headers = {"Content-Type": "application/x-www-form-urlencoded", "Cookie": voter.cookie, "Host": "127.0.0.1"}
        self._connection.request("POST", path, body, headers)
        answer = self._connection.getresponse()
        answer.read()
        return answer.status == 303 and str(answer.headers["Location"]).endswith("/beleg")

    def close(self) -> None:
        """Hang up."""
        self._connection.close()
