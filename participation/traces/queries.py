"""Reads about chains: the links around a thing in one statement, and the things themselves in another."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Integer, Text, and_, bindparam, case, cast, exists, func, literal_column, or_, select, union_all
from sqlalchemy.orm import Session

from participation.assemblies.drafting_models import Recommendation, RecommendationVersion
from participation.assemblies.handover_models import CitizensReport
from participation.budgets.models import Budget, Project
from participation.councils.models import Council
from participation.discussions.models import Contribution, Discussion, Topic
from participation.kit.errors import NotFound
from participation.kit.glances import Glance
from participation.kit.prose import excerpt
from participation.measures.models import Measure
from participation.opinions.models import OpinionMap, Statement
from participation.opinions.models import Stage as MapStage
from participation.proposals.models import Proposal, ProposalStage
from participation.surveys.models import State as SurveyState
from participation.surveys.models import Survey
from participation.traces.chains import Tie
from participation.traces.models import Thing, TraceLink
from participation.votes.models import Vote, VoteState

Node = tuple[Thing, int]
"""A thing by kind and number."""
MOST_LINKS = 200
"""Of one chain, read at once; so many are never made."""
FOUND = 8
"""Results of each kind that a search shows."""
SUBJECTS = ("topic", "proposal")
"""Whose discussions hold contributions that can stand in a chain."""


@dataclass(frozen=True, slots=True)
class Known:
    """A thing that everybody can read. `path`: where it stands."""

    node: Node
    title: str
    when: datetime
    path: str


_l = TraceLink.__table__.c
_start = select(cast(bindparam("kind"), Text).label("kind"), cast(bindparam("number"), Integer).label("id")).cte("reach", recursive=True)
_out = and_(_l.from_kind == _start.c.kind, _l.from_id == _start.c.id)
_in = and_(_l.to_kind == _start.c.kind, _l.to_id == _start.c.id)
_reach = _start.union(
    select(cast(case((_out, _l.to_kind), else_=_l.from_kind), Text), case((_out, _l.to_id), else_=_l.from_id)).join_from(
        TraceLink.__table__, _start, or_(_out, _in)
    )
)
_around = Glance(
    select(_l.id, _l.from_kind, _l.from_id, _l.to_kind, _l.to_id, _l.part, _l.part_text, _l.way)
    .where(exists().where(_l.from_kind == _reach.c.kind, _l.from_id == _reach.c.id))
    .order_by(_l.id)
    .limit(MOST_LINKS)
)


def links_around(session: Session, node: Node) -> Sequence[Any]:
    """All links of the chain that a thing belongs to, the oldest first: rows of id, from_kind, from_id, to_kind, to_id, part, part_text, way."""
    return _around.all(session, kind=str(node[0]), number=node[1])


def ties_of(links: Iterable[Any]) -> list[Tie[Node]]:
    """Links as ties; each tells of itself what its row says."""
    return [Tie((Thing(row.from_kind), row.from_id), (Thing(row.to_kind), row.to_id), (row.way, row.part, row.part_text)) for row in links]


def nodes_of(links: Iterable[Any]) -> set[Node]:
    """All things that these links name."""
    return {node for tie in ties_of(links) for node in (tie.earlier, tie.later)}


def _public(consultation_id: int) -> dict[Thing, Any]:
    """For each kind the rows that everybody can read: kind, id, title, moment, and the number of what they stand in."""

    def rows(kind: Thing, number: Any, title: Any, moment: Any, inside: Any) -> Any:
        return select(
            literal_column(f"'{kind}'").label("kind"),
            number.label("id"),
            cast(title, Text).label("title"),
            moment.label("moment"),
            inside.label("inside"),
        )

    none = literal_column("0", Integer)
    return {
        Thing.STATEMENT: rows(Thing.STATEMENT, Statement.id, Statement.text, Statement.created_at, Statement.map_id)
        .join(OpinionMap, OpinionMap.id == Statement.map_id)
        .where(OpinionMap.consultation_id == consultation_id, OpinionMap.stage != MapStage.DRAFT)
        .where(Statement.state == "accepted", Statement.hidden_at.is_(None)),
        Thing.TOPIC: rows(Thing.TOPIC, Topic.id, Topic.title, Topic.opened_at, none).where(Topic.consultation_id == consultation_id),
        Thing.CONTRIBUTION: rows(Thing.CONTRIBUTION, Contribution.id, Contribution.body_html, Contribution.created_at, Contribution.discussion_id)
        .join(Discussion, Discussion.id == Contribution.discussion_id)
        .where(Discussion.consultation_id == consultation_id, Discussion.subject_kind.in_(SUBJECTS))
        .where(Contribution.deleted_at.is_(None), Contribution.hidden_at.is_(None)),
        Thing.PROPOSAL: rows(Thing.PROPOSAL, Proposal.id, Proposal.title, Proposal.published_at, none).where(
            Proposal.consultation_id == consultation_id, Proposal.stage != ProposalStage.DRAFT
        ),
        Thing.SURVEY: rows(Thing.SURVEY, Survey.id, Survey.title, Survey.published_at, none).where(
            Survey.consultation_id == consultation_id, Survey.state != SurveyState.DRAFT
        ),
        Thing.VOTE: rows(Thing.VOTE, Vote.id, Vote.title, Vote.closes_at, none).where(
            Vote.consultation_id == consultation_id, Vote.state != VoteState.DRAFT
        ),
        Thing.RECOMMENDATION: rows(Thing.RECOMMENDATION, Recommendation.id, RecommendationVersion.title, CitizensReport.published_at, none)
        .join(
            RecommendationVersion,
            and_(RecommendationVersion.recommendation_id == Recommendation.id, RecommendationVersion.number == Recommendation.version),
        )
        .join(CitizensReport, and_(CitizensReport.council_id == Recommendation.council_id, CitizensReport.number == 1))
        .join(Council, Council.id == Recommendation.council_id)
        .where(Council.consultation_id == consultation_id, Recommendation.dropped_at.is_(None)),
        Thing.PROJECT: rows(Thing.PROJECT, Project.id, Project.title, Budget.published_at, Project.budget_id)
        .join(Budget, Budget.id == Project.budget_id)
        .where(Budget.consultation_id == consultation_id, Budget.published_at.is_not(None)),
        Thing.MEASURE: rows(Thing.MEASURE, Measure.id, Measure.title, Measure.made_at, none).where(Measure.consultation_id == consultation_id),
    }


_NUMBER = {
    Thing.STATEMENT: Statement.id,
    Thing.TOPIC: Topic.id,
    Thing.CONTRIBUTION: Contribution.id,
    Thing.PROPOSAL: Proposal.id,
    Thing.SURVEY: Survey.id,
    Thing.VOTE: Vote.id,
    Thing.RECOMMENDATION: Recommendation.id,
    Thing.PROJECT: Project.id,
    Thing.MEASURE: Measure.id,
}
_WORDED = {Thing.STATEMENT: Statement.text, Thing.TOPIC: Topic.title, Thing.CONTRIBUTION: Contribution.body, Thing.PROPOSAL: Proposal.title}


def known(session: Session, consultation_id: int, slug: str, nodes: Collection[Node]) -> dict[Node, Known]:
    """Those of these things that belong to the consultation and that everybody can read, in one statement."""
    numbers = {kind: sorted(number for each, number in nodes if each == kind) for kind in Thing}
    public = _public(consultation_id)
    parts = [public[kind].where(_NUMBER[kind].in_(found)) for kind, found in numbers.items() if found]
    return _told(session, slug, parts)


def search(session: Session, consultation_id: int, slug: str, words: str) -> dict[Node, Known]:
    """What can be linked and holds each of these words, a few of each kind, the newest first."""
    asked, public = words.split()[:6], _public(consultation_id)
    if not asked:
        return {}
    parts = []
    for kind, column in _WORDED.items():
        matching = [column.icontains(word, autoescape=True) for word in asked]
        found = public[kind].where(*matching).order_by(_NUMBER[kind].desc()).limit(FOUND).subquery()
        parts.append(found.select())
    return _told(session, slug, parts)


def _told(session: Session, slug: str, parts: Sequence[Any]) -> dict[Node, Known]:
    if not parts:
        return {}
    asked: Any = union_all(*parts) if len(parts) > 1 else parts[0]
    rows = session.execute(asked).all()
    told = [Known((Thing(row.kind), row.id), _title(row), row.moment, _path(slug, row)) for row in rows]
    return {one.node: one for one in told}


def _title(row: Any) -> str:
    return excerpt(row.title, 90) if row.kind == Thing.CONTRIBUTION else str(row.title)


def _path(slug: str, row: Any) -> str:
    if row.kind == Thing.CONTRIBUTION:
        return f"/beitraege/{row.id}"
    below = {
        Thing.STATEMENT: f"meinungsbild/{row.inside}/aussagen/{row.id}",
        Thing.TOPIC: f"diskussionen/{row.id}",
        Thing.PROPOSAL: f"vorschlaege/{row.id}",
        Thing.SURVEY: f"umfragen/{row.id}",
        Thing.VOTE: f"abstimmungen/{row.id}",
        Thing.RECOMMENDATION: f"buergerrat/gutachten#empfehlung-{row.id}",
        Thing.PROJECT: f"buergerhaushalt/{row.inside}/projekte/{row.id}",
        Thing.MEASURE: f"massnahmen/{row.id}",
    }
    return f"/beteiligungen/{slug}/{below[Thing(row.kind)]}"


def one_known(session: Session, consultation_id: int, slug: str, node: Node) -> Known:
    """One thing that everybody can read. Raises NotFound."""
    found = known(session, consultation_id, slug, [node]).get(node)
    if found is None:
        raise NotFound
    return found


def writers_of(session: Session, nodes: Iterable[Node]) -> set[int]:
    """Who writes the proposals among these things."""
    numbers = [number for kind, number in nodes if kind == Thing.PROPOSAL]
    if not numbers:
        return set()
    rows = session.scalars(select(Proposal).where(Proposal.id.in_(numbers))).all()
    return {writer for row in rows for writer in row.writer_ids}


def draft_made_of(session: Session, author_id: int, source: Node) -> Proposal | None:
    """The draft that somebody made of a thing and did not publish yet."""
    made = and_(TraceLink.to_kind == Thing.PROPOSAL, TraceLink.to_id == Proposal.id, TraceLink.from_kind == source[0], TraceLink.from_id == source[1])
    asked = select(Proposal).join(TraceLink, made).where(Proposal.author_id == author_id, Proposal.stage == ProposalStage.DRAFT)
    return session.scalars(asked.order_by(Proposal.id.desc()).limit(1)).one_or_none()


def around_contribution(session: Session, contribution_id: int) -> Node | None:
    """What a contribution's discussion is about, where it can stand in a chain."""
    asked = select(Discussion.subject_kind, Discussion.subject_id).join(Contribution, Contribution.discussion_id == Discussion.id)
    row = session.execute(asked.where(Contribution.id == contribution_id)).one_or_none()
    return (Thing(row.subject_kind), row.subject_id) if row is not None and row.subject_kind in SUBJECTS else None


def link_of(session: Session, consultation_id: int, link_id: int) -> TraceLink:
    """One link of a consultation. Raises NotFound."""
    found = session.scalars(select(TraceLink).where(TraceLink.id == link_id, TraceLink.consultation_id == consultation_id)).one_or_none()
    if found is None:
        raise NotFound
    return found


def count_links(session: Session, node: Node) -> int:
    """How many links name a thing, those of contributions to their discussions aside."""
    named = or_(and_(TraceLink.from_kind == node[0], TraceLink.from_id == node[1]), and_(TraceLink.to_kind == node[0], TraceLink.to_id == node[1]))
    return session.execute(select(func.count(TraceLink.id)).where(named, TraceLink.way != "within")).scalar_one()
