"""What people see of budgets, and how many statements a page needs, however many projects there are."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from participation.accounts.models import Person
from participation.budgets.queries import projects_of
from participation.budgets.valuation_actions import ask_offices
from participation.consultations.queries import consultation_by_id
from participation.kit import clock
from participation.votes.trackers import show
from tests.budgets.builders import PROJECTS, a_public_budget, an_open_budget, cast, counted, vote_on
from tests.builders import a_resident, an_administrator, post
from tests.followups.builders import an_office, an_officer, in_days

Browse = Callable[[Person | None], FlaskClient]
Counting = Callable[[], AbstractContextManager[Any]]


def _budget_url(session: Session, budget: Any, path: str = "") -> str:
    return f"/beteiligungen/{consultation_by_id(session, budget.consultation_id).slug}/buergerhaushalt/{budget.id}{path}"


def _vote_url(session: Session, budget: Any, path: str) -> str:
    return f"/beteiligungen/{consultation_by_id(session, budget.consultation_id).slug}/abstimmungen/{vote_on(budget).id}{path}"


MANY = tuple((f"Projekt {number}", 1_000 + number) for number in range(1, 41))


@pytest.mark.parametrize("state", ["public", "open", "counted"])
def test_a_page_needs_as_many_statements_for_forty_projects_as_for_five(
    session: Session, browse: Browse, count_statements: Counting, state: str
) -> None:
    make: Callable[..., Any] = a_public_budget if state == "public" else an_open_budget
    seen = []
    for projects in (PROJECTS, MANY):
        budget = make(session, None, projects)
        if state == "counted":
            cast(session, vote_on(budget), (1, 2))
            budget = counted(session, budget)
        session.commit()
        reader = browse(None)
        with count_statements() as statements:
            assert reader.get(_budget_url(session, budget)).status_code == 200
        seen.append(statements.count)
    assert seen[0] == seen[1] <= 19


def test_the_result_page_needs_a_constant_number_of_statements(session: Session, browse: Browse, count_statements: Counting) -> None:
    seen = []
    for projects in (PROJECTS, MANY):
        budget = an_open_budget(session, None, projects)
        cast(session, vote_on(budget), (1, 2))
        budget = counted(session, budget)
        session.commit()
        reader = browse(None)
        with count_statements() as statements:
            page = reader.get(_vote_url(session, budget, "/ergebnis"))
        assert page.status_code == 200
        seen.append(statements.count)
    assert seen[0] == seen[1] <= 21


def test_the_ballot_reckons_again_without_a_script(session: Session, browse: Browse) -> None:
    budget = an_open_budget(session, form="knapsack")
    voter = browse(a_resident(session))
    url = _vote_url(session, budget, "/stimmzettel")
    assert "Neu berechnen" in voter.get(url).text
    again = post(voter, url, {"mark": ["1", "2"], "again": "1"})
    assert again.status_code == 200
    assert "2 Projekte, zusammen 20.000\u00a0€. Es bleiben 10.000\u00a0€." in again.text
    over = post(voter, url, {"mark": ["1", "2", "5"]})
    assert over.status_code == 422
    assert 'href="#mark-4"' in over.text, "the summary leads to the place"
    assert "„Bühne im Park“" in over.text
    assert len(re.findall(r"checked", over.text)) == 3, "what was ticked is kept"
    fine = post(voter, url, {"mark": ["1", "2"]})
    assert "Prüfen Sie Ihre Stimme" in fine.text
    assert "zusammen 20.000\u00a0€" in fine.text


@pytest.mark.parametrize("points", ["-1", "1.5", "٣", "999999999999999999999", "drei", "1e3"])
def test_odd_points_are_refused_with_their_place(session: Session, browse: Browse, points: str) -> None:
    budget = an_open_budget(session, form="points", points=5)
    answer = post(browse(a_resident(session)), _vote_url(session, budget, "/stimmzettel"), {"points-2": points})
    assert answer.status_code == 422
    assert 'href="#points-2"' in answer.text


def test_a_tracker_shows_its_part_and_a_wrong_one_none(session: Session, browse: Browse) -> None:
    budget = an_open_budget(session)
    tracker = cast(session, vote_on(budget), (1, 3)).tracker
    cast(session, vote_on(budget), (4,))
    budget = counted(session, budget)
    session.commit()
    reader, url = browse(None), _vote_url(session, budget, "/mein-teil")
    shown = post(reader, url, {"tracker": show(tracker).lower()})
    assert shown.status_code == 200
    assert "Bänke am Fluss" in shown.text
    assert "Fahrradstation" not in shown.text
    assert "no-store" in shown.headers["Cache-Control"]
    assert post(reader, url, {"tracker": "7K3M9QXRV0TBDH2W8ABC"}).status_code == 422


def test_nothing_of_the_choices_is_shown_before_the_count(session: Session, browse: Browse) -> None:
    budget = an_open_budget(session)
    cast(session, vote_on(budget), (1,))
    session.commit()
    administrator = browse(an_administrator(session))
    for path in ("/ergebnis", "/mein-teil", "/stimmzettel.pb", "/projekte.csv", "/urne"):
        assert administrator.get(_vote_url(session, budget, path)).status_code == 404, path


def test_what_offices_found_is_for_staff_alone(session: Session, browse: Browse) -> None:
    officer = an_officer(session)
    office = an_office(session, "Amt für verborgene Worte", officer)
    budget = a_public_budget(session)
    project = projects_of(session, budget)[0]
    consultation = consultation_by_id(session, budget.consultation_id)
    ask_offices(session, an_administrator(session), consultation, budget, [project], [office], in_days(5), clock.now())
    session.commit()
    url = _budget_url(session, budget, f"/projekte/{project.id}")
    assert office.name not in browse(None).get(url).text
    assert office.name not in browse(a_resident(session)).get(url).text
    assert office.name in browse(officer).get(url).text
    assert office.name in browse(officer).get("/verwaltung/projektpruefungen").text


def test_a_clerk_prepares_a_budget_with_a_districts_pot(session: Session, browse: Browse) -> None:
    consultation = consultation_by_id(session, a_public_budget(session).consultation_id)
    session.commit()
    clerk = browse(an_administrator(session))
    url = f"/beteiligungen/{consultation.slug}/buergerhaushalt/neu"
    typed = {"title": "Klein", "question": "Wofür?", "amount_0": "1.000,50", "rule": "knapsack", "form": "knapsack", "secrecy": "secret"}
    wrong = post(clerk, url, {**typed, "amount_0": "1000.50", "fewest": "drei"})
    assert wrong.status_code == 422
    assert "zum Beispiel 12.500" in wrong.text
    made = post(clerk, url, typed)
    assert made.status_code == 303
    assert "1.000,50\u00a0€" in clerk.get(made.location).text
