"""Who may do what with a proposal, and when: the tables of decisions."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from participation.accounts.models import Person, Role
from participation.consultations.models import Consultation, Stage
from participation.kit.rules import Verdict
from participation.proposals import rules
from participation.proposals.actions import withdraw_proposal
from participation.proposals.models import Proposal
from tests.builders import a_consultation, a_person, a_resident, an_administrator
from tests.proposals.builders import DURING_COLLECT, DURING_DELIBERATE, DURING_VOTE, a_draft, a_proposal

PEOPLE = ("reader", "unconfirmed", "unverified", "resident", "author", "moderator", "office", "administrator", "blocked")


def a_town(session: Session) -> tuple[Consultation, dict[str, Person | None]]:
    consultation = a_consultation(session)
    people: dict[str, Person | None] = {
        "reader": None,
        "unconfirmed": a_person(session, confirmed=False),
        "unverified": a_person(session),
        "resident": a_resident(session),
        "author": a_resident(session),
        "moderator": a_person(session, moderates=consultation, verified=True),
        "office": a_person(session, role=Role.OFFICE),
        "administrator": an_administrator(session),
        "blocked": a_resident(session),
    }
    blocked = people["blocked"]
    assert blocked is not None
    blocked.blocked_at = DURING_COLLECT
    return consultation, people


def say(verdict: Verdict) -> str:
    if verdict.hidden:
        return "hidden"
    return "yes" if verdict else verdict.remedy or "no"


Ask = Callable[[Person | None, Proposal, Consultation, datetime], Verdict]

ASKED: dict[str, Ask] = {
    "propose": lambda person, proposal, consultation, now: rules.may_propose(person, consultation, now),
    "save a draft": lambda person, proposal, consultation, now: rules.may_save_draft(person, consultation),
    "see": lambda person, proposal, consultation, now: rules.may_see_proposal(person, proposal, consultation),
    "edit": rules.may_edit,
    "withdraw": lambda person, proposal, consultation, now: rules.may_withdraw(person, proposal, consultation),
    "support": rules.may_support,
    "take back": rules.may_take_back,
    "answer": lambda person, proposal, consultation, now: rules.may_answer(person, proposal, consultation),
}


@pytest.mark.parametrize(
    ("act", "moment", "expected"),
    [
        # in the order of PEOPLE: reader unconfirmed unverified resident author moderator office administrator blocked
        ("propose", DURING_COLLECT, "sign-in confirm yes yes yes yes yes yes no"),
        ("propose", DURING_DELIBERATE, "no no no no no no no yes no"),
        ("save a draft", DURING_DELIBERATE, "sign-in confirm yes yes yes yes yes yes no"),
        ("see", DURING_VOTE, "yes yes yes yes yes yes yes yes yes"),
        ("edit", DURING_COLLECT, "sign-in no no no yes no no no no"),
        ("edit", DURING_COLLECT + timedelta(minutes=59, seconds=59), "sign-in no no no yes no no no no"),
        ("edit", DURING_COLLECT + timedelta(minutes=60), "sign-in no no no no no no no no"),
        ("withdraw", DURING_VOTE, "sign-in no no no yes no no no no"),
        ("support", DURING_COLLECT, "sign-in confirm verify yes no yes verify verify no"),
        ("support", DURING_DELIBERATE, "sign-in confirm verify yes no yes verify verify no"),
        ("support", DURING_VOTE, "no no no no no no no no no"),
        ("take back", DURING_DELIBERATE, "sign-in confirm yes yes yes yes yes yes no"),
        ("take back", DURING_VOTE, "no no no no no no no no no"),
        ("answer", DURING_VOTE, "sign-in no no no no yes yes yes no"),
    ],
)
def test_who_may_do_what_with_a_published_proposal(session: Session, act: str, moment: datetime, expected: str) -> None:
    consultation, people = a_town(session)
    proposal = a_proposal(session, consultation, by=people["author"])
    found = {name: say(ASKED[act](people[name], proposal, consultation, moment)) for name in PEOPLE}
    assert found == dict(zip(PEOPLE, expected.split(), strict=True))


def test_a_draft_exists_for_its_author_alone(session: Session) -> None:
    consultation, people = a_town(session)
    draft = a_draft(session, consultation, by=people["author"])
    for name in PEOPLE:
        for act in ("see", "edit", "withdraw", "support", "answer"):
            verdict = say(ASKED[act](people[name], draft, consultation, DURING_COLLECT))
            assert (verdict == "hidden") == (name != "author"), (name, act)
    author = people["author"]
    assert say(rules.may_edit(author, draft, consultation, DURING_VOTE)) == "yes"
    assert say(rules.may_publish(author, draft, consultation, DURING_COLLECT)) == "yes"
    assert "war bis" in rules.may_publish(author, draft, consultation, DURING_DELIBERATE).reason
    assert say(rules.may_withdraw(author, draft, consultation)) == "no"


def test_a_withdrawn_proposal_is_only_read(session: Session) -> None:
    consultation, people = a_town(session)
    author = people["author"]
    assert author is not None
    proposal = a_proposal(session, consultation, by=author)
    withdraw_proposal(session, author, proposal, consultation, "Es gibt schon einen besseren.", DURING_COLLECT)
    for name in PEOPLE:
        assert rules.may_see_proposal(people[name], proposal, consultation)
        for act in ("edit", "withdraw", "support", "answer"):
            assert not ASKED[act](people[name], proposal, consultation, DURING_COLLECT), (name, act)


@pytest.mark.parametrize("stage", [Stage.CLOSED, Stage.ARCHIVED])
def test_after_the_close_only_the_city_speaks(session: Session, stage: Stage) -> None:
    consultation, people = a_town(session)
    proposal = a_proposal(session, consultation, by=people["author"])
    consultation.stage = stage
    for act in ("propose", "save a draft", "edit", "withdraw", "support", "take back"):
        allowed = [name for name in PEOPLE if ASKED[act](people[name], proposal, consultation, DURING_COLLECT)]
        assert allowed == [], act
    assert rules.may_answer(people["office"], proposal, consultation)


def test_a_consultation_that_is_hidden_hides_its_proposals(session: Session) -> None:
    consultation, people = a_town(session)
    proposal = a_proposal(session, consultation, by=people["author"])
    consultation.stage = Stage.DRAFT
    assert rules.may_see_proposal(people["resident"], proposal, consultation).hidden
    assert rules.may_support(people["resident"], proposal, consultation, DURING_COLLECT).hidden
    assert rules.may_see_proposal(people["moderator"], proposal, consultation)


def test_a_refusal_says_why(session: Session) -> None:
    consultation, people = a_town(session)
    proposal = a_proposal(session, consultation, by=people["author"])
    late = rules.may_edit(people["author"], proposal, consultation, DURING_COLLECT + timedelta(hours=2))
    assert "bis 3. Oktober 2026, 9 Uhr ändern" in late.reason
    own = rules.may_support(people["author"], proposal, consultation, DURING_COLLECT)
    assert "eigener Vorschlag" in own.reason
