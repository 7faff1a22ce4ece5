"""What measures come from: proposals, recommendations of a citizens' council, votes that are counted, projects of a budget that won."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from participation.assemblies.queries import newest_report
from participation.budgets.models import Budget, Pot, Project
from participation.consultations.models import Consultation
from participation.councils.queries import council_of
from participation.kit.errors import NotFound
from participation.measures.models import Origin
from participation.proposals.models import Proposal, ProposalStage, Status
from participation.votes.budget_tally import winning_positions
from participation.votes.models import COUNTED, Vote

ANSWERED = (Status.ACCEPTED, Status.PARTLY, Status.DONE, Status.COUNCIL, Status.ANSWERED)
MOST_OFFERED = 200
"""Of each kind, in the list to choose from."""

Node = tuple[Origin, int]
"""A thing by kind and number."""


@dataclass(frozen=True, slots=True)
class Source:
    """Something that a measure can come from, as everybody reads it. `before`: what it came from itself, as its own room knows."""

    node: Node
    title: str
    path: str
    before: Node | None = None

    @property
    def way(self) -> list[tuple[str, int]]:
        """From the first thing to this one, as chains name them."""
        return [(str(kind), number) for kind, number in ((self.before, self.node) if self.before else (self.node,))]


def sources_of(session: Session, consultation: Consultation, nodes: Iterable[Node]) -> list[Source]:
    """Those of these things that belong to the consultation and that everybody can read, in a few statements; in the order given."""
    asked = list(dict.fromkeys(nodes))
    found: dict[Node, Source] = {}
    for kind, find in _FINDERS.items():
        numbers = [number for each, number in asked if each == kind]
        if numbers:
            found |= {one.node: one for one in find(session, consultation, numbers)}
    return [found[node] for node in asked if node in found]


def source_of(session: Session, consultation: Consultation, node: Node) -> Source:
    """One of them. Raises NotFound."""
    found = sources_of(session, consultation, [node])
    if not found:
        raise NotFound
    return found[0]


def offered(session: Session, consultation: Consultation) -> list[Source]:
    """What measures of a consultation are usually made of: what was answered, recommended, voted for, and won."""
    return [
        *_recommendations(session, consultation, None),
        *_votes(session, consultation, None),
        *_projects(session, consultation, None),
        *_proposals(session, consultation, None),
    ]


def _proposals(session: Session, consultation: Consultation, numbers: Sequence[int] | None) -> list[Source]:
    asked = select(Proposal.id, Proposal.reference, Proposal.title).where(
        Proposal.consultation_id == consultation.id, Proposal.stage == ProposalStage.PUBLISHED
    )
    if numbers is None:
        asked = asked.where(Proposal.status.in_(ANSWERED)).order_by(Proposal.last_answer.desc(), Proposal.id.desc()).limit(MOST_OFFERED)
    else:
        asked = asked.where(Proposal.id.in_(numbers))
    base = f"/beteiligungen/{consultation.slug}/vorschlaege"
    return [Source((Origin.PROPOSAL, row.id), row.title, f"{base}/{row.id}") for row in session.execute(asked)]


def _recommendations(session: Session, consultation: Consultation, numbers: Sequence[int] | None) -> list[Source]:
    """Those that a majority carried, as the report that counts says them."""
    council = council_of(session, consultation)
    report = newest_report(session, council.id) if council is not None else None
    carried = [said for said in report.said["recommendations"] if said["vote"]["carried"]] if report is not None else []
    path = f"/beteiligungen/{consultation.slug}/buergerrat/gutachten"
    return [
        Source((Origin.RECOMMENDATION, said["id"]), said["title"], f"{path}#empfehlung-{said['id']}")
        for said in carried
        if numbers is None or said["id"] in numbers
    ]


def _votes(session: Session, consultation: Consultation, numbers: Sequence[int] | None) -> list[Source]:
    """Votes with a result; those on pots of a budget are told by the projects that won."""
    asked: Any = select(Vote.id, Vote.title).where(Vote.consultation_id == consultation.id, Vote.state.in_(COUNTED), Vote.annulled_at.is_(None))
    asked = asked.where(~select(Pot.id).where(Pot.vote_id == Vote.id).exists())
    asked = asked.order_by(Vote.id.desc()).limit(MOST_OFFERED) if numbers is None else asked.where(Vote.id.in_(numbers))
    base = f"/beteiligungen/{consultation.slug}/abstimmungen"
    return [Source((Origin.VOTE, row.id), row.title, f"{base}/{row.id}") for row in session.execute(asked)]


def _projects(session: Session, consultation: Consultation, numbers: Sequence[int] | None) -> list[Source]:
    """Projects that won, with the proposal that each was made of."""
    asked: Any = (
        select(Project, Vote)
        .join(Pot, Pot.id == Project.pot_id)
        .join(Budget, Budget.id == Project.budget_id)
        .join(Vote, Vote.id == Pot.vote_id)
        .where(Budget.consultation_id == consultation.id, Vote.state.in_(COUNTED), Vote.annulled_at.is_(None), Project.position.is_not(None))
    )
    asked = asked.order_by(Project.id).limit(MOST_OFFERED) if numbers is None else asked.where(Project.id.in_(numbers))
    base = f"/beteiligungen/{consultation.slug}/buergerhaushalt"
    won: dict[int, frozenset[int]] = {}
    found = []
    for project, vote in session.execute(asked):
        if vote.id not in won:
            won[vote.id] = winning_positions(vote)
        if project.position in won[vote.id]:
            before = (Origin.PROPOSAL, project.proposal_id) if project.proposal_id is not None else None
            found.append(Source((Origin.PROJECT, project.id), project.title, f"{base}/{project.budget_id}/projekte/{project.id}", before))
    return found


_FINDERS = {Origin.PROPOSAL: _proposals, Origin.RECOMMENDATION: _recommendations, Origin.VOTE: _votes, Origin.PROJECT: _projects}
