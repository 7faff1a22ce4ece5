"""The pages of those who run budgets: prepare, publish, look at the ballot, open, close, count. Each step asks once more."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from flask import Blueprint, Response, flash, request, url_for
from sqlalchemy.orm import Session
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response as BaseResponse

from participation.accounts.current import current_person, signed_in_person
from participation.accounts.models import Person
from participation.accounts.queries import districts
from participation.budgets.actions import close_budget, count_budget, draft_budget, edit_budget, open_budget, publish_budget, vote_draft
from participation.budgets.doorway import Here, enter_budget
from participation.budgets.forms import BudgetForm
from participation.budgets.models import Budget
from participation.budgets.queries import feasible, projects_of, waits_for_second
from participation.budgets.rules import (
    may_change_budget,
    may_close_all,
    may_count_all,
    may_draft_budget,
    may_publish_budget,
    may_run_budget,
    missing,
    pot_name,
)
from participation.consultations.doorway import enter_to_moderate, frame
from participation.consultations.models import Consultation
from participation.kit import clock
from participation.kit.database import current_session
from participation.kit.errors import Invalid
from participation.kit.fragments import go_to
from participation.kit.language import gettext as _
from participation.kit.pages import page, settings
from participation.kit.rules import demand
from participation.votes import words
from participation.votes.actions import sketch_vote
from participation.votes.budget import standing
from participation.votes.marks import Reading
from participation.votes.rules import missing as missing_in_vote

blueprint = Blueprint("budgets_staff", __name__, url_prefix="/beteiligungen/<slug:slug>/buergerhaushalt")

Step = Callable[[Session, Person, Consultation, Budget, datetime], Budget]


def _form(budget: Budget | None = None) -> BudgetForm:
    return BudgetForm.offering(districts(current_session()), settings().votes_verified_only, settings().votes_by_two, budget)


@blueprint.route("/neu", methods=["GET", "POST"])
def new(slug: str) -> BaseResponse:
    """Prepare a budget."""
    consultation, person, now = enter_to_moderate(slug), current_person(), clock.now()
    demand(may_draft_budget(person, consultation))
    form = _form()
    if form.validate_on_submit():
        try:
            budget = draft_budget(current_session(), signed_in_person(), consultation, form.draft(), now)
            current_session().commit()
            return go_to(url_for("budgets.detail", slug=slug, budget_id=budget.id))
        except Invalid as error:
            form.blame(error)
    crumbs = [(_("Bürgerhaushalt"), url_for("budgets.index", slug=slug)), (_("Neuer Bürgerhaushalt"), "")]
    status = 422 if form.is_submitted() else 200
    return page("budgets/edit.html", form=form, status=status, crumbs=crumbs, back=crumbs[0][1], **frame(consultation, person, now))


@blueprint.route("/<id:budget_id>/bearbeiten", methods=["GET", "POST"])
def edit(slug: str, budget_id: int) -> BaseResponse:
    """Change a budget that is not opened yet."""
    here = enter_budget(slug, budget_id, rule=may_change_budget)
    form = _form(here.budget)
    if form.validate_on_submit():
        try:
            edit_budget(current_session(), signed_in_person(), here.consultation, here.budget, form.draft(), here.now)
            current_session().commit()
            return go_to(here.url("budgets.detail"))
        except Invalid as error:
            form.blame(error)
    return here.page("edit.html", _("Bearbeiten"), 422 if form.is_submitted() else 200, form=form, back=here.url("budgets.detail"))


@blueprint.get("/<id:budget_id>/stimmzettel")
def preview(slug: str, budget_id: int) -> Response:
    """The ballot of each pot as residents will see it; nothing is counted."""
    here = enter_budget(slug, budget_id, rule=may_run_budget)
    projects = projects_of(current_session(), here.budget)
    wanted = request.args.get("topf", "")
    pot = next((pot for pot in here.budget.pots if str(pot.id) == wanted), here.budget.pots[0])
    vote = sketch_vote(here.consultation, vote_draft(here.budget, pot, feasible(projects, pot)))
    stands = standing(vote.budget_terms, vote.costs, ()) if vote.budget_terms else None
    shown = [(pot_name(one), here.url("budgets_staff.preview", topf=one.id), one.id == pot.id) for one in here.budget.pots]
    context: dict[str, Any] = {"replacing": False, "fields": MultiDict(), "reading": Reading(()), "words": words, "stands": stands}
    return here.page("preview.html", _("Stimmzettel"), vote=vote, pots=shown, **context)


@blueprint.get("/<id:budget_id>/veroeffentlichen")
def publishing(slug: str, budget_id: int) -> Response:
    """Ask once more before everyone sees it."""
    here = enter_budget(slug, budget_id, rule=may_publish_budget)
    text = _("Alle sehen dann Beträge und Projekte, auch die, die noch geprüft werden. Bis zur Eröffnung können Sie weiter etwas ändern.")
    return _confirm(here, _("Bürgerhaushalt veröffentlichen"), text, "budgets_staff.publish_now")


@blueprint.post("/<id:budget_id>/veroeffentlichen")
def publish_now(slug: str, budget_id: int) -> BaseResponse:
    """Show it to everyone."""
    return _step(slug, budget_id, publish_budget, _("Der Bürgerhaushalt ist veröffentlicht."))


@blueprint.get("/<id:budget_id>/eroeffnen")
def opening(slug: str, budget_id: int) -> Response:
    """What will be frozen, and what is missing, for the budget and for each of its votes."""
    here = enter_budget(slug, budget_id, rule=may_change_budget)
    projects = projects_of(current_session(), here.budget)
    found = missing(here.budget, projects)
    votes = [(pot_name(pot), sketch_vote(here.consultation, vote_draft(here.budget, pot, feasible(projects, pot)))) for pot in here.budget.pots]
    if not found:
        found = [f"{name}: {sentence}" for name, vote in votes for sentence in missing_in_vote(here.consultation, vote, 0, here.now)]
    names = {district.id: [district.name] for district in districts(current_session())}
    return here.page("opening.html", _("Eröffnen"), missing=found, votes=votes, words=words, district_names=names)


@blueprint.post("/<id:budget_id>/eroeffnen")
def open_now(slug: str, budget_id: int) -> BaseResponse:
    """Freeze the budget and open its votes."""
    return _step(slug, budget_id, open_budget, _("Die Abstimmung ist eröffnet."))


@blueprint.get("/<id:budget_id>/schliessen")
def closing(slug: str, budget_id: int) -> Response:
    """Ask once more before the urns are closed."""
    here = enter_budget(slug, budget_id)
    demand(may_close_all(here.person, here.consultation, here.budget, here.votes, here.now))
    text = _("Alle Stimmzettel werden gemischt und versiegelt. Danach kann keine Stimme mehr dazukommen.")
    return _confirm(here, _("Abstimmung schließen"), text, "budgets_staff.close_now", final=True)


@blueprint.post("/<id:budget_id>/schliessen")
def close_now(slug: str, budget_id: int) -> BaseResponse:
    """Close the urns after their time."""
    return _step(slug, budget_id, close_budget, _("Die Abstimmung ist geschlossen."))


@blueprint.get("/<id:budget_id>/auszaehlen")
def counting(slug: str, budget_id: int) -> Response:
    """Ask once more before the count."""
    here = enter_budget(slug, budget_id)
    demand(may_count_all(here.person, here.consultation, here.budget, here.votes))
    text = _("Die Stimmen werden jetzt gezählt. Das Ergebnis und alle Stimmzettel unter ihren Kennungen sind danach sofort öffentlich.")
    return _confirm(here, _("Stimmen auszählen"), text, "budgets_staff.count_now", final=True)


@blueprint.post("/<id:budget_id>/auszaehlen")
def count_now(slug: str, budget_id: int) -> BaseResponse:
    """Count the closed urns."""
    return _step(slug, budget_id, count_budget, _("Die Stimmen sind ausgezählt."))


def _step(slug: str, budget_id: int, act: Step, said: str) -> BaseResponse:
    here = enter_budget(slug, budget_id, rule=may_run_budget)
    done = act(current_session(), signed_in_person(), here.consultation, here.budget, here.now)
    waits = waits_for_second(current_session(), done)
    current_session().commit()
    flash(words.asked_sentence() if waits else said, "info" if waits else "success")
    return go_to(here.url("budgets.detail"))


def _confirm(here: Here, title: str, text: str, endpoint: str, *, final: bool = False) -> Response:
    return here.page("confirm.html", title, heading=title, text=text, target=here.url(endpoint), back=here.url("budgets.detail"), final=final)
