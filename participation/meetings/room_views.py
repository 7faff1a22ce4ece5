"""The page of those present: join, ask to speak, ask a question, answer a poll; from the hall or from home, with or without an account."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from flask import Blueprint, Response, flash, redirect, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from participation.consultations.queries import consultation_by_id
from participation.kit import clock
from participation.kit.database import current_session
from participation.kit.errors import DomainError, Invalid
from participation.kit.fragments import is_fragment
from participation.kit.language import gettext as _
from participation.kit.limits import Limit, check_limits, network_prefix
from participation.kit.pages import page
from participation.kit.rules import demand_of
from participation.meetings import live_floor_actions as floor
from participation.meetings import live_queries as queries
from participation.meetings.groups_actions import newest_groups
from participation.meetings.live_doorway import BELOW, PHONES, Live, enter_live
from participation.meetings.live_forms import JoinForm, QuestionForm, RoomCodeForm
from participation.meetings.live_models import WallState
from participation.meetings.models import Attendee, Screen
from participation.meetings.poll_actions import answer_poll
from participation.meetings.poll_page import poll_for
from participation.meetings.rules import may_join, may_take_the_floor

entry = Blueprint("meeting_entry", __name__, url_prefix="/saal")
blueprint = Blueprint("meeting_room", __name__, url_prefix=f"{BELOW}/dabei")

JOINS_BY_NETWORK, JOINS_OVERALL = 5_000, 20_000
"""New phones in an hour: a whole hall may stand behind one address."""
CODES_BY_NETWORK = 120
HOUR = timedelta(hours=1)


@entry.route("", methods=["GET", "POST"])
def enter() -> BaseResponse:
    """Type the code that the projector shows."""
    form = RoomCodeForm()
    if form.validate_on_submit():
        try:
            return redirect(_room_of(form.code.data or ""), 303)
        except Invalid as error:
            form.blame(error)
    return page("meetings/live_entry.html", form=form, status=422 if form.errors or form.form_errors else 200)


@entry.get("/<code>")
def scan(code: str) -> BaseResponse:
    """Where the QR code leads."""
    try:
        return redirect(_room_of(code), 303)
    except Invalid as error:
        form = RoomCodeForm(formdata=None)
        form.blame(error)
        return page("meetings/live_entry.html", form=form, status=404)


def _room_of(typed: str) -> str:
    meeting = queries.meeting_by_code(current_session(), typed)
    if meeting is None:
        check_limits([Limit(f"meeting-code:prefix:{network_prefix(request.remote_addr)}", CODES_BY_NETWORK, HOUR)], clock.now())
        raise Invalid(_("Diesen Code gibt es nicht. Bitte vergleichen Sie ihn mit der Leinwand."), "code")
    return url_for("meeting_room.room", slug=consultation_by_id(current_session(), meeting.consultation_id).slug, meeting_id=meeting.id)


@blueprint.get("")
def room(slug: str, meeting_id: int) -> BaseResponse:
    """What is going on, and what one can do."""
    return _room(enter_live(slug, meeting_id))


def _room(here: Live, status: int = 200, **forms: Any) -> Response:
    if here.there is None:
        verdict = may_join(here.person, here.consultation, here.meeting)
        form = forms.get("join_form") or JoinForm(formdata=None)
        return here.page("live_join.html", _("Teilnehmen"), status=status, may_join=verdict, form=form)
    session, there = current_session(), here.there
    polls = queries.polls_of(session, here.meeting.id)
    return here.page(
        "live_room.html",
        _("Teilnehmen"),
        status=status,
        block="ask" if request.args.get("teil") == "ask" else "now",
        there=there,
        points=queries.points_of(session, here.meeting.id),
        speakers=queries.speaking_list(session, here.meeting.id),
        poll=poll_for(session, here.meeting, there, queries.poll_on_screen(polls), forms.get("given"), forms.get("places")),
        wall=queries.wall_of(session, here.meeting.id, WallState.SHOWN),
        liked=queries.liked_by(session, there.id),
        mine=queries.own_questions(session, there.id),
        question_form=forms.get("question_form") or QuestionForm.fresh(),
        groups=newest_groups(session, here.meeting.id) if here.meeting.screen == Screen.GROUPS else None,
        may_act=may_take_the_floor(here.meeting, there),
        name_error=forms.get("name_error", ""),
        poll_error=forms.get("poll_error", ""),
    )


@blueprint.post("")
def join(slug: str, meeting_id: int) -> BaseResponse:
    """Take part."""
    here, form = enter_live(slug, meeting_id, may_join), JoinForm()
    if not form.validate():
        return _room(here, 422, join_form=form)
    if here.person is None and PHONES.hash_of(meeting_id) is None:
        limits = [
            Limit(f"meeting-join:prefix:{network_prefix(request.remote_addr)}", JOINS_BY_NETWORK, HOUR),
            Limit("meeting-join:overall", JOINS_OVERALL, HOUR),
        ]
        check_limits(limits, here.now)
    token = None if here.person else PHONES.give(meeting_id)
    floor.join_meeting(current_session(), here.person, here.consultation, here.meeting, token, form.name.data or "", here.now)
    current_session().commit()
    return redirect(here.url("meeting_room.room"), 303)


def _present(here: Live) -> Attendee:
    return demand_of(here.there, may_take_the_floor(here.meeting, here.there))


def _done(here: Live, said: str = "") -> BaseResponse:
    current_session().commit()
    if is_fragment():
        return _room(here)
    if said:
        flash(said, "success")
    return redirect(here.url("meeting_room.room"), 303)


@blueprint.post("/wortmeldung")
def speak(slug: str, meeting_id: int) -> BaseResponse:
    """Ask to speak."""
    here = enter_live(slug, meeting_id)
    try:
        floor.ask_to_speak(current_session(), here.meeting, _present(here), here.now, name=request.form.get("name", ""))
    except Invalid as error:
        return _room(here, 422, name_error=error.message)
    return _done(here, _("Sie stehen auf der Redeliste."))


@blueprint.post("/wortmeldung/zurueck")
def stay_silent(slug: str, meeting_id: int) -> BaseResponse:
    """Take the request back."""
    here = enter_live(slug, meeting_id)
    floor.withdraw_request(current_session(), here.meeting, _present(here), here.now)
    return _done(here, _("Ihre Wortmeldung ist zurückgezogen."))


@blueprint.post("/frage")
def ask(slug: str, meeting_id: int) -> BaseResponse:
    """Hand a question in."""
    here, form = enter_live(slug, meeting_id), QuestionForm()
    there = _present(here)
    try:
        form.validate()
        floor.ask_question(current_session(), here.meeting, there, form.text.data or "", form.entry_key.data or "", here.now)
    except Invalid as error:
        form.blame(error)
        return _room(here, 422, question_form=form)
    return _done(here, _("Ihre Frage ist bei der Moderation."))


@blueprint.post("/frage/<id:question_id>/auch")
def like(slug: str, meeting_id: int, question_id: int) -> BaseResponse:
    """Want a question answered, too."""
    return _like(enter_live(slug, meeting_id), question_id, liked=True)


@blueprint.post("/frage/<id:question_id>/doch-nicht")
def unlike(slug: str, meeting_id: int, question_id: int) -> BaseResponse:
    """No longer."""
    return _like(enter_live(slug, meeting_id), question_id, liked=False)


def _like(here: Live, question_id: int, *, liked: bool) -> BaseResponse:
    floor.like_question(current_session(), here.meeting, _present(here), question_id, here.now, liked=liked)
    return _done(here)


@blueprint.post("/umfrage/<id:poll_id>")
def answer(slug: str, meeting_id: int, poll_id: int) -> BaseResponse:
    """Answer the open poll; phones send again until they hear that it arrived, which changes nothing."""
    here = enter_live(slug, meeting_id)
    there, kept = _present(here), _keeps(request.headers.get)
    try:
        _demand_a_place_each(request.form)
        answer_poll(current_session(), here.meeting, there, poll_id, _marks(request.form), here.now)
    except DomainError as error:
        if kept:
            return Response(error.message, status=error.status, mimetype="text/plain")
        if not isinstance(error, Invalid):
            raise
        return _room(here, 422, poll_error=error.message, given=_marks(request.form), places=_places(request.form))
    if kept:
        current_session().commit()
        return Response(_("Ihre Antwort ist angekommen."), status=200, mimetype="text/plain")
    return _done(here, _("Ihre Antwort ist angekommen. Bis die Umfrage endet, können Sie sie ändern."))


def _keeps(header: Callable[[str], str | None]) -> bool:
    """Whether live.js sends, which keeps an answer until it hears that it arrived."""
    return header("X-Live") == "kept"


def _demand_a_place_each(form: Any) -> None:
    """Raises Invalid where two options of a ranking were given the same place: which of them is meant to be first nobody knows."""
    places = _places(form)
    if len(places) != len(set(places.values())):
        raise Invalid(_("Zwei Möglichkeiten haben denselben Platz. Bitte geben Sie jeden Platz nur einmal."), "marks")


def _places(form: Any) -> dict[str, str]:
    return {name.removeprefix("rank-"): place for name, place in form.items() if name.startswith("rank-") and place}


def _marks(form: Any) -> list[str]:
    """The marks in order: those of a ranking say their places, `rank-2=1` puts option 2 first."""
    ranks = [(place, name.removeprefix("rank-")) for name, place in form.items() if name.startswith("rank-") and place.isascii() and place.isdigit()]
    if ranks:
        return [option for _place, option in sorted(ranks, key=lambda pair: (int(pair[0][:6]), pair[1]))]
    return list(form.getlist("marks"))


@blueprint.post("/verlassen")
def leave(slug: str, meeting_id: int) -> BaseResponse:
    """Go; one can come back."""
    here = enter_live(slug, meeting_id)
    if here.there is not None:
        floor.leave_meeting(current_session(), here.meeting, here.there, here.now)
        current_session().commit()
    flash(_("Sie nehmen nicht mehr teil. Sie können jederzeit wieder dazukommen."), "success")
    return redirect(here.url("meeting_room.room"), 303)
