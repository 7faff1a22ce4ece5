"""Who may do what in which phase, as tables."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from participation.accounts.models import Person, Role
from participation.consultations.models import Consultation, Stage
from participation.discussions import rules
from participation.discussions.models import Contribution
from participation.kit import clock
from participation.kit.rules import Verdict
from tests.builders import START, a_consultation, a_person, an_administrator
from tests.discussions.builders import a_contribution, a_subject

BEFORE = START - timedelta(days=5)
COLLECT = START + timedelta(days=3)
DELIBERATE = START + timedelta(days=40)
VOTE = START + timedelta(days=65)
OVER = START + timedelta(days=80)
PHASES = {"inform": BEFORE, "collect": COLLECT, "deliberate": DELIBERATE, "vote": VOTE, "over": OVER}
OPEN = {"collect", "deliberate"}


def word(verdict: Verdict) -> str:
    """yes, no, hidden, or what would help."""
    return "yes" if verdict else "hidden" if verdict.hidden else verdict.remedy or "no"


def people(session: Session, consultation: Consultation) -> dict[str, Person | None]:
    """One person a role."""
    blocked = a_person(session)
    blocked.blocked_at = clock.now()
    return {
        "reader": None,
        "unconfirmed": a_person(session, confirmed=False),
        "resident": a_person(session),
        "blocked": blocked,
        "council": a_person(session, role=Role.COUNCIL),
        "office": a_person(session, role=Role.OFFICE),
        "moderator elsewhere": a_person(session, moderates=a_consultation(session)),
        "moderator": a_person(session, moderates=consultation),
        "administrator": an_administrator(session),
    }


@pytest.mark.parametrize("phase", PHASES)
def test_who_may_contribute_and_rate(session: Session, phase: str) -> None:
    consultation = a_consultation(session)
    post = a_contribution(session, consultation, a_subject(session, consultation), at=COLLECT)
    expected = {
        "reader": "sign-in",
        "unconfirmed": "confirm",
        "resident": "yes",
        "blocked": "no",
        "council": "yes",
        "office": "yes",
        "moderator elsewhere": "yes",
        "moderator": "yes",
        "administrator": "yes",
    }
    if phase not in OPEN:
        expected = dict.fromkeys(expected, "no")
    who = people(session, consultation)
    now = PHASES[phase]
    assert {role: word(rules.may_contribute(person, consultation, now)) for role, person in who.items()} == expected
    assert {role: word(rules.may_rate(person, consultation, post, now)) for role, person in who.items()} == expected


def test_a_draft_is_hidden_from_all_but_those_who_run_it(session: Session) -> None:
    consultation = a_consultation(session, stage=Stage.DRAFT)
    who = people(session, consultation)
    outcomes = {role: word(rules.may_contribute(person, consultation, COLLECT)) for role, person in who.items()}
    assert {role for role, outcome in outcomes.items() if outcome != "hidden"} == {"moderator", "administrator"}


def test_who_may_moderate(session: Session) -> None:
    consultation = a_consultation(session)
    post = a_contribution(session, consultation, a_subject(session, consultation), at=COLLECT)
    allowed = {"moderator", "administrator"}
    for role, person in people(session, consultation).items():
        expected = "yes" if role in allowed else "sign-in" if role == "reader" else "no"
        assert word(rules.may_decide_report(person, consultation, post)) == expected, role
        assert word(rules.may_set_outcome(person, consultation)) == expected, role
        assert word(rules.may_open_topic(person, consultation)) == expected, role
        assert word(rules.may_close(person, consultation)) == expected, role


def test_nobody_decides_about_a_text_of_their_own(session: Session) -> None:
    consultation = a_consultation(session)
    moderator = a_person(session, moderates=consultation)
    post = a_contribution(session, consultation, a_subject(session, consultation), by=moderator)
    assert "jemand anderes" in rules.may_decide_report(moderator, consultation, post).reason


@pytest.mark.parametrize(
    ("after", "answers", "state", "allowed"),
    [
        (timedelta(0), 0, "", True),
        (timedelta(minutes=15) - timedelta(seconds=1), 0, "", True),
        (timedelta(minutes=15), 0, "", False),
        (timedelta(minutes=1), 1, "", False),
        (timedelta(minutes=1), 0, "hidden", False),
        (timedelta(minutes=1), 0, "deleted", False),
    ],
)
def test_when_one_may_edit(session: Session, after: timedelta, answers: int, state: str, allowed: bool) -> None:
    consultation = a_consultation(session)
    alice = a_person(session)
    post = _post(alice, COLLECT, answers, state)
    assert bool(rules.may_edit(alice, consultation, post, COLLECT + after)) is allowed
    assert not rules.may_edit(a_person(session), consultation, post, COLLECT)


def test_one_may_not_edit_after_the_phase_but_delete_at_any_time(session: Session) -> None:
    consultation = a_consultation(session)
    alice = a_person(session)
    end = START + timedelta(days=60)
    post = _post(alice, end - timedelta(minutes=1), 0, "")
    assert rules.may_edit(alice, consultation, post, end - timedelta(seconds=1))
    assert not rules.may_edit(alice, consultation, post, end)
    assert rules.may_delete(alice, consultation, post)
    assert not rules.may_delete(a_person(session), consultation, post)
    assert word(rules.may_delete(None, consultation, post)) == "sign-in"


def test_own_and_unreadable_contributions_are_not_rated(session: Session) -> None:
    consultation = a_consultation(session)
    alice, bob = a_person(session), a_person(session)
    for person, state in ((alice, ""), (bob, "hidden"), (bob, "deleted")):
        post = _post(alice, COLLECT, 0, state)
        assert not rules.may_rate(person, consultation, post, COLLECT)


def test_who_reads_what_was_hidden(session: Session) -> None:
    consultation = a_consultation(session)
    who = people(session, consultation)
    author = a_person(session)
    post = _post(author, COLLECT, 0, "hidden")
    readers = {role for role, person in who.items() if rules.may_read_text(person, consultation, post)}
    assert readers == {"moderator", "administrator"}
    assert rules.may_read_text(author, consultation, post)


def _post(author: Person, at: datetime, answers: int, state: str) -> Contribution:
    return Contribution(
        author_id=author.id,
        created_at=at,
        answers_count=answers,
        hidden_at=at if state == "hidden" else None,
        deleted_at=at if state == "deleted" else None,
    )
