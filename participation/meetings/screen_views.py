"""What everybody may see of a running meeting: the projector's page, and the number by which phones learn that something is new."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, jsonify, url_for
from sqlalchemy.orm import Session

from participation.kit.database import current_session
from participation.kit.known_versions import known_versions
from participation.kit.page_cache import kept_for_readers, shows
from participation.kit.pages import part, settings
from participation.kit.qr import qr_svg
from participation.meetings import live_queries as queries
from participation.meetings.groups_actions import newest_groups
from participation.meetings.live_doorway import BELOW, enter_live
from participation.meetings.live_models import LivePoll, WallState
from participation.meetings.models import Screen
from participation.meetings.poll_page import poll_for_all

PAGES_A_SECOND = 50
"""How many phones ask for their own page in a second after a change."""

blueprint = Blueprint("meeting_screen", __name__, url_prefix=BELOW)


@blueprint.get("/stand")
@kept_for_readers
def version(slug: str, meeting_id: int) -> Response:
    """The meeting's version and what is the same for everybody and must be seen at once: the poll, and the number of whoever has the word.

    Phones ask for it every few seconds without their cookies, and get it from memory before Flask is asked. Their own page they ask for
    later, spread over some seconds: a thousand pages at the same moment would keep all of them waiting.
    """
    shows(f"meeting:{meeting_id}")
    here = enter_live(slug, meeting_id)
    session = current_session()
    speakers, poll = queries.speaking_list(session, meeting_id), queries.poll_on_screen(queries.polls_of(session, meeting_id))
    return jsonify(
        version=here.meeting.version,
        poll=part("meetings/_live_poll.html", at=here, poll=poll_for_all(session, poll)).strip(),
        speaker=speakers.speaker.number if speakers.speaker else None,
        spread=round(queries.present_of(session, meeting_id).joined / PAGES_A_SECOND, 1),
    )


@blueprint.get("/leinwand/stand")
@kept_for_readers
def screen_version(slug: str, meeting_id: int) -> Response:
    """The same for the projector, which also shows what changes with each answer and each raised hand."""
    shows(*desk_scopes(meeting_id))
    enter_live(slug, meeting_id)
    return jsonify(version=desk_version(meeting_id))


@blueprint.get("/leinwand")
def screen(slug: str, meeting_id: int) -> Response:
    """The page for the projector; whoever is at home may open it, too."""
    before = desk_version(meeting_id)  # asked first: what is shown is never older than its version
    here = enter_live(slug, meeting_id)
    session, meeting = current_session(), here.meeting
    poll = queries.poll_on_screen(queries.polls_of(session, meeting.id))
    address = settings().base_url.rstrip("/") + url_for("meeting_entry.scan", code=meeting.room_code)
    return here.page(
        "live_screen.html",
        block="screen",
        version=before,
        points=queries.points_of(session, meeting.id),
        speakers=queries.speaking_list(session, meeting.id),
        wall=queries.wall_of(session, meeting.id, WallState.SHOWN),
        poll=_poll(session, poll),
        groups=newest_groups(session, meeting.id) if meeting.screen == Screen.GROUPS else None,
        entry_address=settings().base_url.split("://", 1)[-1].rstrip("/") + url_for("meeting_entry.enter"),
        code=qr_svg(address, meeting.title),
    )


def desk_scopes(meeting_id: int) -> tuple[str, str]:
    """What phones see, and what only desk and projector do: answers that come in, hands that go up."""
    return f"meeting:{meeting_id}", f"meeting-desk:{meeting_id}"


def desk_version(meeting_id: int) -> str:
    """The version of both."""
    scopes = desk_scopes(meeting_id)
    known = known_versions(scopes)
    return ":".join(str(known[scope]) for scope in scopes)


def _poll(session: Session, poll: LivePoll | None) -> dict[str, Any] | None:
    shown = poll_for_all(session, poll)
    if shown is None or poll is None:
        return None
    return {**shown, "answers": queries.answers_to(session, poll.id) if shown["is_open"] else poll.tally.get("people", 0)}
