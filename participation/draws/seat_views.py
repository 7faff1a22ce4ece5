"""The drawn answer by the code from their letter, without an account; its staff sees who is drawn and notes what came by phone."""

from __future__ import annotations

from datetime import timedelta

from flask import Blueprint, Response, flash, request
from werkzeug.wrappers import Response as BaseResponse

from participation.accounts.current import current_person, signed_in_person
from participation.accounts.entering import no_store
from participation.councils.doorway import Here, enter_council, enter_council_staff
from participation.draws import seat_actions
from participation.draws.forms import CodeForm
from participation.draws.letters import letters_table
from participation.draws.models import SEAT_STATE_NAMES, Seat, SeatState
from participation.draws.queries import contacts, seat_by_code, seats_of, the_seat
from participation.draws.rules import may_answer_seat, may_keep_seats, may_leave_seat, may_link_seat
from participation.kit import clock
from participation.kit.codes import looks_valid
from participation.kit.database import current_session
from participation.kit.errors import Invalid
from participation.kit.fragments import go_to
from participation.kit.language import gettext as _
from participation.kit.limits import check_limit, network_prefix
from participation.kit.pages import settings
from participation.kit.rules import demand
from participation.kit.sealing import seals_of

blueprint = Blueprint("draw_seats", __name__)
blueprint.after_request(no_store)

STAFF = "/verwaltung/beteiligungen/<slug:slug>/buergerrat/losung"
SEAT = "/beteiligungen/<slug:slug>/buergerrat/platz"
TRIES_AN_HOUR = 30


@blueprint.route(SEAT, methods=["GET", "POST"])
def answer(slug: str) -> BaseResponse:
    """Enter the code; the page then shows the seat with its buttons."""
    here, form = enter_council(slug), CodeForm()
    if request.method == "POST" and form.validate():
        try:
            return _seat(here, _found(here, form.code.data or ""), form.code.data or "")
        except Invalid as error:
            form.blame(error)
    return here.page("draws/code.html", _("Ihr Platz"), status=422 if form.errors else 200, form=form, target=here.url("draw_seats.answer"))


@blueprint.post(SEAT + "/antwort")
def say(slug: str) -> BaseResponse:
    """Say yes or no."""
    here, code, session = enter_council(slug), request.form.get("code", "")[:60], current_session()
    act = {"yes": seat_actions.confirm_seat, "no": seat_actions.decline_seat}.get(request.form.get("says", ""))
    try:
        seat = _found(here, code)
        if act is None:
            raise Invalid(_("Bitte wählen Sie „Zusagen“ oder „Absagen“."))
        act(session, None, here.consultation, here.council, seat, seals_of(settings()), settings(), here.now)
        session.commit()
        return _seat(here, seat, code)
    except Invalid as error:
        return _code_again(here, error)


@blueprint.post(SEAT + "/konto")
def link(slug: str) -> BaseResponse:
    """Join the seat with the account that is signed in."""
    here, code = enter_council(slug), request.form.get("code", "")[:60]
    try:
        seat = _found(here, code)
    except Invalid as error:
        return _code_again(here, error)
    seat_actions.link_seat(current_session(), current_person(), here.council, seat, here.now)
    current_session().commit()
    flash(_("Ihr Platz ist mit Ihrem Konto verbunden."), "success")
    return _seat(here, seat, code)


def _code_again(here: Here, error: Invalid) -> Response:
    form = CodeForm()
    form.blame(error)
    return here.page("draws/code.html", _("Ihr Platz"), status=422, form=form, target=here.url("draw_seats.answer"))


def _found(here: Here, code: str) -> Seat:
    """The seat of a code; each try is counted. Raises Invalid for a code of no seat."""
    check_limit(f"council-seats:{network_prefix(request.remote_addr)}", TRIES_AN_HOUR, timedelta(hours=1), clock.now())
    if not looks_valid(code):
        raise Invalid(_("Dieser Code stimmt nicht. Bitte vergleichen Sie ihn mit Ihrem Brief."), "code")
    seat = seat_by_code(current_session(), here.council, seat_actions.seat_code_hash(seals_of(settings()), code))
    if seat is None:
        raise Invalid(_("Zu diesem Code gibt es in diesem Bürgerrat keinen Platz."), "code")
    return seat


def _seat(here: Here, seat: Seat, code: str) -> Response:
    return here.page(
        "draws/seat.html",
        _("Ihr Platz"),
        seat=seat,
        code=code,
        states=SeatState,
        may_answer=may_answer_seat(here.council, seat, here.now),
        may_link=may_link_seat(here.person, seat, None),
    )


@blueprint.get(STAFF + "/besetzung")
def staff_list(slug: str) -> Response:
    """Who is drawn, how to reach them, what they answered, and who came in."""
    here = _staff(slug)
    seats = seats_of(current_session(), here.council)
    known = contacts(current_session(), seats, seals_of(settings()))
    places = {seat.id: seat.place for seat in seats}
    rows = [
        (
            seat,
            known.get(seat.answer_id, {}),
            places.get(seat.replaces_id or 0),
            may_answer_seat(here.council, seat, here.now, by_staff=True),
            may_leave_seat(here.council, seat),
        )
        for seat in seats
    ]
    gone = here.council.swept_at
    return here.page("draws/seats.html", _("Ausgeloste"), staff=True, rows=rows, state_names=SEAT_STATE_NAMES, gone=gone)


@blueprint.post(STAFF + "/besetzung/<id:seat_id>")
def note(slug: str, seat_id: int) -> BaseResponse:
    """Note an answer that came by card or phone, or that a member stepped back."""
    here, session = _staff(slug), current_session()
    acts = {"yes": seat_actions.confirm_seat, "no": seat_actions.decline_seat, "left": seat_actions.leave_seat}
    act = acts.get(request.form.get("says", ""))
    seat = the_seat(session, here.council, seat_id)
    if act is None:
        raise Invalid(_("Bitte wählen Sie, was Sie eintragen möchten."))
    act(session, signed_in_person(), here.consultation, here.council, seat, seals_of(settings()), settings(), here.now)
    session.commit()
    return go_to(here.url("draw_seats.staff_list"))


@blueprint.get(STAFF + "/briefe.csv")
def letters(slug: str) -> BaseResponse:
    """A table for letters to the drawn who have not answered. Once register and codes are deleted, the list says so."""
    here = _staff(slug)
    if here.council.swept_at is not None:
        return go_to(here.url("draw_seats.staff_list"))
    seats = [seat for seat in seats_of(current_session(), here.council) if seat.state == SeatState.DRAWN]
    table = letters_table(current_session(), here.consultation, seats, seals_of(settings()), settings())
    response = Response(table, mimetype="text/csv")
    response.headers["Content-Disposition"] = 'attachment; filename="briefe-ausgeloste.csv"'
    return response


def _staff(slug: str) -> Here:
    here = enter_council_staff(slug)
    demand(may_keep_seats(here.person, here.consultation, here.council))
    return here
