"""Registers, draws, letters and answers to test with."""

from __future__ import annotations

from random import Random

from sqlalchemy.orm import Session

from participation.consultations.models import Consultation
from participation.councils.models import Council
from participation.invitations.answer_actions import Reply, enter_answer
from participation.invitations.draw_actions import DrawPlan, commit_draw, draw_the_invited
from participation.invitations.models import Channel, Invitation, RegisterImport, Said
from participation.invitations.queries import draws_of, invitation_by_number
from participation.invitations.reading import read_register
from participation.invitations.register_actions import (
    content_of,
    finish_register,
    keep_people,
    kept_mapping,
    likenesses,
    take_register,
    upload_register,
)
from participation.kit import clock
from participation.kit.sealing import Seals, seals_of
from participation.settings import Settings
from tests.builders import an_administrator

HEADER = "Familienname;Vornamen;Doktorgrad;Geburtsdatum;Geschlecht;Straße;Hausnummer;PLZ;Ort;Ortsteil"
DISTRICTS = ("Altstadt", "Nord")
SECRET = "tests-only-" + "x" * 32


def the_seals() -> Seals:
    """The seals of the tests' application."""
    return seals_of(Settings(secret_key=SECRET, testing=True))


def register_rows(people: int, seed: int = 1) -> list[str]:
    """So many invented people, two to three a household."""
    random = Random(seed)
    rows = []
    for number in range(people):
        born = f"{random.randint(1, 28):02d}.{random.randint(1, 12):02d}.{random.randint(1930, 2008)}"
        street, house = f"Weg {number // 300}", number // 3 % 100 + 1
        rows.append(f"Müller{number // 3};Kim {number};;{born};{'wmd'[number % 2]};{street};{house};00000;Auenstedt;{DISTRICTS[number // 3 % 2]}")
    return rows


def a_csv(rows: list[str], header: str = HEADER, encoding: str = "utf-8") -> bytes:
    """As a file."""
    return "\n".join([header, *rows]).encode(encoding)


def a_register(session: Session, consultation: Consultation, council: Council, people: int = 60, seed: int = 1) -> RegisterImport:
    """An extract that was read in."""
    seals, now, admin = the_seals(), clock.now(), an_administrator(session)
    content = a_csv(register_rows(people, seed))
    made = upload_register(session, admin, consultation, council, content, "register.csv", seals, now)
    take_register(session, admin, consultation, council, made, now)
    mapping = kept_mapping(made)
    entries = read_register(content_of(made, seals), mapping, council, now.date())
    alike = likenesses(content, mapping, council, now.date())
    while keep_people(session, made, entries, alike, seals):
        pass
    finish_register(session, made, people, now)
    session.refresh(made)
    return made


def invited(session: Session, consultation: Consultation, council: Council, size: int = 12) -> list[Invitation]:
    """A register of sixty, of whom some are drawn."""
    a_register(session, consultation, council)
    admin = an_administrator(session)
    plan = DrawPlan(size, source="Lotto am Samstag")
    draw = commit_draw(session, admin, consultation, council, plan, clock.now())
    draw_the_invited(session, admin, consultation, council, draw, "1 2 3 4 5 6", clock.now())
    assert draws_of(session, council)
    found = [invitation_by_number(session, council, number) for number in range(1, size + 1)]
    return [one for one in found if one is not None]


FEATURES = {"education": "degree", "background": "no"}


def yes(features: dict[str, str] | None = None, name: str = "Kim Müller") -> Reply:
    """A yes with all features told."""
    told = FEATURES if features is None else features
    return Reply(Said.YES, name, "kim@town.example", "", told, frozenset(told))


def an_answer(session: Session, consultation: Consultation, council: Council, invitation: Invitation, reply: Reply) -> None:
    """An answer from a card."""
    enter_answer(session, an_administrator(session), consultation, council, invitation, reply, Channel.CARD, the_seals(), clock.now())
