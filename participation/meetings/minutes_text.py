"""The text with which minutes begin: what the desk did and what came of it, in order, without the names of those who spoke.

It is Markdown that people go on writing. What others wrote (questions, notes) is taken in as text and cannot act as markup.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import datetime

from participation.kit.dates import say_moment, say_time
from participation.kit.language import gettext as _
from participation.kit.language import ngettext
from participation.kit.pages import format_number
from participation.meetings.live_models import LivePoll, MeetingNote, PollState, WallQuestion
from participation.meetings.models import Meeting, MeetingPoint
from participation.meetings.poll_showing import result_of
from participation.methods.meetings import Kind

_MARKS = re.compile(r"([\\`*_{}\[\]<>#+!|~]|(?<!\w)-|-(?!\w))")
_NUMBERED = re.compile(r"^(\d+)([.)])")


def as_text(typed: str) -> str:
    """What somebody wrote, as one line that shows every sign as it is."""
    return _NUMBERED.sub(r"\1\\\2", _MARKS.sub(r"\\\1", " ".join(typed.split())))


def first_text(
    meeting: Meeting,
    points: Sequence[MeetingPoint],
    notes: Sequence[MeetingNote],
    polls: Sequence[LivePoll],
    questions: Sequence[WallQuestion],
    turns: Mapping[int | None, int],
    checked_in: int,
    joined: int,
) -> str:
    """The draft. `turns`: how many spoke on each point; `questions`: those answered or shown."""
    parts = [_head(meeting, checked_in, joined)]
    closed = [poll for poll in polls if poll.state == PollState.CLOSED]
    for number, point in enumerate(points, 1):
        parts.append(
            _point(
                f"{number}. {as_text(point.title)}",
                point,
                turns.get(point.id, 0),
                [note for note in notes if note.point_id == point.id],
                [poll for poll in closed if poll.point_id == point.id],
            )
        )
    rest = [note for note in notes if note.point_id is None], [poll for poll in closed if poll.point_id is None]
    if any(rest) or turns.get(None):
        parts.append(_point(_("Außerhalb der Tagesordnung"), None, turns.get(None, 0), *rest))
    if questions:
        parts.append("\n\n".join([f"# {_('Fragen aus dem Saal')}", *map(_question, questions)]))
    return "\n\n".join(parts) + "\n"


def _head(meeting: Meeting, checked_in: int, joined: int) -> str:
    lines = [
        _("Ort: %(place)s", place=as_text(meeting.place)) if meeting.place else "",
        _("Beginn: %(when)s", when=say_moment(meeting.begun_at)) if meeting.begun_at else "",
        _("Ende: %(when)s", when=say_moment(meeting.ended_at)) if meeting.ended_at else "",
        _(
            "Teilgenommen haben %(joined)s Personen, davon waren %(number)s eingecheckt.",
            number=format_number(checked_in),
            joined=format_number(joined),
        ),
    ]
    return "\n\n".join(line for line in lines if line)


def _point(title: str, point: MeetingPoint | None, turns: int, notes: Sequence[MeetingNote], polls: Sequence[LivePoll]) -> str:
    lines = [f"# {title}"]
    if point is not None:
        lines.append(_span(point.begun_at, point.ended_at))
    if turns:
        lines.append(ngettext("%(num)d Wortmeldung.", "%(num)d Wortmeldungen.", turns))
    lines += [as_text(note.body) for note in notes]
    lines += [_poll(poll) for poll in polls]
    return "\n\n".join(lines)


def _span(begun: datetime | None, ended: datetime | None) -> str:
    if begun is None:
        return _("Nicht aufgerufen.")
    return _("%(begin)s bis %(end)s", begin=say_time(begun), end=say_time(ended)) if ended else _("ab %(begin)s", begin=say_time(begun))


def _poll(poll: LivePoll) -> str:
    result = result_of(poll, poll.tally)
    lines = [f"**{_('Antrag') if poll.is_motion else _('Umfrage')}: {as_text(poll.question)}**"]
    lines += [f"- {as_text(row.label)}: {_counted(poll, row.value)}" for row in result.rows]
    lines += [f"- {as_text(word)}: {format_number(number)}" for word, number in result.words[:30]]
    rows = "\n".join(lines[1:])
    said = [as_text(sentence) for sentence in result.sentences]
    if not poll.is_motion:
        said.append(ngettext("%(num)d Person hat geantwortet.", "%(num)d Personen haben geantwortet.", result.people))
    return "\n\n".join(part for part in (lines[0], rows, *said) if part)


def _counted(poll: LivePoll, number: int) -> str:
    """How often, in words where a bare number beside a step or a place would be misread."""
    if poll.kind in (Kind.SCALE, Kind.TEMPERATURE):
        return ngettext("%(num)d Antwort", "%(num)d Antworten", number)
    return ngettext("%(num)d erster Platz", "%(num)d erste Plätze", number) if poll.kind == Kind.RANKING else format_number(number)


def _question(question: WallQuestion) -> str:
    answer = as_text(question.answer) if question.answer else _("Eine Antwort ist nicht vermerkt.")
    return f"**{as_text(question.text)}**\n\n{answer}"
