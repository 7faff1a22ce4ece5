"""Who may set up, answer, write, decide and take away, in which phase: the table of `rules.py`, cell by cell."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from participation.accounts.models import Person, Role
from participation.consultations.models import Consultation
from participation.consultations.models import Stage as ConsultationStage
from participation.consultations.phases import PhaseKind
from participation.kit import clock
from participation.opinions import rules
from participation.opinions.models import OpinionMap, Stage, State, Statement
from tests.builders import START, a_consultation, a_person, a_resident, an_administrator

DAY = timedelta(days=1)
PHASES = {kind: START + 20 * number * DAY for number, kind in enumerate(PhaseKind)}
ANSWERING = {PhaseKind.COLLECT, PhaseKind.DELIBERATE}
STAFF = {"moderator", "administrator"}


@dataclass
class Town:
    """A map with a statement, and everyone around it."""

    consultation: Consultation
    map: OpinionMap
    statement: Statement
    people: dict[str, Person | None]

    def who(self, rule: object, *arguments: object) -> set[str]:
        """Who may."""
        return {name for name, person in self.people.items() if rule(person, self.consultation, self.map, *arguments)}  # type: ignore[operator]  # a rule


@pytest.fixture
def town(session: Session) -> Town:
    """Everyone that the rules tell apart."""
    consultation = a_consultation(session, phases=tuple((kind, begin, begin + 15 * DAY) for kind, begin in PHASES.items()))
    elsewhere = a_consultation(session, "Anderswo")
    blocked = a_resident(session)
    blocked.blocked_at = clock.now()
    people = {
        "reader": None,
        "author": a_resident(session),
        "verified": a_resident(session),
        "unverified": a_person(session),
        "unconfirmed": a_person(session, confirmed=False),
        "blocked": blocked,
        "moderator": a_person(session, moderates=consultation),
        "moderator elsewhere": a_person(session, moderates=elsewhere),
        "office": a_person(session, role=Role.OFFICE),
        "council": a_person(session, role=Role.COUNCIL),
        "administrator": an_administrator(session),
    }
    opinion_map = OpinionMap(id=1, consultation_id=consultation.id, stage=Stage.OPEN, verified_only=False, writing_open=True)
    author = people["author"]
    assert author is not None
    statement = Statement(map_id=1, state=State.PENDING, author_id=author.id, is_seed=False)
    return Town(consultation, opinion_map, statement, people)


@pytest.mark.parametrize("kind", PhaseKind)
def test_people_answer_and_write_in_two_phases_staff_decides_in_all(town: Town, kind: PhaseKind) -> None:
    now = PHASES[kind] + DAY
    everybody = {name for name, person in town.people.items() if person is not None} - {"unconfirmed", "blocked"}
    assert town.who(rules.may_answer, now) == (everybody if kind in ANSWERING else set())
    assert town.who(rules.may_write, now) == (everybody if kind in ANSWERING else set())
    assert town.who(rules.may_decide_statement, town.statement) == STAFF
    assert town.who(rules.may_add_seed) == STAFF
    assert town.who(rules.may_close_map) == STAFF
    assert town.who(rules.may_take_away) == STAFF | {"council"}


def test_only_verified_people_answer_where_the_map_asks_for_it(town: Town) -> None:
    town.map.verified_only = True
    now = PHASES[PhaseKind.COLLECT] + DAY
    assert town.who(rules.may_answer, now) == {"author", "verified"}
    assert rules.may_answer(town.people["unverified"], town.consultation, town.map, now).remedy == "verify"
    assert rules.may_answer(None, town.consultation, town.map, now).remedy == "sign-in"


def test_a_draft_is_seen_changed_and_opened_by_those_who_run_it(town: Town) -> None:
    town.map.stage = Stage.DRAFT
    assert town.who(rules.may_see_map) == STAFF
    assert town.who(rules.may_change_map) == STAFF
    assert town.who(rules.may_open_map, rules.LEAST_STATEMENTS) == STAFF
    assert town.who(rules.may_open_map, rules.LEAST_STATEMENTS - 1) == set()
    assert town.who(rules.may_answer, PHASES[PhaseKind.COLLECT] + DAY) == set()
    assert rules.may_see_map(town.people["verified"], town.consultation, town.map).hidden


def test_an_open_map_is_neither_changed_nor_opened_again(town: Town) -> None:
    assert town.who(rules.may_see_map) == set(town.people)
    assert town.who(rules.may_change_map) == set()
    assert town.who(rules.may_open_map, 10) == set()


def test_an_ended_map_takes_nothing_more(town: Town) -> None:
    town.map.stage = Stage.CLOSED
    now = PHASES[PhaseKind.COLLECT] + DAY
    assert town.who(rules.may_answer, now) == set()
    assert "beendet" in rules.may_answer(town.people["verified"], town.consultation, town.map, now).reason
    assert town.who(rules.may_write, now) == town.who(rules.may_add_seed) == town.who(rules.may_close_map) == set()
    assert town.who(rules.may_decide_statement, town.statement) == STAFF
    town.map.forgotten_at = now
    assert town.who(rules.may_take_away) == set()


def test_nobody_writes_where_all_statements_are_the_citys(town: Town) -> None:
    town.map.writing_open = False
    assert town.who(rules.may_write, PHASES[PhaseKind.COLLECT] + DAY) == set()
    assert "verified" in town.who(rules.may_answer, PHASES[PhaseKind.COLLECT] + DAY)


def test_nobody_decides_about_an_own_statement(town: Town) -> None:
    moderator = town.people["moderator"]
    assert moderator is not None
    town.statement.author_id = moderator.id
    assert town.who(rules.may_decide_statement, town.statement) == {"administrator"}


def test_what_waits_was_rejected_or_is_ones_own_is_not_answered(town: Town) -> None:
    author, other = town.people["author"], town.people["verified"]
    assert author is not None
    assert other is not None
    for state in (State.PENDING, State.REJECTED):
        town.statement.state = state
        assert rules.may_answer_statement(other, town.map, town.statement).hidden
    town.statement.state = State.ACCEPTED
    assert rules.may_answer_statement(other, town.map, town.statement)
    assert "eigene" in rules.may_answer_statement(author, town.map, town.statement).reason


def test_a_closed_consultation_gets_no_map(town: Town) -> None:
    assert town.who(rules.may_see_map) == set(town.people)
    drafting = {name for name, person in town.people.items() if rules.may_draft_map(person, town.consultation)}
    assert drafting == STAFF
    town.consultation.stage = ConsultationStage.CLOSED
    assert {name for name, person in town.people.items() if rules.may_draft_map(person, town.consultation)} == set()
