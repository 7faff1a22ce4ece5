"""What everybody reads of meetings: a consultation's, one of them, what comes next in the whole city, and both for calendars."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from flask import Blueprint, Response, url_for
from werkzeug.wrappers import Response as BaseResponse

from participation.accounts.current import current_person
from participation.consultations.doorway import enter, frame
from participation.consultations.rules import runs_it
from participation.kit import clock
from participation.kit.database import current_session
from participation.kit.deliveries import A_DAY, PRIVATE, send_document
from participation.kit.gathering import gather
from participation.kit.icalendar import calendar_file
from participation.kit.language import gettext as _
from participation.kit.pages import page, settings
from participation.meetings import queries
from participation.meetings.access import named
from participation.meetings.doorway import Here, enter_meeting
from participation.meetings.minutes_actions import public_editions
from participation.meetings.models import MeetingStage
from participation.meetings.registration_models import RegistrationState
from participation.meetings.registration_rules import may_register
from participation.meetings.showing import badge_of, event_of, planned_points, say_place, say_span, where_is
from participation.meetings.structured import meeting_event
from participation.meetings.tickets import own_path
from participation.places.queries import place_by_id

blueprint = Blueprint("meetings", __name__)

OF_CONSULTATION = "/beteiligungen/<slug:slug>/sitzungen"
ONE = OF_CONSULTATION + "/<id:meeting_id>"
WORDS: dict[str, Any] = {"say_span": say_span, "say_place": say_place, "badge_of": badge_of}
"""How templates say a meeting."""


@blueprint.get("/sitzungen")
def everywhere() -> Response:
    """What takes place next, in all consultations."""
    return page("meetings/everywhere.html", meetings=queries.coming(current_session(), clock.now()), **WORDS)


@blueprint.get(OF_CONSULTATION)
def index(slug: str) -> Response:
    """A consultation's meetings: those that come, then those that were."""
    consultation, person, now = enter(slug), current_person(), clock.now()
    runs = runs_it(person, consultation)
    found = queries.meetings_of(current_session(), consultation.id, drafts=runs)
    over = (MeetingStage.ENDED, MeetingStage.CANCELLED)
    coming = [meeting for meeting in reversed(found) if meeting.ends_at > now and meeting.stage not in over]
    return page(
        "meetings/index.html",
        coming=coming,
        past=[meeting for meeting in found if meeting not in coming],
        runs=runs,
        crumbs=[(_("Sitzungen"), "")],
        **WORDS,
        **frame(consultation, person, now),
    )


@blueprint.get(ONE)
def show(slug: str, meeting_id: int) -> Response:
    """A meeting with all that one must know to come or to watch."""
    here, session = enter_meeting(slug, meeting_id), current_session()
    meeting, seats = here.meeting, queries.seats_by_state(session, meeting_id)
    mine = queries.registration_of(session, meeting_id, here.person)
    return here.page(
        "meetings/show.html",
        told=meeting_event(settings(), meeting, slug),
        planned=planned_points(meeting),
        where=where_is(place_by_id(session, meeting.place_id)),
        documents=queries.documents_of(session, meeting_id),
        access=named(meeting.access_features),
        taken=seats.get(RegistrationState.PLACED, 0),
        waiting=seats.get(RegistrationState.WAITING, 0),
        came=queries.number_came(session, meeting_id) if meeting.ends_at <= here.now else 0,
        minutes_public=meeting.stage == MeetingStage.ENDED and bool(public_editions(session, meeting)),
        mine=mine,
        own_path=own_path(settings(), mine) if mine else "",
        may_register=may_register(here.person, here.consultation, meeting, here.now),
        runs=runs_it(here.person, here.consultation),
        questions=gather("meeting.answers", meeting, here.consultation),
        **WORDS,
    )


@blueprint.get(ONE + "/termin.ics")
def date(slug: str, meeting_id: int) -> BaseResponse:
    """One meeting for the own calendar."""
    here = enter_meeting(slug, meeting_id)
    return calendar_file(here.meeting.title, [event_of(here.meeting, here.consultation.title, _address(here))], _host(), public=_is_public(here))


@blueprint.get(OF_CONSULTATION + "/termine.ics")
def dates(slug: str) -> BaseResponse:
    """All meetings of a consultation for the own calendar."""
    consultation = enter(slug)
    base = f"{settings().base_url.rstrip('/')}/beteiligungen/{consultation.slug}/sitzungen"
    meetings = queries.meetings_of(current_session(), consultation.id)
    events = [event_of(meeting, consultation.title, f"{base}/{meeting.id}") for meeting in meetings]
    return calendar_file(_("Sitzungen: %(title)s", title=consultation.title), events, _host(), public=consultation.is_public)


@blueprint.get(ONE + "/dokumente/<id:document_id>.pdf")
def document(slug: str, meeting_id: int, document_id: int) -> Response:
    """A document of a meeting, as a download under its title."""
    here = enter_meeting(slug, meeting_id)
    found = queries.the_document(current_session(), here.meeting, document_id)
    return send_document(settings().files_dir, found.stored_name, found.title, A_DAY if _is_public(here) else PRIVATE)


def _is_public(here: Here) -> bool:
    return here.consultation.is_public and here.meeting.is_public


def _address(here: Here) -> str:
    return settings().base_url.rstrip("/") + url_for("meetings.show", slug=here.consultation.slug, meeting_id=here.meeting.id)


def _host() -> str:
    return urlsplit(settings().base_url).hostname or "localhost"
