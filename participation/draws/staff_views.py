"""The steps of the draw for the council's staff: freeze, compute, publish, type in the random value, begin the work."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, flash, request
from werkzeug.wrappers import Response as BaseResponse

from participation.accounts.current import current_person, signed_in_person
from participation.councils.doorway import enter_council_staff
from participation.draws import lottery_actions, seat_actions
from participation.draws.forms import METHOD_NAMES, ComputeForm, PublishForm, ValueForm, WorkForm
from participation.draws.models import LOTTERY_STATE_NAMES
from participation.draws.queries import freeze_of, latest_public, lotteries_of, quotas_of, readings_of, seats_of, the_lottery
from participation.draws.quotas import is_complete
from participation.draws.randomness import KIND_NAMES, name_randomness
from participation.draws.rules import is_full, may_begin_work, may_cancel, may_compute, may_freeze, may_publish, may_read_value, may_try, needs_reason
from participation.draws.showing import STEP_WORDS, cells_words, ticket_bars
from participation.kit.database import current_session
from participation.kit.errors import Invalid
from participation.kit.fragments import go_to
from participation.kit.language import gettext as _
from participation.kit.pages import settings
from participation.kit.rules import demand
from participation.kit.sealing import seals_of

blueprint = Blueprint("draw_staff", __name__)

STAFF = "/verwaltung/beteiligungen/<slug:slug>/buergerrat/losung"


@blueprint.get(STAFF)
def steps(slug: str) -> Response:
    """What is done and what is next; progress while a lottery is computed."""
    here, session = enter_council_staff(slug), current_session()
    lotteries, seats = lotteries_of(session, here.council), seats_of(session, here.council)
    who = (here.person, here.consultation, here.council)
    latest = latest_public(lotteries)
    return here.page(
        "draws/staff.html",
        _("Losung"),
        staff=True,
        block="progress",
        freeze=freeze_of(session, here.council),
        lotteries=lotteries,
        latest=latest,
        form=ComputeForm(),
        again=needs_reason(lotteries),
        complete=is_complete(here.council, quotas_of(session, here.council)),
        may_freeze=may_freeze(*who, here.now),
        may_try=may_try(*who, lotteries),
        may_compute=may_compute(*who, lotteries, seats),
        may_read=may_read_value(*who, latest, here.now),
        may_begin=may_begin_work(*who, seats),
        **_WORDS,
    )


_WORDS: dict[str, Any] = {"state_names": LOTTERY_STATE_NAMES, "method_names": METHOD_NAMES, "kind_names": KIND_NAMES, "step_words": STEP_WORDS}


@blueprint.post(STAFF + "/einfrieren")
def freeze(slug: str) -> BaseResponse:
    """Close the pool for good."""
    here = enter_council_staff(slug)
    lottery_actions.freeze_pool(current_session(), signed_in_person(), here.consultation, here.council, seals_of(settings()), here.now)
    current_session().commit()
    flash(_("Der Lostopf ist geschlossen. Sein Fingerabdruck steht im öffentlichen Protokoll."), "success")
    return go_to(here.url("draw_staff.steps"))


@blueprint.post(STAFF + "/berechnen")
def compute(slug: str) -> BaseResponse:
    """Have a lottery computed, or a test run without effect."""
    here, form = enter_council_staff(slug), ComputeForm()
    trial = request.form.get("trial") == "1"
    if form.validate():
        try:
            values = {"method": form.method.data, "reason": form.reason.data or "", "trial": trial}
            lottery_actions.request_lottery(current_session(), signed_in_person(), here.consultation, here.council, now=here.now, **values)
            current_session().commit()
            return go_to(here.url("draw_staff.steps"))
        except Invalid as error:
            form.blame(error)
    return here.page("draws/compute.html", _("Losliste berechnen"), staff=True, status=422, form=form, trial=trial)


@blueprint.post(STAFF + "/<id:number>/abbrechen")
def cancel(slug: str, number: int) -> BaseResponse:
    """Stop the computing."""
    here = enter_council_staff(slug)
    lottery = the_lottery(current_session(), here.council, number)
    lottery_actions.cancel_lottery(current_session(), signed_in_person(), here.consultation, here.council, lottery, here.now)
    current_session().commit()
    return go_to(here.url("draw_staff.steps"))


@blueprint.get(STAFF + "/<id:number>")
def detail(slug: str, number: int) -> Response:
    """What a computed lottery comes to."""
    here = enter_council_staff(slug)
    lottery = the_lottery(current_session(), here.council, number)
    summary = lottery.summary
    return here.page(
        "draws/lottery.html",
        _("Losliste %(number)s", number=number),
        staff=True,
        lottery=lottery,
        summary=summary,
        bars=ticket_bars(summary) if summary else [],
        shut_out=[(one["people"], cells_words(here.council, one["cells"])) for one in summary["shut_out_by"]] if summary else [],
        may_publish=may_publish(here.person, here.consultation, here.council, lottery),
        may_cancel=may_cancel(here.person, here.consultation, here.council, lottery),
        **_WORDS,
    )


@blueprint.route(STAFF + "/<id:number>/veroeffentlichen", methods=["GET", "POST"])
def publish(slug: str, number: int) -> BaseResponse:
    """Name the randomness and publish the lottery with its hash."""
    here, form = enter_council_staff(slug), PublishForm()
    lottery = the_lottery(current_session(), here.council, number)
    demand(may_publish(here.person, here.consultation, here.council, lottery))
    if form.validate_on_submit():
        try:
            named = name_randomness(form.kind.data, form.source.data or "", form.happens_at.data, form.drand_round.data, here.now)
            lottery_actions.publish_lottery(current_session(), signed_in_person(), here.consultation, here.council, lottery, named, here.now)
            current_session().commit()
            flash(_("Die Losliste ist veröffentlicht."), "success")
            return go_to(here.url("draw_staff.steps"))
        except Invalid as error:
            form.blame(error)
    return here.page("draws/publish.html", _("Veröffentlichen"), staff=True, status=422 if form.errors else 200, form=form, lottery=lottery)


@blueprint.route(STAFF + "/zahl", methods=["GET", "POST"])
def value(slug: str) -> BaseResponse:
    """Type in the public random value; the second person who types the same makes the draw."""
    here, form, session = enter_council_staff(slug), ValueForm(), current_session()
    lottery = latest_public(lotteries_of(session, here.council))
    demand(may_read_value(here.person, here.consultation, here.council, lottery, here.now))
    if lottery is not None and form.validate_on_submit():
        try:
            who = (signed_in_person(), here.consultation, here.council, lottery)
            drawn = seat_actions.read_value(session, *who, form.value.data or "", seals_of(settings()), settings(), here.now)
            session.commit()
            return go_to(here.url("draws.show") if drawn else here.url("draw_staff.value"))
        except Invalid as error:
            form.blame(error)
    readings = readings_of(session, lottery) if lottery is not None else []
    context: dict[str, Any] = {
        "own": [one for one in readings if one.person_id == getattr(current_person(), "id", None)],
        "readings": readings,
        "lottery": lottery,
    }
    return here.page("draws/value.html", _("Zahl eingeben"), staff=True, status=422 if form.errors else 200, form=form, **context, **_WORDS)


@blueprint.route(STAFF + "/tagt", methods=["GET", "POST"])
def begin(slug: str) -> BaseResponse:
    """Let the council begin its work."""
    here, form, session = enter_council_staff(slug), WorkForm(), current_session()
    seats = seats_of(session, here.council)
    demand(may_begin_work(here.person, here.consultation, here.council, seats))
    if form.validate_on_submit():
        try:
            seat_actions.begin_work(session, signed_in_person(), here.consultation, here.council, form.reason.data or "", here.now)
            session.commit()
            return go_to(here.url("councils.manage"))
        except Invalid as error:
            form.blame(error)
    status = 422 if form.errors else 200
    return here.page("draws/begin.html", _("Bürgerrat beginnen"), staff=True, status=status, form=form, full=is_full(here.council, seats))
