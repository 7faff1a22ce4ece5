"""Sending a concern, and its own page for whoever sent it without an account, which its mailed link opens."""

from __future__ import annotations

from datetime import timedelta

from flask import Blueprint, Response, flash, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from participation.accounts.addresses import fold_address
from participation.accounts.current import current_person
from participation.accounts.limits import limit_mail
from participation.concerns import actions, queries
from participation.concerns.doorway import asking, enter_concern
from participation.concerns.forms import GuestForm, SendForm
from participation.concerns.links import is_proof, own_path, public_path
from participation.concerns.models import Concern
from participation.concerns.rules import may_send, may_take_back
from participation.concerns.showing import badge
from participation.kit import clock
from participation.kit.bodies import takes_files
from participation.kit.database import current_session
from participation.kit.errors import Conflict, Invalid, NotFound
from participation.kit.fragments import go_to
from participation.kit.language import gettext as _
from participation.kit.language import language
from participation.kit.limits import Limit, check_limits, network_prefix
from participation.kit.pages import page, settings
from participation.kit.rules import demand
from participation.kit.sealing import seals_of
from participation.kit.uploads import StoredPicture, delete_picture, store_picture
from participation.places.actions import keep_place
from participation.places.maps import town_map
from participation.places.queries import has_streets

blueprint = Blueprint("concern_sending", __name__)

OWN = "/anliegen/mein/<token:public_id>/<token:proof>"
HOUR = timedelta(hours=1)
A_PERSON, A_NETWORK, OVERALL = 10, 60, 500
"""Concerns an hour."""


@blueprint.route("/anliegen/neu", methods=["GET", "POST"])
@takes_files
def new() -> BaseResponse:
    """Tell the city something: at once with an account, by a mailed link without one."""
    person, session = current_person(), current_session()
    demand(may_send(person))
    offered = queries.categories(session, open_only=True)
    if not offered:
        raise NotFound(_("Hier nimmt die Stadt noch keine Anliegen an."))
    form = (SendForm if person else GuestForm).offering(offered)
    form.offer_places(town_map(), None, streets=has_streets(session))
    if not form.validate_on_submit():
        return _form(form, 422 if form.is_submitted() else 200)
    _limit(form)
    try:
        return _send(form)
    except (Invalid, Conflict) as error:
        session.rollback()
        form.blame(error) if isinstance(error, Invalid) else form.form_errors.append(error.message)
        return _form(form, error.status)


def _form(form: SendForm, status: int) -> Response:
    return page("concerns/new.html", form=form, guest=isinstance(form, GuestForm), status=status)


def _limit(form: SendForm) -> None:
    now, person, network = clock.now(), current_person(), network_prefix(request.remote_addr)
    if isinstance(form, GuestForm):
        limit_mail(fold_address(form.email.data or "") or "", request.remote_addr, now)
    own = [Limit(f"concern:person:{person.id}", A_PERSON, HOUR)] if person else [Limit(f"concern:network:{network}", A_NETWORK, HOUR)]
    check_limits([*own, Limit("concern:overall", OVERALL, HOUR)], now)


def _send(form: SendForm) -> BaseResponse:
    """Keep the place and the picture, then the concern; a picture of what cannot be taken is deleted again."""
    session, told = current_session(), settings()
    category = queries.category_by_id(session, form.category_id.data)
    if category is None:
        raise Invalid(_("Bitte wählen Sie, worum es geht."), "category_id")
    wish = form.wish()
    place = keep_place(session, town_map(), wish) if wish is not None else None
    picture = _picture(form)
    try:
        given = (form.draft(category, place, picture), language(), clock.now())
        if isinstance(form, GuestForm):
            actions.ask_to_send(session, told, form.email.data or "", *given)
            session.commit()
            return page("concerns/asked.html", email=fold_address(form.email.data or ""))
        concern = actions.send_concern(session, told, current_person(), *given)
        session.commit()
    except Exception:
        if picture is not None:
            delete_picture(told.files_dir, picture.name)
        raise
    flash(_("Ihr Anliegen ist angekommen."), "success")
    return go_to(public_path(concern.id))


def _picture(form: SendForm) -> StoredPicture | None:
    if not form.file.data:
        return None
    if not (form.picture_words.data or "").strip():
        raise Invalid(_("Bitte beschreiben Sie das Bild für Menschen, die es nicht sehen."), "picture_words")
    told = settings()
    return store_picture(told.files_dir, form.file.data.stream, limit=told.max_upload_mb * 1024 * 1024)


@blueprint.post("/anliegen/<id:concern_id>/zuruecknehmen")
def take_back(concern_id: int) -> BaseResponse:
    """Take an own concern back: all of it is deleted, its picture's files after the commit."""
    concern = enter_concern(concern_id)
    picture = actions.take_back_own(current_session(), asking(), concern, clock.now())
    return _gone(picture)


def _own(public_id: str, proof: str) -> Concern:
    """The concern of a link, for whoever holds it. Raises NotFound."""
    if not is_proof(proof, seals_of(settings()), public_id):
        raise NotFound(_("Dieser Link ist unvollständig. Bitte öffnen Sie ihn noch einmal aus der E-Mail."))
    return queries.concern_named(current_session(), public_id)


@blueprint.get(OWN)
def own(public_id: str, proof: str) -> Response:
    """The concern for whoever sent it: confirm it, or the address; take it back; have the address deleted."""
    concern = _own(public_id, proof)
    shown = page("concerns/own.html", concern=concern, badge=badge(concern.status), may_take_back=may_take_back(concern), base=request.path)
    return _unseen(shown)


@blueprint.post(OWN + "/bestaetigen")
def confirm(public_id: str, proof: str) -> BaseResponse:
    """The address is right: the concern counts, and answers go there."""
    concern = _own(public_id, proof)
    actions.confirm(current_session(), settings(), concern, clock.now())
    current_session().commit()
    flash(_("Danke. Ihr Anliegen ist angekommen, und Sie bekommen die Antworten per E-Mail."), "success")
    return go_to(own_path(settings(), concern))


@blueprint.post(OWN + "/adresse-loeschen")
def forget(public_id: str, proof: str) -> BaseResponse:
    """No more mails: the address is deleted."""
    concern = _own(public_id, proof)
    actions.forget_address(current_session(), concern, clock.now())
    current_session().commit()
    flash(_("Ihre Adresse ist gelöscht. Das Anliegen bleibt."), "success")
    return go_to(public_path(concern.id))


@blueprint.post(OWN + "/zuruecknehmen")
def take_back_by_link(public_id: str, proof: str) -> BaseResponse:
    """Take the concern back: all of it is deleted, the address too."""
    picture = actions.take_back(current_session(), _own(public_id, proof), clock.now())
    return _gone(picture)


def _gone(picture: str | None) -> BaseResponse:
    current_session().commit()
    if picture:
        delete_picture(settings().files_dir, picture)
    flash(_("Ihr Anliegen ist zurückgenommen und gelöscht."), "success")
    return go_to(url_for("concerns.index"))


def _unseen(response: Response) -> Response:
    """Kept by no browser, found by no search engine."""
    response.headers["Cache-Control"] = "private, no-store"
    response.headers["X-Robots-Tag"] = "noindex"
    return response
