"""A poll as the phones' page shows it: to one who is there, or to all alike."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from hashlib import sha256
from typing import Any

from sqlalchemy.orm import Session

from participation.meetings import live_queries as queries
from participation.meetings.live_models import LivePoll, PollState
from participation.meetings.models import Attendee, Meeting
from participation.meetings.poll_rules import may_answer_poll
from participation.meetings.poll_showing import option_names, result_of, steps_of


def poll_for_all(session: Session, poll: LivePoll | None) -> dict[str, Any] | None:
    """The poll without anything of a person: as somebody sees it who has not answered."""
    return None if poll is None else _shown(session, poll, [])


def poll_for(
    session: Session,
    meeting: Meeting,
    there: Attendee,
    poll: LivePoll | None,
    typed: Sequence[str] | None = None,
    places: Mapping[str, str] | None = None,
) -> dict[str, Any] | None:
    """The poll with what somebody said to it, or typed just now and was refused, and whether they may; `places`: those typed in a ranking."""
    if poll is None:
        return None
    marks: list[object] = [*typed] if typed else []
    marks = marks or queries.own_marks(session, poll.id, there.id) if poll.state == PollState.OPEN else []
    shown = {**_shown(session, poll, marks), "may_answer": may_answer_poll(meeting, there, poll)}
    return {**shown, "places": places} if places else shown


def _shown(session: Session, poll: LivePoll, marks: list[object]) -> dict[str, Any]:
    tally = queries.tally_shown(session, poll) if poll.is_revealed else None
    return {
        "poll": poll,
        "form_id": f"poll-{poll.id}-{sha256(repr(marks).encode()).hexdigest()[:12]}",  # htmx keeps a form of the same name as it is
        "options": list(enumerate(option_names(poll))),
        "ranks": [(str(place), str(place)) for place in range(1, len(poll.options) + 1)],
        "steps": steps_of(poll),
        "is_open": poll.state == PollState.OPEN,
        "marks": marks,
        "places": {str(option): str(place) for place, option in enumerate(marks, 1)},
        "result": result_of(poll, tally) if tally is not None else None,
    }
