"""The pages on which a budget's projects are written, taken from proposals, decided upon."""

from __future__ import annotations

from flask import Blueprint, Response, flash
from werkzeug.wrappers import Response as BaseResponse

from participation.accounts.current import signed_in_person
from participation.budgets.doorway import Here, enter_budget
from participation.budgets.forms import DecisionForm, ProjectForm, TakeForm
from participation.budgets.models import Project
from participation.budgets.project_actions import add_project, decide_project, edit_project, remove_project, take_proposals
from participation.budgets.queries import candidates, proposals_by_ids, valuations_of
from participation.budgets.rules import may_change_budget
from participation.kit.database import current_session
from participation.kit.errors import Invalid
from participation.kit.fragments import go_to
from participation.kit.language import gettext as _
from participation.kit.language import ngettext
from participation.places.actions import keep_place
from participation.places.maps import town_map
from participation.places.queries import has_streets, place_by_id
from participation.proposals.models import STATUS_NAMES
from participation.proposals.queries import district_names

blueprint = Blueprint("budget_projects", __name__, url_prefix="/beteiligungen/<slug:slug>/buergerhaushalt/<id:budget_id>/projekte")


def _form(here: Here, project: Project | None) -> ProjectForm:
    session = current_session()
    form = ProjectForm.offering(here.consultation, here.budget, district_names(session), project)
    form.offer_places(town_map(), place_by_id(session, project.place_id if project else None), streets=has_streets(session))
    return form


def _place_id(form: ProjectForm, project: Project | None) -> int | None:
    present = project.place_id if project is not None else None
    wish = form.wish()
    if not form.asks_for_places:
        return present
    return None if wish is None else keep_place(current_session(), town_map(), wish, place_by_id(current_session(), present)).id


@blueprint.route("/neu", methods=["GET", "POST"])
def add(slug: str, budget_id: int) -> BaseResponse:
    """Write a project by hand."""
    here = enter_budget(slug, budget_id, rule=may_change_budget)
    form = _form(here, None)
    if form.validate_on_submit():
        try:
            text = form.text(_place_id(form, None))
            made = add_project(current_session(), signed_in_person(), here.consultation, here.budget, text, here.now)
            current_session().commit()
            return go_to(here.project_url(made))
        except Invalid as error:
            form.blame(error)
    back = here.url("budgets.detail")
    return here.page("project_form.html", _("Neues Projekt"), 422 if form.is_submitted() else 200, form=form, back=back)


@blueprint.route("/aus-vorschlaegen", methods=["GET", "POST"])
def take(slug: str, budget_id: int) -> BaseResponse:
    """Make projects of proposals."""
    here = enter_budget(slug, budget_id, rule=may_change_budget)
    session = current_session()
    found = candidates(session, here.budget)
    form = TakeForm.offering(here.budget, found, STATUS_NAMES)
    if form.validate_on_submit():
        try:
            chosen = proposals_by_ids(session, here.budget, form.proposals.data or [])
            made = take_proposals(session, signed_in_person(), here.consultation, here.budget, chosen, form.pot_id.data or 0, here.now)
            session.commit()
            flash(ngettext("%(num)d Projekt ist dazugekommen.", "%(num)d Projekte sind dazugekommen.", len(made)), "success")
            return go_to(here.url("budgets.detail"))
        except Invalid as error:
            form.blame(error)
    return here.page("take.html", _("Vorschläge übernehmen"), 422 if form.is_submitted() else 200, form=form, found=found)


@blueprint.route("/<id:project_id>/bearbeiten", methods=["GET", "POST"])
def edit(slug: str, budget_id: int, project_id: int) -> BaseResponse:
    """Change a project."""
    here, project = _enter(slug, budget_id, project_id)
    form = _form(here, project)
    if form.validate_on_submit():
        try:
            text = form.text(_place_id(form, project))
            edit_project(current_session(), signed_in_person(), here.consultation, here.budget, project, text, here.now)
            current_session().commit()
            return go_to(here.project_url(project))
        except Invalid as error:
            form.blame(error)
    back = here.project_url(project)
    return here.page("project_form.html", _("Bearbeiten"), 422 if form.is_submitted() else 200, form=form, back=back)


@blueprint.get("/<id:project_id>/entfernen")
def removing(slug: str, budget_id: int, project_id: int) -> Response:
    """Ask once more before a project is taken away."""
    here, project = _enter(slug, budget_id, project_id)
    title, text = _("Projekt entfernen"), _("Das Projekt verschwindet mit seinem Text aus diesem Bürgerhaushalt.")
    target, back = here.project_url(project, "budget_projects.remove"), here.project_url(project)
    return here.page("confirm.html", title, heading=title, text=text, target=target, back=back, final=True)


@blueprint.post("/<id:project_id>/entfernen")
def remove(slug: str, budget_id: int, project_id: int) -> BaseResponse:
    """Take a project away."""
    here, project = _enter(slug, budget_id, project_id)
    remove_project(current_session(), signed_in_person(), here.consultation, here.budget, project, here.now)
    current_session().commit()
    flash(_("Das Projekt ist entfernt."), "success")
    return go_to(here.url("budgets.detail"))


@blueprint.route("/<id:project_id>/entscheiden", methods=["GET", "POST"])
def decide(slug: str, budget_id: int, project_id: int) -> BaseResponse:
    """Say for the city whether a project is feasible."""
    here, project = _enter(slug, budget_id, project_id)
    valuations = valuations_of(current_session(), project)
    form = DecisionForm.offering(project, valuations)
    if form.validate_on_submit():
        try:
            decide_project(current_session(), signed_in_person(), here.consultation, here.budget, project, form.found(), here.now)
            current_session().commit()
            return go_to(here.project_url(project))
        except Invalid as error:
            form.blame(error)
    return here.page("decide.html", _("Entscheiden"), 422 if form.is_submitted() else 200, form=form, valuations=valuations)


def _enter(slug: str, budget_id: int, project_id: int) -> tuple[Here, Project]:
    here = enter_budget(slug, budget_id, project_id, rule=may_change_budget)
    return here, here.the_project
