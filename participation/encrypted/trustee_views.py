"""A trustee's own pages, without an account: the code behind `#` opens them; the private key never reaches them."""

from __future__ import annotations

from datetime import datetime, timedelta

from flask import Blueprint, Response, flash, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from participation.encrypted.closing_actions import hand_in_decryption
from participation.encrypted.doorway import TrusteeHere, enter_trustee
from participation.encrypted.forms import TrusteeCodeForm
from participation.encrypted.mails import PAGE
from participation.encrypted.pockets import forget_trustee, keep_trustee
from participation.encrypted.queries import election_of, last_event, trustee_by_code, trustees_of
from participation.encrypted.results import is_ranked
from participation.encrypted.rules import may_decrypt, may_hand_in_key, may_shuffle
from participation.encrypted.setup_actions import group_for
from participation.encrypted.shuffling import hand_in_shuffle, whose_turn
from participation.encrypted.trustee_actions import hand_in_key, trustee_code_print
from participation.kit import clock
from participation.kit.bodies import takes_files
from participation.kit.codes import looks_valid
from participation.kit.database import current_session
from participation.kit.errors import Invalid
from participation.kit.fragments import go_to
from participation.kit.language import gettext as _
from participation.kit.limits import Limit, check_limits, network_prefix
from participation.kit.pages import page, settings
from participation.kit.sealing import seals_of
from participation.methods.proof.belenios.archive import Kind
from participation.votes.doorway import private

blueprint = Blueprint("trustees", __name__, url_prefix=PAGE)
blueprint.after_request(private)

HOUR = timedelta(hours=1)
WRONG_BY_NETWORK, WRONG_OVERALL = 30, 1_000
LARGEST_FILE = 5_000_000


@blueprint.route("", methods=["GET", "POST"])
def enter() -> BaseResponse:
    """Enter the code of the personal link and go on to one's own page."""
    form, now = TrusteeCodeForm(), clock.now()
    if form.validate_on_submit():
        try:
            keep_trustee(_known(form.code.data or "", now), now)
            return go_to(url_for("trustees.task"))
        except Invalid as error:
            form.blame(error)
    return page("encrypted/trustee_code.html", form=form, status=422 if form.errors else 200)


def _known(typed: str, now: datetime) -> bytes:
    if not looks_valid(typed):
        raise Invalid(_("Der Code stimmt so nicht. Bitte vergleichen Sie ihn mit Ihrer Nachricht."), "code")
    code_hash = trustee_code_print(seals_of(settings()), typed)
    if trustee_by_code(current_session(), code_hash) is None:
        network = network_prefix(request.remote_addr)
        check_limits([Limit(f"trustee-code:prefix:{network}", WRONG_BY_NETWORK, HOUR), Limit("trustee-code:overall", WRONG_OVERALL, HOUR)], now)
        raise Invalid(_("Diesen Code kennen wir nicht, oder er gilt nicht mehr. Gibt es vielleicht eine neuere Nachricht?"), "code")
    return code_hash


@blueprint.get("/aufgabe")
def task() -> Response:
    """What a trustee has to do now: make a key, wait, decrypt."""
    return _page(enter_trustee())


def _page(here: TrusteeHere, error: tuple[str, str] | None = None) -> Response:
    session = current_session()
    election, last = election_of(session, here.vote), last_event(session, here.vote.id)
    kind = None if last is None else Kind(last.kind)
    return page(
        "encrypted/trustee.html",
        status=422 if error else 200,
        at=here,
        vote=here.vote,
        trustee=here.trustee,
        trustees=trustees_of(session, here.vote),
        consultation=here.consultation,
        group=group_for(here.vote).name,
        last=kind,
        may_key=may_hand_in_key(here.vote, election),
        ranked=is_ranked(here.vote),
        may_shuffle=may_shuffle(here.vote, here.trustee, kind, whose_turn(session, here.vote), is_ranked(here.vote)),
        may_decrypt=may_decrypt(here.vote, here.trustee, kind, is_ranked(here.vote)),
        error=error,
        has_errors=error is not None,
    )


@blueprint.post("/schluessel")
@takes_files
def key() -> BaseResponse:
    """Take the public part of the key, made in the browser or by the command."""
    here = enter_trustee()
    try:
        hand_in_key(current_session(), here.vote, here.trustee, _sent("public_key"), here.now)
        current_session().commit()
    except Invalid as error:
        return _again(error)
    flash(_("Ihr öffentlicher Schlüssel ist angekommen."), "success")
    return go_to(url_for("trustees.task"))


@blueprint.post("/entschluesselung")
@takes_files
def decryption() -> BaseResponse:
    """Take a part of the decryption, made in the browser or by the command."""
    here = enter_trustee()
    try:
        hand_in_decryption(current_session(), here.vote, here.trustee, _sent("decryption"), seals_of(settings()), here.now)
        current_session().commit()
    except Invalid as error:
        return _again(error)
    flash(_("Ihre Entschlüsselung ist angekommen und geprüft."), "success")
    return go_to(url_for("trustees.task"))


@blueprint.post("/mischung")
@takes_files
def shuffle() -> BaseResponse:
    """Take a shuffle, made by the command."""
    here = enter_trustee()
    try:
        hand_in_shuffle(current_session(), here.vote, here.trustee, _sent("shuffle"), settings(), here.now)
        current_session().commit()
    except Invalid as error:
        return _again(error)
    flash(_("Ihre Mischung ist angekommen und geprüft."), "success")
    return go_to(url_for("trustees.task"))


@blueprint.post("/beenden")
def leave() -> BaseResponse:
    """Forget in this browser whose code was entered."""
    forget_trustee()
    return go_to(url_for("trustees.enter"))


def _sent(name: str) -> str:
    """What the script put into the field, or else the content of the chosen file."""
    text = request.form.get(name, "")
    file = request.files.get("file")
    if text or file is None:
        return text
    content = file.stream.read(LARGEST_FILE + 1)
    try:
        return content.decode() if len(content) <= LARGEST_FILE else ""
    except UnicodeDecodeError:
        return ""


def _again(error: Invalid) -> Response:
    """The page once more, with what was wrong; nothing was written."""
    current_session().rollback()
    return _page(enter_trustee(), (error.message, "file"))
