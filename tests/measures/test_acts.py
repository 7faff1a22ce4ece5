"""Measures are made, changed, moved, paid for and finished: what is kept, what is refused, who is told, what the log says."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from participation.accounts.models import Notice, NoticeKind, Person
from participation.consultations.jobs import tell_outcomes
from participation.consultations.models import Consultation
from participation.consultations.subjects import Subject
from participation.kit import clock
from participation.kit.audit import AuditEntry
from participation.kit.errors import Conflict, Invalid, NotFound, Refused
from participation.measures import queries
from participation.measures.actions import MeasureText, Stand, add_origin, change_measure, make_measure, remove_origin, set_status
from participation.measures.content_actions import enter_spending
from participation.measures.milestone_actions import drop_milestone, finish_milestone, move_milestone, plan_milestone, reopen_milestone
from participation.measures.models import Measure, MeasureStatus, Origin, What
from participation.measures.rules import Asking
from participation.proposals.actions import support_proposal
from participation.traces.models import Thing, TraceLink, Way
from tests.builders import a_consultation, a_person, a_resident
from tests.discussions.builders import a_contribution
from tests.followups.builders import an_office, an_officer
from tests.measures.builders import a_measure, a_milestone, asking
from tests.proposals.builders import a_proposal

NOW = datetime(2026, 10, 15, 10, tzinfo=UTC)
TODAY = date(2026, 10, 15)


@pytest.fixture(autouse=True)
def _at_noon(session: Session) -> Any:
    with clock.frozen(NOW):
        yield


@pytest.fixture
def town(session: Session) -> Consultation:
    return a_consultation(session)


def lines(session: Session) -> list[str]:
    return [one for one in session.scalars(select(AuditEntry.action).order_by(AuditEntry.id)) if one.startswith(("measure.", "milestone."))]


def history(session: Session, measure: Measure) -> list[str]:
    return [str(event.what) for event in reversed(queries.events_of(session, measure.id))]


def told(app: Flask, session: Session) -> dict[int, list[str]]:
    """What people were told about measures, by person."""
    session.commit()
    with app.app_context():
        tell_outcomes()
    found: dict[int, list[str]] = {}
    for notice in session.scalars(select(Notice).where(Notice.kind == NoticeKind.OUTCOME).order_by(Notice.id)):
        found.setdefault(notice.person_id, []).append(notice.message % notice.words)
    return found


def test_a_measure_from_a_proposal_joins_its_chain_and_all_who_took_part_are_told_once_for_each_step(app: Flask, session: Session, town: Any) -> None:
    author, supporter, talker, stranger = (a_resident(session) for _number in range(4))
    proposal = a_proposal(session, town, author, "Mehr Bänke")
    support_proposal(session, supporter, proposal, town, NOW)
    a_contribution(session, town, Subject("proposal", proposal.id, town.id, proposal.title, "/x"), "Ja, bitte.", by=talker)
    measure = a_measure(session, town, origin=(Origin.PROPOSAL, proposal.id))
    link = session.scalars(select(TraceLink)).one()
    assert (link.from_kind, link.from_id, link.to_kind, link.to_id, link.way) == (Thing.PROPOSAL, proposal.id, Thing.MEASURE, measure.id, Way.GREW)
    step = a_milestone(session, town, measure, "Aufgestellt", 0)
    finish_milestone(session, asking(session, town), measure, step, TODAY, NOW)
    set_status(session, asking(session, town), measure, Stand(MeasureStatus.DONE, TODAY), NOW)
    found = told(app, session)
    assert set(found) == {author.id, supporter.id, talker.id}
    assert stranger.id not in found
    for said in found.values():
        assert said == [
            "Aus einer Beteiligung wird eine Maßnahme: „Bänke am Fluss“.",
            "Bei einer Maßnahme ist ein Schritt geschafft: „Bänke am Fluss: Aufgestellt“.",
            "Die Maßnahme „Bänke am Fluss“ ist umgesetzt.",
        ]
    assert told(app, session) == found  # nobody is told twice
    assert lines(session) == ["measure.made", "milestone.planned", "milestone.finished", "measure.status_set"]


def test_a_measure_that_came_from_nothing_tells_nobody(app: Flask, session: Session, town: Any) -> None:
    a_proposal(session, town, a_resident(session))
    set_status(session, asking(session, town), a_measure(session, town), Stand(MeasureStatus.WORK, TODAY), NOW)
    assert told(app, session) == {}


def test_an_origin_is_added_once_and_taken_away_with_its_link(session: Session, town: Any) -> None:
    proposal, measure, who = a_proposal(session, town), a_measure(session, town), asking(session, town)
    for _twice in range(2):
        add_origin(session, who, measure, (Origin.PROPOSAL, proposal.id), NOW)
    assert queries.nodes_of(session, measure.id) == [(Origin.PROPOSAL, proposal.id)]
    assert session.scalar(select(func.count(TraceLink.id))) == 1
    for _twice in range(2):
        remove_origin(session, who, measure, (Origin.PROPOSAL, proposal.id), NOW)
    assert queries.nodes_of(session, measure.id) == []
    assert session.scalar(select(func.count(TraceLink.id))) == 0
    assert lines(session) == ["measure.made", "measure.linked", "measure.unlinked"]


def test_a_draft_or_what_belongs_elsewhere_is_no_origin(session: Session, town: Any) -> None:
    elsewhere = a_proposal(session, a_consultation(session))
    measure = a_measure(session, town)
    for node in ((Origin.PROPOSAL, elsewhere.id), (Origin.VOTE, 999), (Origin.PROJECT, 1), (Origin.RECOMMENDATION, 1)):
        with pytest.raises(NotFound):
            add_origin(session, asking(session, town), measure, node, NOW)


def test_a_delay_and_an_end_without_result_say_why(session: Session, town: Any) -> None:
    measure, who = a_measure(session, town), asking(session, town)
    for status in (MeasureStatus.DELAYED, MeasureStatus.STOPPED):
        with pytest.raises(Invalid, match="begründen") as caught:
            set_status(session, who, measure, Stand(status, TODAY, "  "), NOW)
        assert caught.value.field == "reason"
    set_status(session, who, measure, Stand(MeasureStatus.DELAYED, TODAY, "Es fehlt Holz."), NOW)
    with pytest.raises(Conflict):
        set_status(session, who, measure, Stand(MeasureStatus.DELAYED, TODAY, "Es fehlt Holz."), NOW)
    with pytest.raises(Invalid, match="Zukunft"):
        set_status(session, who, measure, Stand(MeasureStatus.DONE, TODAY + timedelta(days=1)), NOW)
    set_status(session, who, measure, Stand(MeasureStatus.WORK, TODAY), NOW)
    events = queries.events_of(session, measure.id)
    assert [(str(one.status), one.reason) for one in events] == [("work", ""), ("delayed", "Es fehlt Holz."), ("planned", "")]


def test_a_moved_milestone_keeps_its_earlier_days(session: Session, town: Any) -> None:
    measure, who = a_measure(session, town), asking(session, town)
    step = plan_milestone(session, who, measure, "Baubeginn", TODAY + timedelta(days=10), NOW)
    with pytest.raises(Invalid, match="warum"):
        move_milestone(session, who, measure, step, TODAY + timedelta(days=20), "", NOW)
    with pytest.raises(Conflict):
        move_milestone(session, who, measure, step, TODAY + timedelta(days=10), "Nur so.", NOW)
    for days in (20, 40):
        move_milestone(session, who, measure, step, TODAY + timedelta(days=days), f"Grund {days}.", NOW)
    moves = queries.moves_of(queries.events_of(session, measure.id))[step.id]
    assert [((one.to_day or TODAY) - TODAY).days for one in moves] == [20, 40]
    assert [((one.from_day or TODAY) - TODAY).days for one in moves] == [10, 20]
    finish_milestone(session, who, measure, step, TODAY, NOW)
    reopen_milestone(session, who, measure, step, NOW)
    drop_milestone(session, who, measure, step, "Nicht nötig.", NOW)
    with pytest.raises(Refused, match="gestrichen"):
        finish_milestone(session, who, measure, step, TODAY, NOW)
    assert history(session, measure) == ["made", "planned", "moved", "moved", "done", "reopened", "dropped"]
    assert queries.steps_of(queries.milestones_of(session, measure.id)) == []  # a dropped one counts for nothing


def test_another_end_and_another_budget_stand_in_the_history(session: Session, town: Any) -> None:
    office = an_office(session)
    measure, who = a_measure(session, town, office, until=TODAY, budget=100), asking(session, town)
    text = MeasureText("Acht Bänke", "", until=TODAY + timedelta(days=9), budget=250)
    with pytest.raises(Invalid, match="warum sich das geplante Ende"):
        change_measure(session, who, measure, text, office, "", NOW)
    assert measure.title == "Bänke am Fluss"
    change_measure(session, who, measure, text, office, "Es fehlt Holz.", NOW)
    moved, budget = (next(one for one in queries.events_of(session, measure.id) if one.what == what) for what in (What.END_MOVED, What.BUDGET))
    assert (moved.from_day, moved.to_day, moved.reason) == (TODAY, TODAY + timedelta(days=9), "Es fehlt Holz.")
    assert (budget.from_amount, budget.to_amount) == (100, 250)
    count = len(lines(session))
    change_measure(session, who, measure, text, office, "", NOW)
    assert len(lines(session)) == count  # nothing changed, nothing is said


def test_money_is_whole_cents_and_comes_back_as_a_further_entry(session: Session, town: Any) -> None:
    measure, who = a_measure(session, town, budget=100_000), asking(session, town)
    enter_spending(session, who, measure, TODAY, "Holz", 120_001, NOW)
    enter_spending(session, who, measure, TODAY, "Gutschrift", -20_000, NOW)
    money = queries.money(measure, queries.spending_of(session, measure.id))
    assert (money.spent, money.left, money.over) == (100_001, -1, 1)
    for amount, field in ((0, "amount"), (None, "amount"), (-100_002, "amount"), (10**13, "amount")):
        with pytest.raises(Invalid) as caught:
            enter_spending(session, who, measure, TODAY, "Nichts", amount, NOW)
        assert caught.value.field == field
    for day, purpose, field in ((None, "x", "spent_on"), (TODAY + timedelta(days=1), "x", "spent_on"), (TODAY, " ", "purpose")):
        with pytest.raises(Invalid) as caught:
            enter_spending(session, who, measure, day, purpose, 5, NOW)
        assert caught.value.field == field


def test_an_office_makes_measures_for_itself_only(session: Session, town: Any) -> None:
    colleague = an_officer(session)
    own, other = an_office(session, "", colleague), an_office(session)
    who = Asking(colleague, town, frozenset({own.id}))
    stand = Stand(MeasureStatus.PLANNED, TODAY)
    assert make_measure(session, who, MeasureText("Bänke"), own, stand, None, NOW).office_id == own.id
    with pytest.raises(Invalid, match="eigenes Amt") as caught:
        make_measure(session, who, MeasureText("Bänke"), other, stand, None, NOW)
    assert caught.value.field == "office_id"


REFUSED: list[tuple[str, Callable[[Session, Asking, Measure], object]]] = [
    ("status", lambda session, who, one: set_status(session, who, one, Stand(MeasureStatus.DONE, TODAY), NOW)),
    ("milestone", lambda session, who, one: plan_milestone(session, who, one, "x", TODAY, NOW)),
    ("spending", lambda session, who, one: enter_spending(session, who, one, TODAY, "x", 1, NOW)),
    ("origin", lambda session, who, one: add_origin(session, who, one, (Origin.PROPOSAL, 1), NOW)),
]


@pytest.mark.parametrize(("name", "act"), REFUSED, ids=[name for name, _act in REFUSED])
def test_others_change_nothing(session: Session, town: Any, name: str, act: Callable[[Session, Asking, Measure], object]) -> None:
    measure = a_measure(session, town)
    before = len(lines(session))
    people: list[Person | None] = [None, a_resident(session), an_officer(session), a_person(session, moderates=a_consultation(session))]
    for person in people:
        with pytest.raises(Refused):
            act(session, Asking(person, town), measure)
    assert len(lines(session)) == before
