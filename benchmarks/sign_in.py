"""How many people can sign in by password in a second, beside how often Argon2 alone could weigh one in the same run.

    python benchmarks/sign_in.py [--processes 2] [--seconds 10] [--memory KIB --passes N]

Each process signs other people in through the whole WSGI stack (form, token against forgery, limits, Argon2id, session, commit to SQLite on the
disk), and between them weighs passwords alone, in turns of half a second, so that both meet the same machine. Without --memory the parameters are
those in force. Prints a plain table; nothing is asserted.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import sys
import tempfile
import time
from contextlib import redirect_stderr, redirect_stdout
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from flask import Flask
from werkzeug.test import EnvironBuilder, run_wsgi_app

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from participation.accounts import limits, passwords  # noqa: E402  # this checkout's, not an installed one
from participation.accounts.models import Person  # noqa: E402  # as above
from participation.app import create_app  # noqa: E402  # as above
from participation.kit import clock  # noqa: E402  # as above
from participation.kit.database import db  # noqa: E402  # as above
from participation.kit.schema import migrate  # noqa: E402  # as above
from participation.settings import Settings  # noqa: E402  # as above
from tests.builders import token_for  # noqa: E402  # as above

PASSWORD = "vier Wörter ohne Reim"
PEOPLE = 40
TURN = 0.5


def settings_of(folder: Path) -> Settings:
    """As in operation: SQLite on the disk, every commit synced."""
    return Settings(secret_key="benchmark-" + "x" * 32, var_dir=folder, base_url="http://localhost", mail_transport="null")


def furnish(folder: Path) -> None:
    """A database with people who have one password."""
    app = create_app(settings_of(folder))
    migrate(app)
    hashed, now = passwords.hash_password(PASSWORD), clock.now()
    with app.app_context():
        for number in range(PEOPLE):
            person = Person(public_id=f"person-{number:08d}", email=f"p{number}@town.example", email_confirmed_at=now, password_hash=hashed)
            person.public_name = person.public_name_key = f"Person {number}"
            person.created_at = now
            db.session.add(person)
        db.session.commit()
        db.engine.dispose()


def work(folder: Path, seconds: float, result: Any, own: passwords.Cost | None) -> None:
    """Sign in and weigh in turns; report (sign-ins, their seconds, weighings, their seconds, the CPU seconds of both)."""
    if own is not None:
        passwords.COST = own
    limits.check_limits = unlimited(limits.check_limits)
    with redirect_stdout(StringIO()), redirect_stderr(StringIO()):
        app = create_app(settings_of(folder))
        forms, number = forms_for(app), os.getpid() % PEOPLE
        kept = passwords.hash_password(PASSWORD)
        signed = weighed = 0
        spent = {"sign": 0.0, "weigh": 0.0, "cpu": 0.0, "weigh cpu": 0.0}
        end = time.perf_counter() + seconds
        while time.perf_counter() < end:
            begun, cpu = time.perf_counter(), time.process_time()
            while time.perf_counter() - begun < TURN:
                number = (number + 1) % PEOPLE
                body, environ = forms[number]
                _answer, status, _headers = run_wsgi_app(app.wsgi_app, {**environ, "wsgi.input": BytesIO(body)})
                if not status.startswith("303"):
                    raise RuntimeError(status)
                signed += 1
            spent["sign"] += time.perf_counter() - begun
            spent["cpu"] += time.process_time() - cpu
            begun, cpu = time.perf_counter(), time.process_time()
            while time.perf_counter() - begun < TURN:
                passwords.weigh(kept, PASSWORD)
                weighed += 1
            spent["weigh"] += time.perf_counter() - begun
            spent["weigh cpu"] += time.process_time() - cpu
    result.put((signed, spent["sign"], weighed, spent["weigh"], spent["cpu"], spent["weigh cpu"]))


def forms_for(app: Flask) -> list[tuple[bytes, dict[str, Any]]]:
    """The requests of everybody, made before: what a browser and a socket cost is none of the platform's."""
    browser = app.test_client()
    token = token_for(browser)
    cookie = browser.get_cookie("session")
    found = []
    for number in range(PEOPLE):
        body = urlencode({"csrf_token": token, "email": f"p{number}@town.example", "password": PASSWORD}).encode()
        headers = {"Cookie": f"session={cookie.value if cookie else ''}"}
        kind = "application/x-www-form-urlencoded"
        builder = EnvironBuilder(path="/anmelden", method="POST", base_url="http://localhost", headers=headers, content_type=kind, data=body)
        found.append((body, builder.get_environ()))
    return found


def unlimited(check: Any) -> Any:
    """The same counting in the database, but nobody is refused: all come from one network here."""

    def counted(asked: Any, now: Any) -> None:
        check([type(one)(one.bucket, 10**9, one.period) for one in asked], now)

    return counted


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--seconds", type=float, default=10)
    parser.add_argument("--memory", type=int, help="KiB")
    parser.add_argument("--passes", type=int, default=2)
    asked = parser.parse_args()
    own = None
    if asked.memory:
        own = passwords.Cost(asked.memory, asked.passes)
        passwords.COST = own
    with tempfile.TemporaryDirectory() as name:
        with redirect_stdout(StringIO()), redirect_stderr(StringIO()):
            furnish(Path(name))
        result: Any = multiprocessing.get_context("spawn").Queue()
        processes = [
            multiprocessing.get_context("spawn").Process(target=work, args=(Path(name), asked.seconds, result, own))
            for _each in range(asked.processes)
        ]
        for process in processes:
            process.start()
        found = [result.get(timeout=asked.seconds + 120) for _each in processes]
        for process in processes:
            process.join()
    used = passwords.COST
    signed, weighed = sum(one[0] / one[1] for one in found), sum(one[2] / one[3] for one in found)
    cpu = sum(one[4] for one in found) / sum(one[0] for one in found) * 1000
    alone = sum(one[5] for one in found) / sum(one[2] for one in found) * 1000
    print(f"Argon2id m={used.memory} KiB, t={used.passes}, p=1; {asked.processes} processes, load {os.getloadavg()[0]:.1f}")
    print("                      a second   ms CPU   so many a second if two cores did nothing else")
    print(f"signing in            {signed:8.1f} {cpu:8.1f} {2000 / cpu:8.1f}")
    print(f"Argon2 alone          {weighed:8.1f} {alone:8.1f} {2000 / alone:8.1f}")


if __name__ == "__main__":
    main()
