"""A budget from its opening to its result: one vote a pot, limits kept to the cent, the count the same for everyone."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from participation.accounts.models import District
from participation.budgets.winners import winners_of
from participation.count_command import count_command
from participation.kit.errors import Invalid, Refused
from participation.votes.budget_results import part_of, view_budget
from participation.votes.budget_tally import as_pabulib
from participation.votes.marks import Marks
from tests.budgets.builders import PROJECTS, an_open_budget, cast, counted, fresh, vote_on
from tests.builders import a_person

BALLOTS: tuple[tuple[Marks, int], ...] = (((1, 3), 4), ((2,), 3), ((4,), 5), ((1, 5), 2), ((), 1))


def _fill(session: Session, vote: object, ballots: tuple[tuple[Marks, int], ...] = BALLOTS) -> None:
    for marks, number in ballots:
        for _each in range(number):
            cast(session, vote, marks)  # type: ignore[arg-type]  # a vote


def test_it_works(session: Session) -> None:
    budget = an_open_budget(session)
    _fill(session, vote_on(budget))
    budget = counted(session, budget)
    vote = vote_on(budget)
    shown = view_budget(vote)
    assert shown.cast == 15
    assert shown.spent == sum(one.cost for one in shown.projects if one.funded) <= shown.amount
    assert {one.position for one in shown.projects if one.funded} == winners_of(budget.pots)[budget.pots[0].id]
    assert all(one.why for one in shown.projects)
    assert [one.title for one in shown.compared if one.is_the_rule] == ["Gleiche Anteile"]


@pytest.mark.parametrize("rule", ["equal-shares", "greedy", "greedy-no-skip", "greedy-threshold", "knapsack"])
@pytest.mark.parametrize("form", ["approval", "knapsack", "ranked", "points"])
def test_the_exported_file_counts_to_the_same_winners(session: Session, tmp_path: Path, rule: str, form: str) -> None:
    threshold = 3 if rule == "greedy-threshold" else 0
    budget = an_open_budget(session, rule=rule, form=form, points=5, threshold=threshold)
    ballots: tuple[tuple[Marks, int], ...] = BALLOTS
    if form == "points":
        ballots = (((3, 0, 2, 0, 0), 4), ((0, 5, 0, 0, 0), 3), ((0, 0, 0, 5, 0), 5), ((1, 0, 0, 0, 4), 2), ((), 1))
    _fill(session, vote_on(budget), ballots)
    vote = vote_on(counted(session, budget))
    file = tmp_path / "stimmzettel.pb"
    file.write_text(as_pabulib(session, vote), encoding="utf-8")
    seed = (vote.lot_seed or b"").hex()
    said = CliRunner().invoke(count_command, [str(file), "--json", "--seed", seed])
    assert said.exit_code == 0, said.output
    outcome = json.loads(vote.result_json or "")["outcome"]
    assert json.loads(said.stdout)["winners"] == outcome["winners"]
    assert outcome["winners"], "something is paid for"


def test_a_ballot_overspent_by_one_cent_is_refused_and_says_where(session: Session) -> None:
    projects = (("Erstes", 10_000), ("Zweites", 20_000), ("Drittes", 5_000))
    exact = vote_on(an_open_budget(session, projects=projects, form="knapsack"))
    cast(session, exact, (1, 2))  # 30.000 € of 30.000 €
    tight = vote_on(an_open_budget(session, projects=projects, form="knapsack", amounts={0: 30_000 * 100 - 1}))
    with pytest.raises(Invalid) as refused:
        cast(session, tight, (1, 2))
    assert "0,01\u00a0€ mehr" in refused.value.message
    assert "„Zweites“" in refused.value.message
    assert refused.value.field == "mark-1"
    cast(session, tight, (1, 3))


@pytest.mark.parametrize(
    ("changes", "marks", "field"),
    [
        ({"fewest": 2}, (3,), "mark-0"),
        ({"most": 2}, (1, 2, 3), "mark-2"),
        ({"least_share": 5000}, (1,), "mark-0"),
        ({"form": "points", "points": 5}, (3, 0, 3, 0, 0), "points-3"),
        ({"form": "ranked", "most": 2}, (1, 2, 3), "rank-3"),
    ],
)
def test_a_ballot_keeps_the_limits(session: Session, changes: dict[str, object], marks: Marks, field: str) -> None:
    vote = vote_on(an_open_budget(session, **changes))
    with pytest.raises(Invalid) as refused:
        cast(session, vote, marks)
    assert refused.value.field == field
    cast(session, vote, ())  # blank is always possible


def test_an_opened_budget_is_frozen_by_the_database(session: Session) -> None:
    budget = an_open_budget(session)
    for statement in (
        "UPDATE budget SET fewest = 3 WHERE id = :id",
        "DELETE FROM budget WHERE id = :id",
        "UPDATE budget_pot SET amount = 1 WHERE budget_id = :id",
        "UPDATE budget_project SET cost = 1 WHERE budget_id = :id",
        "UPDATE budget_project SET position = 9 WHERE budget_id = :id",
        "DELETE FROM budget_project WHERE budget_id = :id",
        "UPDATE vote SET budget = '{}' WHERE id = (SELECT vote_id FROM budget_pot WHERE budget_id = :id)",
        "UPDATE vote_option SET cost = 1 WHERE vote_id = (SELECT vote_id FROM budget_pot WHERE budget_id = :id)",
    ):
        with pytest.raises(IntegrityError), session.begin_nested():
            session.execute(text(statement), {"id": budget.id})
    frozen = json.loads(vote_on(budget).frozen_json or "")
    assert frozen["budget"]["amount"] == 3_000_000
    assert frozen["costs"] == [euros * 100 for _title, euros in PROJECTS]


def test_what_a_tracker_shows_adds_up(session: Session) -> None:
    budget = an_open_budget(session)
    _fill(session, vote_on(budget))
    vote = vote_on(counted(session, budget))
    own = part_of(vote, (1, 3))
    assert [part.title for part in own.parts] == ["Bänke am Fluss", "Bücherschrank"]
    assert own.funded == sum(part.funded for part in own.parts)
    assert own.share.endswith("€")
    assert all(bool(part.paid) == part.funded for part in own.parts)


def test_nobody_of_another_district_votes_on_a_districts_pot(session: Session) -> None:
    here, there = District(name="Nordend", position=1), District(name="Südhang", position=2)
    session.add_all([here, there])
    session.flush()
    budget = an_open_budget(session, amounts={here.id: 30_000_00})
    vote = vote_on(fresh(session, budget))
    cast(session, vote, (1,), a_person(session, verified=True, district=here))
    with pytest.raises(Refused):
        cast(session, vote, (1,), a_person(session, verified=True, district=there))
