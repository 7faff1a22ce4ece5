"""The invited people's pages: the code from the letter, the answer, and what becomes of it. No account is needed."""

from __future__ import annotations

import json
import zlib
from datetime import timedelta

from flask import Blueprint, Response, make_response, request, url_for
from flask import session as cookie
from werkzeug.wrappers import Response as BaseResponse

from participation.consultations.models import Consultation
from participation.councils.doorway import enter_council
from participation.councils.models import Council
from participation.councils.queries import council_by_id
from participation.invitations import queries
from participation.invitations.answer_actions import answer_invitation
from participation.invitations.forms import CodeForm, ReplyForm, asked_shown
from participation.invitations.letter_actions import code_print
from participation.invitations.models import Answer, Invitation, Said
from participation.invitations.register_views import private
from participation.invitations.rules import may_answer
from participation.kit import clock
from participation.kit.codes import looks_valid
from participation.kit.database import current_session
from participation.kit.errors import Gone, Invalid, NotFound
from participation.kit.fragments import go_to
from participation.kit.gathering import gather
from participation.kit.language import gettext as _
from participation.kit.limits import Limit, check_limits, network_prefix
from participation.kit.pages import page, settings
from participation.kit.sealing import Unsealable, seals_of

blueprint = Blueprint("invited", __name__)

HOUR = timedelta(hours=1)
COOKIE = "invitation"


@blueprint.route("/buergerrat/antwort", methods=["GET", "POST"])
def enter() -> BaseResponse:
    """Enter the code from the letter; the QR code's address fills it in through a script, the button goes on."""
    form = CodeForm()
    if request.method == "POST" and form.validate():
        network, now = network_prefix(request.remote_addr), clock.now()
        check_limits([Limit(f"invitation:prefix:{network}", 60, HOUR), Limit("invitation:overall", 5_000, HOUR)], now)
        try:
            cookie[COOKIE] = _invited_by(form.code.data or "")
            return go_to(url_for("invited.answer"))
        except Invalid as error:
            form.blame(error)
    return private(page("invitations/code.html", form=form, status=422 if form.errors else 200))


def _invited_by(typed: str) -> str:
    """What the browser keeps of an invitation: its code's keyed hash. Raises Invalid."""
    if not looks_valid(typed):
        raise Invalid(
            _("Der Code stimmt so nicht. Wahrscheinlich ist ein Zeichen vertauscht oder fehlt. Bitte vergleichen Sie ihn mit Ihrem Brief."), "code"
        )
    found = code_print(seals_of(settings()), typed)
    if queries.invitation_by_code(current_session(), found) is None:
        raise Invalid(_("Diesen Code kennen wir nicht. Gilt vielleicht der Code aus einem neueren Brief?"), "code")
    return found.hex()


def _invitation() -> tuple[Invitation, Council]:
    """The invitation that this browser's code opened, and its council. Raises Gone where there is none any more."""
    kept = cookie.get(COOKIE)
    invitation = queries.invitation_by_code(current_session(), bytes.fromhex(kept)) if isinstance(kept, str) else None  # the cookie is signed
    if invitation is None:
        raise Gone(_("Bitte geben Sie den Code aus Ihrem Brief noch einmal ein."))
    return invitation, council_by_id(current_session(), invitation.council_id)


@blueprint.route("/buergerrat/antwort/angaben", methods=["GET", "POST"])
def answer() -> BaseResponse:
    """Say yes or no; the same page shows what was said, and lets it be changed until the last day."""
    if COOKIE not in cookie:
        return go_to(url_for("invited.enter"))
    invitation, council = _invitation()
    session, form = current_session(), ReplyForm()
    given, errors = queries.answer_to(session, invitation), {}
    if form.validate_on_submit():
        try:
            answer_invitation(session, council, invitation, form.reply(council), seals_of(settings()), clock.now())
            session.commit()
            return go_to(url_for("invited.answer", gespeichert=1))
        except Invalid as error:
            form.blame(error)
            errors = {one.field: one.message for one in (error, *error.also)}
    return private(_answer_page(form, council, given, errors))


def _answer_page(form: ReplyForm, council: Council, given: Answer | None, errors: dict[str, str]) -> Response:
    told = {name.removeprefix("feature-"): value for name, value in request.form.items() if name.startswith("feature-")}
    consents = frozenset(name.removeprefix("consent-") for name in request.form if name.startswith("consent-"))
    untold: list[str] = []
    if given is not None:
        opened = _opened(given)
        untold = [feature.label for feature in council.features if feature.source == "asked" and feature.code not in opened.get("features", {})]
        if not form.is_submitted():
            form.process(data={"said": given.said, **{name: opened.get(name, "") for name in ("name", "email", "phone", "reason")}})
            told, consents = dict(opened.get("features", {})), frozenset(opened.get("features", {}))
    consultation = current_session().get_one(Consultation, council.consultation_id)
    return page(
        "invitations/answer.html", form=form, council=council, consultation=consultation, given=given, untold=untold,
        asked=asked_shown(council, told, consents, errors), may=may_answer(council, clock.now()),
        panels=gather("council.answer", given.id) if given is not None and given.said == Said.YES else [],
        just_saved=bool(request.args.get("gespeichert")), status=422 if form.errors else 200,
    )  # fmt: skip


def _opened(given: Answer) -> dict[str, dict[str, str]]:
    try:
        return seals_of(settings()).open(bytes(given.sealed))
    except Unsealable:
        return {}


@blueprint.post("/buergerrat/antwort/beenden")
def leave() -> BaseResponse:
    """Forget the code in this browser."""
    cookie.pop(COOKIE, None)
    return go_to(url_for("invited.enter"))


@blueprint.get("/beteiligungen/<slug:slug>/buergerrat/auslosung-<id:number>.json")
def transcript(slug: str, number: int) -> Response:
    """Everything needed to repeat a draw of the invited: keyed hashes and strata, no names."""
    here = enter_council(slug)
    draw = queries.draw_of(current_session(), here.council, number)
    if draw.transcript is None:
        raise NotFound
    response = make_response(json.dumps(json.loads(zlib.decompress(draw.transcript)), ensure_ascii=False, sort_keys=True, separators=(",", ":")))
    response.headers["Content-Type"] = "application/json; charset=utf-8"
    response.headers["Content-Disposition"] = f'attachment; filename="auslosung-{number}.json"'
    return response
