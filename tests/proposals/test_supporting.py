"""Backing a proposal: once a person, undone by a click, counted right."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from participation.accounts.models import Person
from participation.consultations.queries import consultation_by_id
from participation.kit.audit import AuditEntry
from participation.kit.database import db
from participation.kit.errors import Refused
from participation.proposals.actions import Backing, support_proposal, take_back_support, withdraw_proposal
from participation.proposals.models import Proposal, ProposalBoard, Support
from tests.builders import a_consultation, a_person, a_resident
from tests.proposals.builders import DURING_COLLECT, DURING_VOTE, a_proposal


def rows(session: Session, proposal: Proposal) -> int:
    return session.scalar(select(func.count(Support.id)).where(Support.proposal_id == proposal.id)) or 0


def test_a_support_counts_once_and_can_be_undone(session: Session) -> None:
    consultation, alice = a_consultation(session), a_resident(session)
    proposal = a_proposal(session, consultation, supporters=2)
    assert support_proposal(session, alice, proposal, consultation, DURING_COLLECT) == Backing(3, True)
    assert support_proposal(session, alice, proposal, consultation, DURING_COLLECT) == Backing(3, True)
    assert (proposal.support_count, rows(session, proposal)) == (3, 3)
    assert take_back_support(session, alice, proposal, consultation, DURING_COLLECT) == Backing(2, False)
    assert take_back_support(session, alice, proposal, consultation, DURING_COLLECT) == Backing(2, False)
    assert (proposal.support_count, rows(session, proposal)) == (2, 2)


def test_the_log_keeps_that_it_was_supported_and_not_by_whom(session: Session) -> None:
    consultation, alice = a_consultation(session), a_resident(session)
    proposal = a_proposal(session, consultation)
    support_proposal(session, alice, proposal, consultation, DURING_COLLECT)
    entries = session.scalars(select(AuditEntry).where(AuditEntry.action == "proposal.supported", AuditEntry.subject_id == proposal.id)).all()
    assert [(entry.actor_id, entry.data) for entry in entries] == [(None, "{}")]


def test_a_support_makes_cached_lists_stale(session: Session) -> None:
    consultation, alice = a_consultation(session), a_resident(session)
    proposal = a_proposal(session, consultation)
    version = select(ProposalBoard.version).where(ProposalBoard.consultation_id == consultation.id)
    before = session.scalar(version)
    support_proposal(session, alice, proposal, consultation, DURING_COLLECT)
    assert session.scalar(version) == (before or 0) + 1


def test_only_verified_residents_while_it_is_open_and_not_ones_own(session: Session) -> None:
    consultation, alice = a_consultation(session), a_resident(session)
    proposal = a_proposal(session, consultation, alice)
    for person, moment in ((a_person(session), DURING_COLLECT), (alice, DURING_COLLECT), (a_resident(session), DURING_VOTE)):
        with pytest.raises(Refused):
            support_proposal(session, person, proposal, consultation, moment)
    assert rows(session, proposal) == proposal.support_count == 0


def test_a_withdrawn_proposal_takes_no_support_and_keeps_what_it_has(session: Session) -> None:
    consultation, alice = a_consultation(session), a_resident(session)
    proposal = a_proposal(session, consultation, alice, supporters=2)
    withdraw_proposal(session, alice, proposal, consultation, "Erledigt.", DURING_COLLECT + timedelta(days=1))
    with pytest.raises(Refused, match="zurückgezogen"):
        support_proposal(session, a_resident(session), proposal, consultation, DURING_COLLECT + timedelta(days=1))
    assert proposal.support_count == 2


def test_twenty_clicks_at_once_are_one_support(real_database: Flask) -> None:
    with real_database.app_context():
        consultation = a_consultation(db.session())
        proposal = a_proposal(db.session(), consultation, supporters=1)
        alice, bob = a_resident(db.session()), a_resident(db.session())
        db.session.commit()
        names = (alice.id, bob.id)

    def click(person_id: int) -> None:
        with real_database.app_context():
            own = db.session()
            person, found = own.get(Person, person_id), own.get(Proposal, proposal.id)
            assert person is not None
            assert found is not None
            support_proposal(own, person, found, consultation_by_id(own, consultation.id), DURING_COLLECT)
            own.commit()

    with ThreadPoolExecutor(20) as pool:
        for done in [pool.submit(click, name) for name in names for _ in range(20)]:
            done.result()
    with real_database.app_context():
        assert rows(db.session(), proposal) == db.session.scalar(select(Proposal.support_count)) == 3
