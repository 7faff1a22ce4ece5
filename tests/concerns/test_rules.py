"""Who sends, reads, answers and takes back concerns, and when: the tables of decisions."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy.orm import Session

from participation.concerns import rules
from participation.concerns.models import Concern, Status
from participation.concerns.rules import Asking
from participation.kit import clock
from participation.kit.rules import Verdict
from tests.builders import a_consultation, a_person, a_resident, an_administrator
from tests.concerns.builders import a_category, a_concern
from tests.followups.builders import an_office, an_officer

PEOPLE = ("reader", "sender", "resident", "unconfirmed", "moderator", "colleague", "office", "blocked", "administrator")


def say(verdict: Verdict) -> str:
    if verdict.hidden:
        return "hidden"
    return "yes" if verdict else verdict.remedy or "no"


@pytest.fixture
def town(session: Session) -> dict[str, Any]:
    colleague, other, blocked, sender = an_officer(session), an_officer(session), an_officer(session), a_resident(session)
    bureau, other_bureau = an_office(session, "", colleague, blocked), an_office(session, "", other)
    category = a_category(session, bureau)
    concern = a_concern(session, category, sender)
    blocked.blocked_at = clock.now()
    people = {
        "reader": (None, frozenset()),
        "sender": (sender, frozenset()),
        "resident": (a_resident(session), frozenset()),
        "unconfirmed": (a_person(session, confirmed=False), frozenset()),
        "moderator": (a_person(session, moderates=a_consultation(session)), frozenset()),
        "colleague": (colleague, frozenset({bureau.id})),
        "office": (other, frozenset({other_bureau.id})),
        "blocked": (blocked, frozenset({bureau.id})),
        "administrator": (an_administrator(session), frozenset()),
    }
    return {"concern": concern, "category": category, "bureau": bureau, "other_bureau": other_bureau, "people": people}


def stands(session: Session, concern: Concern, status: Status) -> None:
    now = clock.now()
    concern.status = status
    if status == Status.ASKED:
        concern.received_at = concern.due_on = None
    if status in (Status.DONE, Status.DECLINED):
        concern.answered_at, concern.answer_days = now, 0
    session.flush()


def decide(act: str, town: dict[str, Any], name: str) -> str:
    person, works_for = town["people"][name]
    asking, concern = Asking(person, works_for), town["concern"]
    return say(
        {
            "send": lambda: rules.may_send(person),
            "read": lambda: rules.may_read(concern),
            "text": lambda: rules.may_read_text(asking, concern),
            "queue": lambda: rules.may_see_queue(asking),
            "work": lambda: rules.may_work_on(asking, concern),
            "take up": lambda: rules.may_take_up(asking, concern),
            "take back": lambda: rules.may_take_back_own(asking, concern),
            "manage": lambda: rules.may_manage(person),
            "moderate": lambda: rules.may_moderate(person),
        }[act]()
    )


# in the order of PEOPLE: reader sender resident unconfirmed moderator colleague office blocked administrator
ALWAYS = {
    "send": "yes yes yes confirm yes yes yes no yes",
    "queue": "sign-in no no no no yes yes no yes",
    "manage": "sign-in no no no no no no no yes",
    "moderate": "sign-in no no no no no no no yes",
}
STAFF = "sign-in no no no no yes no no yes"
UNDONE = "sign-in no no no no no no no no"
OWN = "hidden yes hidden hidden hidden hidden hidden hidden hidden"
OVER = "hidden no hidden hidden hidden hidden hidden hidden hidden"
BY_STATUS = {
    (Status.ASKED, "read"): "hidden hidden hidden hidden hidden hidden hidden hidden hidden",
    (Status.ASKED, "work"): "sign-in no no no no hidden hidden no hidden",
    (Status.ASKED, "take back"): OWN,
    (Status.RECEIVED, "read"): "yes yes yes yes yes yes yes yes yes",
    (Status.RECEIVED, "work"): STAFF,
    (Status.RECEIVED, "take up"): STAFF,
    (Status.RECEIVED, "take back"): OWN,
    (Status.WORK, "work"): STAFF,
    (Status.WORK, "take up"): UNDONE,
    (Status.WORK, "take back"): OVER,
    (Status.DONE, "read"): "yes yes yes yes yes yes yes yes yes",
    (Status.DONE, "work"): STAFF,
    (Status.DONE, "take up"): UNDONE,
    (Status.DONE, "take back"): OVER,
    (Status.DECLINED, "work"): STAFF,
    (Status.DECLINED, "take up"): UNDONE,
    (Status.DECLINED, "take back"): OVER,
}


@pytest.mark.parametrize("act", ALWAYS)
def test_what_does_not_depend_on_how_it_stands(town: dict[str, Any], act: str) -> None:
    assert " ".join(decide(act, town, name) for name in PEOPLE) == ALWAYS[act]


@pytest.mark.parametrize(("status", "act"), BY_STATUS)
def test_each_status_has_its_acts(session: Session, town: dict[str, Any], status: Status, act: str) -> None:
    stands(session, town["concern"], status)
    assert " ".join(decide(act, town, name) for name in PEOPLE) == BY_STATUS[status, act]


def test_a_hidden_text_is_for_its_sender_its_office_and_the_administration(session: Session, town: dict[str, Any]) -> None:
    assert " ".join(decide("text", town, name) for name in PEOPLE) == "yes " * 8 + "yes"
    town["concern"].hidden_at = clock.now()
    session.flush()
    found = " ".join(decide("text", town, name) for name in PEOPLE)
    assert found == "hidden yes hidden hidden hidden yes hidden hidden yes"
    assert decide("read", town, "reader") == "yes", "a stub stays"
    assert decide("take back", town, "sender") == "no"


def test_an_office_that_is_closed_or_has_it_already_gets_nothing(session: Session, town: dict[str, Any]) -> None:
    assert say(rules.may_give_to(town["concern"], town["other_bureau"])) == "yes"
    assert say(rules.may_give_to(town["concern"], town["bureau"])) == "no"
    town["other_bureau"].closed_at = clock.now()
    assert say(rules.may_give_to(town["concern"], town["other_bureau"])) == "no"


def test_a_closed_category_takes_nothing(town: dict[str, Any]) -> None:
    assert rules.may_send_about(town["category"])
    town["category"].closed_at = clock.now()
    assert not rules.may_send_about(town["category"])
