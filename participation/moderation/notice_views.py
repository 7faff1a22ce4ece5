"""The page on which somebody reports a thing, with an account or without; and the public pages: house rules, the log."""

from __future__ import annotations

import io
from datetime import timedelta
from typing import Any

from flask import Blueprint, Response, flash, make_response, request
from werkzeug.wrappers import Response as BaseResponse

from participation.accounts.current import current_person
from participation.accounts.queries import public_person
from participation.consultations.doorway import enter, frame
from participation.kit import clock
from participation.kit.cells import write_csv
from participation.kit.database import current_session
from participation.kit.errors import Invalid, NotFound
from participation.kit.fragments import go_to
from participation.kit.gathering import gather
from participation.kit.language import gettext as _
from participation.kit.limits import Limit, check_limits, network_prefix
from participation.kit.pages import page, settings
from participation.kit.rules import demand
from participation.moderation import queries, rules
from participation.moderation.actions import Told, notify
from participation.moderation.clauses import clause_title, clauses_of
from participation.moderation.deciding_actions import NAMES
from participation.moderation.door import WORDS, Thing, enter_thing
from participation.moderation.forms import AnonymousNotifyForm, NotifyForm
from participation.moderation.logs import LOG_HEAD, log_rows
from participation.moderation.models import Reason
from participation.moderation.spans import ADDRESSES

blueprint = Blueprint("moderation_notices", __name__)

HOUR = timedelta(hours=1)
A_PERSON, A_NETWORK, OVERALL = 30, 20, 1_000
"""Notices an hour."""


@blueprint.get("/melden/<kind>/<id:number>")
def show(kind: str, number: int) -> BaseResponse:
    """Report something: what it is, why, and without an account who to answer."""
    return _show(_by_number(kind, number))


@blueprint.get("/personen/<token:public_id>/melden")
def show_name(public_id: str) -> BaseResponse:
    """Report a public name."""
    return _show(_by_name(public_id))


@blueprint.post("/melden/<kind>/<id:number>")
def send(kind: str, number: int) -> BaseResponse:
    """Take the notice in."""
    return _send(_by_number(kind, number))


@blueprint.post("/personen/<token:public_id>/melden")
def send_name(public_id: str) -> BaseResponse:
    """Take the notice about a name in."""
    return _send(_by_name(public_id))


def _by_number(kind: str, number: int) -> Thing:
    """A thing that stands on a page of its own. A person has no number that others may count through."""
    if kind in NAMES:
        raise NotFound
    thing = enter_thing(kind, number)
    if thing.written.within is not None:
        about, its_number = thing.written.within
        if not gather("discussion.subjects", about, [its_number], thing.person):
            raise NotFound
    return thing


def _by_name(public_id: str) -> Thing:
    return enter_thing("person", public_person(current_session(), public_id).id)


def _show(thing: Thing) -> BaseResponse:
    demand(rules.may_notify(thing.person, thing.consultation, thing.written))
    return _page(thing, NotifyForm() if thing.person else AnonymousNotifyForm())


def _send(thing: Thing) -> BaseResponse:
    session = current_session()
    demand(rules.may_notify(thing.person, thing.consultation, thing.written))
    form = NotifyForm() if thing.person else AnonymousNotifyForm()
    if not form.validate():
        return _page(thing, form, 422)
    _limit(thing)
    own = {} if thing.person else {"name": form.name.data or "", "email": form.email.data or ""}
    try:
        told = Told(Reason(form.reason.data), form.text.data or "", **own)
        notify(session, settings(), thing.person, thing.consultation, thing.target, thing.written.id, told, thing.now)
    except Invalid as error:
        form.blame(error)
        return _page(thing, form, 422)
    session.commit()
    flash(_("Danke. Die Moderation prüft Ihre Meldung."), "success")
    return go_to(thing.written.url)


def _limit(thing: Thing) -> None:
    if thing.person is not None:
        check_limits([Limit(f"notice:person:{thing.person.id}", A_PERSON, HOUR)], thing.now)
    else:
        network = network_prefix(request.remote_addr)
        check_limits([Limit(f"notice:network:{network}", A_NETWORK, HOUR), Limit("notice:overall", OVERALL, HOUR)], thing.now)


def _page(thing: Thing, form: NotifyForm, status: int = 200) -> Response:
    clauses = clauses_of(current_session(), thing.written.consultation_id)
    days = thing.consultation.days_kept(ADDRESSES) if thing.consultation else ADDRESSES.usual
    may_work = rules.may_work(thing.person, thing.consultation)
    about: dict[str, Any] = {"thing": thing, "it": thing.written, "form": form, "clauses": clauses, "may_work": may_work, "days": days}
    return page("moderation/notify.html", status=status, **about, **WORDS)


@blueprint.get("/beteiligungen/<slug:slug>/regeln")
def house_rules(slug: str) -> BaseResponse:
    """A consultation's house rules, what happens when they are broken, and how one defends oneself."""
    consultation = enter(slug)
    around = frame(consultation, current_person(), clock.now())
    clauses = clauses_of(current_session(), consultation.id)
    return page("moderation/rules.html", clauses=clauses, crumbs=[(_("Hausregeln"), "")], **around)


@blueprint.get("/moderation/protokoll")
def log() -> Response:
    """What the moderation decided, month by month, without names and texts."""
    lines = queries.log_lines(current_session())
    return page("moderation/log.html", lines=lines, clause_title=clause_title, **WORDS)


@blueprint.get("/moderation/protokoll.csv")
def log_file() -> Response:
    """The same as a file."""
    stream = io.StringIO()
    write_csv(stream, [str(word) for word in LOG_HEAD], log_rows(queries.log_lines(current_session())))
    response = make_response(stream.getvalue().encode("utf-8"))
    response.headers["Content-Type"] = "text/csv; charset=utf-8"
    response.headers["Content-Disposition"] = "attachment; filename=moderation.csv"
    return response
