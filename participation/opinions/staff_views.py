"""The pages of those who run opinion maps: prepare, open, end, take the answers away. Each step asks once more."""

from __future__ import annotations

from flask import Blueprint, Response, flash, url_for
from werkzeug.wrappers import Response as BaseResponse

from participation.accounts.current import current_person, signed_in_person
from participation.consultations.doorway import enter_to_moderate, frame
from participation.kit import clock
from participation.kit.database import current_session
from participation.kit.errors import Invalid
from participation.kit.fragments import go_to
from participation.kit.language import gettext as _
from participation.kit.pages import page
from participation.kit.rules import demand
from participation.opinions import rules
from participation.opinions.doorway import enter_map
from participation.opinions.forms import MapForm
from participation.opinions.map_actions import close_map, draft_map, edit_map, open_map
from participation.opinions.queries import count_statements_of, seeds_of

blueprint = Blueprint("opinions_staff", __name__, url_prefix="/beteiligungen/<slug:slug>/meinungsbild")


@blueprint.route("/neu", methods=["GET", "POST"])
def new(slug: str) -> BaseResponse:
    """Prepare a map."""
    consultation, person, now = enter_to_moderate(slug), current_person(), clock.now()
    demand(rules.may_draft_map(person, consultation))
    form = MapForm()
    if form.validate_on_submit():
        try:
            made = draft_map(current_session(), person, consultation, form.draft(), now)
            current_session().commit()
            return go_to(url_for("opinions.detail", slug=slug, map_id=made.id))
        except Invalid as error:
            form.blame(error)
    crumbs = [(_("Meinungsbild"), url_for("opinions.index", slug=slug)), (_("Neues Meinungsbild"), "")]
    status = 422 if form.is_submitted() else 200
    return page("opinions/edit.html", status=status, form=form, crumbs=crumbs, back=crumbs[0][1], **frame(consultation, person, now))


@blueprint.route("/<id:map_id>/bearbeiten", methods=["GET", "POST"])
def edit(slug: str, map_id: int) -> BaseResponse:
    """Change a map that is not opened yet."""
    here = enter_map(slug, map_id, rules.may_change_map)
    form = MapForm.of(here.map, "\n".join(seeds_of(current_session(), here.map.id)))
    if form.validate_on_submit():
        try:
            edit_map(current_session(), signed_in_person(), here.consultation, here.map, form.draft(), here.now)
            current_session().commit()
            return go_to(here.url("opinions.detail"))
        except Invalid as error:
            form.blame(error)
    return here.page("edit.html", _("Bearbeiten"), 422 if form.is_submitted() else 200, form=form, back=here.url("opinions.detail"))


@blueprint.get("/<id:map_id>/eroeffnen")
def opening(slug: str, map_id: int) -> Response:
    """Ask once more before people answer."""
    here = enter_map(slug, map_id, rules.may_run_map)
    demand(rules.may_open_map(here.person, here.consultation, here.map, count_statements_of(current_session(), here.map.id)))
    text = _(
        "Frage und Aussagen bleiben danach, wie sie sind. Weitere Aussagen können dazukommen. Antworten ist möglich, solange eine Phase es erlaubt."
    )
    return here.page("confirm.html", _("Eröffnen"), heading=_("Meinungsbild eröffnen"), text=text, target=here.url("opinions_staff.open_now"))


@blueprint.post("/<id:map_id>/eroeffnen")
def open_now(slug: str, map_id: int) -> BaseResponse:
    """Let people answer."""
    here = enter_map(slug, map_id)
    open_map(current_session(), signed_in_person(), here.consultation, here.map, here.now)
    current_session().commit()
    flash(_("Das Meinungsbild ist eröffnet."), "success")
    return go_to(here.url("opinions.detail"))


@blueprint.get("/<id:map_id>/beenden")
def closing(slug: str, map_id: int) -> Response:
    """Ask once more before the end."""
    here = enter_map(slug, map_id, rules.may_close_map)
    text = _("Danach kann niemand mehr antworten oder Aussagen schreiben. Das Ergebnis bleibt. Dieser Schritt kann nicht zurückgenommen werden.")
    return here.page("confirm.html", _("Beenden"), heading=_("Meinungsbild beenden"), text=text, target=here.url("opinions_staff.close_now"))


@blueprint.post("/<id:map_id>/beenden")
def close_now(slug: str, map_id: int) -> BaseResponse:
    """End it."""
    here = enter_map(slug, map_id)
    close_map(current_session(), signed_in_person(), here.consultation, here.map, here.now)
    current_session().commit()
    flash(_("Das Meinungsbild ist beendet."), "success")
    return go_to(here.url("opinions.detail"))
