"""What this room shows on other rooms' pages."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from flask import render_template, request, url_for
from markupsafe import Markup
from sqlalchemy import ScalarSelect, Select, select

from participation.accounts.models import Person
from participation.budgets import words
from participation.budgets.models import Budget, Pot, Project
from participation.budgets.queries import budgets_of, on_ballot, pot_of_vote, votes_of, waiting_at
from participation.budgets.rules import may_read_valuations, visible
from participation.budgets.showing import town_picture
from participation.budgets.winners import winners_of
from participation.consultations.models import Consultation
from participation.consultations.numbers import THIS_CONSULTATION, how_many, numbers_of
from participation.consultations.outcomes import OF_PROJECT
from participation.consultations.rules import runs_it
from participation.followups.current import own_offices
from participation.followups.rules import in_service
from participation.kit.database import current_session
from participation.kit.language import gettext as _
from participation.kit.links import Link
from participation.kit.page_cache import changes_at
from participation.kit.pages import format_number
from participation.votes.budget_tally import winning_positions
from participation.votes.models import RollMark, Vote


def _budgets(consultation: Consultation, person: Person | None) -> list[Budget]:
    if not numbers_of(consultation)["budgets"]:
        return []
    return visible(person, consultation, budgets_of(current_session(), consultation))


def numbers() -> dict[str, ScalarSelect[int]]:
    """How many budgets there are, and how many are public."""
    mine = Budget.consultation_id == THIS_CONSULTATION
    return {"budgets": how_many(Budget.id, mine), "public budgets": how_many(Budget.published_at, mine)}


def tabs(consultation: Consultation, person: Person | None, held: Mapping[str, Any]) -> list[Link]:
    """The tab, where there is a budget to see."""
    if not (held["public budgets"] or (held["budgets"] and may_read_valuations(person, consultation))):
        return []
    return [Link(_("Bürgerhaushalt"), url_for("budgets.index", slug=consultation.slug))]


def overview(consultation: Consultation, person: Person | None, now: datetime) -> list[Markup]:
    """Public budgets, with how far they are; their open votes are shown by the room of votes."""
    budgets = [budget for budget in _budgets(consultation, person) if budget.is_public]
    changes_at(*(moment for budget in budgets for moment in (budget.opens_at, budget.closes_at)))
    rows = [(budget, words.budget_badge(budget, votes_of(budget), now), sum(pot.amount for pot in budget.pots)) for budget in budgets]
    return [Markup(render_template("budgets/_overview.html", consultation=consultation, rows=rows))] if rows else []


def results(consultation: Consultation, person: Person | None, now: datetime) -> list[Markup]:
    """Counted budgets, with what is being built."""
    rows = [budget for budget in _budgets(consultation, person) if budget.is_open and all(vote.is_counted for vote in votes_of(budget))]
    if not rows:
        return []
    found = winners_of(pot for budget in rows for pot in budget.pots)
    projects = on_ballot(current_session(), list(found))
    built = {
        budget.id: [
            (project, words.project_badge(project, True))
            for pot in budget.pots
            for position in sorted(found[pot.id])
            if (project := projects.get((pot.id, position))) is not None
        ]
        for budget in rows
    }
    return [Markup(render_template("budgets/_results.html", consultation=consultation, budgets=rows, built=built))]


def staff(consultation: Consultation, person: Person | None, now: datetime) -> list[Link]:
    """What those who run the consultation can do with its budgets."""
    if not runs_it(person, consultation):
        return []
    links = [Link(_("Neuer Bürgerhaushalt"), url_for("budgets_staff.new", slug=consultation.slug))]
    for budget in _budgets(consultation, person):
        url = url_for("budgets.detail", slug=consultation.slug, budget_id=budget.id)
        links.append(Link(budget.title, url, note=words.budget_badge(budget, votes_of(budget), now)[0]))
    return links


def staff_links(person: Person) -> list[Link]:
    """The staff's start page: which projects wait for an office's word."""
    if not in_service(person):
        return []
    number = len(waiting_at(current_session(), own_offices(person)))
    url = url_for("budget_valuations.waiting")
    return [Link(_("Projekte prüfen"), url, current=request.path.startswith(url), note=format_number(number))]


def vote_notes(vote: Vote, consultation: Consultation, person: Person | None, now: datetime) -> list[Markup]:
    """On a vote's page: which budget it belongs to."""
    pot = pot_of_vote(current_session(), vote.id) if vote.budget is not None else None
    if pot is None:
        return []
    url = url_for("budgets.detail", slug=consultation.slug, budget_id=pot.budget_id)
    return [Markup('<p><a href="{}">{}</a></p>').format(url, _("Alle Projekte von „%(title)s“ ansehen", title=pot.budget.title))]


def vote_result(vote: Vote, consultation: Consultation, person: Person | None, now: datetime) -> list[Markup]:
    """Below the result of a vote on a pot: its projects on the map, each with its page."""
    pot = pot_of_vote(current_session(), vote.id) if vote.budget is not None else None
    if pot is None:
        return []
    won = winning_positions(vote)
    projects = [
        (project, position in won) for (_pot, position), project in sorted(on_ballot(current_session(), [pot.id]).items(), key=lambda one: one[0])
    ]
    shown = {"consultation": consultation, "budget": pot.budget, "picture": town_picture(projects)}
    return [Markup(render_template("budgets/_vote_result.html", projects=projects, **shown))]


def took_part(kind: str, number: int) -> list[Select[Any]]:
    """Whose mark is on the roll of the vote in which a project stood; it says nothing about the ballot."""
    if kind != OF_PROJECT:
        return []
    pot = select(RollMark.person_id).join(Pot, Pot.vote_id == RollMark.vote_id).join(Project, Project.pot_id == Pot.id)
    return [pot.where(Project.id == number)]
