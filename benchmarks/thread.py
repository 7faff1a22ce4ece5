"""What a page of a thread costs: 50 of so many contributions with their first answers, beside a Flask hello in the same run.

    python benchmarks/thread.py [CONTRIBUTIONS …]

CPU a request in process, one thread, SQLite: the thread alone (as a proposal's page gathers it), and the whole page of a topic; as a
reader without an account and as a signed-in resident. Then the whole page of a topic in each order, the first, the middle and the last
page, with what each costs against the same page of the smallest thread. Prints plain tables; nothing is asserted.
"""

from __future__ import annotations

import logging
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from flask import Flask  # noqa: E402  # this checkout's, not an installed one
from markupsafe import Markup  # noqa: E402  # as above
from sqlalchemy import insert  # noqa: E402  # as above

from participation.accounts.current import current_person  # noqa: E402  # this checkout's, not an installed one
from participation.accounts.models import Person, Role  # noqa: E402  # as above
from participation.accounts.web_sessions import begin_session  # noqa: E402  # as above
from participation.app import create_app  # noqa: E402  # as above
from participation.consultations.models import Consultation, Phase, Stage  # noqa: E402  # as above
from participation.consultations.phases import PhaseKind  # noqa: E402  # as above
from participation.consultations.queries import consultation_by_id  # noqa: E402  # as above
from participation.discussions.models import Contribution, Discussion  # noqa: E402  # as above
from participation.discussions.orders import Asked, Order  # noqa: E402  # as above
from participation.discussions.panels import topic_subjects  # noqa: E402  # as above
from participation.discussions.threads import thread_html  # noqa: E402  # as above
from participation.discussions.topic_actions import open_topic  # noqa: E402  # as above
from participation.kit import clock  # noqa: E402  # as above
from participation.kit.database import db  # noqa: E402  # as above
from participation.kit.schema import migrate  # noqa: E402  # as above
from participation.methods.counting.text import table  # noqa: E402  # as above
from participation.methods.intervals import wilson_lower_bound  # noqa: E402  # as above
from participation.methods.orders import contention  # noqa: E402  # as above
from participation.settings import Settings  # noqa: E402  # as above

KINDS = ("for", "against", "question", "suggestion", "note")
ANSWERS = 2
"""Answers to every contribution."""
TEXT = "<p>Der große Saal hat eine sehr gute Akustik. Die sollte bleiben. Wie lange wäre die Halle <strong>geschlossen</strong>? Beitrag {}.</p>"


def cpu(act: Callable[[], object], seconds: float = 1.5) -> float:
    """Milliseconds of CPU a call: the median of batches."""
    for _ in range(20):
        act()
    batches, end = [], time.perf_counter() + seconds
    while time.perf_counter() < end:
        start = time.process_time()
        for _ in range(20):
            act()
        batches.append((time.process_time() - start) / 20)
    return sorted(batches)[len(batches) // 2] * 1000


def hello() -> Callable[[], object]:
    """The reference: a Flask application that says hello."""
    app = Flask("hello")
    app.add_url_rule("/", view_func=lambda: "Hello")
    return request(app, "/")


def request(app: Flask, path: str, cookie: str = "") -> Callable[[], object]:
    """One request, straight into the application."""
    environ = {"HTTP_COOKIE": cookie} if cookie else {}
    base = app.test_client()._request_from_builder_args((path,), {"environ_overrides": environ}).environ

    def ask() -> object:
        return b"".join(app.wsgi_app(dict(base), lambda status, headers, info=None: print))

    return ask


def town(folder: Path, number: int) -> tuple[Flask, int, int, int]:
    """A consultation with one topic and so many contributions; returns the application and the ids of consultation, topic and person."""
    app = create_app(Settings(secret_key="b" * 40, var_dir=folder, base_url="http://localhost", mail_transport="null"))
    migrate(app)
    now = clock.now()
    with app.app_context():
        session = db.session()
        mayor = a_person("mayor", Role.ADMINISTRATOR, now)
        alice = a_person("alice", Role.RESIDENT, now)
        consultation = Consultation(slug="halle", stage=Stage.PUBLISHED, preview_token="p" * 12, title="Halle", created_at=now, published_at=now)
        consultation.phases = [Phase(kind=PhaseKind.COLLECT, title="Sammeln", starts_at=now - timedelta(days=1), ends_at=now + timedelta(days=30))]
        session.add_all((mayor, alice, consultation))
        session.flush()
        topic = open_topic(session, mayor, consultation, "Was wird aus dem Saal?", "Der Saal.", now)
        session.flush()
        discussion = session.query(Discussion).one()
        people = [a_person(f"person{n}", Role.RESIDENT, now) for n in range(200)]
        session.add_all(people)
        session.flush()
        authors = [person.id for person in people]
        start = datetime(2026, 1, 1, tzinfo=UTC)
        rows = [row(discussion.id, authors[n % 200], start + timedelta(minutes=n), n) for n in range(number)]
        ids = list(session.scalars(insert(Contribution).returning(Contribution.id, sort_by_parameter_order=True), rows))
        below = [
            {
                **row(discussion.id, authors[(n + p) % 200], start + timedelta(minutes=n + p), n),
                "parent_id": id,
                "position": p,
                "number": None,
                "active_at": None,
                "answers_count": 0,
                "form_key": f"{id}-{p}",
            }
            for n, id in enumerate(ids)
            for p in range(1, ANSWERS + 1)
        ]
        if below:
            session.execute(insert(Contribution), below)
        discussion.top_level_count, discussion.contribution_count = number, number * (1 + ANSWERS)
        for which, kind in enumerate(KINDS):
            setattr(discussion, f"{kind}_count", len(range(which, number, len(KINDS))))
        discussion.city_count = len(range(0, number, 25))
        session.commit()
        return app, consultation.id, topic.id, alice.id


def a_person(name: str, role: Role, now: datetime) -> Person:
    """Someone with a confirmed address."""
    return Person(
        public_id=f"public-{name}",
        email=f"{name}@town.example",
        email_confirmed_at=now,
        opinions_agreed_at=now,
        public_name=name,
        public_name_key=name,
        role=role,
        created_at=now,
        mandates=[],
    )


def row(discussion: int, author: int, at: datetime, number: int) -> dict[str, object]:
    """One contribution as it lies in the table."""
    up, down = number * 7 % 23, number * 5 % 11
    return {
        "discussion_id": discussion, "parent_id": None, "position": 0, "author_id": author, "kind": KINDS[number % 5], "body": TEXT.format(number), "body_html": TEXT.format(number),
        "official": number % 25 == 0, "author_position": "Amt für Stadtplanung" if number % 25 == 0 else "", "created_at": at, "hidden_reason": "",
        "answers_count": ANSWERS, "up_count": up, "down_count": down, "score": wilson_lower_bound(up, up + down), "contested": contention(up, down),
        "attention": up + down + ANSWERS, "city_voices": int(number % 25 == 0), "number": number + 1, "active_at": at, "form_key": f"key-{number}", "version": 1,
    }  # fmt: skip


def measure(number: int) -> tuple[list[list[str]], dict[tuple[str, str], float]]:
    """The rows of the first table for a thread of this size, and what each order's pages cost a resident."""
    with tempfile.TemporaryDirectory() as folder:
        app, consultation_id, topic_id, alice_id = town(Path(folder), number)
        rows, pages = [], dict[tuple[str, str], float]()
        reference = cpu(hello())
        with app.app_context():
            token, _row = begin_session(db.session(), db.session.get(Person, alice_id), "Firefox", clock.now())
            db.session.commit()
        with app.test_request_context("/"):
            cookie = app.session_interface.get_signing_serializer(app).dumps({"_user_id": token, "_fresh": True})  # type: ignore[attr-defined]  # Flask's own
        path = f"/beteiligungen/halle/diskussionen/{topic_id}"
        for who, sent in (("reader", ""), ("resident", f"{app.config['SESSION_COOKIE_NAME']}={cookie}")):
            with app.test_request_context(path, headers={"Cookie": sent} if sent else {}):
                app.preprocess_request()
                thread = thread_of(consultation_id, topic_id)
                panel, deep, size = cpu(thread), cpu(lambda: thread(number // 50), 0.5), len(thread())  # noqa: B023 - called at once
            page = cpu(request(app, path, sent))
            figures = [reference, panel, panel / reference, deep, page, page / reference]
            rows.append([f"{number:,}", who, *(f"{figure:.2f}" for figure in figures), f"{size / 1000:.0f}"])
        last = max(1, number // 50)
        for order in Order:
            for where, page_number in (("first", 1), ("middle", (last + 1) // 2), ("last", last)):
                pages[order, where] = cpu(request(app, f"{path}?reihenfolge={order}&seite={page_number}", sent), 0.25)
        with app.app_context():
            db.session.remove()
            db.engine.dispose()
        return rows, pages


def thread_of(consultation_id: int, topic_id: int) -> Callable[..., Markup]:
    """A call that makes a page of the thread, for whoever asks in this request."""
    person = current_person()
    consultation = consultation_by_id(db.session(), consultation_id)
    subject = topic_subjects("topic", [topic_id], person)[0]
    return lambda number=1: thread_html(consultation, subject, person, clock.now(), asked=Asked(number=number))


def main() -> None:
    """Measure the sizes asked for."""
    logging.disable(logging.INFO)
    sizes = [int(size) for size in sys.argv[1:]] or [500, 5_000, 50_000]
    heads = ["contributions", "who", "hello ms", "thread ms", "× hello", "last page ms", "topic page ms", "× hello", "HTML kB"]
    print(f"50 contributions with {ANSWERS} answers each; CPU milliseconds a request, SQLite, in process")
    found = {size: measure(size) for size in sizes}
    print(table([heads, *(row for rows, _pages in found.values() for row in rows)]))
    print("\nThe whole page as a resident, by order and page: CPU milliseconds, and times the same page of the smallest thread")
    smallest = found[sizes[0]][1]
    rows = [
        [
            order,
            where,
            *(f"{found[size][1][order, where]:.2f}" for size in sizes),
            *(f"{found[size][1][order, where] / cost:.2f}" for size in sizes[1:]),
        ]
        for (order, where), cost in smallest.items()
    ]
    print(table([["order", "page", *(f"{size:,}" for size in sizes), *(f"× at {size:,}" for size in sizes[1:])], *rows]))


if __name__ == "__main__":
    main()
