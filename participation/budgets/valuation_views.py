"""The pages on which offices are asked about projects and say what they found."""

from __future__ import annotations

from flask import Blueprint, Response, flash
from werkzeug.wrappers import Response as BaseResponse

from participation.accounts.current import current_person, signed_in_person
from participation.budgets.doorway import Here, enter_budget
from participation.budgets.forms import AskForm, ValuationForm
from participation.budgets.models import Valuation
from participation.budgets.queries import projects_of, valuation_of, waiting_at
from participation.budgets.rules import may_ask_offices, may_end_valuation, may_see_budget, may_value
from participation.budgets.valuation_actions import ask_offices, end_valuation, give_valuation
from participation.consultations.rules import may_enter_staff
from participation.followups.queries import office_names, offices_by_ids, offices_of
from participation.kit import clock
from participation.kit.database import current_session
from participation.kit.dates import city_zone
from participation.kit.errors import Invalid
from participation.kit.fragments import go_to
from participation.kit.language import gettext as _
from participation.kit.language import ngettext
from participation.kit.pages import page
from participation.kit.rules import demand

blueprint = Blueprint("budget_valuations", __name__)
OF_BUDGET = "/beteiligungen/<slug:slug>/buergerhaushalt/<id:budget_id>"
OF_VALUATION = OF_BUDGET + "/projekte/<id:project_id>/pruefung/<id:valuation_id>"


@blueprint.get("/verwaltung/projektpruefungen")
def waiting() -> Response:
    """What the offices that somebody works for are asked about projects, the most urgent first."""
    demand(may_enter_staff(current_person()))
    session = current_session()
    found = waiting_at(session, offices_of(session, signed_in_person()))
    return page("budgets/waiting.html", rows=found, today=clock.now().astimezone(city_zone()).date())


@blueprint.route(OF_BUDGET + "/pruefung", methods=["GET", "POST"])
def ask(slug: str, budget_id: int) -> BaseResponse:
    """Ask offices about projects."""
    here = enter_budget(slug, budget_id, rule=may_ask_offices)
    session = current_session()
    projects = projects_of(session, here.budget)
    form = AskForm.offering(projects, office_names(session))
    if form.validate_on_submit():
        try:
            chosen = [project for project in projects if project.id in (form.projects.data or [])]
            if not chosen:
                raise Invalid(_("Bitte wählen Sie mindestens ein Projekt."), "projects")
            offices = offices_by_ids(session, form.offices.data or [])
            made = ask_offices(session, signed_in_person(), here.consultation, here.budget, chosen, offices, form.due_on.data, here.now)
            session.commit()
            flash(ngettext("%(num)d Prüfung ist erbeten.", "%(num)d Prüfungen sind erbeten.", len(made)), "success")
            return go_to(here.url("budgets.detail"))
        except Invalid as error:
            form.blame(error)
    return here.page("ask.html", _("Ämter fragen"), 422 if form.is_submitted() else 200, form=form)


@blueprint.route(OF_VALUATION, methods=["GET", "POST"])
def give(slug: str, budget_id: int, project_id: int, valuation_id: int) -> BaseResponse:
    """Say what an office found."""
    here, valuation = _enter(slug, budget_id, project_id, valuation_id)
    session = current_session()
    works_for = offices_of(session, here.person)
    demand(may_value(here.person, here.consultation, valuation, here.budget, works_for))
    form = ValuationForm()
    if form.validate_on_submit():
        try:
            give_valuation(session, signed_in_person(), here.consultation, here.budget, valuation, works_for, form.found(), here.now)
            session.commit()
            flash(_("Die Prüfung ist abgegeben. Ob das Projekt auf den Stimmzettel kommt, entscheidet die Moderation."), "success")
            return go_to(here.url("budgets.project", project_id=project_id))
        except Invalid as error:
            form.blame(error)
    return here.page("value.html", _("Prüfung"), 422 if form.is_submitted() else 200, form=form, valuation=valuation)


@blueprint.post(OF_VALUATION + "/beenden")
def end(slug: str, budget_id: int, project_id: int, valuation_id: int) -> BaseResponse:
    """Take a question back."""
    here, valuation = _enter(slug, budget_id, project_id, valuation_id)
    demand(may_end_valuation(here.person, here.consultation, valuation, here.budget))
    end_valuation(current_session(), signed_in_person(), here.consultation, here.budget, valuation, here.now)
    current_session().commit()
    return go_to(here.url("budgets.project", project_id=project_id))


def _enter(slug: str, budget_id: int, project_id: int, valuation_id: int) -> tuple[Here, Valuation]:
    here = enter_budget(slug, budget_id, project_id, rule=may_see_budget)
    signed_in_person()
    return here, valuation_of(current_session(), here.the_project, valuation_id)
