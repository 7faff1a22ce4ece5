"""What looking for similar proposals costs among so many published ones, beside a Flask hello in the same run.

    python benchmarks/similar.py [PROPOSALS …]

CPU in process, one thread, SQLite: the search alone (index in step, rows read), the whole request that htmx sends while somebody
writes (session, limit, search, answer), the search right after somebody published a proposal and right after a support, building the
index once a process, and the most similar pairs. The texts are made of few sentences, so that each shares most of its letters with
many others: harder than what people write. Without numbers 500 and 5,000; 50,000 takes about a minute more. Prints a plain
table; nothing is asserted.
"""

from __future__ import annotations

import logging
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
from sqlalchemy import insert, select  # noqa: E402  # as above
from sqlalchemy.orm import Session  # noqa: E402  # as above

from benchmarks.thread import a_person, cpu, hello  # noqa: E402  # this checkout's, not an installed one
from participation.accounts.models import Person, Role  # noqa: E402  # as above
from participation.accounts.web_sessions import begin_session  # noqa: E402  # as above
from participation.app import create_app  # noqa: E402  # as above
from participation.consultations.models import Consultation, Phase, Stage  # noqa: E402  # as above
from participation.consultations.phases import PhaseKind  # noqa: E402  # as above
from participation.consultations.queries import consultation_by_id  # noqa: E402  # as above
from participation.duplicates.similar import similar_pairs, similar_to  # noqa: E402  # as above
from participation.kit import clock  # noqa: E402  # as above
from participation.kit.database import db  # noqa: E402  # as above
from participation.kit.schema import migrate  # noqa: E402  # as above
from participation.methods.counting.text import table  # noqa: E402  # as above
from participation.proposals.actions import publish_proposal, save_draft, support_proposal  # noqa: E402  # as above
from participation.proposals.models import Proposal, ProposalStage  # noqa: E402  # as above
from participation.proposals.texts import ProposalText  # noqa: E402  # as above
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
    logging.disable(logging.INFO)  # a line a request would be part of what is measured, and of the table
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
        alice = a_person("alice", Role.RESIDENT, now)
        alice.verified_at = now
        session.add_all((consultation, alice))
        session.flush()
        rows = [a_row(consultation.id, place, chance, now) for place in range(number)]
        for start in range(0, number, 1000):
            session.execute(insert(Proposal), rows[start : start + 1000])
        session.commit()
        return app, consultation.id


def a_row(consultation_id: int, place: int, chance: random.Random, now: datetime) -> dict[str, object]:
    """One published proposal."""
    title, teaser = a_text(chance)
    said = {"title": title, "teaser": teaser, "body": teaser, "body_html": f"<p>{teaser}</p>", "reference": f"2025-{place:05d}"}
    places = {"shuffle_a": chance.randrange(2**31), "shuffle_b": chance.randrange(2**31)}
    return {"consultation_id": consultation_id, "stage": ProposalStage.PUBLISHED, "created_at": now, "published_at": now, **said, **places}


def seconds(act: Callable[[], object]) -> float:
    """Seconds of CPU of one call."""
    start = time.process_time()
    act()
    return time.process_time() - start


def a_publication(session: Session, consultation_id: int, chance: random.Random) -> None:
    """Somebody publishes a proposal."""
    alice, consultation = session.scalars(select(Person)).one(), consultation_by_id(session, consultation_id)
    title, body = a_text(chance)
    draft = save_draft(session, alice, consultation, ProposalText(title, body, None, None), clock.now())
    publish_proposal(session, alice, draft, consultation, clock.now())
    session.commit()


def a_support(session: Session, consultation_id: int) -> None:
    """Somebody supports a proposal."""
    alice, consultation = session.scalars(select(Person)).one(), consultation_by_id(session, consultation_id)
    found = session.scalars(select(Proposal).where(Proposal.author_id.is_(None)).limit(1)).one()
    support_proposal(session, alice, found, consultation, clock.now())
    session.commit()


def while_writing(app: Flask, chance: random.Random) -> Callable[[], object]:
    """The request that htmx sends while alice writes, straight into the application."""
    with app.app_context():
        token, _row = begin_session(db.session(), db.session().scalars(select(Person)).one(), "Firefox", clock.now())
        db.session.commit()
    browser = app.test_client()
    with browser.session_transaction() as kept:
        kept["_user_id"], kept["_fresh"] = token, True
    page = browser.get("/beteiligungen/viele/vorschlaege/neu").text
    sent = {"csrf_token": page.split('name="csrf_token" value="')[1].split('"')[0]}

    def ask() -> object:
        title, body = a_text(chance)
        answer = browser.post(
            "/beteiligungen/viele/vorschlaege/aehnliche", data={**sent, "title": title, "body": body}, headers={"HX-Request": "true"}
        )
        if answer.status_code != 200:
            raise RuntimeError(answer.status)
        return answer

    return ask


def measure(number: int) -> list[str]:
    """One line of the table."""
    with tempfile.TemporaryDirectory() as folder:
        app, consultation_id = a_town(Path(folder), number)
        chance = random.Random(1)
        with app.app_context():
            session: Session = db.session()
            a_publication(session, consultation_id, chance)

            def look() -> object:
                title, body = a_text(chance)
                return similar_to(session, consultation_id, title, body)

            building = seconds(look)
            asked = cpu(look)
            pairs = seconds(lambda: similar_pairs(session, consultation_id, 1, 20))
            fresh = []
            for _ in range(9):
                a_publication(session, consultation_id, chance)
                fresh.append(seconds(look) * 1000)
            a_support(session, consultation_id)
            supported = seconds(look) * 1000
            db.session.remove()
        request = cpu(while_writing(app, chance), 1)
        with app.app_context():
            db.engine.dispose()
    figures = (asked, request, sorted(fresh)[len(fresh) // 2], supported)
    return [f"{number:,}", *(f"{figure:.1f}" for figure in figures), f"{building:.2f}", f"{pairs:.2f}"]


def main() -> None:
    """Print the table."""
    numbers = [int(each) for each in sys.argv[1:]] or [500, 5_000]
    print(f"Flask hello: {cpu(hello()):.3f} ms\n")
    headers = ["proposals", "search ms", "request ms", "after a new one ms", "after a support ms", "index built s", "pairs s"]
    print(table([headers, *(measure(number) for number in numbers)]))


if __name__ == "__main__":
    main()
