"""Statements of one's own: write one, see similar ones first, follow what became of it."""

from __future__ import annotations

from datetime import timedelta

from flask import Blueprint, Response, flash, request
from werkzeug.wrappers import Response as BaseResponse

from participation.accounts.current import signed_in_person
from participation.kit import clock
from participation.kit.database import current_session
from participation.kit.errors import Invalid
from participation.kit.fragments import go_to
from participation.kit.language import gettext as _
from participation.kit.limits import check_limit
from participation.kit.pagination import page_number
from participation.kit.rules import demand
from participation.opinions import rules, words
from participation.opinions.actions import write_statement
from participation.opinions.doorway import Here, enter_map
from participation.opinions.forms import StatementForm
from participation.opinions.queries import own_statements, texts_of
from participation.opinions.texts import similar_to, statement_from

blueprint = Blueprint("opinion_statements", __name__, url_prefix="/beteiligungen/<slug:slug>/meinungsbild/<id:map_id>")

TRIES_AN_HOUR = 60


@blueprint.get("/aussagen/neu")
def new(slug: str, map_id: int) -> Response:
    """The form, with what makes a good statement."""
    here = enter_map(slug, map_id)
    demand(rules.may_write(here.person, here.consultation, here.map, here.now))
    return _form_page(here, StatementForm.fresh())


@blueprint.post("/aussagen/neu")
def create(slug: str, map_id: int) -> BaseResponse:
    """Show what is there already and says almost the same, or hand the statement in."""
    person = signed_in_person()
    check_limit(f"opinions:statements:{person.id}", TRIES_AN_HOUR, timedelta(hours=1), clock.now())
    here, session = enter_map(slug, map_id), current_session()
    demand(rules.may_write(here.person, here.consultation, here.map, here.now))
    form = StatementForm.fresh()
    if not form.validate():
        return _form_page(here, form, 422)
    try:
        text = statement_from(form.text.data or "")
        similar = similar_to(text, texts_of(session, here.map.id)) if request.form.get("weiter") != "trotzdem" else ()
        if similar and text not in similar:
            return _form_page(here, form, similar=similar)
        write_statement(session, person, here.consultation, here.map, text, here.now, entry_key=form.key())
    except Invalid as error:
        form.blame(error)
        return _form_page(here, form, 422)
    session.commit()
    flash(_("Ihre Aussage ist eingereicht. Die Moderation prüft sie. Hier sehen Sie, was daraus wird."), "success")
    return go_to(here.url("opinion_statements.mine"))


@blueprint.get("/meine-aussagen")
def mine(slug: str, map_id: int) -> Response:
    """What one wrote, and what the moderation decided."""
    here = enter_map(slug, map_id)
    person = signed_in_person()
    return here.page(
        "own_statements.html",
        _("Meine Aussagen"),
        found=own_statements(current_session(), here.map.id, person.id, page_number(request.args.get("seite"))),
        statement_badge=words.statement_badge,
        may_write=rules.may_write(person, here.consultation, here.map, here.now),
        url_for_page=lambda number: here.url("opinion_statements.mine", seite=number if number > 1 else None),
    )


def _form_page(here: Here, form: StatementForm, status: int = 200, similar: object = ()) -> Response:
    return here.page("write.html", _("Aussage schreiben"), status, form=form, similar=similar)
