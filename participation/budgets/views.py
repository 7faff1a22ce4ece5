"""The pages of budgets for everyone: the list, a budget with its projects, a project."""

from __future__ import annotations

from flask import Blueprint, Response

from participation.accounts.current import current_person
from participation.budgets import words
from participation.budgets.doorway import enter_budget
from participation.budgets.models import Project
from participation.budgets.queries import budgets_of, projects_of, steps_of, valuations_of, votes_of, waiting_in
from participation.budgets.rules import may_draft_budget, may_read_valuations, pot_name, visible
from participation.budgets.showing import town_picture, where_is
from participation.budgets.staff_steps import next_steps, project_acts
from participation.budgets.winners import winners_of
from participation.consultations.doorway import enter, frame
from participation.followups.queries import offices_of
from participation.kit import clock
from participation.kit.database import current_session
from participation.kit.pages import page
from participation.votes.queries import marks_of, turnouts
from participation.votes.results import headline

blueprint = Blueprint("budgets", __name__, url_prefix="/beteiligungen/<slug:slug>/buergerhaushalt")


@blueprint.get("")
def index(slug: str) -> Response:
    """All budgets of a consultation, with how far they are."""
    consultation, person, now = enter(slug), current_person(), clock.now()
    budgets = visible(person, consultation, budgets_of(current_session(), consultation))
    rows = [(budget, words.budget_badge(budget, votes_of(budget), now), sum(pot.amount for pot in budget.pots)) for budget in budgets]
    may_draft = bool(may_draft_budget(person, consultation))
    return page("budgets/index.html", rows=rows, may_draft=may_draft, **frame(consultation, person, now))


@blueprint.get("/<id:budget_id>")
def detail(slug: str, budget_id: int) -> Response:
    """A budget: how much money, who votes on it, its projects, what one can do now, what came out."""
    here = enter_budget(slug, budget_id)
    session, votes = current_session(), here.votes
    projects, won = projects_of(session, here.budget), winners_of(here.budget.pots)
    return here.page(
        "detail.html",
        badge=words.budget_badge(here.budget, votes, here.now),
        pots=[(pot, pot_name(pot), [one for one in projects if one.pot_id == pot.id]) for pot in here.budget.pots],
        badges={project.id: words.project_badge(project, _won(project, won)) for project in projects},
        picture=town_picture([(project, bool(_won(project, won))) for project in projects]),
        waiting=waiting_in(session, here.budget) if may_read_valuations(here.person, here.consultation) else {},
        turnouts=turnouts(session, votes) if votes else {},
        voted=marks_of(session, here.person, votes) if votes else frozenset(),
        headline=headline,
        steps=next_steps(here, projects),
    )


def _won(project: Project, won: dict[int, frozenset[int]]) -> bool | None:
    return project.position in won[project.pot_id] if project.pot_id in won else None


@blueprint.get("/<id:budget_id>/projekte/<id:project_id>")
def project(slug: str, budget_id: int, project_id: int) -> Response:
    """A project: what it is, what it costs, what the city found, whether it won, how far it is."""
    here = enter_budget(slug, budget_id, project_id)
    session, one = current_session(), here.the_project
    pot = next(pot for pot in here.budget.pots if pot.id == one.pot_id)
    won = _won(one, winners_of([pot]))
    staff = may_read_valuations(here.person, here.consultation)
    works_for = offices_of(session, here.person) if staff else frozenset()
    return here.page(
        "project.html",
        pot=pot,
        pot_name=pot_name(pot),
        badge=words.project_badge(one, won),
        won=won,
        where=where_is(one.place),
        milestones=steps_of(session, one) if won else [],
        valuations=valuations_of(session, one) if staff else [],
        works_for=works_for,
        acts=project_acts(here, one, bool(won)),
    )
