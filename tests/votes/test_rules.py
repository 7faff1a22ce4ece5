"""Who may cast when: person × moment × phase, as a table."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from participation.accounts.models import Person, Role
from participation.consultations.models import Stage
from participation.consultations.phases import PhaseKind
from participation.kit import clock
from participation.votes.models import Channel
from participation.votes.rules import may_cast, may_run_vote, may_see_result, may_see_vote
from tests.builders import a_consultation, a_person, a_resident, an_administrator
from tests.conftest import NOON
from tests.votes.builders import AFTER, CLOSES, OPENS, a_draft, a_voting_consultation, an_open_vote, consultation_of, tallied

BEFORE = OPENS - timedelta(seconds=1)
LAST = CLOSES - timedelta(seconds=1)
KINDS = ("reader", "unconfirmed", "unverified", "resident", "blocked", "council", "administrator")


def somebody(session: Session, kind: str) -> Person | None:
    if kind == "reader":
        return None
    if kind == "resident":
        return a_resident(session)
    if kind == "administrator":
        return an_administrator(session)
    person = a_person(session, confirmed=kind != "unconfirmed", role=Role.COUNCIL if kind == "council" else Role.RESIDENT)
    if kind == "blocked":
        person.verified_at = person.blocked_at = clock.now()
    return person


@pytest.mark.parametrize(
    ("moment", "expected"),
    [
        (BEFORE, "öffnet öffnet öffnet öffnet öffnet öffnet öffnet"),
        (OPENS, "sign-in confirm verify yes gesperrt verify verify"),
        (NOON, "sign-in confirm verify yes gesperrt verify verify"),
        (LAST, "sign-in confirm verify yes gesperrt verify verify"),
        (CLOSES, "beendet beendet beendet beendet beendet beendet beendet"),
        (AFTER, "beendet beendet beendet beendet beendet beendet beendet"),
    ],
)
def test_who_may_cast_when(session: Session, moment: datetime, expected: str) -> None:
    vote = an_open_vote(session)
    consultation = consultation_of(session, vote)
    for kind, word in zip(KINDS, expected.split(), strict=True):
        verdict = may_cast(somebody(session, kind), consultation, vote, None, moment)
        found = "yes" if verdict else verdict.remedy or verdict.reason
        assert word in found, (kind, found)


def test_a_mark_on_the_roll_ends_it(session: Session) -> None:
    vote = an_open_vote(session)
    verdict = may_cast(a_resident(session), consultation_of(session, vote), vote, Channel.WEB, NOON)
    assert "schon abgestimmt" in verdict.reason


def test_without_a_phase_for_voting_nobody_casts(session: Session) -> None:
    vote = an_open_vote(session)
    consultation = consultation_of(session, vote)
    consultation.phases[0].kind = PhaseKind.DELIBERATE
    assert "nicht vorgesehen" in may_cast(a_resident(session), consultation, vote, None, NOON).reason
    consultation.phases[0].kind, consultation.stage = PhaseKind.VOTE, Stage.CLOSED
    assert "abgeschlossen" in may_cast(a_resident(session), consultation, vote, None, NOON).reason


def test_a_draft_and_a_result_are_hidden_from_the_right_people(session: Session) -> None:
    consultation = a_voting_consultation(session)
    draft, counted = a_draft(session, consultation), tallied(session, an_open_vote(session, consultation))
    running = an_open_vote(session, consultation)
    moderator, elsewhere = a_person(session, moderates=consultation), a_person(session, moderates=a_consultation(session))
    for person in (None, a_resident(session), elsewhere, a_person(session, role=Role.OFFICE)):
        assert may_see_vote(person, consultation, draft).hidden
        assert not may_run_vote(person, consultation, draft)
        assert may_see_result(person, consultation, counted)
    for person in (moderator, an_administrator(session)):
        assert may_see_vote(person, consultation, draft)
        assert may_run_vote(person, consultation, draft)
        assert may_see_result(person, consultation, running).hidden, "interim results are nobody's"
