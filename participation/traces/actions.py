"""What is done about chains: link two things, make one of another, take a link away."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from itertools import pairwise

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from participation.accounts.models import Person
from participation.consultations.models import Consultation
from participation.discussions.models import Topic
from participation.discussions.topic_actions import open_topic
from participation.kit import audit
from participation.kit.errors import Conflict, Invalid
from participation.kit.language import gettext as _
from participation.kit.rules import demand_of
from participation.kit.upserts import insert_or
from participation.opinions.actions import add_seed
from participation.opinions.models import OpinionMap, Statement
from participation.proposals.actions import save_draft
from participation.proposals.models import TITLE_LENGTH, Proposal
from participation.proposals.texts import ProposalText
from participation.traces import queries, rules
from participation.traces.chains import leads_to
from participation.traces.models import TEXT_LENGTH, Thing, TraceLink, Way
from participation.traces.queries import Known, Node


def link_things(
    session: Session,
    actor: Person | None,
    consultation: Consultation,
    earlier: Node,
    later: Node,
    now: datetime,
    *,
    part: str = "",
    part_text: str = "",
) -> TraceLink:
    """Say that one thing followed from another; both pages then show it. Said twice, it is kept once.

    `part`, `part_text`: where the later one is a survey, the code of its question and what it asks. Raises NotFound for what not
    everybody can read, Invalid where the order cannot be or nothing is named, Conflict where the chain is too long.
    """
    actor = demand_of(actor, rules.may_work(actor, consultation, queries.writers_of(session, (earlier, later))))
    if earlier == later:
        raise Invalid(_("Das ist diese Seite selbst. Bitte wählen Sie etwas anderes."), "other")
    if earlier[0] == Thing.SURVEY:
        raise Invalid(_("Eine Frage in einer Umfrage kann nur das Spätere sein."), "direction")
    if (later[0] == Thing.SURVEY) != bool(part):
        raise Invalid(_("Bitte wählen Sie, womit Sie verknüpfen möchten."), "other")
    for node in (earlier, later):
        queries.one_known(session, consultation.id, consultation.slug, node)
    return _tie(session, actor, consultation, earlier, later, Way.LINKED, now, part, part_text)


def make_topic(
    session: Session, actor: Person | None, consultation: Consultation, source: Known, title: str, introduction: str, now: datetime
) -> Topic:
    """Put a thing up for discussion: a topic that is linked to it. Raises Invalid."""
    actor = demand_of(actor, rules.may_make_public(actor, consultation, source.node[0], Thing.TOPIC))
    topic = open_topic(session, actor, consultation, title, introduction, now)
    _tie(session, actor, consultation, source.node, (Thing.TOPIC, topic.id), Way.MADE, now)
    return topic


def make_statement(
    session: Session, actor: Person | None, consultation: Consultation, source: Known, opinion_map: OpinionMap, typed: str, now: datetime
) -> Statement:
    """Ask everybody about a thing: a statement of the city in an opinion map, linked to it. Raises Invalid."""
    actor = demand_of(actor, rules.may_make_public(actor, consultation, source.node[0], Thing.STATEMENT))
    statement = add_seed(session, actor, consultation, opinion_map, typed, now)
    session.flush()
    _tie(session, actor, consultation, source.node, (Thing.STATEMENT, statement.id), Way.MADE, now)
    return statement


def make_draft(session: Session, author: Person | None, consultation: Consultation, source: Known, now: datetime) -> Proposal:
    """Begin a proposal of one's own with the words of a thing; its chain is shown once it is published. Until then, the same draft goes on."""
    author = demand_of(author, rules.may_make_draft(author, consultation, source.node[0], now))
    _hold(session, consultation)
    begun = queries.draft_made_of(session, author.id, source.node)
    if begun is not None:
        return begun
    said = _("Dieser Vorschlag geht zurück auf: [%(title)s](%(path)s)", title=source.title.replace("[", "(").replace("]", ")"), path=source.path)
    draft = save_draft(session, author, consultation, ProposalText(source.title[:TITLE_LENGTH], f"{said}\n\n"), now)
    _tie(session, author, consultation, source.node, (Thing.PROPOSAL, draft.id), Way.MADE, now)
    return draft


def remove_link(session: Session, moderator: Person | None, consultation: Consultation, link: TraceLink, now: datetime) -> None:
    """Take a link away; the things themselves stay."""
    moderator = demand_of(moderator, rules.may_remove(moderator, consultation, link))
    named = {"from": [link.from_kind, link.from_id], "to": [link.to_kind, link.to_id]}
    nodes = [(Thing(link.from_kind), link.from_id), (Thing(link.to_kind), link.to_id)]
    audit.append(session, at=now, actor=moderator, action="trace.removed", subject=link, data=named)
    session.delete(link)
    session.flush()
    for kind, number in nodes:
        if kind == Thing.CONTRIBUTION and not queries.count_links(session, (kind, number)):
            session.execute(delete(TraceLink).where(TraceLink.to_kind == kind, TraceLink.to_id == number))


def note_growth(session: Session, consultation_id: int, contribution_id: int, proposal_id: int, author_id: int | None, now: datetime) -> None:
    """A proposal that grew from a contribution became public: the room of proposals logs it, here it only joins the chain."""
    _anchor(session, consultation_id, contribution_id, author_id, now)
    earlier, later = (Thing.CONTRIBUTION, contribution_id), (Thing.PROPOSAL, proposal_id)
    _insert(session, consultation_id, earlier, later, Way.GREW, author_id, now)


def note_way(session: Session, consultation_id: int, way: Sequence[tuple[str, int]], author_id: int | None, now: datetime) -> None:
    """A measure came from something: each thing of the way followed from the one before it. Its own room logs it."""
    for (from_kind, from_id), (to_kind, to_id) in pairwise(way):
        _insert(session, consultation_id, (Thing(from_kind), from_id), (Thing(to_kind), to_id), Way.GREW, author_id, now)


def forget_measure(session: Session, origin: tuple[str, int], measure_id: int) -> None:
    """A measure did not come from something after all."""
    mine = (TraceLink.from_kind == origin[0], TraceLink.from_id == origin[1], TraceLink.to_kind == Thing.MEASURE, TraceLink.to_id == measure_id)
    session.execute(delete(TraceLink).where(*mine))


def _tie(
    session: Session,
    actor: Person,
    consultation: Consultation,
    earlier: Node,
    later: Node,
    way: Way,
    now: datetime,
    part: str = "",
    part_text: str = "",
) -> TraceLink:
    _hold(session, consultation)
    around = [*queries.links_around(session, earlier), *queries.links_around(session, later)]
    if leads_to(later, earlier, queries.ties_of(around)):
        raise Invalid(_("Das Spätere kann nicht auch das Frühere sein: Diese beiden sind schon andersherum verknüpft."), "direction")
    if len({row.id for row in around}) >= rules.MOST_IN_CHAIN:
        raise Conflict(_("Hier hängen schon %(most)s Dinge zusammen. Mehr kann niemand überblicken.", most=rules.MOST_IN_CHAIN))
    for kind, number in (earlier, later):
        if kind == Thing.CONTRIBUTION:
            _anchor(session, consultation.id, number, actor.id, now)
    fresh = _insert(session, consultation.id, earlier, later, way, actor.id, now, part, part_text)
    same = (TraceLink.from_kind == earlier[0], TraceLink.from_id == earlier[1], TraceLink.to_kind == later[0], TraceLink.to_id == later[1])
    link = session.scalars(select(TraceLink).where(*same, TraceLink.part == part)).one()
    if fresh:
        named = {"from": [str(earlier[0]), earlier[1]], "to": [str(later[0]), later[1]], "way": str(way)}
        audit.append(session, at=now, actor=actor, action="trace.linked", subject=link, data=named)
    return link


def _hold(session: Session, consultation: Consultation) -> None:
    """Nobody else links anything here until the transaction ends: no circle closes meanwhile, no draft is begun twice."""
    session.execute(select(Consultation.id).where(Consultation.id == consultation.id).with_for_update())


def _anchor(session: Session, consultation_id: int, contribution_id: int, actor_id: int | None, now: datetime) -> None:
    """A contribution stands in a chain together with what its discussion is about."""
    subject = queries.around_contribution(session, contribution_id)
    if subject is not None:
        _insert(session, consultation_id, subject, (Thing.CONTRIBUTION, contribution_id), Way.WITHIN, actor_id, now)


def _insert(
    session: Session,
    consultation_id: int,
    earlier: Node,
    later: Node,
    way: Way,
    actor_id: int | None,
    now: datetime,
    part: str = "",
    part_text: str = "",
) -> bool:
    """Whether it was not there before."""
    named = {"from_kind": earlier[0], "from_id": earlier[1], "to_kind": later[0], "to_id": later[1], "part": part}
    told = {"consultation_id": consultation_id, "part_text": part_text[:TEXT_LENGTH], "way": way, "made_by_id": actor_id, "made_at": now}
    insert = insert_or(session, TraceLink).values(**named, **told).on_conflict_do_nothing(index_elements=list(named))
    return session.execute(insert.returning(TraceLink.id)).scalar_one_or_none() is not None
