"""The moderator's desk: agenda, speaking list, wall of questions, polls, notes, and what the projector shows."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from flask import Blueprint, Response, flash, redirect, request
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as BaseResponse

from participation.accounts.models import Person
from participation.consultations.models import Consultation
from participation.kit.database import current_session
from participation.kit.errors import Conflict, Invalid
from participation.kit.fragments import is_fragment
from participation.kit.language import gettext as _
from participation.meetings import live_actions as desk
from participation.meetings import live_queries as queries
from participation.meetings import poll_actions
from participation.meetings.live_doorway import BELOW, Live, enter_live, poll_title
from participation.meetings.live_forms import DecisionForm, NoteForm, PollForm
from participation.meetings.live_models import LivePoll, PollState, WallState
from participation.meetings.models import Meeting, MeetingStage, Screen
from participation.meetings.poll_rules import may_change_poll, may_prepare_poll, may_reveal_poll
from participation.meetings.poll_showing import KIND_NAMES, result_of
from participation.meetings.rules import may_begin_meeting, may_run_meeting
from participation.meetings.screen_views import desk_version
from participation.methods.meetings import Kind

blueprint = Blueprint("meeting_desk", __name__, url_prefix=f"{BELOW}/pult")


def screen_names() -> list[tuple[Screen, str]]:
    """What the projector can show."""
    return [
        (Screen.WELCOME, _("So nehmen Sie teil")),
        (Screen.AGENDA, _("Tagesordnung")),
        (Screen.SPEAKERS, _("Redeliste")),
        (Screen.QUESTIONS, _("Fragen")),
        (Screen.POLL, _("Umfrage")),
        (Screen.BREAK, _("Pause")),
    ]


@blueprint.get("")
def show(slug: str, meeting_id: int) -> Response:
    """The desk."""
    return _desk(enter_live(slug, meeting_id, may_run_meeting))


def _desk(here: Live, status: int = 200, problem: str = "", **forms: Any) -> Response:
    session, meeting = current_session(), here.meeting
    version = desk_version(meeting.id)
    polls = queries.polls_of(session, meeting.id)
    return here.page(
        "live_desk.html",
        _("Pult"),
        status,
        block="desk",
        version=version,
        problem=problem,
        may_begin=may_begin_meeting(here.person, here.consultation, meeting, here.now),
        is_running=meeting.stage == MeetingStage.RUNNING,
        present=queries.present_of(session, meeting.id),
        points=queries.points_of(session, meeting.id),
        speakers=queries.speaking_list(session, meeting.id),
        wall=queries.wall_of(session, meeting.id, WallState.WAITING, WallState.SHOWN, WallState.ANSWERED),
        polls=[_row(here, poll) for poll in polls],
        may_prepare=may_prepare_poll(here.person, here.consultation, meeting),
        notes=queries.notes_of(session, meeting.id)[-5:],
        note_form=forms.get("note_form") or NoteForm(formdata=None),
        screens=screen_names(),
    )


def _row(here: Live, poll: LivePoll) -> dict[str, Any]:
    session, is_open = current_session(), poll.state == PollState.OPEN
    shows = poll.state != PollState.DRAFT and not (poll.is_motion and is_open)
    return {
        "poll": poll,
        "kind": str(KIND_NAMES[Kind(poll.kind)]),
        "is_open": is_open,
        "answers": queries.answers_to(session, poll.id) if is_open else 0,
        "result": result_of(poll, queries.tally_shown(session, poll)) if shows else None,
        "may_reveal": may_reveal_poll(here.person, here.consultation, here.meeting, poll),
    }


def _act(slug: str, meeting_id: int, act: Callable[..., object], *given: object) -> BaseResponse:
    """Do one thing at the desk and show it again; what cannot be done now is said above it."""
    here = enter_live(slug, meeting_id, may_run_meeting)
    try:
        act(current_session(), here.person, here.consultation, here.meeting, *given, here.now)
    except (Conflict, Invalid) as error:
        return _desk(here, 422 if is_fragment() else error.status, error.message)  # htmx puts no other refusal where it belongs
    current_session().commit()
    return _desk(here) if is_fragment() else redirect(here.url("meeting_desk.show"), 303)


@blueprint.post("/eroeffnen")
def begin(slug: str, meeting_id: int) -> BaseResponse:
    """Open the meeting."""
    return _act(slug, meeting_id, desk.begin_meeting)


@blueprint.post("/beenden")
def end(slug: str, meeting_id: int) -> BaseResponse:
    """Close the meeting."""
    return _act(slug, meeting_id, desk.end_meeting)


@blueprint.post("/leinwand")
def show_screen(slug: str, meeting_id: int) -> BaseResponse:
    """Choose what the projector shows."""
    wanted = request.form.get("screen", "")
    return _act(slug, meeting_id, desk.show_screen, wanted)


@blueprint.post("/punkte/<id:point_id>")
def begin_point(slug: str, meeting_id: int, point_id: int) -> BaseResponse:
    """Go to a point of the agenda."""
    return _act(slug, meeting_id, desk.begin_point, point_id)


@blueprint.post("/punkte/beenden")
def end_point(slug: str, meeting_id: int) -> BaseResponse:
    """End the point that is being dealt with."""
    return _act(slug, meeting_id, desk.end_point)


@blueprint.post("/redeliste/<id:request_id>")
def call_up(slug: str, meeting_id: int, request_id: int) -> BaseResponse:
    """Give somebody the word."""
    return _act(slug, meeting_id, desk.call_up, request_id)


@blueprint.post("/redeliste/<id:request_id>/streichen")
def strike(slug: str, meeting_id: int, request_id: int) -> BaseResponse:
    """Take somebody off the list who does not answer the call."""
    return _act(slug, meeting_id, desk.strike, request_id)


@blueprint.post("/redeliste/beenden")
def end_turn(slug: str, meeting_id: int) -> BaseResponse:
    """Whoever is speaking has spoken."""
    return _act(slug, meeting_id, desk.end_turn)


@blueprint.post("/fragen/<id:question_id>/zeigen")
def show_question(slug: str, meeting_id: int, question_id: int) -> BaseResponse:
    """Put a question on the wall."""
    return _act(slug, meeting_id, desk.show_question, question_id)


@blueprint.post("/fragen/<id:question_id>/beantwortet")
def answer_question(slug: str, meeting_id: int, question_id: int) -> BaseResponse:
    """Note that a question was answered, and what was said."""
    said = DecisionForm().answer.data or ""
    return _act(slug, meeting_id, desk.answer_question, question_id, said)


@blueprint.post("/fragen/<id:question_id>/ablehnen")
def refuse_question(slug: str, meeting_id: int, question_id: int) -> BaseResponse:
    """Keep a question off the wall, with a reason."""
    why = DecisionForm().reason.data or ""
    return _act(slug, meeting_id, desk.refuse_question, question_id, why)


@blueprint.post("/notiz")
def note(slug: str, meeting_id: int) -> BaseResponse:
    """Write a line for the minutes."""
    here, form = enter_live(slug, meeting_id, may_run_meeting), NoteForm()
    try:
        form.validate()
        desk.add_note(current_session(), here.person, here.consultation, here.meeting, form.note.data or "", here.now)
    except Invalid as error:
        form.blame(error)
        return _desk(here, 422, note_form=form)
    current_session().commit()
    return _desk(here) if is_fragment() else redirect(here.url("meeting_desk.show"), 303)


@blueprint.route("/umfragen/neu", methods=["GET", "POST"])
def new_poll(slug: str, meeting_id: int) -> BaseResponse:
    """Prepare a poll."""
    here = enter_live(slug, meeting_id, may_prepare_poll)
    return _poll_form(here, None, PollForm.of(None))


@blueprint.route("/umfragen/<id:poll_id>", methods=["GET", "POST"])
def edit_poll(slug: str, meeting_id: int, poll_id: int) -> BaseResponse:
    """Change a prepared poll."""
    here = enter_live(slug, meeting_id, may_run_meeting)
    poll = queries.poll_of(current_session(), here.meeting, poll_id)
    verdict = may_change_poll(here.person, here.consultation, here.meeting, poll)
    if not verdict:
        flash(verdict.reason, "info")
        return redirect(here.url("meeting_desk.show"), 303)
    return _poll_form(here, poll, PollForm.of(poll))


def _poll_form(here: Live, poll: LivePoll | None, form: PollForm) -> BaseResponse:
    if form.is_submitted():
        try:
            if form.validate():
                poll_actions.set_poll(current_session(), here.person, here.consultation, here.meeting, poll, form.draft(), here.now)
                current_session().commit()
                return redirect(here.url("meeting_desk.show") + "#umfragen", 303)
        except Invalid as error:
            form.blame(error)
    title = poll_title(poll.number) if poll is not None else _("Neue Umfrage")
    failed = bool(form.errors or form.form_errors)
    return here.page("live_poll.html", title, 422 if failed else 200, form=form, poll=poll, page_title=title)


def _on_poll(slug: str, meeting_id: int, poll_id: int, act: Callable[..., object], **more: Any) -> BaseResponse:
    def do(session: Session, person: Person | None, consultation: Consultation, meeting: Meeting, now: datetime) -> None:
        act(session, person, consultation, meeting, queries.poll_of(session, meeting, poll_id), now, **more)

    return _act(slug, meeting_id, do)


@blueprint.post("/umfragen/<id:poll_id>/verwerfen")
def discard_poll(slug: str, meeting_id: int, poll_id: int) -> BaseResponse:
    """Throw a prepared poll away."""
    return _on_poll(slug, meeting_id, poll_id, poll_actions.discard_poll)


@blueprint.post("/umfragen/<id:poll_id>/oeffnen")
def open_poll(slug: str, meeting_id: int, poll_id: int) -> BaseResponse:
    """Let the hall answer."""
    return _on_poll(slug, meeting_id, poll_id, poll_actions.open_poll)


@blueprint.post("/umfragen/<id:poll_id>/beenden")
def close_poll(slug: str, meeting_id: int, poll_id: int) -> BaseResponse:
    """End a poll."""
    return _on_poll(slug, meeting_id, poll_id, poll_actions.close_poll)


@blueprint.post("/umfragen/<id:poll_id>/zeigen")
def reveal_poll(slug: str, meeting_id: int, poll_id: int) -> BaseResponse:
    """Show the result."""
    return _on_poll(slug, meeting_id, poll_id, poll_actions.reveal_poll)


@blueprint.post("/umfragen/<id:poll_id>/verbergen")
def hide_poll(slug: str, meeting_id: int, poll_id: int) -> BaseResponse:
    """Hide the result again."""
    return _on_poll(slug, meeting_id, poll_id, poll_actions.reveal_poll, shown=False)
