"""Councils to draw, at each step."""

from __future__ import annotations

from datetime import timedelta

from flask import Flask
from sqlalchemy.orm import Session

from participation.accounts.models import Person
from participation.consultations.models import Consultation
from participation.councils.actions import advance_council, set_features
from participation.councils.forms import read_features
from participation.councils.models import Council, CouncilStage
from participation.councils.queries import council_by_id
from participation.draws.lottery_actions import freeze_pool, publish_lottery, request_lottery, set_quotas
from participation.draws.models import Lottery
from participation.draws.quotas import proposed
from participation.draws.randomness import name_randomness
from participation.draws.seat_actions import read_value
from participation.invitations.models import Answer, Channel, Said
from participation.kit import clock
from participation.kit.jobs import jobs_of
from participation.kit.sealing import Seals, seals_of
from participation.settings import Settings
from tests.builders import an_administrator
from tests.councils.builders import a_council

FEATURES = "# Alter (gefragt) [age]\njung; 50\nalt; 50\n# Ortsteil (gefragt) [district]\nNord; 50\nSüd; 50"
OFFICE = Settings(testing=True, secret_key="tests-only-" + "x" * 32, base_url="http://localhost")


def the_seals() -> Seals:
    """The seals of the tests' application."""
    return seals_of(OFFICE)


def answers(session: Session, council: Council, number: int = 16) -> list[Answer]:
    """People who said yes: half young, half of the north; every fourth has no mail address."""
    made = []
    for place in range(number):
        features = {"age": "jung" if place % 2 else "alt", "district": "Nord" if place % 4 < 2 else "Süd"}
        told = {"name": f"Ada {place}", "email": f"ada{place}@town.example" if place % 4 else "", "phone": "", "features": features}
        answer = Answer(
            council_id=council.id,
            said=Said.YES,
            channel=Channel.WEB,
            sealed=the_seals().seal(told),
            home=bytes([place // 2]) * 32,
            answered_at=clock.now(),
        )
        session.add(answer)
        made.append(answer)
    session.flush()
    return made


def an_inviting_council(session: Session, consultation: Consultation, seats: int = 4, people: int = 16, quotas: bool = True) -> Council:
    """A council with two features that were asked, people who said yes, and quotas; answers are over."""
    administrator, now = an_administrator(session), clock.now()
    council = a_council(session, consultation, seats=seats)
    set_features(session, administrator, consultation, council, read_features(FEATURES), now)
    session.flush()
    if quotas:
        set_quotas(session, administrator, consultation, council, proposed(council, 0), now)
    advance_council(session, administrator, consultation, council, CouncilStage.INVITING, now)
    answers(session, council, people)
    council.answer_until = now - timedelta(minutes=1)
    session.flush()
    return council_by_id(session, council.id)


def a_frozen_council(session: Session, consultation: Consultation, seats: int = 4, people: int = 16) -> Council:
    """The same with its pool frozen."""
    council = an_inviting_council(session, consultation, seats, people)
    freeze_pool(session, an_administrator(session), consultation, council, the_seals(), clock.now())
    return council


def computed(app: Flask, session: Session, consultation: Consultation, council: Council, *, reason: str = "", method: str = "leximin") -> Lottery:
    """A lottery of a frozen council, computed by the job."""
    lottery = request_lottery(session, an_administrator(session), consultation, council, method=method, reason=reason, trial=False, now=clock.now())
    session.commit()
    with app.app_context():
        jobs_of(app).run("lottery", {"lottery_id": lottery.id})
    session.refresh(lottery)
    return lottery


def published(app: Flask, session: Session, consultation: Consultation, council: Council, *, reason: str = "") -> Lottery:
    """A published lottery that dice will decide in an hour."""
    lottery, now = computed(app, session, consultation, council, reason=reason), clock.now()
    named = name_randomness("dice", "Bürgersaal, öffentlich", now + timedelta(hours=1), None, now)
    return publish_lottery(session, an_administrator(session), consultation, council, lottery, named, now)


def drawn(session: Session, consultation: Consultation, council: Council, lottery: Lottery, value: str = "407") -> tuple[Person, Person]:
    """Two people type the same digits in, an hour later."""
    two = an_administrator(session, "Erste"), an_administrator(session, "Zweite")
    later = clock.now() + timedelta(hours=1)
    for person in two:
        read_value(session, person, consultation, council, lottery, value, the_seals(), OFFICE, later)
    session.flush()
    return two
