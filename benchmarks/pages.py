"""What a page of proposals costs in CPU, beside a Flask hello in the same run.

    python benchmarks/pages.py [--sizes 500 5000 50000] [--databases sqlite postgresql] [--only list …] [--profile list]

In process, through the whole WSGI stack (headers, compression, access log), a reader without an account unless it says
otherwise. Readers' pages are kept while nothing changes (docs/decisions/009); "made anew" is what one costs with no page kept but its
parts (018), "after a rating" and the like what the first look costs after somebody did that, the act itself aside. Prints a plain table;
nothing is asserted.
"""

from __future__ import annotations

import argparse
import cProfile
import io
import pstats
import random
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, redirect_stderr
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy import insert, select, text
from sqlalchemy.orm import Session
from werkzeug.test import EnvironBuilder

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from participation.accounts.models import District, Person  # noqa: E402  # this checkout's, not an installed one
from participation.accounts.web_sessions import begin_session  # noqa: E402  # as above
from participation.app import create_app  # noqa: E402  # as above
from participation.consultations.models import Category, Consultation, Phase, Stage  # noqa: E402  # as above
from participation.consultations.phases import PhaseKind  # noqa: E402  # as above
from participation.consultations.queries import consultation_by_slug  # noqa: E402  # as above
from participation.consultations.subjects import Subject  # noqa: E402  # as above
from participation.discussions.actions import Draft, contribute, rate  # noqa: E402  # as above
from participation.discussions.models import Contribution, Discussion, Kind  # noqa: E402  # as above
from participation.kit import clock  # noqa: E402  # as above
from participation.kit.database import db  # noqa: E402  # as above
from participation.kit.prose import excerpt, to_html  # noqa: E402  # as above
from participation.kit.schema import migrate  # noqa: E402  # as above
from participation.proposals.actions import support_proposal, take_back_support  # noqa: E402  # as above
from participation.proposals.models import Proposal, ProposalBoard, ProposalStage, Status, Support  # noqa: E402  # as above
from participation.proposals.numbers import SHUFFLE_RANGE  # noqa: E402  # as above
from participation.settings import Settings  # noqa: E402  # as above
from tests.postgresql import PostgreSQL, find_postgresql  # noqa: E402  # as above

NOW = datetime(2026, 10, 14, 10, 0, tzinfo=UTC)
WORDS = "Stadthalle Saal Rampe Radweg Bäume Bühne Aufzug Platz Quartier Bahnhof Schatten Bank Café Konzert Schule Verkehr Lärm Licht Dach".split()
PEOPLE = 500
AFTER = (
    ("list", "support"),
    ("detail", "support"),
    ("detail", "rating"),
    ("detail", "contribution"),
    ("list, signed in", "support"),
    ("detail, signed in", "support"),
    ("detail, signed in", "contribution"),
)
"""Pages that are asked for again after an act."""


def a_sentence(chance: random.Random, words: int) -> str:
    """Something that reads like a text."""
    return " ".join(chance.choice(WORDS) for _ in range(words)) + "."


def a_town(session: Session, proposals: int, contributions: int) -> tuple[str, int]:
    """A consultation with so many proposals, the first of them with so many contributions. Returns its slug and that proposal's number."""
    chance = random.Random(7)
    consultation = Consultation(
        slug="stadthalle",
        stage=Stage.PUBLISHED,
        preview_token="preview-of-the-town",
        title="Stadthalle und Quartier",
        summary="Was wird aus der Stadthalle?",
        created_at=NOW,
        published_at=NOW,
        phases=[Phase(kind=PhaseKind.COLLECT, title="Vorschlagen", starts_at=NOW - timedelta(days=9), ends_at=NOW + timedelta(days=20))],
        categories=[Category(name=name, position=place) for place, name in enumerate(("Gebäude", "Nutzung", "Verkehr"))],
    )
    districts = [District(name=name, position=place) for place, name in enumerate(("Altstadt", "Bahnhofsviertel", "Nordstadt"))]
    session.add_all([consultation, *districts])
    session.flush()
    session.execute(insert(Person), [_person(number) for number in range(1, PEOPLE + 1)])
    topics = [category.id for category in consultation.categories]
    places = [district.id for district in districts]
    session.execute(insert(Proposal), [_proposal(chance, number, consultation.id, topics, places) for number in range(1, proposals + 1)])
    session.add(ProposalBoard(consultation_id=consultation.id, version=1, published=proposals))
    discussion = Discussion(
        consultation_id=consultation.id, subject_kind="proposal", subject_id=1, contribution_count=contributions, top_level_count=contributions
    )
    session.add(discussion)
    session.flush()
    written = [_contribution(chance, number, contributions, discussion.id) for number in range(1, contributions + 1)]
    for kind, count in Counter(row["kind"] for row in written).items():
        setattr(discussion, f"{kind}_count", count)
    session.execute(insert(Contribution), written)
    session.commit()
    return consultation.slug, 1


def _person(number: int) -> dict[str, Any]:
    return {
        "id": number,
        "public_id": f"person-{number:08d}",
        "email": f"person{number}@town.example",
        "email_confirmed_at": NOW,
        "public_name": f"Person {number}",
        "public_name_key": f"person{number}",
        "role": "resident",
        "created_at": NOW,
        "verified_at": NOW,
    }


def _proposal(chance: random.Random, number: int, consultation_id: int, topics: list[int], places: list[int]) -> dict[str, Any]:
    body = "\n\n".join(a_sentence(chance, 40) for _ in range(3))
    html = to_html(body)
    return {
        "id": number,
        "consultation_id": consultation_id,
        "author_id": chance.randrange(PEOPLE) + 1,
        "reference": f"2026-{number:05d}",
        "stage": ProposalStage.PUBLISHED,
        "status": chance.choice(list(Status)),
        "title": a_sentence(chance, 6),
        "body": body,
        "body_html": html,
        "teaser": excerpt(html, 240),
        "category_id": chance.choice(topics),
        "district_id": chance.choice(places),
        "created_at": NOW,
        "published_at": NOW - timedelta(minutes=number),
        "support_count": chance.randrange(400),
        "contribution_count": chance.randrange(50),
        "shuffle_a": chance.randrange(SHUFFLE_RANGE),
        "shuffle_b": chance.randrange(SHUFFLE_RANGE),
    }


def _contribution(chance: random.Random, number: int, total: int, discussion_id: int) -> dict[str, Any]:
    body = a_sentence(chance, 40)
    return {
        "discussion_id": discussion_id,
        "author_id": chance.randrange(PEOPLE) + 1,
        "kind": chance.choice(("for", "against", "question", "suggestion", "note")),
        "body": body,
        "body_html": to_html(body),
        "number": total + 1 - number,
        "created_at": NOW - timedelta(minutes=number),
        "active_at": NOW - timedelta(minutes=number),
        "score": chance.random(),
        "up_count": chance.randrange(90),
        "down_count": chance.randrange(90),
        "form_key": f"key-{number}",
    }


def hello() -> Flask:
    """The reference: the smallest page that Flask can make."""
    app = Flask("hello")

    @app.get("/")
    def say() -> str:
        return "Hello"

    return app


def asking(app: Flask, url: str, **headers: str) -> Callable[[], tuple[str, dict[str, str], bytes]]:
    """A request that can be made again and again without a client's own cost: status, headers, body."""
    path, _, query = url.partition("?")
    environ = EnvironBuilder(path=path, query_string=query, base_url="http://localhost", headers=headers).get_environ()

    def ask() -> tuple[str, dict[str, str], bytes]:
        began: list[Any] = []
        answer = app.wsgi_app({**environ, "wsgi.errors": io.StringIO()}, lambda status, found, error=None: began.append((status, dict(found))))
        try:
            body = b"".join(answer)
        finally:
            close = getattr(answer, "close", None)
            if close is not None:
                close()
        return began[0][0], began[0][1], body

    return ask


def anew(app: Flask, ask: Callable[[], tuple[str, dict[str, str], bytes]]) -> Callable[[], tuple[str, dict[str, str], bytes]]:
    """The same request with no page kept: what the first reader after a change costs."""

    def asked() -> tuple[str, dict[str, str], bytes]:
        app.extensions["kept_pages"].clear()
        return ask()

    return asked


def cpu(ask: Callable[[], object], runs: int = 60, rounds: int = 7, before: Callable[[], object] | None = None) -> float:
    """Milliseconds of CPU of one request: the best of several rounds, because other work on the machine only adds."""
    return beside(ask, lambda: None, runs, rounds, before)[0]


def beside(
    ask: Callable[[], object], reference: Callable[[], object], runs: int = 60, rounds: int = 7, before: Callable[[], object] | None = None
) -> tuple[float, float]:
    """The same of a request and of a reference asked in turn with it, because what else the machine does changes by the second.

    What is done `before` each request is not counted.
    """
    found = []
    for number in range(rounds + 1):
        took = 0.0
        for _ in range(runs if number else 10):
            if before is not None:
                before()
            start = time.process_time()
            ask()
            took += time.process_time() - start
        start = time.process_time()
        for _ in range(200):
            reference()
        found.append((took / runs * 1000, (time.process_time() - start) / 200 * 1000))
    return min(took for took, _ in found[1:]), min(told for _, told in found[1:])


def acts(app: Flask, slug: str, proposal_id: int) -> dict[str, Callable[[], None]]:
    """What somebody does while others read: each act is another one each time."""
    turn = [0]

    def acting(act: Callable[[Session, Person, Consultation, int], object]) -> Callable[[], None]:
        def done() -> None:
            turn[0] += 1
            with app.app_context():
                session = db.session()
                person, consultation = session.get(Person, 11), consultation_by_slug(session, slug)
                assert person is not None
                act(session, person, consultation, turn[0])
                session.commit()
                db.session.remove()

        return done

    def support(session: Session, person: Person, consultation: Consultation, number: int) -> None:
        proposal = session.get(Proposal, proposal_id)
        assert proposal is not None
        given = session.scalars(select(Support).where(Support.proposal_id == proposal_id, Support.person_id == person.id)).first()
        (take_back_support if given else support_proposal)(session, person, proposal, consultation, clock.now())

    def rating(session: Session, person: Person, consultation: Consultation, number: int) -> None:
        post = session.scalars(select(Contribution).where(Contribution.author_id != person.id).order_by(Contribution.number.desc()).limit(1)).one()
        rate(session, person, consultation, post, 1 if number % 2 else -1, clock.now())

    def contribution(session: Session, person: Person, consultation: Consultation, number: int) -> None:
        subject = Subject("proposal", proposal_id, consultation.id, "Saal", "/", None)
        contribute(session, person, consultation, subject, Draft(Kind.NOTE, a_sentence(random.Random(number), 40)), clock.now())

    return {"support": acting(support), "rating": acting(rating), "contribution": acting(contribution)}


def measured(app: Flask, proposals: int, contributions: int, chosen: argparse.Namespace) -> list[tuple[str, str, float, float, float]]:
    """Name, status, milliseconds, multiple of hello and kilobytes of each row, with a town of this size in the application's database."""
    migrate(app)
    with app.app_context():
        slug, number = a_town(db.session(), proposals, contributions)
        person = db.session.get(Person, 7)
        assert person is not None
        token, _row = begin_session(db.session(), person, "Benchmark", NOW)
        db.session.commit()
        if db.engine.dialect.name == "postgresql":
            db.session.execute(text("ANALYZE"))
            db.session.commit()
        db.session.remove()
    serializer = app.session_interface.get_signing_serializer(app)  # type: ignore[attr-defined]  # Flask's own, signed cookies
    cookie = f"session={serializer.dumps({'_user_id': token, '_fresh': True, 'csrf_token': 'c' * 40})}"
    base = f"/beteiligungen/{slug}/vorschlaege"
    tags = [asking(app, url)()[1].get("ETag", "") for url in (base, f"{base}/{number}")]
    rows: dict[str, Callable[[], tuple[str, dict[str, str], bytes]]] = {
        "hello": asking(hello(), "/"),
        "list": asking(app, base),
        "list, 304": asking(app, base, **{"If-None-Match": tags[0]}),
        "list, made anew": anew(app, asking(app, base)),
        "list, signed in": asking(app, base, Cookie=cookie),
        "list, page 100": asking(app, base + "?seite=100"),
        "list, newest": asking(app, base + "?sortierung=neu"),
        "list, filtered": asking(app, base + "?status=review&thema=1"),
        "list, search": asking(app, base + "?q=Radweg+Schatten"),
        "list, fragment": asking(app, base, **{"HX-Request": "true"}),
        "detail": asking(app, f"{base}/{number}"),
        "detail, 304": asking(app, f"{base}/{number}", **{"If-None-Match": tags[1]}),
        "detail, made anew": anew(app, asking(app, f"{base}/{number}")),
        "detail, signed in": asking(app, f"{base}/{number}", Cookie=cookie),
        "detail, no thread": asking(app, f"{base}/2"),
    }
    if chosen.profile:
        profile = cProfile.Profile()
        cpu(rows[chosen.profile], 20, 1)
        profile.runcall(cpu, rows[chosen.profile], 60, 1)
        pstats.Stats(profile, stream=sys.stdout).sort_stats("tottime").print_stats(45)
        return []
    done = acts(app, slug, number)
    after = {f"{page}, after a {act}": (page, act) for page, act in AFTER}
    rows |= {name: rows[page] for name, (page, _act) in after.items()}
    found = []
    for name, ask in rows.items():
        if chosen.only and name not in chosen.only:
            continue
        status, _headers, body = ask()
        took, reference = beside(ask, rows["hello"], 40 if name in after else 60, before=done[after[name][1]] if name in after else None)
        found.append((name, status.split()[0], took, took / reference, len(body) / 1024))
    return found


@contextmanager
def a_database(kind: str, folder: Path) -> Iterator[str]:
    """The address of an empty database: a file in the folder, or on a PostgreSQL server that is started for it."""
    if kind == "sqlite":
        yield f"sqlite:///{folder / 'town.sqlite'}"
        return
    binaries = find_postgresql()
    if binaries is None:
        raise SystemExit("PostgreSQL is not installed here")
    with PostgreSQL(binaries) as server:
        yield server.new_database()


def main() -> None:
    """Make a town of each size on each database, ask for its pages, print the tables."""
    options = argparse.ArgumentParser(description=__doc__.split("\n")[0] if __doc__ else "")
    options.add_argument("--sizes", nargs="*", type=int, default=[5000], help="how many proposals, and contributions to one of them")
    options.add_argument("--databases", nargs="*", choices=("sqlite", "postgresql"), default=["sqlite"])
    options.add_argument("--only", nargs="*", default=[], help="names of the rows to measure")
    options.add_argument("--profile", default="", help="name of a row whose functions are listed")
    chosen = options.parse_args()
    for kind in chosen.databases:
        tables: dict[int, list[tuple[str, str, float, float, float]]] = {}
        for size in chosen.sizes:
            with tempfile.TemporaryDirectory() as place, a_database(kind, Path(place)) as url, redirect_stderr(io.StringIO()), clock.frozen(NOW):
                app = create_app(
                    Settings(
                        secret_key="benchmark-" + "x" * 32, database_url=url, var_dir=Path(place), base_url="http://localhost", mail_transport="null"
                    )
                )
                tables[size] = measured(app, size, size, chosen)
                with app.app_context():
                    db.engine.dispose()
        if not chosen.profile:
            show(kind, tables)


def show(kind: str, tables: dict[int, list[tuple[str, str, float, float, float]]]) -> None:
    """One table for a database: each row's cost at each size, and that of the largest beside that of the smallest."""
    print(f"{kind}; CPU ms of this process a request (best of 7 rounds) and its multiple of hello; proposals, and contributions to one of them:")
    heads = "".join(f"{size:>11,} ms{'×':>8}" for size in tables)
    growth = "  largest / smallest" if len(tables) > 1 else ""
    print(f"{'page':34}{'status':>7}{heads}{'KB':>8}{growth}")
    for rows in zip(*tables.values(), strict=True):
        cells = "".join(f"{took:>14.3f}{multiple:>8.1f}" for _name, _status, took, multiple, _size in rows)
        more = f"{rows[-1][3] / rows[0][3]:>20.2f}" if len(rows) > 1 else ""
        print(f"{rows[0][0]:34}{rows[0][1]:>7}{cells}{rows[-1][4]:>8.1f}{more}")


if __name__ == "__main__":
    main()
