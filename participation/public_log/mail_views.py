"""New checkpoints by mail: asked for, confirmed and ended, each by a POST; opening a mailed link changes nothing."""

from __future__ import annotations

import re

from flask import Blueprint, Response, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from participation.kit import clock
from participation.kit.database import current_session
from participation.kit.errors import NotFound
from participation.kit.fragments import go_to
from participation.kit.language import gettext as _
from participation.kit.language import language
from participation.kit.leaving import is_asked_to_end, posted_by_mail_programs
from participation.kit.limits import check_limits
from participation.kit.pages import page, settings
from participation.kit.sealing import seals_of
from participation.public_log import subscription_actions as actions
from participation.public_log.forms import ALL, SubscribeForm
from participation.public_log.models import WORDS, PublicLog
from participation.public_log.queries import find_log, log_by_id

blueprint = Blueprint("public_log_mail", __name__, url_prefix="/protokoll")

_NAME = re.compile(f"({'|'.join(WORDS.values())})-([1-9][0-9]{{0,8}})")
_KINDS = {word: kind for kind, word in WORDS.items()}


@blueprint.route("/abo", methods=["GET", "POST"])
def subscribe() -> BaseResponse:
    """Ask for mails; an address gets them only after its owner confirmed."""
    session, form, log = current_session(), SubscribeForm(), _named(request.args.get("protokoll") or request.form.get("which") or "")
    form.which.choices = [(ALL, _("Alle Protokolle"))] + ([(log.name, log.title)] if log else [])
    if request.method != "POST" and log:
        form.which.data = log.name
    if not form.validate_on_submit():
        return page("public_log/subscribe.html", status=422 if form.errors else 200, form=form)
    email, now = form.email.folded(), clock.now()
    check_limits(actions.limits_of(email, request.remote_addr), now)
    actions.ask_to_subscribe(session, settings(), email, log if form.which.data != ALL else None, language(), now)
    session.commit()
    return go_to(url_for("public_log_mail.asked"))


@blueprint.get("/abo/gesendet")
def asked() -> Response:
    """Say that a mail is on its way; the same for every address."""
    return page("public_log/asked.html")


@blueprint.route("/abo/<token:token>", methods=["GET", "POST"])
def confirm(token: str) -> Response:
    """Show the button that confirms; its POST does it."""
    session, now = current_session(), clock.now()
    found = actions.by_token(session, token, now)
    done = request.method == "POST"
    if done:
        actions.confirm_subscription(session, token, now)
        session.commit()
    return _private(page("public_log/confirm.html", email=found.email, log=log_by_id(session, found.log_id), done=done))


@blueprint.route("/abbestellen/<id:number>/<token:token>", methods=["GET", "POST"])
@posted_by_mail_programs
def leave(number: int, token: str) -> Response:
    """Show the one button that ends the mails; its POST does it, from the page or from a mail program that knows no session (RFC 8058)."""
    session, seals = current_session(), seals_of(settings())
    found = actions.by_leaving_token(session, number, token, seals)
    email, log, done = found.email, log_by_id(session, found.log_id), is_asked_to_end()
    if done:
        actions.leave(session, number, token, seals, clock.now())
        session.commit()
    return _private(page("public_log/leave.html", email=email, log=log, done=done))


def _named(name: str) -> PublicLog | None:
    found = _NAME.fullmatch(name)
    if found is None:
        return None
    try:
        return find_log(current_session(), _KINDS[found[1]], int(found[2]))
    except NotFound:
        return None


def _private(response: Response) -> Response:
    response.headers["Cache-Control"] = "no-store"
    return response
