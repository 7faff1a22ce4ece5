"""Voting without an account: the code from the letter or the counter is typed here, or arrives behind the `#` of the QR code's address."""

from __future__ import annotations

from datetime import datetime, timedelta

from flask import Blueprint, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from participation.kit import clock
from participation.kit.codes import looks_valid
from participation.kit.database import current_session
from participation.kit.errors import Invalid
from participation.kit.fragments import go_to
from participation.kit.language import gettext as _
from participation.kit.limits import Limit, check_limits, network_prefix
from participation.kit.pages import page, settings
from participation.kit.sealing import seals_of
from participation.votes.channel_forms import VotingCodeForm
from participation.votes.code_actions import voting_code_print
from participation.votes.code_letters import PAGE
from participation.votes.doorway import private
from participation.votes.pockets import forget_code, keep_code
from participation.votes.queries import holder_by_code, slug_of
from participation.votes.voters import CodeHolder

blueprint = Blueprint("voting_codes", __name__, url_prefix=PAGE)

HOUR = timedelta(hours=1)
WRONG_BY_NETWORK, WRONG_OVERALL = 30, 5_000


@blueprint.route("", methods=["GET", "POST"])
def enter() -> BaseResponse:
    """Enter a voting code and go on to its ballot."""
    form, now = VotingCodeForm(), clock.now()
    if form.validate_on_submit():
        try:
            holder = _holder(form.code.data or "", now)
            slug = slug_of(current_session(), holder.vote_id)
            keep_code(holder, now)
            return go_to(url_for("votes.ballot", slug=slug, vote_id=holder.vote_id))
        except Invalid as error:
            form.blame(error)
    return private(page("votes/code.html", form=form, status=422 if form.errors else 200))


def _holder(typed: str, now: datetime) -> CodeHolder:
    """Whose code this is. Wrong codes are counted by network; a right one always opens, so nobody can lock its owner out. Raises Invalid, TooMany."""
    if not looks_valid(typed):
        raise Invalid(
            _("Der Code stimmt so nicht. Wahrscheinlich ist ein Zeichen vertauscht oder fehlt. Bitte vergleichen Sie ihn mit Ihrem Brief."), "code"
        )
    holder = holder_by_code(current_session(), voting_code_print(seals_of(settings()), typed))
    if holder is None:
        network = network_prefix(request.remote_addr)
        check_limits([Limit(f"voting-code:prefix:{network}", WRONG_BY_NETWORK, HOUR), Limit("voting-code:overall", WRONG_OVERALL, HOUR)], now)
        raise Invalid(_("Diesen Code kennen wir nicht, oder er gilt nicht mehr. Gibt es vielleicht einen neueren Brief?"), "code")
    return holder


@blueprint.post("/beenden")
def leave() -> BaseResponse:
    """Forget code and receipt in this browser, for whoever votes next on it."""
    forget_code()
    return go_to(url_for("voting_codes.enter"))
