"""Whoever goes by another name in a consultation is found by the account's name nowhere in it: pages, feeds, files, notices, mails."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

import participation
from participation.accounts.models import Mandate, Notice, Person, Role
from participation.accounts.pseudonym_models import Pseudonym
from participation.consultations.models import Consultation
from participation.kit import clock
from participation.kit.mail import OutboxMail
from participation.kit.text import name_key
from tests.builders import a_person, a_resident
from tests.house.routes import World
from tests.house.test_canaries import BEARER, _crawl
from tests.house.world import TABLE
from tests.reports.builders import packed, unpacked

Browse = Callable[[Person | None], FlaskClient]

READERS = {
    "accounts/": "the account itself, and the administration's pages about it",
    "administration/log_queries.py": "the administration's log of acts",
    "consultations/guest_views.py": "the name that a guest types to come in",
    "consultations/panels.py": "who moderates, by name and role",
    "consultations/queries.py": "who moderates, by name and role",
    "consultations/staff_views.py": "who moderates, by name and role",
    "demo/": "makes people",
    "followups/": "offices, their people and their notes",
    "kit/own_pages.py": "the person's own name in the head of their own page",
    "moderation/queries.py": "who of the moderation decided",
    "moderation/names.py": "names of accounts as things to decide about",
    "moderation/crowd_queries.py": "who of the moderation read it",
    "moving/queries.py": "who of the staff handed an export in",
    "sense/queries.py": "who of the staff codes",
    "proposals/writing_queries.py": "who of the staff took something in",
    "transfers/queries.py": "who of the staff handed a table in",
    "votes/counter_views.py": "the counter finds an account by its name",
    "votes/paper_queries.py": "who of the staff counts",
    "votes/step_actions.py": "who of the staff asked for a step",
}
"""Who reads an account's name itself, and why nobody's pseudonym can be uncovered by that."""


def test_every_byline_goes_through_one_place() -> None:
    root = Path(participation.__file__).parent
    reads = re.compile(r"(?<!row)(?<!names)(?<!self)(?<!member)\.public_name\b")  # a row's column of that label came from the one place
    found = {str(path.relative_to(root)) for path in root.rglob("*.py") if reads.search(path.read_text(encoding="utf-8"))}
    assert {name for name in found if not name.startswith(tuple(READERS))} == set()
    assert {known for known in READERS if not any(name.startswith(known) for name in found)} == set()


@pytest.fixture
def hidden(session: Session, world: World) -> dict[str, str]:
    """Everybody who is neither staff nor moderator gets a pseudonym in each consultation: the account's name by the pseudonym."""
    staff = select(Mandate.person_id)
    people = session.scalars(select(Person).where(Person.role == Role.RESIDENT, Person.deleted_at.is_(None), Person.id.not_in(staff))).all()
    towns, names = session.scalars(select(Consultation)).all(), {}
    for person in people:
        mark = hashlib.sha256(str(person.id).encode()).hexdigest()[:12]
        person.public_name, person.public_name_key = f"Kanari{mark}", f"kanari{mark}"
        for town in towns:
            town.allows_pseudonyms = True
            name = f"Deckname{mark[:8]}x{town.id}"
            session.add(Pseudonym(person_id=person.id, consultation_id=town.id, name=name, name_key=name_key(name), chosen_at=clock.now()))
        names[person.public_name] = f"Deckname{mark[:8]}x"
    session.commit()
    return names


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_no_page_or_file_names_the_account(session: Session, world: World, browse: Browse, hidden: dict[str, str]) -> None:
    own = re.compile(r"^/(personen/[^/]+(/melden)?|organisationen/\d+(/vertretung)?)$")  # the account itself, and whom it represents
    addresses = [row.url(world) for name, row in TABLE.items() if name.endswith(" GET") and not BEARER.match(name)]
    readers = [None, a_resident(session, "Leserin"), a_person(session, role=Role.COUNCIL), world.moderator]
    session.commit()
    told, seen = set(), set()
    for reader in readers:
        for url, text in _crawl(browse(reader), ["/", *addresses]):
            if own.match(url):
                assert not any(pseudonym in text for pseudonym in hidden.values()), f"{url} links an account with a pseudonym"
                continue
            told |= {(url, name) for name in hidden if name in text}
            seen |= {name for name, pseudonym in hidden.items() if pseudonym in text}
    assert told == set()
    assert len(seen) >= 5, "people of many rooms are there under their pseudonyms"


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_no_export_names_the_account(session: Session, world: World, hidden: dict[str, str]) -> None:
    seen = 0
    for consultation in (world.consultation, world.voting):
        text = "\n".join(unpacked(packed(session, consultation)).values())
        assert [name for name in hidden if name in text] == []
        seen += sum(pseudonym in text for pseudonym in hidden.values())
    assert seen >= 2


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_no_notice_or_mail_names_the_account(session: Session, world: World, browse: Browse, hidden: dict[str, str]) -> None:
    from_here = session.scalars(select(Notice.id)).all()
    for name, row in TABLE.items():
        if name.endswith(" POST") and name.partition(".")[0] in ("proposal_authors", "amendments", "discussions", "contributions", "reviews"):
            browse(world.resident).open(row.url(world), method="POST", data=row.data(world))
    session.expire_all()
    for notice in session.scalars(select(Notice).where(Notice.id.not_in(from_here))):
        assert [name for name in hidden if name in json.dumps(notice.words, ensure_ascii=False)] == []
    for mail in session.scalars(select(OutboxMail)):
        assert [name for name in hidden if name in mail.text and name not in mail.recipient] == []
