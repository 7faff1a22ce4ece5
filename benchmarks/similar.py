"""What looking for similar proposals costs among so many published ones, beside a Flask hello in the same run.

    python benchmarks/similar.py [PROPOSALS …]

CPU in process, one thread, SQLite: the search alone (index in step, rows read), the whole request as htmx sends it while somebody
writes, the search right after a new proposal, building the index once a process, and the most similar pairs. Prints a plain table;
nothing is asserted.
"""

from __future__ import annotations

import random
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from flask import Flask  # noqa: E402  # this checkout's, not an installed one
from sqlalchemy import insert  # noqa: E402  # as above
from sqlalchemy.orm import Session  # noqa: E402  # as above

from benchmarks.thread import cpu, hello  # noqa: E402  # this checkout's, not an installed one
from participation.app import create_app  # noqa: E402  # as above
from participation.consultations.models import Consultation, Phase, Stage  # noqa: E402  # as above
from participation.consultations.phases import PhaseKind  # noqa: E402  # as above
from participation.duplicates.similar import similar_pairs, similar_to  # noqa: E402  # as above
from participation.kit import clock  # noqa: E402  # as above
from participation.kit.database import db  # noqa: E402  # as above
from participation.kit.schema import migrate  # noqa: E402  # as above
from participation.methods.counting.text import table  # noqa: E402  # as above
from participation.proposals.models import Proposal, ProposalStage  # noqa: E402  # as above
from participation.settings import Settings  # noqa: E402  # as above

WHAT = "Bänke Bäume Radwege Rampen Laternen Spielgeräte Brunnen Fahrradständer Zebrastreifen Schattendächer Mülleimer Blumenbeete".split()
WHERE = "Park Markt Bahnhof Rathaus Friedhof Hallenbad Kindergarten Stadtwald Hafen Schulhof Dorfplatz Flussufer".split()
WHY = (
    "Dort ist es im Sommer zu heiß",
    "Viele ältere Menschen gehen dort jeden Tag vorbei",
    "Kinder spielen gern an diesem Ort",
    "Abends ist es dunkel und unheimlich",
    "Die Stadt hat dafür schon Geld im Haushalt",
    "Nachbargemeinden haben gute Erfahrungen gemacht",
    "Mit dem Rollstuhl kommt man kaum durch",
    "Das kostet wenig und hilft sofort",
)


def a_text(chance: random.Random) -> tuple[str, str]:
    """A title and some first words, of about the length that people write."""
    title = f"{chance.choice(['Mehr', 'Neue', 'Keine', 'Bessere'])} {chance.choice(WHAT)} am {chance.choice(WHERE)} {chance.randint(1, 400)}"
    return title, ". ".join(chance.sample(WHY, 4))[:240]


def a_town(folder: Path, number: int) -> tuple[Flask, int]:
    """A consultation with so many published proposals."""
    app = create_app(Settings(secret_key="b" * 40, var_dir=folder, base_url="http://localhost", mail_transport="null"))
    migrate(app)
    now, chance = datetime.now(UTC), random.Random(number)
    with app.app_context():
        session = db.session()
        phase = Phase(kind=PhaseKind.COLLECT, title="Sammeln", starts_at=now - timedelta(days=1), ends_at=now + timedelta(days=9))
        consultation = Consultation(
            slug="viele",
            stage=Stage.PUBLISHED,
            preview_token="p" * 20,
            title="Viele",
            created_at=now,
            published_at=now,
            phases=[phase],
            categories=[],
        )
        session.add(consultation)
        session.flush()
        rows = [a_row(consultation.id, place, chance, now) for place in range(number)]
        for start in range(0, number, 1000):
            session.execute(insert(Proposal), rows[start : start + 1000])
        session.commit()
        return app, consultation.id


def a_row(consultation_id: int, place: int, chance: random.Random, now: datetime) -> dict[str, object]:
    """One published proposal."""
    title, teaser = a_text(chance)
    said = {"title": title, "teaser": teaser, "body": teaser, "body_html": f"<p>{teaser}</p>", "reference": f"2026-{place:05d}"}
    places = {"shuffle_a": chance.randrange(2**31), "shuffle_b": chance.randrange(2**31)}
    return {"consultation_id": consultation_id, "stage": ProposalStage.PUBLISHED, "created_at": now, "published_at": now, **said, **places}


def seconds(act: Callable[[], object]) -> float:
    """Seconds of CPU of one call."""
    start = time.process_time()
    act()
    return time.process_time() - start


def measure(number: int) -> list[str]:
    """One line of the table."""
    with tempfile.TemporaryDirectory() as folder:
        app, consultation_id = a_town(Path(folder), number)
        chance = random.Random(1)
        with app.app_context():
            session: Session = db.session()

            def look() -> object:
                title, body = a_text(chance)
                return similar_to(session, consultation_id, title, body)

            building = seconds(look)
            asked = cpu(look)
            pairs = seconds(lambda: similar_pairs(session, consultation_id, 1, 20))
            session.execute(insert(Proposal), [a_row(consultation_id, number, chance, clock.now())])
            session.commit()
            fresh = seconds(look) * 1000
            db.session.remove()
            db.engine.dispose()
    return [f"{number:,}", f"{asked:.1f}", f"{fresh:.1f}", f"{building:.2f}", f"{pairs:.2f}"]


def main() -> None:
    """Print the table."""
    numbers = [int(each) for each in sys.argv[1:]] or [500, 5_000, 50_000]
    print(f"Flask hello: {cpu(hello()):.3f} ms\n")
    headers = ["proposals", "search ms", "after a new one ms", "index built s", "pairs s"]
    print(table([headers, *(measure(number) for number in numbers)]))


if __name__ == "__main__":
    main()
