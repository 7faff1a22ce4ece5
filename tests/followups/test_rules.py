"""Who may ask offices, work for them, answer and manage them: the tables of decisions."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from participation.accounts.models import Person, Role
from participation.consultations.models import Stage
from participation.followups import rules
from participation.followups.models import AnswerPlan, PlanState, Stand, WorkNote
from participation.kit import clock
from participation.kit.rules import Verdict
from participation.proposals.actions import withdraw_proposal
from tests.builders import a_consultation, a_person, a_resident, an_administrator
from tests.followups.builders import a_task, an_office, an_officer
from tests.proposals.builders import a_proposal

PEOPLE = ("reader", "resident", "moderator", "colleague", "office", "council", "blocked", "administrator")
STATES = [Stand.OPEN, Stand.WORK, Stand.GIVEN, Stand.ANSWERED, Stand.RETURNED, Stand.ENDED]


def say(verdict: Verdict) -> str:
    if verdict.hidden:
        return "hidden"
    return "yes" if verdict else verdict.remedy or "no"


@pytest.fixture
def town(session: Session) -> dict[str, object]:
    consultation = a_consultation(session)
    colleague, blocked = an_officer(session), an_officer(session)
    office = an_office(session, "", colleague, blocked)
    blocked.blocked_at = clock.now()
    proposal = a_proposal(session, consultation)
    return {
        "consultation": consultation,
        "bureau": office,
        "proposal": proposal,
        "task": a_task(session, proposal, consultation, office),
        "people": {
            "reader": None,
            "resident": a_resident(session),
            "moderator": a_person(session, moderates=consultation),
            "colleague": colleague,
            "office": an_officer(session),
            "council": a_person(session, role=Role.COUNCIL),
            "blocked": blocked,
            "administrator": an_administrator(session),
        },
    }


# in the order of PEOPLE
TABLE = {
    "manage offices": "sign-in no no no no no no yes",
    "see work": "sign-in no yes yes yes no no yes",
    "keep blocks": "sign-in no yes yes yes no no yes",
    "read notes": "sign-in no yes yes yes no no yes",
    "assign": "sign-in no yes no no no no yes",
    "work on it": "sign-in no yes yes no no no yes",
    "end it": "sign-in no yes no no no no yes",
    "answer many": "sign-in no yes yes yes no no yes",
    "take up": "sign-in no yes yes yes no no yes",
    "set the release": "sign-in no yes no no no no yes",
    "release": "sign-in no yes no yes no no yes",  # the colleague wrote it
    "release what was returned": "sign-in no no no no no no no",
    "mend the note": "sign-in no no yes no no no no",  # the colleague's
    "see the day": "sign-in no no yes yes no no yes",
}


def _plan(town: dict[str, object], state: PlanState) -> AnswerPlan:
    return AnswerPlan(author_id=town["people"]["colleague"].id, state=state)  # type: ignore[index]  # as above


def _note(town: dict[str, object]) -> WorkNote:
    return WorkNote(author_id=town["people"]["colleague"].id, written_at=clock.now())  # type: ignore[index]  # as above


def ask(what: str, person: Person | None, town: dict[str, object]) -> Verdict:
    consultation, proposal, task, bureau = town["consultation"], town["proposal"], town["task"], town["bureau"]
    works_for = {bureau.id} if person in (town["people"]["colleague"], town["people"]["blocked"]) else set()  # type: ignore[attr-defined, index]
    return {
        "manage offices": lambda: rules.may_manage_offices(person),
        "see work": lambda: rules.may_see_work(person),
        "keep blocks": lambda: rules.may_keep_blocks(person),
        "read notes": lambda: rules.may_read_notes(person, proposal, consultation),  # type: ignore[arg-type]
        "assign": lambda: rules.may_assign(person, proposal, consultation),  # type: ignore[arg-type]
        "work on it": lambda: rules.may_work_on(person, task, consultation, works_for),  # type: ignore[arg-type]
        "end it": lambda: rules.may_end(person, task, consultation),  # type: ignore[arg-type]
        "take up": lambda: rules.may_take_up(person, consultation),  # type: ignore[arg-type]
        "set the release": lambda: rules.may_set_release(person, consultation),  # type: ignore[arg-type]
        "release": lambda: rules.may_release(person, _plan(town, PlanState.RELEASE), proposal, consultation),  # type: ignore[arg-type]
        "release what was returned": lambda: rules.may_release(person, _plan(town, PlanState.RETURNED), proposal, consultation),  # type: ignore[arg-type]
        "mend the note": lambda: rules.may_edit_note(person, proposal, consultation, _note(town), clock.now()),  # type: ignore[arg-type]
        "see the day": lambda: rules.may_see_day(person),
        "answer many": lambda: rules.may_answer_many(person, consultation),  # type: ignore[arg-type]
    }[what]()


def test_who_may_do_what(town: dict[str, object]) -> None:
    people: dict[str, Person | None] = town["people"]  # type: ignore[assignment]
    found = {what: " ".join(say(ask(what, people[name], town)) for name in PEOPLE) for what in TABLE}
    assert found == TABLE


def test_a_task_is_worked_on_only_while_it_is_at_the_office(town: dict[str, object]) -> None:
    task, colleague = town["task"], town["people"]["colleague"]  # type: ignore[index]
    found = {}
    for state in STATES:
        task.state = state  # type: ignore[attr-defined]
        found[state] = (say(ask("work on it", colleague, town)), say(ask("end it", town["people"]["moderator"], town)))  # type: ignore[index]
    assert found == {
        Stand.OPEN: ("yes", "yes"),
        Stand.WORK: ("yes", "yes"),
        Stand.GIVEN: ("no", "yes"),
        Stand.ANSWERED: ("no", "no"),
        Stand.RETURNED: ("no", "no"),
        Stand.ENDED: ("no", "no"),
    }


def test_drafts_are_hidden_and_withdrawn_proposals_are_not_assigned(session: Session, town: dict[str, object]) -> None:
    consultation, people = town["consultation"], town["people"]
    author = a_resident(session)
    proposal = a_proposal(session, consultation, author)  # type: ignore[arg-type]
    withdraw_proposal(session, author, proposal, consultation, "Doppelt.", clock.now())  # type: ignore[arg-type]
    moderator, office = people["moderator"], people["office"]  # type: ignore[index]
    assert say(rules.may_assign(moderator, proposal, consultation)) == "no"  # type: ignore[arg-type]
    assert say(rules.may_read_notes(office, proposal, consultation)) == "yes"  # type: ignore[arg-type]
    consultation.stage = Stage.DRAFT  # type: ignore[attr-defined]
    assert say(rules.may_read_notes(office, proposal, consultation)) == "hidden"  # type: ignore[arg-type]
    assert say(rules.may_answer_many(office, consultation)) == "hidden"  # type: ignore[arg-type]


def test_a_closed_office_is_not_asked(town: dict[str, object]) -> None:
    bureau = town["bureau"]
    assert rules.may_ask(bureau)  # type: ignore[arg-type]
    bureau.closed_at = clock.now()  # type: ignore[attr-defined]
    assert not rules.may_ask(bureau)  # type: ignore[arg-type]
