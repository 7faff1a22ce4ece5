"""The administration's pages: the rule table of categories, and keys of other apps."""

from __future__ import annotations

from flask import Blueprint, Response, flash, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from participation.accounts.current import current_person
from participation.accounts.entering import no_store
from participation.concerns import queries, setup_actions
from participation.concerns.forms import CategoryForm, KeyForm
from participation.concerns.models import ConcernCategory
from participation.concerns.rules import may_manage
from participation.followups.models import Office
from participation.kit import clock
from participation.kit.database import current_session
from participation.kit.errors import Invalid, NotFound
from participation.kit.fragments import go_to
from participation.kit.language import gettext as _
from participation.kit.pages import page
from participation.kit.rules import demand

blueprint = Blueprint("concern_setup", __name__, url_prefix="/verwaltung/anliegen")
blueprint.after_request(no_store)


@blueprint.route("/kategorien", methods=["GET", "POST"])
def categories() -> BaseResponse:
    """The rule table, and a form for a further category."""
    session, person = current_session(), current_person()
    demand(may_manage(person))
    form = CategoryForm.offering(queries.open_offices(session))
    if form.validate_on_submit():
        try:
            setup_actions.add_category(session, person, form.rule(_office(form)), clock.now())
            return _done(_("Die Kategorie ist hinzugefügt."), "concern_setup.categories")
        except Invalid as error:
            form.blame(error)
    return page("concerns/categories.html", form=form, categories=queries.categories(session), status=_status())


@blueprint.route("/kategorien/<id:category_id>", methods=["GET", "POST"])
def category(category_id: int) -> BaseResponse:
    """Change a rule."""
    found, session = _category(category_id), current_session()
    form = CategoryForm.offering(queries.open_offices(session), found)
    if form.validate_on_submit():
        try:
            setup_actions.change_category(session, current_person(), found, form.rule(_office(form)), clock.now())
            return _done(_("Gespeichert. Das gilt für alle Anliegen, die ab jetzt kommen."), "concern_setup.categories")
        except Invalid as error:
            form.blame(error)
    return page("concerns/category.html", form=form, category=found, status=_status())


@blueprint.post("/kategorien/<id:category_id>/schliessen")
def close(category_id: int) -> BaseResponse:
    """Take no more concerns about this."""
    setup_actions.close_category(current_session(), current_person(), _category(category_id), clock.now())
    return _done(_("Zu dieser Kategorie nimmt die Stadt keine Anliegen mehr an."), "concern_setup.categories")


@blueprint.post("/kategorien/<id:category_id>/oeffnen")
def reopen(category_id: int) -> BaseResponse:
    """Take concerns about this again."""
    setup_actions.reopen_category(current_session(), current_person(), _category(category_id), clock.now())
    return _done(_("Die Kategorie ist wieder offen."), "concern_setup.categories")


@blueprint.route("/schluessel", methods=["GET", "POST"])
def keys() -> BaseResponse:
    """The keys of other apps. A new one is shown once, on this page alone."""
    session, person, form = current_session(), current_person(), KeyForm()
    demand(may_manage(person))
    if form.validate_on_submit():
        try:
            _key, token = setup_actions.give_key(session, person, form.name.data or "", clock.now())
            session.commit()
            return _keys_page(KeyForm(formdata=None), token=token)
        except Invalid as error:
            form.blame(error)
    return _keys_page(form, _status())


def _keys_page(form: KeyForm, status: int = 200, token: str = "") -> Response:
    return page("concerns/keys.html", form=form, keys=queries.keys(current_session()), token=token, status=status)


@blueprint.post("/schluessel/<id:key_id>/widerrufen")
def revoke(key_id: int) -> BaseResponse:
    """The key is no longer valid."""
    demand(may_manage(current_person()))
    setup_actions.revoke_key(current_session(), current_person(), queries.key_by_id(current_session(), key_id), clock.now())
    return _done(_("Der Schlüssel gilt nicht mehr."), "concern_setup.keys")


def _category(category_id: int) -> ConcernCategory:
    demand(may_manage(current_person()))
    found = queries.category_by_id(current_session(), category_id)
    if found is None:
        raise NotFound
    return found


def _office(form: CategoryForm) -> Office | None:
    return current_session().get(Office, form.office_id.data) if form.office_id.data else None


def _status() -> int:
    return 422 if request.method == "POST" else 200


def _done(said: str, endpoint: str) -> BaseResponse:
    current_session().commit()
    flash(said, "success")
    return go_to(url_for(endpoint))
