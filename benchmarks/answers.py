"""What an answer to a statement of an opinion map costs: the POST in process, beside a Flask hello in the same run.

    python benchmarks/answers.py [--statements 30] [--people 120]

CPU a request, one thread, SQLite: everybody answers every statement once, in a browser without JavaScript (answered by 303) and by htmx
(answered by the next statement's card), then once more the other way. Prints a plain table; nothing is asserted.
"""

from __future__ import annotations

import argparse
import io
import logging
import statistics
import sys
import tempfile
import time
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlencode

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from flask import Flask  # noqa: E402  # this checkout's, not an installed one
from itsdangerous import URLSafeTimedSerializer  # noqa: E402  # as above

from benchmarks.thread import a_person, cpu, hello  # noqa: E402  # as above
from participation.accounts.models import Role  # noqa: E402  # as above
from participation.accounts.web_sessions import begin_session  # noqa: E402  # as above
from participation.app import create_app  # noqa: E402  # as above
from participation.consultations.models import Consultation, Phase, Stage  # noqa: E402  # as above
from participation.consultations.phases import PhaseKind  # noqa: E402  # as above
from participation.kit import clock  # noqa: E402  # as above
from participation.kit.database import db  # noqa: E402  # as above
from participation.kit.schema import migrate  # noqa: E402  # as above
from participation.methods.counting.text import table  # noqa: E402  # as above
from participation.opinions.map_actions import MapDraft, draft_map, open_map  # noqa: E402  # as above
from participation.opinions.queries import all_statements  # noqa: E402  # as above
from participation.settings import Settings  # noqa: E402  # as above

KEY = "b" * 40


def a_town(folder: Path, people: int, statements: int) -> tuple[Flask, list[str], list[str]]:
    """An open map; the application, a cookie for each person, and the address of each statement."""
    settings = Settings(secret_key=KEY, var_dir=folder, base_url="http://localhost", mail_transport="null")
    app = create_app(settings)
    migrate(app)
    now = clock.now()
    with app.app_context():
        session = db.session()
        mayor = a_person("mayor", Role.ADMINISTRATOR, now)
        here = Consultation(slug="halle", stage=Stage.PUBLISHED, preview_token="p" * 12, title="Halle", created_at=now, published_at=now)
        here.phases = [Phase(kind=PhaseKind.COLLECT, title="Sammeln", starts_at=now - timedelta(days=1), ends_at=now + timedelta(days=30))]
        crowd = [a_person(f"person{number}", Role.RESIDENT, now) for number in range(people)]
        session.add_all((mayor, here, *crowd))
        session.flush()
        lines = "\n".join(f"Aussage Nummer {number} sagt etwas Bestimmtes." for number in range(statements))
        made = open_map(
            session, mayor, here, draft_map(session, mayor, here, MapDraft("Halle", "Was tun?", "", lines, verified_only=False), now), now
        )
        below = f"/beteiligungen/halle/meinungsbild/{made.id}/aussage"
        urls = [f"{below}/{one.id}" for one in all_statements(session, made.id)]
        serializer = app.session_interface.get_signing_serializer(app)
        cookies = []
        for person in crowd:
            token, _row = begin_session(session, person, "benchmark", now)
            cookies.append(f"session={serializer.dumps({'_user_id': token, '_fresh': True, 'csrf_token': 'c' * 40})}")
        session.commit()
    return app, cookies, urls


def answering(app: Flask, cookies: list[str], urls: list[str], mark: str, by_htmx: bool) -> tuple[float, set[str]]:
    """Milliseconds of CPU an answer, the median of the people's means, and which statuses came."""
    token = str(URLSafeTimedSerializer(KEY, salt="wtf-csrf-token").dumps("c" * 40))
    body = urlencode({"csrf_token": token, "antwort": mark}).encode()
    headers = {"HTTP_HX_REQUEST": "true"} if by_htmx else {}
    told = {"content_type": "application/x-www-form-urlencoded", "environ_overrides": headers}
    bases = [app.test_client()._request_from_builder_args((url,), {"method": "POST", "data": body, **told}).environ for url in urls]
    means, statuses = [], set()
    for cookie in cookies:
        start = time.process_time()
        for base in bases:
            environ = {**base, "HTTP_COOKIE": cookie, "wsgi.input": io.BytesIO(body)}
            b"".join(app.wsgi_app(environ, lambda status, _headers, _info=None: statuses.add(status)))
        means.append((time.process_time() - start) / len(bases))
    return statistics.median(means) * 1000, statuses


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--statements", type=int, default=30)
    parser.add_argument("--people", type=int, default=120)
    said = parser.parse_args()
    logging.disable(logging.INFO)  # the access log of each request
    with tempfile.TemporaryDirectory() as folder:
        app, cookies, urls = a_town(Path(folder), said.people, said.statements)
        half = len(cookies) // 2
        rows = [["answer", "ms CPU", "× hello", "reference"]]
        reference = cpu(hello())
        for name, whose, mark, by_htmx in (
            ("first, without JavaScript", cookies[:half], "zustimmung", False),
            ("first, by htmx", cookies[half:], "zustimmung", True),
            ("changed, by htmx", cookies[half:], "ablehnung", True),
        ):
            took, statuses = answering(app, whose, urls, mark, by_htmx)
            rows.append([f"{name} ({', '.join(sorted(statuses))})", f"{took:.2f}", f"{took / reference:.1f}", "5 ms"])
        print(table([*rows, ["a Flask hello", f"{reference:.2f}", "1.0", ""]]))


if __name__ == "__main__":
    main()
