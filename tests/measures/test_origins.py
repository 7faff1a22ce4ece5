"""A measure comes from a vote, from a project that won, from a recommendation that a majority carried: who is told, what their pages say."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from participation.accounts.models import Person
from participation.budgets.actions import open_budget
from participation.budgets.models import Project
from participation.consultations.models import OutcomeNews
from participation.consultations.queries import consultation_by_id
from participation.kit import clock
from participation.kit.errors import NotFound
from participation.kit.gathering import gather
from participation.measures.models import MeasureEvent, Origin
from participation.measures.origins import offered, source_of
from participation.measures.words import say_node
from participation.newsletters.models import Follow
from participation.traces.models import TraceLink
from tests import builders
from tests.assemblies import builders as assemblies
from tests.budgets import builders as budgets
from tests.measures.builders import a_measure
from tests.proposals.builders import a_proposal
from tests.votes import builders as votes

Browse = Callable[[Person | None], FlaskClient]


def told(app: Flask, session: Session) -> set[int]:
    """Who is told of the last event of a measure."""
    number = session.scalars(select(MeasureEvent.id).order_by(MeasureEvent.id.desc())).first()
    session.commit()
    with app.app_context():
        statements: list[Any] = gather("outcome.people", "measure", number)
    return {person for statement in statements for person in session.scalars(statement)}


def links(session: Session) -> list[tuple[str, str]]:
    return [(str(link.from_kind), str(link.to_kind)) for link in session.scalars(select(TraceLink).order_by(TraceLink.id))]


def test_from_a_vote(app: Flask, session: Session, browse: Browse) -> None:
    vote = votes.an_open_vote(session)
    town, voter, other = votes.consultation_of(session, vote), builders.a_resident(session), builders.a_resident(session)
    votes.cast(session, vote, voter=voter)
    node = (Origin.VOTE, vote.id)
    with pytest.raises(NotFound):
        source_of(session, town, node)  # without a result nothing comes of it
    votes.tallied(session, vote)
    assert [one.node for one in offered(session, town)] == [node]
    measure = a_measure(session, town, origin=node)
    assert links(session) == [("vote", "measure")]
    assert told(app, session) == {voter.id}
    assert other.id not in told(app, session)
    page = browse(None).get(f"/beteiligungen/{town.slug}/massnahmen/{measure.id}").text
    assert "Aus dieser Abstimmung wurde:" in page
    assert "Was daraus wurde" in browse(None).get(f"/beteiligungen/{town.slug}/abstimmungen/{vote.id}/ergebnis").text


def test_from_a_project_that_won_by_way_of_its_proposal(app: Flask, session: Session, browse: Browse) -> None:
    budget = budgets.a_public_budget(session)
    town, voter, author = consultation_by_id(session, budget.consultation_id), builders.a_resident(session), builders.a_resident(session)
    proposal = a_proposal(session, builders.a_consultation(session), author, "Mehr Bänke")
    proposal.consultation_id = town.id  # where nobody proposes any more
    first = session.scalars(select(Project).where(Project.budget_id == budget.id).order_by(Project.number)).first()
    assert first is not None
    first.proposal_id = proposal.id
    open_budget(session, builders.an_administrator(session), town, budget, budgets.OPENS)
    budget = budgets.fresh(session, budget)
    budgets.cast(session, budgets.vote_on(budget), (1,), voter)
    budget = budgets.counted(session, budget)
    won, lost = (session.scalars(select(Project).where(Project.budget_id == budget.id, Project.position == place)).one() for place in (1, 2))
    with pytest.raises(NotFound):
        source_of(session, town, (Origin.PROJECT, lost.id))
    with pytest.raises(NotFound):
        source_of(session, town, (Origin.VOTE, budgets.vote_on(budget).id))  # its projects tell it
    measure = a_measure(session, town, origin=(Origin.PROJECT, won.id))
    assert links(session) == [("proposal", "project"), ("project", "measure")]
    assert told(app, session) == {voter.id, author.id}
    page = browse(None).get(f"/beteiligungen/{town.slug}/massnahmen/{measure.id}").text
    assert "Aus diesem Projekt wurde:" in page
    assert "Mehr Bänke" in page
    shown = browse(None).get(f"/beteiligungen/{town.slug}/buergerhaushalt/{budget.id}/projekte/{won.id}").text
    assert "Was daraus wurde" in shown
    assert "Maßnahme daraus machen" not in shown
    staff, base = browse(builders.an_administrator(session)), f"/beteiligungen/{town.slug}/buergerhaushalt/{budget.id}/projekte"
    session.commit()
    assert f"neu?aus={say_node((Origin.PROJECT, won.id))}" in staff.get(f"{base}/{won.id}").text
    assert "Maßnahme daraus machen" not in staff.get(f"{base}/{lost.id}").text
    assert staff.get(f"/verwaltung/beteiligungen/{town.slug}/massnahmen/neu?aus={say_node((Origin.PROJECT, won.id))}").status_code == 200


def test_from_a_recommendation_that_a_majority_carried(app: Flask, session: Session, browse: Browse, tmp_path: Path) -> None:
    town = builders.a_consultation(session)
    council, people = assemblies.a_working_council(session, town)
    sitting = assemblies.a_sitting(session, town, council, there=8)
    carried = assemblies.a_recommendation(session, town, council, people[0], "Halle sanieren")
    refused = assemblies.a_recommendation(session, town, council, people[1], "Halle abreißen")
    assemblies.vote_on(session, town, council, carried, sitting, 7, 1)
    assemblies.vote_on(session, town, council, refused, sitting, 1, 7)
    with pytest.raises(NotFound):
        source_of(session, town, (Origin.RECOMMENDATION, carried.id))  # not yet public
    assemblies.publish(session, town, council, tmp_path)
    with pytest.raises(NotFound):
        source_of(session, town, (Origin.RECOMMENDATION, refused.id))
    measure = a_measure(session, town, origin=(Origin.RECOMMENDATION, carried.id))
    assert links(session) == [("recommendation", "measure")]
    assert told(app, session) == {person.id for person in people}
    page = browse(None).get(f"/beteiligungen/{town.slug}/massnahmen/{measure.id}").text
    assert "Aus dieser Empfehlung wurde:" in page
    text = browse(None).get(f"/beteiligungen/{town.slug}/buergerrat").text
    assert f'<a href="/beteiligungen/{town.slug}/massnahmen/{measure.id}">Bänke am Fluss</a>' in text


def test_staff_make_measures_of_recommendations_and_projects_where_these_stand(session: Session, browse: Browse, tmp_path: Path) -> None:
    town = builders.a_consultation(session)
    council, people = assemblies.a_working_council(session, town)
    sitting = assemblies.a_sitting(session, town, council, there=8)
    carried = assemblies.a_recommendation(session, town, council, people[0], "Halle sanieren")
    refused = assemblies.a_recommendation(session, town, council, people[1], "Halle abreißen")
    assemblies.vote_on(session, town, council, carried, sitting, 7, 1)
    assemblies.vote_on(session, town, council, refused, sitting, 1, 7)
    assemblies.publish(session, town, council, tmp_path)
    assemblies.hand(session, town, council)
    moderator = builders.a_person(session, moderates=town)
    session.commit()
    url = f"/beteiligungen/{town.slug}/buergerrat"
    page = browse(moderator).get(url).text
    link = f"/verwaltung/beteiligungen/{town.slug}/massnahmen/neu?aus={say_node((Origin.RECOMMENDATION, carried.id))}"
    assert page.count("Maßnahme daraus machen") == 1
    assert link in page
    assert browse(moderator).get(link).status_code == 200
    for person in (None, people[0]):
        assert "Maßnahme daraus machen" not in browse(person).get(url).text


def test_a_measure_made_freely_tells_the_followers_of_its_consultation(app: Flask, session: Session) -> None:
    town, elsewhere = builders.a_consultation(session), builders.a_consultation(session, "Anderswo")
    here, there = builders.a_resident(session), builders.a_resident(session)
    session.add(Follow(person_id=here.id, consultation_id=town.id, followed_at=clock.now()))
    session.add(Follow(person_id=there.id, consultation_id=elsewhere.id, followed_at=clock.now()))
    a_measure(session, town)
    assert told(app, session) == {here.id}
    news = session.scalars(select(OutcomeNews)).one()
    assert "neue Maßnahme" in news.message
    assert "Sie" not in news.message.split(), "the public feed has the same words for people who follow nothing"
