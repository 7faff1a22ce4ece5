"""The administration's pages of webhooks. A new secret is shown once, on this page alone."""

from __future__ import annotations

from flask import Blueprint, Response, flash, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from participation.accounts.current import current_person
from participation.accounts.entering import no_store
from participation.kit import clock
from participation.kit.database import current_session
from participation.kit.errors import Invalid, NotFound
from participation.kit.fragments import go_to
from participation.kit.language import gettext as _
from participation.kit.pages import page, settings
from participation.kit.rules import demand
from participation.kit.sealing import seals_of
from participation.openapi import queries, webhook_actions
from participation.openapi.events import EVENTS
from participation.openapi.forms import WebhookForm
from participation.openapi.models import Webhook
from participation.openapi.rules import may_manage_webhooks
from participation.openapi.words import STATE_NAMES, trouble_of
from participation.papers.fetching import Web

blueprint = Blueprint("webhooks", __name__, url_prefix="/verwaltung/webhooks")
blueprint.after_request(no_store)


@blueprint.route("", methods=["GET", "POST"])
def index() -> BaseResponse:
    """The addresses, and a form for a further one."""
    session, person, form = current_session(), current_person(), WebhookForm.offering()
    demand(may_manage_webhooks(person))
    if form.validate_on_submit():
        try:
            given = (form.url.data or "", form.events.data or ())
            _hook, secret = webhook_actions.add_webhook(session, person, _web(), seals_of(settings()), *given, clock.now())
            session.commit()
            return _index(WebhookForm(formdata=None), secret=secret)
        except Invalid as error:
            form.blame(error)
    return _index(form, 422 if request.method == "POST" else 200)


def _index(form: WebhookForm, status: int = 200, secret: str = "") -> Response:
    if secret:
        form.events.choices = WebhookForm.offering().events.choices
    shown = queries.webhooks(current_session())
    return page("openapi/webhooks.html", form=form, hooks=shown, secret=secret, events=EVENTS, hosts=settings().webhook_hosts, status=status)


@blueprint.get("/<id:webhook_id>")
def show(webhook_id: int) -> Response:
    """What one was told of late."""
    hook = _hook(webhook_id)
    deliveries = queries.deliveries(current_session(), hook)
    return page("openapi/webhook.html", hook=hook, deliveries=deliveries, events=EVENTS, states=STATE_NAMES, trouble_of=trouble_of)


@blueprint.post("/<id:webhook_id>/anhalten")
def stop(webhook_id: int) -> BaseResponse:
    """Tell it nothing more."""
    webhook_actions.stop_webhook(current_session(), current_person(), _hook(webhook_id), clock.now())
    return _done(_("Der Webhook ist angehalten."), webhook_id)


@blueprint.post("/<id:webhook_id>/einschalten")
def resume(webhook_id: int) -> BaseResponse:
    """Tell it again."""
    webhook_actions.resume_webhook(current_session(), current_person(), _hook(webhook_id), clock.now())
    return _done(_("Der Webhook ist wieder eingeschaltet."), webhook_id)


@blueprint.post("/<id:webhook_id>/loeschen")
def remove(webhook_id: int) -> BaseResponse:
    """Forget it."""
    webhook_actions.remove_webhook(current_session(), current_person(), _hook(webhook_id), clock.now())
    current_session().commit()
    flash(_("Der Webhook ist gelöscht."), "success")
    return go_to(url_for("webhooks.index"))


@blueprint.post("/<id:webhook_id>/zustellungen/<id:delivery_id>/noch-einmal")
def again(webhook_id: int, delivery_id: int) -> BaseResponse:
    """Send an event once more."""
    hook = _hook(webhook_id)
    found = queries.delivery_by_id(current_session(), hook, delivery_id)
    if found is None:
        raise NotFound
    webhook_actions.send_again(current_session(), current_person(), hook, found, clock.now())
    return _done(_("Das Ereignis wird gleich noch einmal gesendet."), webhook_id)


def _web() -> Web:
    return Web(settings().webhook_hosts, settings().testing)


def _hook(webhook_id: int) -> Webhook:
    demand(may_manage_webhooks(current_person()))
    found = queries.webhook_by_id(current_session(), webhook_id)
    if found is None:
        raise NotFound
    return found


def _done(said: str, webhook_id: int) -> BaseResponse:
    current_session().commit()
    flash(said, "success")
    return go_to(url_for("webhooks.show", webhook_id=webhook_id))
