"""Who may follow, write, change, call back and read: each role at each stage of the consultation, each state of a letter."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from participation.accounts.models import Person, Role
from participation.consultations.models import Consultation, Stage
from participation.kit.rules import Verdict
from participation.newsletters import rules
from participation.newsletters.models import Newsletter, State
from tests.builders import a_consultation, a_person
from tests.conftest import NOON

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

ROLES = ("anonymous", "unconfirmed", "blocked", "resident", "moderator", "office", "council", "administrator")


def word(verdict: Verdict) -> str:
    return "hidden" if verdict.hidden else "yes" if verdict else verdict.remedy or "no"


def people(session: Session, consultation: Consultation) -> dict[str, Person | None]:
    blocked = a_person(session, moderates=consultation)
    blocked.blocked_at = NOON
    return {
        "anonymous": None,
        "unconfirmed": a_person(session, confirmed=False),
        "blocked": blocked,
        "resident": a_person(session),
        "moderator": a_person(session, moderates=consultation),
        "office": a_person(session, role=Role.OFFICE),
        "council": a_person(session, role=Role.COUNCIL),
        "administrator": a_person(session, role=Role.ADMINISTRATOR),
    }


FOLLOW = {
    Stage.DRAFT: "hidden hidden hidden hidden no hidden hidden no",
    Stage.PUBLISHED: "sign-in confirm no yes yes yes yes yes",
    Stage.CLOSED: "sign-in confirm no yes yes yes yes yes",
    Stage.ARCHIVED: "sign-in confirm no no no no no no",
}
WRITE = {
    Stage.DRAFT: "hidden hidden hidden hidden no hidden hidden no",
    Stage.PUBLISHED: "sign-in no no no yes no no yes",
    Stage.CLOSED: "sign-in no no no yes no no yes",
    Stage.ARCHIVED: "sign-in no no no no no no no",
}


@pytest.mark.parametrize("stage", Stage)
def test_each_role_at_each_stage(session: Session, stage: Stage) -> None:
    consultation = a_consultation(session, stage=stage)
    world = people(session, consultation)
    assert " ".join(word(rules.may_follow(world[role], consultation)) for role in ROLES) == FOLLOW[stage]
    assert " ".join(word(rules.may_write(world[role], consultation)) for role in ROLES) == WRITE[stage]
    draft = Newsletter(state=State.DRAFT)
    assert " ".join(word(rules.may_change(world[role], consultation, draft)) for role in ROLES) == WRITE[stage]


@pytest.mark.parametrize(
    ("state", "change", "call_back", "read"),
    [
        (State.DRAFT, "yes", "no", "hidden"),
        (State.PLANNED, "no", "yes", "hidden"),
        (State.SENDING, "no", "no", "yes"),
        (State.SENT, "no", "no", "yes"),
    ],
)
def test_each_state_of_a_letter(session: Session, state: State, change: str, call_back: str, read: str) -> None:
    consultation = a_consultation(session)
    letter, world = Newsletter(state=state), people(session, consultation)
    assert word(rules.may_change(world["moderator"], consultation, letter)) == change
    assert word(rules.may_call_back(world["moderator"], consultation, letter)) == call_back
    assert word(rules.may_call_back(world["resident"], consultation, letter)) == "no"
    assert {word(rules.may_read(person, consultation, letter)) for person in world.values()} == {read}
