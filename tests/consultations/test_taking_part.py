"""Who may take part, and when."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from participation.accounts.models import Role
from participation.consultations.models import Stage
from participation.consultations.phases import Act
from participation.consultations.rules import may_moderate, may_see, may_take_part
from tests.builders import START, a_consultation, a_person, an_administrator

DURING_COLLECT = START + timedelta(days=2)
DURING_DELIBERATE = START + timedelta(days=40)
BEFORE_VOTE = START + timedelta(days=60, hours=12)
DURING_VOTE = START + timedelta(days=65)
AFTER = START + timedelta(days=90)


@pytest.mark.parametrize(
    ("act", "moment", "allowed", "words"),
    [
        (Act.PROPOSE, DURING_COLLECT, True, ""),
        (Act.PROPOSE, DURING_DELIBERATE, False, "war bis 1. November 2026, 7 Uhr möglich"),
        (Act.DISCUSS, DURING_DELIBERATE, True, ""),
        (Act.VOTE, DURING_COLLECT, False, "ist ab 1. Dezember 2026, 7 Uhr möglich"),
        (Act.VOTE, BEFORE_VOTE, False, "ist ab"),
        (Act.VOTE, DURING_VOTE, True, ""),
        (Act.VOTE, AFTER, False, "war bis"),
    ],
)
def test_phases_open_acts_and_the_refusal_says_when(session: Session, act: Act, moment: object, allowed: bool, words: str) -> None:
    alice = a_person(session)
    verdict = may_take_part(alice, a_consultation(session), act, moment)  # type: ignore[arg-type]  # moments above
    assert bool(verdict) is allowed
    assert words in verdict.reason


def test_a_reader_is_told_to_sign_in(session: Session) -> None:
    verdict = may_take_part(None, a_consultation(session), Act.PROPOSE, DURING_COLLECT)
    assert not verdict
    assert verdict.remedy == "sign-in"


def test_an_unconfirmed_address_only_reads(session: Session) -> None:
    verdict = may_take_part(a_person(session, confirmed=False), a_consultation(session), Act.DISCUSS, DURING_COLLECT)
    assert not verdict
    assert verdict.remedy == "confirm"


def test_a_draft_is_seen_by_those_who_run_it_only(session: Session) -> None:
    draft = a_consultation(session, stage=Stage.DRAFT)
    assert not may_see(None, draft)
    assert may_see(None, draft).hidden
    assert not may_see(a_person(session, role=Role.COUNCIL), draft)
    assert may_see(a_person(session, moderates=draft), draft)
    assert may_see(an_administrator(session), draft)


def test_a_mandate_holds_for_its_consultation_alone(session: Session) -> None:
    mine, other = a_consultation(session), a_consultation(session)
    moderator = a_person(session, moderates=mine)
    assert may_moderate(moderator, mine)
    assert not may_moderate(moderator, other)
