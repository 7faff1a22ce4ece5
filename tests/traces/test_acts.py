"""Linking, making one thing of another, taking links away: who may, what is refused, what the log says."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from participation.consultations.models import Stage
from participation.kit import clock
from participation.kit.audit import AuditEntry
from participation.kit.errors import Conflict, Invalid, NotFound, Refused
from participation.proposals.actions import discard_draft, publish_proposal, save_draft
from participation.proposals.models import Proposal
from participation.proposals.texts import ProposalText
from participation.traces import queries, rules
from participation.traces.actions import make_draft, make_statement, make_topic, remove_link
from participation.traces.models import Thing, TraceLink, Way
from participation.traces.queries import Known, Node, one_known
from tests.builders import a_consultation, a_resident, an_administrator
from tests.moderation.builders import hide_statement
from tests.proposals.builders import a_draft, a_proposal
from tests.traces.builders import Path, a_path


@pytest.fixture
def path(session: Session) -> Path:
    return a_path(session)


def known(path: Path, node: Node) -> Known:
    return one_known(path.session, path.consultation.id, path.consultation.slug, node)


def lines(session: Session) -> list[str]:
    return [entry for entry in session.scalars(select(AuditEntry.action).order_by(AuditEntry.id)) if entry.startswith("trace.")]


def test_a_link_is_kept_once_with_one_line(path: Path) -> None:
    first, again = path.link(Thing.STATEMENT, Thing.TOPIC), path.link(Thing.STATEMENT, Thing.TOPIC)
    assert first.id == again.id
    assert lines(path.session) == ["trace.linked"]


def test_who_writes_the_proposal_may_link_it_and_nothing_else(path: Path) -> None:
    path.link(Thing.STATEMENT, Thing.PROPOSAL, by=path.author)
    with pytest.raises(Refused, match="nur die Moderation"):
        path.link(Thing.STATEMENT, Thing.TOPIC, by=path.author)
    with pytest.raises(Refused):
        path.link(Thing.TOPIC, Thing.PROPOSAL, by=a_resident(path.session))


def test_what_came_later_cannot_come_first_too(path: Path) -> None:
    path.link(Thing.STATEMENT, Thing.TOPIC)
    path.link(Thing.TOPIC, Thing.PROPOSAL)
    with pytest.raises(Invalid, match="andersherum"):
        path.link(Thing.PROPOSAL, Thing.STATEMENT)
    with pytest.raises(Invalid, match="diese Seite selbst"):
        path.link(Thing.TOPIC, Thing.TOPIC)
    with pytest.raises(Invalid, match="nur das Spätere"):
        path.link(Thing.SURVEY, Thing.TOPIC)
    with pytest.raises(Invalid, match="womit"):
        path.link(Thing.TOPIC, Thing.SURVEY, part="")


def test_what_not_everybody_reads_is_not_linked(path: Path) -> None:
    hide_statement(path.session, path.moderator, path.consultation, path.statement.id, "Beleidigung")
    with pytest.raises(NotFound):
        path.link(Thing.STATEMENT, Thing.TOPIC)
    path.proposal = a_draft(path.session, path.consultation, path.author)
    with pytest.raises(NotFound):
        path.link(Thing.TOPIC, Thing.PROPOSAL)
    elsewhere = a_consultation(path.session, "Anderswo")
    path.proposal = a_proposal(path.session, elsewhere)
    with pytest.raises(NotFound):
        path.link(Thing.TOPIC, Thing.PROPOSAL)


def test_nothing_changes_in_an_archived_consultation(path: Path) -> None:
    link = path.link(Thing.STATEMENT, Thing.TOPIC)
    path.consultation.stage = Stage.ARCHIVED
    with pytest.raises(Refused, match="archiviert"):
        path.link(Thing.TOPIC, Thing.PROPOSAL)
    with pytest.raises(Refused, match="archiviert"):
        remove_link(path.session, path.moderator, path.consultation, link, clock.now())


def test_a_chain_ends_somewhere(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rules, "MOST_IN_CHAIN", 2)
    path.link(Thing.STATEMENT, Thing.TOPIC)
    path.link(Thing.TOPIC, Thing.PROPOSAL)
    with pytest.raises(Conflict, match="überblicken"):
        path.link(Thing.PROPOSAL, Thing.SURVEY)


def test_staff_take_links_away_with_one_line(path: Path) -> None:
    link = path.link(Thing.STATEMENT, Thing.TOPIC)
    with pytest.raises(Refused):
        remove_link(path.session, path.author, path.consultation, link, clock.now())
    remove_link(path.session, path.moderator, path.consultation, link, clock.now())
    assert path.session.scalars(select(TraceLink)).all() == []
    assert lines(path.session) == ["trace.linked", "trace.removed"]


def test_a_contribution_brings_what_its_discussion_is_about(path: Path) -> None:
    link = path.link(Thing.CONTRIBUTION, Thing.STATEMENT)
    around = queries.links_around(path.session, path.nodes[Thing.STATEMENT])
    assert {(row.from_kind, row.way) for row in around} == {("topic", Way.WITHIN), ("contribution", Way.LINKED)}
    remove_link(path.session, path.moderator, path.consultation, link, clock.now())
    assert queries.links_around(path.session, path.nodes[Thing.TOPIC]) == []


def test_a_topic_made_of_a_statement_belongs_to_it(path: Path) -> None:
    source = known(path, path.nodes[Thing.STATEMENT])
    topic = make_topic(path.session, path.moderator, path.consultation, source, "Autofrei?", "Was hieße das?", clock.now())
    (link,) = path.session.scalars(select(TraceLink)).all()
    assert (link.from_kind, link.to_kind, link.to_id, link.way) == ("statement", "topic", topic.id, Way.MADE)
    with pytest.raises(Refused):
        make_topic(path.session, path.author, path.consultation, source, "Autofrei?", "", clock.now())


def test_a_statement_made_of_a_proposal_is_answered_at_once(path: Path) -> None:
    source = known(path, path.nodes[Thing.PROPOSAL])
    made = make_statement(path.session, path.moderator, path.consultation, source, path.opinion_map, "Zur Halle soll ein Radweg führen.", clock.now())
    assert made.is_shown
    with pytest.raises(Invalid, match="schon"):
        make_statement(path.session, path.moderator, path.consultation, source, path.opinion_map, "Zur Halle soll ein Radweg führen.", clock.now())


def test_a_draft_goes_on_until_it_is_published_and_only_then_is_seen(path: Path) -> None:
    writer, source = a_resident(path.session), known(path, path.nodes[Thing.STATEMENT])
    draft = make_draft(path.session, writer, path.consultation, source, clock.now())
    assert make_draft(path.session, writer, path.consultation, source, clock.now()) is draft
    assert draft.title == path.statement.text
    assert source.path in draft.body
    node = (Thing.PROPOSAL, draft.id)
    assert node not in queries.known(path.session, path.consultation.id, "x", [node])
    draft.category_id = path.consultation.categories[0].id
    draft.district_id = None
    publish_proposal(path.session, writer, draft, path.consultation, clock.now())
    assert node in queries.known(path.session, path.consultation.id, "x", [node])
    assert make_draft(path.session, writer, path.consultation, source, clock.now()) is not draft


def test_a_draft_that_is_thrown_away_takes_its_links_along(path: Path) -> None:
    draft = make_draft(path.session, path.author, path.consultation, known(path, path.nodes[Thing.TOPIC]), clock.now())
    discard_draft(path.session, path.author, draft, clock.now())
    assert path.session.scalars(select(func.count(TraceLink.id))).one() == 0


def test_a_proposal_that_grew_from_a_contribution_joins_the_chain_when_it_is_public(path: Path) -> None:
    text = a_text_like(path.proposal)
    grown = save_draft(path.session, path.author, path.consultation, text, clock.now(), from_contribution_id=path.contribution.id)
    assert path.session.scalars(select(TraceLink)).all() == []
    publish_proposal(path.session, path.author, grown, path.consultation, clock.now())
    around = queries.links_around(path.session, (Thing.PROPOSAL, grown.id))
    assert [(row.from_kind, row.to_kind, row.way) for row in around] == [("topic", "contribution", "within"), ("contribution", "proposal", "grew")]
    link = path.session.get_one(TraceLink, around[1].id)
    with pytest.raises(Refused, match="ergibt sich aus der Diskussion"):
        remove_link(path.session, an_administrator(path.session), path.consultation, link, clock.now())


def a_text_like(proposal: Proposal) -> ProposalText:
    return ProposalText("Ein Weg für Räder zur Halle", proposal.body, proposal.category_id, proposal.district_id)
