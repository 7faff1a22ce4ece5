"""The staff's page of tokens. A new one is shown once, on this page alone."""

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
from participation.kit.pages import page
from participation.kit.rules import demand, demand_of
from participation.openapi import actions, queries
from participation.openapi.access import day_of
from participation.openapi.forms import TokenForm
from participation.openapi.resources import BY_PATH
from participation.openapi.rules import may_have_tokens

blueprint = Blueprint("api_tokens", __name__, url_prefix="/verwaltung/api-schluessel")
blueprint.after_request(no_store)


@blueprint.route("", methods=["GET", "POST"])
def tokens() -> BaseResponse:
    """The tokens, and a form for a further one."""
    session, now = current_session(), clock.now()
    person = demand_of(current_person(), may_have_tokens(current_person()))
    offered = queries.consultations_run_by(session, person)
    form = TokenForm.offering(offered, day_of(now))
    if form.validate_on_submit():
        try:
            wish = form.wish(offered)
            if wish is None:
                raise Invalid(_("Bitte wählen Sie eine Beteiligung, die Sie moderieren."), "consultation_id")
            _token, word = actions.make_token(session, person, wish, now)
            session.commit()
            return _page(TokenForm.offering(offered, day_of(now)), word=word, fresh=True)
        except Invalid as error:
            form.blame(error)
    return _page(form, 422 if request.method == "POST" else 200)


def _page(form: TokenForm, status: int = 200, word: str = "", *, fresh: bool = False) -> Response:
    person = demand_of(current_person(), may_have_tokens(current_person()))
    if fresh:
        form.name.data = ""
    shown = queries.tokens_for(current_session(), person)
    return page("openapi/tokens.html", form=form, tokens=shown, word=word, today=day_of(clock.now()), lists=BY_PATH, me=person, status=status)


@blueprint.post("/<id:token_id>/widerrufen")
def revoke(token_id: int) -> BaseResponse:
    """The token no longer holds."""
    demand(may_have_tokens(current_person()))
    found = queries.token_by_id(current_session(), token_id)
    if found is None:
        raise NotFound
    actions.revoke_token(current_session(), current_person(), found, clock.now())
    current_session().commit()
    flash(_("Der Schlüssel gilt nicht mehr."), "success")
    return go_to(url_for("api_tokens.tokens"))
