"""Who may make measures and work on them, and when: the tables of decisions."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy.orm import Session

from participation.accounts.models import Role
from participation.consultations.models import Stage
from participation.kit import clock
from participation.kit.rules import Verdict
from participation.measures import rules
from participation.measures.models import MeasureStatus
from participation.measures.rules import Asking
from tests.builders import a_consultation, a_person, a_resident, an_administrator
from tests.followups.builders import an_office, an_officer
from tests.measures.builders import a_measure, a_milestone

PEOPLE = ("reader", "resident", "elsewhere", "moderator", "colleague", "office", "blocked", "administrator")


def say(verdict: Verdict) -> str:
    if verdict.hidden:
        return "hidden"
    return "yes" if verdict else verdict.remedy or "no"


@pytest.fixture
def town(session: Session) -> dict[str, Any]:
    consultation = a_consultation(session)
    colleague, other, blocked = an_officer(session), an_officer(session), an_officer(session)
    bureau, other_bureau = an_office(session, "", colleague, blocked), an_office(session, "", other)
    measure = a_measure(session, consultation, bureau)
    milestone = a_milestone(session, consultation, measure)
    blocked.blocked_at = clock.now()
    own, others = frozenset({bureau.id}), frozenset({other_bureau.id})
    people = {
        "reader": (None, frozenset()),
        "resident": (a_resident(session), frozenset()),
        "elsewhere": (a_person(session, moderates=a_consultation(session)), frozenset()),
        "moderator": (a_person(session, moderates=consultation), frozenset()),
        "colleague": (colleague, own),
        "office": (other, others),
        "blocked": (blocked, own),
        "administrator": (an_administrator(session), frozenset()),
    }
    return {"consultation": consultation, "bureau": bureau, "measure": measure, "milestone": milestone, "people": people}


def decide(act: str, town: dict[str, Any], name: str) -> str:
    person, works_for = town["people"][name]
    asking = Asking(person, town["consultation"], works_for)
    return say(
        {
            "read": lambda: rules.may_read_measure(person, town["measure"], town["consultation"]),
            "make": lambda: rules.may_make(asking),
            "give": lambda: rules.may_give_to(asking, town["bureau"]),
            "work": lambda: rules.may_work_on(asking, town["measure"]),
            "plan": lambda: rules.may_plan(asking, town["measure"]),
            "milestone": lambda: rules.may_change_milestone(asking, town["measure"], town["milestone"]),
            "reopen": lambda: rules.may_reopen_milestone(asking, town["measure"], town["milestone"]),
        }[act]()
    )


# in the order of PEOPLE
BY_STAGE = {
    (Stage.DRAFT, "read"): "hidden hidden hidden yes hidden hidden hidden yes",
    (Stage.DRAFT, "make"): "hidden hidden hidden no hidden hidden hidden no",
    (Stage.DRAFT, "work"): "hidden hidden hidden yes hidden hidden hidden yes",
    (Stage.PUBLISHED, "read"): "yes yes yes yes yes yes yes yes",
    (Stage.PUBLISHED, "make"): "sign-in no no yes yes yes no yes",
    (Stage.PUBLISHED, "give"): "no no no yes yes no no yes",
    (Stage.PUBLISHED, "work"): "sign-in no no yes yes no no yes",
    (Stage.CLOSED, "make"): "sign-in no no yes yes yes no yes",
    (Stage.CLOSED, "work"): "sign-in no no yes yes no no yes",
    (Stage.ARCHIVED, "read"): "yes yes yes yes yes yes yes yes",
    (Stage.ARCHIVED, "make"): "sign-in no no no no no no no",
    (Stage.ARCHIVED, "work"): "sign-in no no yes yes no no yes",
    (Stage.ARCHIVED, "plan"): "sign-in no no yes yes no no yes",
}


def test_who_may_do_what_at_which_stage(town: dict[str, Any]) -> None:
    for (stage, act), words in BY_STAGE.items():
        town["consultation"].stage = stage
        assert [decide(act, town, name) for name in PEOPLE] == words.split(), (stage, act)


# status of the measure → what moderator, colleague and resident may do: work plan milestone
BY_STATUS = {
    MeasureStatus.PLANNED: "yes yes yes",
    MeasureStatus.WORK: "yes yes yes",
    MeasureStatus.DELAYED: "yes yes yes",
    MeasureStatus.DONE: "yes no no",
    MeasureStatus.STOPPED: "yes no no",
}


def test_milestones_belong_to_a_measure_that_goes_on(town: dict[str, Any]) -> None:
    for status, words in BY_STATUS.items():
        town["measure"].status, town["measure"].status_reason = status, "Darum."
        for name in ("moderator", "colleague", "administrator"):
            assert [decide(act, town, name) for act in ("work", "plan", "milestone")] == words.split(), (status, name)
        assert {decide(act, town, "resident") for act in ("work", "plan", "milestone")} == {"no"}


def test_a_milestone_is_reached_moved_or_given_up_once(town: dict[str, Any]) -> None:
    milestone = town["milestone"]
    assert (decide("milestone", town, "moderator"), decide("reopen", town, "moderator")) == ("yes", "no")
    milestone.done_on = town["measure"].status_on
    assert (decide("milestone", town, "moderator"), decide("reopen", town, "moderator")) == ("no", "yes")
    milestone.done_on, milestone.dropped_at = None, clock.now()
    assert (decide("milestone", town, "moderator"), decide("reopen", town, "moderator")) == ("no", "no")


def test_a_closed_office_gets_no_measure_and_a_measure_of_another_consultation_is_unknown(session: Session, town: dict[str, Any]) -> None:
    town["bureau"].closed_at = clock.now()
    assert [decide("give", town, name) for name in ("moderator", "colleague")] == ["no", "no"]
    elsewhere = a_consultation(session)
    asking = Asking(town["people"]["administrator"][0], elsewhere)
    assert say(rules.may_work_on(asking, town["measure"])) == "hidden"
    assert say(rules.may_read_measure(None, town["measure"], elsewhere)) == "hidden"


def test_who_no_longer_serves_the_city_works_on_nothing(town: dict[str, Any]) -> None:
    town["people"]["colleague"][0].role = Role.RESIDENT
    assert decide("work", town, "colleague") == "no"
