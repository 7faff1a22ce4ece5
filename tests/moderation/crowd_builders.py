"""Crowds for the tests: accounts of one network behind one proposal, among a town that acts by itself."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from participation.accounts.models import Person
from participation.accounts.network_actions import note_network
from participation.accounts.network_models import Done
from participation.consultations.models import Consultation
from participation.kit import clock
from participation.kit.sealing import Seals
from participation.moderation.crowd_actions import ask, check_crowds
from participation.moderation.crowd_models import CrowdCheck, CrowdFinding, CrowdMember
from participation.proposals.actions import support_proposal
from participation.proposals.crowd import Supporters
from participation.proposals.models import Proposal
from participation.votes.crowd import Voters
from tests.builders import a_person, a_resident, an_administrator
from tests.proposals.builders import DURING_COLLECT, a_proposal

CROWDS = [Supporters(), Voters()]
SEALS = Seals([b"MDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDA="], b"tests")


def back(session: Session, here: Consultation, proposal: Proposal, address: str, at: datetime = DURING_COLLECT, by: Person | None = None) -> Person:
    """A resident supports a proposal from an address."""
    person = by or a_resident(session)
    person.created_at = min(person.created_at, at)
    support_proposal(session, person, proposal, here, at)
    note_network(session, SEALS, person.id, Done.SUPPORT, address, at, proposal.id)
    return person


def a_town(session: Session, here: Consultation, number: int = 40) -> Proposal:
    """People with networks of their own behind another proposal, an hour apart."""
    other = a_proposal(session, here, title="Ein Trinkbrunnen")
    for place in range(number):
        back(session, here, other, f"10.{place}.0.9", DURING_COLLECT + timedelta(hours=place))
    return other


def a_farm(session: Session, here: Consultation, proposal: Proposal, number: int = 14) -> list[Person]:
    """So many accounts of one network, every ninety minutes one."""
    return [back(session, here, proposal, "198.51.100.7", DURING_COLLECT + timedelta(minutes=90 * place)) for place in range(number)]


def look(session: Session, here: Consultation, at: datetime | None = None) -> int:
    """The clockwork looks."""
    return check_crowds(session, here.id, CROWDS, at or DURING_COLLECT + timedelta(days=3))


def a_finding(session: Session, here: Consultation, proposal: Proposal) -> CrowdFinding:
    """What stands out of a proposal."""
    look(session, here)
    return session.query(CrowdFinding).filter_by(kind="proposal", subject_id=proposal.id).one()


def a_crowd(session: Session, here: Consultation) -> tuple[Proposal, CrowdFinding]:
    """A proposal that a farm of accounts backs, and what was found."""
    proposal = a_proposal(session, here, title="Ein Parkhaus")
    a_town(session, here)
    a_farm(session, here, proposal)
    return proposal, a_finding(session, here, proposal)


def a_told_crowd(session: Session, here: Consultation) -> tuple[Proposal, CrowdFinding]:
    """The same without the people: what stands in the tables after a look. Nobody comes to be on a roll by it."""
    proposal = a_proposal(session, here, a_person(session), title="Ein Parkhaus")
    now = clock.now()
    finding = CrowdFinding(
        consultation_id=here.id, kind="proposal", subject_id=proposal.id, sign="burst", mark="0", people=12, usual=1, chance=1e-6, found_at=now
    )
    session.add_all([finding, CrowdCheck(kind="proposal", subject_id=proposal.id, consultation_id=here.id, looked_at=now, people=12, networked=0)])
    session.flush()
    return proposal, finding


def an_asked(session: Session, here: Consultation, person: Person) -> CrowdFinding:
    """A finding of which this person is part, and was asked."""
    proposal, finding = a_told_crowd(session, here)
    session.add(CrowdMember(finding_id=finding.id, person_id=person.id))
    ask(session, an_administrator(session), here, subject_of(session, here, proposal), finding, CROWDS[0], "Bitte bestätigen.", clock.now())
    return finding


def subject_of(session: Session, here: Consultation, proposal: Proposal):  # type: ignore[no-untyped-def]  # a Backed
    """The proposal as the look sees it."""
    return Supporters().subjects(session, here.id, [proposal.id])[0]
