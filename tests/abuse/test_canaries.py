"""Class: what is private is found nowhere. Every personal column holds a word of its own; then everything that strangers get is searched for it.

Drafts, hidden texts, notices to the moderation, mails to others, the log of acts and the log of the server: `tests/house/test_canaries.py`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import JSON, String, Text, func, text, update
from sqlalchemy.exc import DatabaseError, StatementError
from sqlalchemy.orm import Session

from participation.accounts.leaving_actions import delete_account
from participation.accounts.models import Person
from participation.consultations.queries import consultation_by_id
from participation.kit.database import Base, db
from participation.kit.mail import NullTransport, drain
from participation.kit.search import tidy_index
from participation.privacy import HELD
from participation.proposals.actions import publish_proposal
from participation.proposals.jobs import sweep_writing
from tests.accounts.builders import a_person_with_password
from tests.builders import a_consultation, a_resident, post
from tests.conftest import NOON
from tests.discussions.builders import a_contribution, a_topic, subject_of
from tests.house.conftest import app, furnished, furnished_ones, world  # noqa: F401  # fixtures
from tests.house.routes import World
from tests.house.test_canaries import BEARER
from tests.house.world import TABLE
from tests.proposals.builders import a_draft, a_picture
from tests.reports.builders import packed, unpacked

Browse = Callable[[Person | None], FlaskClient]

PUBLIC = {
    "person.public_name": "the name that a person chose to be read under",
    "person.position": "staff and council members speak with their office",
    "contribution.author_position": "the office beside official words",
    "contribution.origin": "the public name on the platform that it came from",
    "moved_thing.author_name": "the same of a proposal",
    "moved_thing.url": "where a proposal stands on the platform that it came from",
    "moved_thing.answer": "what the city said to it there, in public",
    "proposal.withdraw_reason": "the author writes it for everybody",
    "proposal_version.body": "earlier wordings of a public proposal",
    "proposal_merge.reason": "the moderation says in public why",
    "merge_part.split_reason": "the same",
    "proposal.body": "public text, in exports as it was typed",
    "custom_value.value": "answers to questions that are marked as public",
    "contribution.body": "public text",
    "amendment.body": "public text",
    "amendment.reason": "public text",
    "amendment.base_body": "the public text that it was written against",
    "amendment.decision_reason": "why it was rejected, for everybody",
    "opinion_statement.text": "an accepted statement is for everybody",
    "official_answer.body": "the city's public answer",
    "summary_objection.reason": "stands below the sentence, for everybody",
    "trace_link.part_text": "the words of a public question",
    "open_ballot.marks": "an open ballot is public, as was said before",
    "open_ballot.tracker": "the same",
    "budget_project.body": "the project that one votes on",
    "budget_project.reason": "what the offices found, for everybody",
    "budget_project.progress_note": "what is built",
    "budget_valuation.reason": "what an office found, for everybody",
    "election_trustee.name": "named in the frozen text of the vote",
    "sitting_expert.name": "experts are public",
    "sitting_expert.role": "the same",
    "sitting_expert.statement": "the same",
    "sitting_expert.interests": "the same",
    "recommendation_version.body": "the citizens' report",
    "dissent.body": "the citizens' report",
    "council_lottery.reason": "why a lottery was drawn again, for everybody",
    "survey_result.columns": "sums of answers",
    "crowd_finding.note": "why a crowd of supports was left as it is, for everybody",
    "concern.text": "a concern is for everybody",
    "concern.address": "where it is, not where anybody lives",
    "concern_event.text": "what the office answered, for everybody",
    "review_suggestion.body": "public text",
    "review_suggestion.reason": "public text",
    "organisation.name": "a checked organisation is named where people write in its name",
    "measure_event.reason": "why a measure is late or given up, for everybody",
}
"""What everybody may read, and why; whatever is not here must not be found."""


BY_TOKEN = frozenset({"public_log_mail.confirm GET", "public_log_mail.leave GET"})
"""Pages for whoever holds a mailed token, beside those of accounts."""


def _word(place: str) -> str:
    return f"kanari{hashlib.sha256(place.encode()).hexdigest()[:10]}"


def _plant(session: Session) -> dict[str, str]:
    """A word in each personal text column that takes one; returns place → word. What a constraint or a trigger keeps as it is stays."""
    planted = {}
    for held in HELD:
        table = Base.metadata.tables[held.table]
        for name in held.columns:
            column = table.c[name]
            if not isinstance(column.type, String | Text) or isinstance(column.type, JSON) or column.foreign_keys or name == "actor_role":
                continue
            place, word = f"{held.table}.{name}", _word(f"{held.table}.{name}")
            longest = column.type.length or 200
            own = func.substr(word + "-", 1, 30).concat(next(iter(table.primary_key.columns)))
            try:
                with session.begin_nested():
                    session.execute(update(table).values({name: own if column.unique or longest > 40 else word[:longest]}))
            except (DatabaseError, StatementError):
                continue
            planted[place] = word[:longest]
    session.commit()
    session.expire_all()
    return planted


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_no_public_page_export_or_feed_holds_a_private_word(session: Session, world: World, browse: Browse) -> None:  # noqa: F811  # the fixture
    addresses = {name: row.url(world) for name, row in TABLE.items() if name.endswith(" GET") and not BEARER.match(name) and name not in BY_TOKEN}
    number = world.consultation.id
    planted = _plant(session)
    browsers = [browse(None), browse(a_resident(session))]
    assert {"person.email", "mailed_link.email", "outbox_mail.recipient", "saved_search.query", "moderation_notice.text", "notice.message"} <= set(
        planted
    )
    assert len(planted) > 60
    private = {place: word for place, word in planted.items() if place not in PUBLIC}
    told = []
    for name, url in addresses.items():
        for browser in browsers:
            said = browser.get(url).data.decode("latin-1")
            told += [
                f"{place} on {name} for {'nobody' if browser is browsers[0] else 'a stranger'}" for place, word in private.items() if word in said
            ]
    archive = "\n".join(unpacked(packed(session, consultation_by_id(session, number))).values())
    told += [f"{place} in the export" for place, word in private.items() if word in archive]
    assert not told, "\n".join(sorted(set(told)))


CANARY = "Kanarienvogelzuchtverein"
NAME, MAIL = "Zaunkoenigin77", "zaunkoenigin77@town.example"


def _lives(session: Session, settings_folder: Path) -> Person:
    """Somebody who did what a resident does, each time with words to look for."""
    here, bob = a_consultation(session), a_resident(session, "Bob")
    alice = a_person_with_password(session, NAME, verified=True)
    alice.email = MAIL
    subject = subject_of(a_topic(session, here))
    first = a_contribution(session, here, subject, f"{CANARY} im großen Saal.", by=alice)
    a_contribution(session, here, subject, "Bobs Antwort darauf.", by=bob, to=first)
    proposal = a_draft(session, here, alice, f"{CANARY} am Fluss", f"{CANARY}: " + "ein Haus für Vögel. " * 5)
    a_picture(session, here, proposal, alice, settings_folder)
    publish_proposal(session, alice, proposal, here, NOON)
    a_draft(session, here, alice, f"{CANARY} als Entwurf", f"{CANARY}: " + "noch nicht fertig. " * 5)
    session.commit()
    return alice


@pytest.mark.parametrize("own_app", ["sqlite"], indirect=True)
def test_after_leaving_nothing_of_the_person_is_left_on_the_disk(own_app: Flask) -> None:
    settings = own_app.extensions["settings"]
    with own_app.app_context():
        session = db.session()
        alice = _lives(session, settings.files_dir)
        public_id = alice.public_id
        browser = own_app.test_client()
        post(browser, "/anmelden/link", {"email": MAIL})
        post(browser, "/passwort", {"email": MAIL})
        session.expire_all()
        database = Path(str(db.engine.url.database))
        assert _found(database), "the words are there before"
        delete_account(session, session.get_one(Person, alice.id), settings, NOON, remove_texts=True)
        session.commit()
        drain(lambda: Session(db.engine), NullTransport(), NOON, sender="x@localhost")
        sweep_writing()
        tidy_index(db.session())
        db.session.commit()
        db.session.remove()
        with db.engine.connect() as connection:
            connection.connection.driver_connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")  # type: ignore[union-attr]  # SQLite's
        left = {f"{table.name}" for table in Base.metadata.sorted_tables if _in_table(table.name)}
    assert left == set()
    assert _found(database) == []
    assert [path for path in settings.files_dir.rglob("*") if path.is_file()] == []
    assert public_id.encode() in database.read_bytes(), "the empty row stays, so that nothing is counted twice"


def _found(database: Path) -> list[str]:
    data = b"".join(path.read_bytes() for path in database.parent.glob(database.name + "*") if path.suffix != ".jsonl")
    return [word for word in (CANARY, CANARY.lower(), NAME, MAIL) if word.encode() in data]


def _in_table(name: str) -> bool:
    rows = db.session().execute(text(f'SELECT * FROM "{name}"')).all()  # noqa: S608  # a table's own name
    return any(word in repr(row) for row in rows for word in (CANARY, CANARY.lower(), NAME, MAIL))
