"""What all data costs to write: 50,000 proposals and 1,000,000 contributions, every dataset in every format, as the worker makes it.

    python benchmarks/exports.py [PROPOSALS CONTRIBUTIONS]

Fills a database in bulk, makes the public archive once, and prints seconds and peak memory beside what is promised (120 s, 300 MB).
Filling is not counted; memory is the process's own peak after filling began in another process. Nothing is asserted.
"""

from __future__ import annotations

import logging
import re
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from flask import Flask  # noqa: E402  # this checkout's, not an installed one
from sqlalchemy import insert  # noqa: E402  # as above

from participation.accounts.models import Person  # noqa: E402  # as above
from participation.app import create_app  # noqa: E402  # as above
from participation.consultations.models import Consultation, Stage  # noqa: E402  # as above
from participation.datasets.scope import Scope  # noqa: E402  # as above
from participation.discussions.models import Contribution, Discussion  # noqa: E402  # as above
from participation.kit.database import db, snapshot  # noqa: E402  # as above
from participation.kit.schema import migrate  # noqa: E402  # as above
from participation.methods.counting.text import table  # noqa: E402  # as above
from participation.opendata.making import Order, make  # noqa: E402  # as above
from participation.places.models import Place  # noqa: E402  # as above
from participation.proposals.models import Proposal  # noqa: E402  # as above
from participation.settings import Settings  # noqa: E402  # as above

SECONDS, MEGABYTES = 120, 300
"""What is promised."""
BEGIN = datetime(2026, 3, 1, 8, tzinfo=UTC)
WORDS = "Der große Saal hat eine sehr gute Akustik. Die sollte bleiben. Wie lange wäre die Halle geschlossen, und was kostet das im Jahr? "
STEP = 20_000


def app_in(folder: Path) -> Flask:
    """The application on a database of its own."""
    app = create_app(Settings(secret_key="x" * 32, var_dir=folder, base_url="http://127.0.0.1:8000", city_name="Messstadt"))
    logging.disable(logging.WARNING)
    return app


def fill(folder: Path, proposals: int, contributions: int) -> None:
    """A consultation with so many of each, a tenth of the proposals with a place."""
    app = app_in(folder)
    with app.app_context():
        migrate(app)
        session = db.session
        session.execute(
            insert(Consultation).values(
                slug="messung", preview_token="x", title="Messung", stage=Stage.PUBLISHED, created_at=BEGIN, published_at=BEGIN
            )
        )
        people = [{"public_id": f"p{n}", "public_name": f"Person {n}", "public_name_key": f"person{n}", "created_at": BEGIN} for n in range(500)]
        session.execute(insert(Person), people)
        session.execute(insert(Place), [_place(n) for n in range(1, 501)])
        for start in range(0, proposals, STEP):
            session.execute(insert(Proposal), [_proposal(n) for n in range(start + 1, min(start + STEP, proposals) + 1)])
            session.execute(insert(Discussion), [_discussion(n) for n in range(start + 1, min(start + STEP, proposals) + 1)])
        for start in range(0, contributions, STEP):
            session.execute(insert(Contribution), [_contribution(n, proposals) for n in range(start, min(start + STEP, contributions))])
            session.commit()
        session.commit()


def _place(number: int) -> dict[str, object]:
    x, y = 800_000 + number * 7, 5_100_000 + number * 5
    geometry = f'{{"type": "Point", "coordinates": [{x / 100_000}, {y / 100_000}]}}'
    box = {"west": x, "east": x, "south": y, "north": y}
    return {"digest": f"d{number}", "kind": "point", "geometry": geometry, "longitude": x, "latitude": y, **box}


def _proposal(number: int) -> dict[str, object]:
    when = BEGIN + timedelta(minutes=number)
    told = {"title": f"Vorschlag Nummer {number}", "body": WORDS * 4, "reference": f"2026-{number:05}", "stage": "published"}
    where = {"place_id": number % 500 + 1 if number % 10 == 0 else None, "author_id": number % 500 + 1, "consultation_id": 1}
    return {**told, **where, "created_at": when, "published_at": when, "shuffle_a": number, "shuffle_b": -number, "support_count": number % 97}


def _discussion(number: int) -> dict[str, object]:
    return {"id": number, "consultation_id": 1, "subject_kind": "proposal", "subject_id": number}


def _contribution(number: int, proposals: int) -> dict[str, object]:
    first = number // proposals + 1
    text = f"{WORDS}Beitrag {number}."
    told = {"body": text, "body_html": f"<p>{text}</p>", "kind": "for" if number % 2 else "question", "author_id": number % 500 + 1}
    when = BEGIN + timedelta(seconds=number)
    return {**told, "discussion_id": number % proposals + 1, "number": first, "created_at": when, "form_key": f"f{number}", "up_count": number % 7}


def measure(folder: Path) -> None:
    """Make the archive, and say what it cost."""
    app, target = app_in(folder), folder / "alles.zip"
    order = Order(
        Scope(None, "http://127.0.0.1:8000"),
        "alles",
        "Alles",
        ("dl-de/by-2-0", "https://www.govdata.de/dl-de/by-2-0"),
        "Messstadt",
        "http://127.0.0.1:8000/daten",
    )
    start, cpu = time.perf_counter(), time.process_time()
    with app.app_context(), target.open("w+b") as stream:
        numbers = make(snapshot, order, folder / "parts", stream, lambda done, total: None)
    seconds, used = time.perf_counter() - start, time.process_time() - cpu
    peak = int(re.findall(r"VmHWM:\s+(\d+)", Path("/proc/self/status").read_text())[0]) / 1024  # ru_maxrss would begin with the parent's
    rows = sum(numbers.values())
    print(table([["", "measured", "promised"],
        ["seconds", f"{seconds:.1f}", str(SECONDS)],
        ["seconds of CPU", f"{used:.1f}", ""],
        ["peak memory, MB", f"{peak:.0f}", str(MEGABYTES)],
        ["rows in all tables", f"{rows:,}", ""],
        ["archive, MB", f"{target.stat().st_size / 1e6:.0f}", ""],
    ]))  # fmt: skip


def main() -> None:
    """Fill in one process, measure in another."""
    if len(sys.argv) > 2 and sys.argv[1] == "measure":
        measure(Path(sys.argv[2]))
        return
    proposals, contributions = (int(sys.argv[1]), int(sys.argv[2])) if len(sys.argv) > 2 else (50_000, 1_000_000)
    with tempfile.TemporaryDirectory() as folder:
        begun = time.perf_counter()
        fill(Path(folder), proposals, contributions)
        print(f"{proposals:,} proposals, {contributions:,} contributions, filled in {time.perf_counter() - begun:.0f} s")
        sys.stdout.flush()
        subprocess.run([sys.executable, __file__, "measure", folder], check=True)


if __name__ == "__main__":
    main()
