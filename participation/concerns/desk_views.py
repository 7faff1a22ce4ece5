"""Where offices work on concerns: the queue, and each with answer, taking up and giving on."""

from __future__ import annotations

from flask import Blueprint, flash, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from participation.accounts.entering import no_store
from participation.concerns import listing, office_actions, queries
from participation.concerns.actions import today
from participation.concerns.doorway import asking, enter_concern
from participation.concerns.forms import AnswerForm, AssignForm
from participation.concerns.models import Concern
from participation.concerns.rules import Asking, may_see_queue, may_take_up, may_work_on
from participation.concerns.showing import badge, cards_of, is_overdue, shown_events, where_is
from participation.followups.models import Office
from participation.kit import clock
from participation.kit.database import current_session
from participation.kit.errors import Invalid
from participation.kit.fragments import go_to
from participation.kit.language import gettext as _
from participation.kit.pages import page, settings
from participation.kit.pagination import page_number
from participation.kit.rules import demand

blueprint = Blueprint("concern_desk", __name__, url_prefix="/verwaltung")
blueprint.after_request(no_store)
ONE = "/anliegen/<id:concern_id>"


@blueprint.get("/anliegen")
def index() -> BaseResponse:
    """What the offices that one works for have to do, what is due first; for the administration what all have to do."""
    who, session = asking(), current_session()
    demand(may_see_queue(who))
    everything = request.args.get("alle") == "ja"
    offices = None if who.manages else who.works_for
    day, number = today(clock.now()), page_number(request.args.get("seite"))
    found = listing.queue_of(session, offices, number, day, open_only=not everything)
    names = queries.open_offices(session)
    return page(
        "concerns/queue.html",
        found=found,
        cards=cards_of(found.items),
        everything=everything,
        offices=_("Alle Ämter") if who.manages else ", ".join(name for key, name in names.items() if key in who.works_for),
        manages=who.manages,
        url_for_page=lambda number: url_for("concern_desk.index", alle="ja" if everything else None, seite=number if number > 1 else None),
    )


def _enter(concern_id: int) -> tuple[Asking, Concern]:
    who, concern = asking(), enter_concern(concern_id)
    demand(may_work_on(who, concern))
    return who, concern


def _page(who: Asking, concern: Concern, answer: AnswerForm, assign: AssignForm, status: int = 200) -> BaseResponse:
    return page(
        "concerns/desk.html",
        status=status,
        concern=concern,
        badge=badge(concern.status),
        overdue=is_overdue(concern, today(clock.now())),
        where=where_is(concern),
        events=shown_events(queries.events_of(current_session(), concern.id)),
        answer=answer,
        assign=assign,
        may_take_up=may_take_up(who, concern),
        manages=who.manages,
    )


def _assign_form(concern: Concern) -> AssignForm:
    return AssignForm.offering(queries.open_offices(current_session()), concern.office_id)


@blueprint.get(ONE)
def show(concern_id: int) -> BaseResponse:
    """All that staff can do with a concern."""
    who, concern = _enter(concern_id)
    return _page(who, concern, AnswerForm.offering(), _assign_form(concern))


@blueprint.post(ONE + "/aufnehmen")
def take_up(concern_id: int) -> BaseResponse:
    """The office begins."""
    who, concern = _enter(concern_id)
    office_actions.take_up(current_session(), settings(), who, concern, clock.now())
    return _done(_("Das Anliegen ist in Bearbeitung. Die Frist für die Antwort läuft weiter."), concern_id)


@blueprint.post(ONE + "/antwort")
def reply(concern_id: int) -> BaseResponse:
    """Answer in public."""
    who, concern = _enter(concern_id)
    form, session = AnswerForm.offering(), current_session()
    if form.validate():
        try:
            office_actions.answer(session, settings(), who, concern, form.stands(), form.text.data or "", clock.now())
            return _done(_("Die Antwort ist veröffentlicht."), concern_id)
        except Invalid as error:
            form.blame(error)
    return _page(who, concern, form, _assign_form(concern), 422)


@blueprint.post(ONE + "/weitergeben")
def assign(concern_id: int) -> BaseResponse:
    """Give it to another office."""
    who, concern = _enter(concern_id)
    form, session = _assign_form(concern), current_session()
    if form.validate():
        try:
            office = session.get(Office, form.office_id.data)
            if office is None:
                raise Invalid(_("Bitte wählen Sie ein Amt."), "office_id")
            office_actions.assign(session, settings(), who, concern, office, clock.now())
            session.commit()
            flash(_("Weitergegeben an: %(office)s", office=office.name), "success")
            return go_to(url_for("concern_desk.index"))
        except Invalid as error:
            form.blame(error)
    return _page(who, concern, AnswerForm.offering(), form, 422)


def _done(said: str, concern_id: int) -> BaseResponse:
    current_session().commit()
    flash(said, "success")
    return go_to(url_for("concern_desk.show", concern_id=concern_id))
