"""The town's districts, for the administration."""

from __future__ import annotations

from flask import Blueprint, flash, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from participation.accounts.current import current_person
from participation.accounts.queries import districts
from participation.consultations.district_actions import add_district, remove_district, rename_district
from participation.consultations.forms import DistrictForm
from participation.consultations.queries import district_by_id
from participation.consultations.rules import may_set_up
from participation.kit import clock
from participation.kit.database import current_session
from participation.kit.errors import Invalid
from participation.kit.fragments import go_to
from participation.kit.language import gettext as _
from participation.kit.pages import page
from participation.kit.rules import demand

blueprint = Blueprint("districts", __name__, url_prefix="/verwaltung/ortsteile")


@blueprint.route("", methods=["GET", "POST"])
def index() -> BaseResponse:
    """All districts, and a form to add one."""
    session, person = current_session(), current_person()
    demand(may_set_up(person))
    form = DistrictForm()
    if form.validate_on_submit():
        try:
            add_district(session, person, form.name.data or "", clock.now())
            return _back(_("Der Ortsteil ist hinzugefügt."))
        except Invalid as error:
            form.blame(error)
    return page("consultations/staff/districts.html", form=form, districts=districts(session), status=422 if request.method == "POST" else 200)


@blueprint.route("/<id:district_id>", methods=["GET", "POST"])
def rename(district_id: int) -> BaseResponse:
    """Give a district another name."""
    session, person = current_session(), current_person()
    demand(may_set_up(person))
    district = district_by_id(session, district_id)
    form = DistrictForm(obj=district)
    if form.validate_on_submit():
        try:
            rename_district(session, person, district, form.name.data or "", clock.now())
            return _back(_("Gespeichert."))
        except Invalid as error:
            form.blame(error)
    return page("consultations/staff/district.html", form=form, district=district, status=422 if request.method == "POST" else 200)


@blueprint.post("/<id:district_id>/entfernen")
def drop(district_id: int) -> BaseResponse:
    """Take a district away."""
    demand(may_set_up(current_person()))
    remove_district(current_session(), current_person(), district_by_id(current_session(), district_id), clock.now())
    return _back(_("Der Ortsteil ist entfernt."))


def _back(message: str) -> BaseResponse:
    current_session().commit()
    flash(message, "success")
    return go_to(url_for("districts.index"))
