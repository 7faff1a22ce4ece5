"""The pages on which staff say how far a project is that won."""

from __future__ import annotations

from flask import Blueprint
from werkzeug.wrappers import Response as BaseResponse

from participation.accounts.current import signed_in_person
from participation.budgets.doorway import Here, enter_budget
from participation.budgets.execution_actions import add_step, drop_step, finish_step, report_progress
from participation.budgets.forms import ProgressForm, StepForm
from participation.budgets.models import Project
from participation.budgets.queries import step_of, steps_of
from participation.budgets.rules import may_see_budget, may_track
from participation.budgets.winners import has_won
from participation.kit.database import current_session
from participation.kit.dates import city_zone
from participation.kit.errors import Invalid
from participation.kit.fragments import go_to
from participation.kit.language import gettext as _
from participation.kit.rules import demand

blueprint = Blueprint("budget_execution", __name__, url_prefix="/beteiligungen/<slug:slug>/buergerhaushalt/<id:budget_id>/projekte/<id:project_id>")


@blueprint.route("/umsetzung", methods=["GET", "POST"])
def progress(slug: str, budget_id: int, project_id: int) -> BaseResponse:
    """Say how far a project is and what was spent."""
    here, project = _enter(slug, budget_id, project_id)
    form = ProgressForm.offering(project)
    if form.validate_on_submit():
        try:
            report_progress(current_session(), signed_in_person(), here.consultation, here.budget, project, form.report(), here.now)
            current_session().commit()
            return go_to(here.project_url(project))
        except Invalid as error:
            form.blame(error)
    return _page(here, project, form, StepForm(formdata=None), 422 if form.is_submitted() else 200)


@blueprint.post("/schritte")
def plan(slug: str, budget_id: int, project_id: int) -> BaseResponse:
    """Plan a milestone."""
    here, project = _enter(slug, budget_id, project_id)
    form = StepForm()
    if form.validate():
        try:
            title, due_on = form.title.data or "", form.due_on.data
            add_step(current_session(), signed_in_person(), here.consultation, here.budget, project, title, due_on, here.now)
            current_session().commit()
            return _back(here, project)
        except Invalid as error:
            form.blame(error)
    return _page(here, project, ProgressForm.offering(project), form, 422)


@blueprint.post("/schritte/<id:step_id>/erledigt")
def finish(slug: str, budget_id: int, project_id: int, step_id: int) -> BaseResponse:
    """A milestone is reached, or is not after all."""
    here, project = _enter(slug, budget_id, project_id)
    step, today = step_of(current_session(), project, step_id), here.now.astimezone(city_zone()).date()
    finish_step(current_session(), signed_in_person(), here.consultation, here.budget, project, step, today, here.now)
    current_session().commit()
    return _back(here, project)


@blueprint.post("/schritte/<id:step_id>/entfernen")
def drop(slug: str, budget_id: int, project_id: int, step_id: int) -> BaseResponse:
    """Take a milestone out of the plan."""
    here, project = _enter(slug, budget_id, project_id)
    step = step_of(current_session(), project, step_id)
    drop_step(current_session(), signed_in_person(), here.consultation, here.budget, project, step, here.now)
    current_session().commit()
    return _back(here, project)


def _enter(slug: str, budget_id: int, project_id: int) -> tuple[Here, Project]:
    here = enter_budget(slug, budget_id, project_id, rule=may_see_budget)
    demand(may_track(here.person, here.consultation, here.budget, has_won(current_session(), here.the_project)))
    return here, here.the_project


def _page(here: Here, project: Project, form: ProgressForm, step_form: StepForm, status: int) -> BaseResponse:
    steps = steps_of(current_session(), project)
    has_errors = bool(form.errors or step_form.errors)
    return here.page("progress.html", _("Umsetzung"), status, form=form, step_form=step_form, milestones=steps, has_errors=has_errors)


def _back(here: Here, project: Project) -> BaseResponse:
    return go_to(here.project_url(project, "budget_execution.progress"))
