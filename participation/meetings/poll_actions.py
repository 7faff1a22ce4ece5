"""Polls and motions: prepared, opened, answered, closed, revealed.

An answer leaves no line in the log and is deleted when its poll closes: what stays is the result.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from participation.accounts.models import Person
from participation.consultations.models import Consultation
from participation.kit import audit
from participation.kit.errors import Conflict, Invalid, NotFound
from participation.kit.language import gettext as _
from participation.kit.rules import demand
from participation.kit.text import clean_line
from participation.kit.upserts import insert_or
from participation.meetings.live_actions import show_change
from participation.meetings.live_models import LiveAnswer, LivePoll, PollState
from participation.meetings.live_queries import tally_as_data, tally_of
from participation.meetings.models import Attendee, Meeting, Screen
from participation.meetings.poll_rules import may_answer_poll, may_change_poll, may_close_poll, may_open_poll, may_prepare_poll, may_reveal_poll
from participation.meetings.queries import hold_meeting, number_present
from participation.methods.meetings import BadAnswer, Kind, Majority, Tally, decide_motion, read_answer

MOST_POLLS, MOST_OPTIONS, OPTION_LENGTH, QUESTION_LENGTH = 50, 12, 120, 300
WIDEST_SCALE = 11
MOST_WORDS = 5
LARGEST_NUMBER = 1_000_000_000


@dataclass(frozen=True, slots=True)
class PollDraft:
    """A poll as its form has it; what does not belong to its kind is not looked at."""

    kind: str
    question: str
    options: Sequence[str] = ()
    most: int = 1
    low: int = 1
    high: int = 5
    low_word: str = ""
    high_word: str = ""
    majority: str = Majority.SIMPLE


def set_poll(
    session: Session, leader: Person | None, consultation: Consultation, meeting: Meeting, poll: LivePoll | None, draft: PollDraft, now: datetime
) -> LivePoll:
    """Prepare a poll, or change one that was not opened. Raises Invalid for what cannot be asked."""
    hold_meeting(session, meeting)
    demand(may_prepare_poll(leader, consultation, meeting) if poll is None else may_change_poll(leader, consultation, meeting, poll))
    values = _checked(draft)
    if poll is None:
        number = (session.scalar(select(func.max(LivePoll.number)).where(LivePoll.meeting_id == meeting.id)) or 0) + 1
        if number > MOST_POLLS:
            raise Invalid(_("Mehr als %(most)s Umfragen je Sitzung sind nicht möglich.", most=MOST_POLLS))
        poll = LivePoll(meeting_id=meeting.id, number=number)
        session.add(poll)
    for name, value in values.items():
        setattr(poll, name, value)
    session.flush()
    audit.append(session, at=now, actor=leader, action="meeting.poll_prepared", subject=meeting, data={"poll": poll.number, "kind": poll.kind})
    return poll


def _checked(draft: PollDraft) -> dict[str, Any]:
    if draft.kind not in set(Kind):
        raise Invalid(_("Bitte wählen Sie, wie gefragt wird."), "kind")
    kind, question = Kind(draft.kind), clean_line(draft.question)
    if not question or len(question) > QUESTION_LENGTH:
        raise Invalid(_("Bitte schreiben Sie eine Frage mit höchstens %(most)s Zeichen.", most=QUESTION_LENGTH), "question")
    values: dict[str, Any] = {"kind": kind, "question": question, "options": [], "most": 1, "low": 0, "high": 0, "low_word": "", "high_word": ""}
    if kind == Kind.MOTION:
        if draft.majority not in set(Majority):
            raise Invalid(_("Bitte wählen Sie, welche Mehrheit der Antrag braucht."), "majority")
        return {**values, "options": ["yes", "no", "abstain"], "majority": Majority(draft.majority)}
    if kind in (Kind.SINGLE, Kind.MULTIPLE, Kind.RANKING):
        options = _options(draft.options)
        most = len(options) if kind == Kind.RANKING else 1
        return {**values, "options": options, "most": _most(draft.most, len(options)) if kind == Kind.MULTIPLE else most}
    if kind == Kind.WORDS:
        return {**values, "most": _most(draft.most, MOST_WORDS)}
    return {**values, **_range(kind, draft)}


def _options(typed: Sequence[str]) -> list[str]:
    options = [option for option in (clean_line(one) for one in typed) if option]
    if not 2 <= len(options) <= MOST_OPTIONS:
        raise Invalid(_("Bitte geben Sie zwei bis %(most)s Möglichkeiten an, jede in einer Zeile.", most=MOST_OPTIONS), "options")
    if any(len(option) > OPTION_LENGTH for option in options):
        raise Invalid(_("Eine Möglichkeit hat höchstens %(most)s Zeichen.", most=OPTION_LENGTH), "options")
    if len({option.casefold() for option in options}) < len(options):
        raise Invalid(_("Eine Möglichkeit steht zweimal da."), "options")
    return options


def _most(wanted: int, limit: int) -> int:
    if not 1 <= wanted <= limit:
        raise Invalid(_("Bitte geben Sie eine Zahl von 1 bis %(most)s an.", most=limit), "most")
    return wanted


def _range(kind: Kind, draft: PollDraft) -> dict[str, Any]:
    if not -LARGEST_NUMBER <= draft.low < draft.high <= LARGEST_NUMBER:
        raise Invalid(_("Die größte Zahl liegt über der kleinsten."), "high")
    if kind == Kind.NUMBER:
        return {"low": draft.low, "high": draft.high}
    if draft.high - draft.low + 1 > WIDEST_SCALE:
        raise Invalid(_("Eine Skala hat höchstens %(most)s Stufen.", most=WIDEST_SCALE), "high")
    return {"low": draft.low, "high": draft.high, "low_word": clean_line(draft.low_word)[:40], "high_word": clean_line(draft.high_word)[:40]}


def discard_poll(session: Session, leader: Person | None, consultation: Consultation, meeting: Meeting, poll: LivePoll, now: datetime) -> None:
    """Throw a prepared poll away."""
    hold_meeting(session, meeting)
    demand(may_change_poll(leader, consultation, meeting, poll))
    audit.append(session, at=now, actor=leader, action="meeting.poll_discarded", subject=meeting, data={"poll": poll.number})
    session.delete(poll)


def open_poll(session: Session, leader: Person | None, consultation: Consultation, meeting: Meeting, poll: LivePoll, now: datetime) -> None:
    """Let the hall answer, and show the question. Raises Conflict while another one is open."""
    hold_meeting(session, meeting)
    demand(may_open_poll(leader, consultation, meeting, poll))
    other = session.scalar(select(LivePoll.number).where(LivePoll.meeting_id == meeting.id, LivePoll.state == PollState.OPEN))
    if other is not None:
        raise Conflict(_("Umfrage %(number)s ist noch offen. Beenden Sie zuerst diese.", number=other))
    poll.state, poll.opened_at, poll.point_id = PollState.OPEN, now, meeting.point_id
    meeting.screen = Screen.POLL
    show_change(meeting)
    audit.append(session, at=now, actor=leader, action="meeting.poll_opened", subject=meeting, data={"poll": poll.number})


def close_poll(session: Session, leader: Person | None, consultation: Consultation, meeting: Meeting, poll: LivePoll, now: datetime) -> None:
    """End a poll: its result is kept, single answers are deleted. A motion is decided by those checked in at this moment."""
    hold_meeting(session, meeting)
    session.refresh(poll, with_for_update={"of": type(poll)})
    demand(may_close_poll(leader, consultation, meeting, poll))
    poll.present, poll.quorum = number_present(session, meeting.id), meeting.quorum
    result = tally_of(session, poll)
    poll.tally = {**tally_as_data(result), **(_decided(poll, result) if poll.is_motion else {})}
    poll.state, poll.closed_at = PollState.CLOSED, now
    session.execute(delete(LiveAnswer).where(LiveAnswer.poll_id == poll.id))
    show_change(meeting)
    audit.append(session, at=now, actor=leader, action="meeting.poll_closed", subject=meeting, data={"poll": poll.number, "answers": result.people})


def _decided(poll: LivePoll, result: Tally) -> dict[str, Any]:
    yes, no, abstained = result.counts
    decision = decide_motion(yes, no, abstained, present=poll.present, quorum=poll.quorum, majority=Majority(poll.majority))
    return {"outcome": decision.outcome, "needed": decision.needed}


def reveal_poll(
    session: Session, leader: Person | None, consultation: Consultation, meeting: Meeting, poll: LivePoll, now: datetime, *, shown: bool = True
) -> None:
    """Show a result to everybody, or hide it again. While it is hidden nobody sees it who answers."""
    hold_meeting(session, meeting)
    demand(may_reveal_poll(leader, consultation, meeting, poll))
    poll.is_revealed = shown
    if shown:
        meeting.screen = Screen.POLL
    show_change(meeting)
    audit.append(
        session, at=now, actor=leader, action="meeting.poll_revealed" if shown else "meeting.poll_hidden", subject=meeting, data={"poll": poll.number}
    )


def answer_poll(session: Session, meeting: Meeting, there: Attendee, poll_id: int, given: Sequence[str], now: datetime) -> LivePoll:
    """Keep what somebody says to the open poll; the last answer counts, so sending it again is harmless.

    Raises Invalid for what is no answer, Conflict where the poll has closed meanwhile, NotFound.
    """
    # the poll's row is shared, so that an answer is either counted or told that it came too late
    poll = session.scalars(select(LivePoll).where(LivePoll.id == poll_id, LivePoll.meeting_id == meeting.id).with_for_update(read=True)).one_or_none()
    if poll is None or poll.state == PollState.DRAFT:
        raise NotFound
    demand(may_answer_poll(meeting, there, poll))
    if poll.state == PollState.CLOSED:
        raise Conflict(_("Diese Umfrage ist beendet. Ihre Antwort kam danach an und zählt nicht mit."))
    try:
        answer = read_answer(poll.asked, given)
    except BadAnswer as error:
        raise Invalid(what_is_wrong(error, poll), "marks") from error
    keep = insert_or(session, LiveAnswer).values(poll_id=poll.id, attendee_id=there.id, marks=list(answer))
    session.execute(keep.on_conflict_do_update(index_elements=["poll_id", "attendee_id"], set_={"marks": keep.excluded.marks}))
    return poll


def what_is_wrong(error: BadAnswer, poll: LivePoll) -> str:
    """The sentence for an answer that is none."""
    if error.reason == "too-many":
        return _("Bitte wählen Sie höchstens %(most)s.", most=poll.most)
    if error.reason == "too-long":
        return _("Das ist zu lang. Bitte schreiben Sie nur ein Wort oder wenige.")
    if error.reason in ("not-a-number", "out-of-range"):
        return _("Bitte geben Sie eine ganze Zahl von %(low)s bis %(high)s an.", low=poll.low, high=poll.high)
    return _("Bitte wählen Sie eine Antwort aus.") if error.reason == "none" else _("Diese Antwort gibt es hier nicht. Bitte wählen Sie noch einmal.")
