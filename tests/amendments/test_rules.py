"""Who may suggest, accept, reject, take back and promote, in which phase: the table of `rules.py`, cell by cell."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from participation.accounts.models import Person, Role
from participation.amendments import rules
from participation.amendments.models import Amendment, State
from participation.consultations.models import Consultation, Stage
from participation.consultations.phases import PhaseKind
from participation.kit.rules import Verdict
from participation.proposals.models import Proposal, ProposalStage
from tests.builders import START, a_consultation, a_person, a_resident, an_administrator

DAY = timedelta(days=1)
PHASES = {kind: START + 20 * number * DAY for number, kind in enumerate(PhaseKind)}
NOWHERE = dict.fromkeys(PhaseKind, False)
WHILE_TALKING = NOWHERE | {PhaseKind.COLLECT: True, PhaseKind.DELIBERATE: True}
ALWAYS = dict.fromkeys(PhaseKind, True)


@dataclass
class Town:
    """A proposal with a suggested change, and everyone around it."""

    consultation: Consultation
    proposal: Proposal
    amendment: Amendment
    people: dict[str, Person | None]


@pytest.fixture
def town(session: Session) -> Town:
    """Everyone that the rules tell apart."""
    consultation = a_consultation(session, phases=[(kind, begin, begin + 15 * DAY) for kind, begin in PHASES.items()])
    elsewhere = a_consultation(session, "Anderswo")
    people = {
        "reader": None,
        "author": a_resident(session),
        "suggester": a_resident(session),
        "other": a_resident(session),
        "unconfirmed": a_person(session, confirmed=False),
        "moderator": a_person(session, moderates=consultation),
        "moderator elsewhere": a_person(session, moderates=elsewhere),
        "office": a_person(session, role=Role.OFFICE),
        "administrator": an_administrator(session),
    }
    author, suggester = people["author"], people["suggester"]
    proposal = Proposal(consultation_id=consultation.id, author_id=author.id, stage=ProposalStage.PUBLISHED, official=False)  # type: ignore[union-attr]  # there is one
    amendment = Amendment(author_id=suggester.id, state=State.OPEN)  # type: ignore[union-attr]  # there is one
    return Town(consultation, proposal, amendment, people)


def _accept(town: Town, who: str, now: datetime, *, gone: bool = False) -> Verdict:
    return rules.may_accept(town.people[who], town.amendment, town.proposal, town.consultation, now, author_gone=gone)


def _reject(town: Town, who: str, *, gone: bool = False) -> Verdict:
    return rules.may_reject(town.people[who], town.amendment, town.proposal, town.consultation, author_gone=gone)


@pytest.mark.parametrize("kind", PhaseKind)
def test_texts_change_while_people_talk_and_everybody_gets_an_answer(town: Town, kind: PhaseKind) -> None:
    now = PHASES[kind] + DAY
    for who in ("suggester", "other", "moderator", "office", "administrator"):
        allowed = rules.may_suggest(town.people[who], town.proposal, town.consultation, now)
        assert bool(allowed) == WHILE_TALKING[kind], (who, kind)
    for who in ("reader", "author", "unconfirmed"):
        assert not rules.may_suggest(town.people[who], town.proposal, town.consultation, now)
    assert bool(_accept(town, "author", now)) == WHILE_TALKING[kind]
    assert bool(_reject(town, "author")) == ALWAYS[kind]
    assert rules.may_withdraw(town.people["suggester"], town.amendment, town.consultation)
    town.amendment.state = State.REJECTED
    promoted = rules.may_promote(town.people["suggester"], town.amendment, town.consultation, now, grew=False)
    assert bool(promoted) == (kind == PhaseKind.COLLECT)


@pytest.mark.parametrize(
    ("official", "gone", "deciders"),
    [
        (False, False, {"author"}),
        (False, True, {"author", "moderator", "administrator"}),
        (True, False, {"author", "moderator", "office", "administrator"}),
    ],
)
def test_the_author_decides_the_city_for_its_own_the_moderation_for_who_is_gone(town: Town, official: bool, gone: bool, deciders: set[str]) -> None:
    town.proposal.official = official
    now = PHASES[PhaseKind.COLLECT] + DAY
    assert {who for who in town.people if _accept(town, who, now, gone=gone)} == deciders
    assert {who for who in town.people if _reject(town, who, gone=gone)} == deciders


def test_nobody_decides_about_an_own_suggestion(town: Town) -> None:
    town.proposal.official = True
    town.amendment.author_id = town.people["office"].id  # type: ignore[union-attr]  # there is one
    verdict = _reject(town, "office")
    assert "jemand anderes" in verdict.reason


@pytest.mark.parametrize("state", [State.ACCEPTED, State.REJECTED, State.WITHDRAWN])
def test_what_is_decided_stays_decided(town: Town, state: State) -> None:
    town.amendment.state = state
    assert not _accept(town, "author", PHASES[PhaseKind.COLLECT] + DAY)
    assert not _reject(town, "author")
    assert not rules.may_withdraw(town.people["suggester"], town.amendment, town.consultation)


def test_a_withdrawn_proposal_takes_no_change(town: Town) -> None:
    town.proposal.stage = ProposalStage.WITHDRAWN
    now = PHASES[PhaseKind.COLLECT] + DAY
    assert "gilt nicht mehr" in rules.may_suggest(town.people["other"], town.proposal, town.consultation, now).reason
    assert "gilt nicht mehr" in _accept(town, "author", now).reason


def test_after_the_close_nothing_is_decided_but_texts_can_still_be_hidden(town: Town) -> None:
    town.consultation.stage = Stage.CLOSED
    now = PHASES[PhaseKind.COLLECT] + DAY
    assert not rules.may_suggest(town.people["other"], town.proposal, town.consultation, now)
    assert "abgeschlossen" in _accept(town, "author", now).reason
    assert "abgeschlossen" in _reject(town, "author").reason
    assert not rules.may_withdraw(town.people["suggester"], town.amendment, town.consultation)
    assert rules.may_moderate_text(town.people["moderator"], town.amendment, town.consultation)


def test_only_the_suggester_takes_back_and_promotes_and_only_staff_hides(town: Town) -> None:
    now = PHASES[PhaseKind.COLLECT] + DAY
    assert {who for who, person in town.people.items() if rules.may_withdraw(person, town.amendment, town.consultation)} == {"suggester"}
    assert {who for who, person in town.people.items() if rules.may_moderate_text(person, town.amendment, town.consultation)} == {
        "moderator",
        "administrator",
    }
    town.amendment.state = State.REJECTED
    promoting = {who for who, person in town.people.items() if rules.may_promote(person, town.amendment, town.consultation, now, grew=False)}
    assert promoting == {"suggester"}
    assert not rules.may_promote(town.people["suggester"], town.amendment, town.consultation, now, grew=True)
