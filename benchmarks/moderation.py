"""What a page of the moderation's queue costs in CPU with many cases, beside a Flask hello in the same run.

    python benchmarks/moderation.py [--cases 50000] [--databases sqlite postgresql]

In process, through the whole WSGI stack, signed in as the consultation's moderator; nothing of these pages is kept. Prints a plain table;
nothing is asserted.
"""

from __future__ import annotations

import argparse
import io
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stdout
from datetime import UTC, datetime, timedelta
from pathlib import Path

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import insert, text
from sqlalchemy.orm import Session

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from participation.app import create_app  # noqa: E402  # this checkout's, not an installed one
from participation.kit import clock  # noqa: E402  # as above
from participation.kit.database import db  # noqa: E402  # as above
from participation.kit.schema import migrate  # noqa: E402  # as above
from participation.moderation.deadlines import queue_place  # noqa: E402  # as above
from participation.moderation.models import Case, CaseNotice  # noqa: E402  # as above
from participation.settings import Settings  # noqa: E402  # as above
from tests.builders import a_consultation, a_person, sign_in  # noqa: E402  # as above
from tests.discussions.builders import a_contribution, a_subject, discussion_of, many_contributions  # noqa: E402  # as above
from tests.postgresql import PostgreSQL, find_postgresql  # noqa: E402  # as above

NOW = datetime(2026, 10, 14, 10, 0, tzinfo=UTC)
SIGNS = ("", ",link,", ",contact,", ",word,link,", ",repetition,")
ROUNDS = 25


def fill(session: Session, cases: int) -> tuple[str, object]:
    """A consultation with so many cases, four in five open. Returns its slug and its moderator."""
    chance = random.Random(5)
    consultation = a_consultation(session)
    subject, author = a_subject(session, consultation), a_person(session)
    a_contribution(session, consultation, subject, by=author)
    texts = many_contributions(session, discussion_of(session, subject), cases, author)
    rows = [_case(chance, consultation.id, number, author.id, place) for place, number in enumerate(texts)]
    for start in range(0, len(rows), 2_000):
        session.execute(insert(Case), rows[start : start + 2_000])
    told = [
        {
            "case_id": place + 1,
            "kind": "contribution",
            "target_id": row["target_id"],
            "reason": "insult",
            "text": "Das geht zu weit.",
            "created_at": NOW,
        }
        for place, row in enumerate(rows)
    ]
    for start in range(0, len(told), 2_000):
        session.execute(insert(CaseNotice), told[start : start + 2_000])
    moderator = a_person(session, moderates=consultation)
    session.commit()
    session.execute(text("ANALYZE"))
    session.commit()
    return consultation.slug, moderator


def _case(chance: random.Random, consultation_id: int, number: int, author_id: int, place: int) -> dict[str, object]:
    opened, signs, decided = NOW - timedelta(minutes=place), chance.choice(SIGNS), place % 5 == 0
    after = (
        {"measure": "hide", "facts": "Beleidigung", "decided_at": NOW, "month": "2026-10"}
        if decided
        else {"measure": None, "decided_at": None, "facts": "", "month": ""}
    )
    return {
        "id": place + 1,
        "consultation_id": consultation_id,
        "kind": "contribution",
        "target_id": number,
        "author_id": author_id,
        "source": "notice",
        "state": "decided" if decided else "open",
        "opened_at": opened,
        "due_at": opened + timedelta(days=2),
        "place": queue_place(opened, [sign for sign in signs.split(",") if sign], 1),
        "signs": signs,
        "notice_count": 1,
        **after,
    }


def cpu(client: FlaskClient, url: str) -> float:
    """Milliseconds of CPU a page, the median."""
    times = []
    for _ in range(ROUNDS):
        with redirect_stdout(io.StringIO()):  # the access log
            start = time.process_time()
            response = client.get(url)
            times.append((time.process_time() - start) * 1000)
        if response.status_code != 200:
            raise SystemExit(f"{url}: {response.status}")
    return statistics.median(times[3:])


def hello() -> float:
    """The same for a Flask that says hello."""
    app = Flask("hello")
    app.add_url_rule("/", view_func=lambda: "hello")
    return cpu(app.test_client(), "/")


@contextmanager
def database(kind: str, folder: Path) -> Iterator[str]:
    """An empty one."""
    if kind == "sqlite":
        yield f"sqlite:///{folder / 'moderation.sqlite'}"
        return
    binaries = find_postgresql()
    if binaries is None:
        raise SystemExit("PostgreSQL is not installed")
    with PostgreSQL(binaries) as server:
        yield server.new_database()


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cases", type=int, default=50_000)
    parser.add_argument("--databases", nargs="+", default=["sqlite"], choices=["sqlite", "postgresql"])
    chosen = parser.parse_args()
    print(f"{'page':<44}{'ms CPU':>8}")
    print(f"{'hello':<44}{hello():>8.2f}")
    for kind in chosen.databases:
        with tempfile.TemporaryDirectory() as folder, database(kind, Path(folder)) as url, clock.frozen(NOW):
            told = {"database_url": url, "var_dir": Path(folder), "staff_second_factor": "optional"}
            app = create_app(Settings(secret_key="x" * 40, testing=True, base_url="http://localhost", **told))
            migrate(app)
            with app.app_context():
                slug, moderator = fill(db.session(), chosen.cases)  # type: ignore[arg-type]  # the scoped session's own
                client = app.test_client()
                sign_in(client, db.session(), moderator)  # type: ignore[arg-type]  # as above
            queue = f"/beteiligungen/{slug}/moderation"
            last = -(-chosen.cases * 4 // 5 // 20)
            for name, address in (
                ("first page", queue),
                ("middle page", f"{queue}?seite={last // 2}"),
                ("last page", f"{queue}?seite={last}"),
                ("only with links", f"{queue}?zeichen=link"),
                ("decided", f"{queue}?stand=entschieden"),
            ):
                print(f"{kind + ', ' + str(chosen.cases) + ' cases, ' + name:<44}{cpu(client, address):>8.2f}")


if __name__ == "__main__":
    main()
