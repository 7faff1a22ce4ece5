"""Small groups: asked for at the desk, made by the worker, shown round by round."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from participation.accounts.models import Person
from participation.consultations.models import Consultation
from participation.kit import audit
from participation.kit.errors import Conflict, Invalid
from participation.kit.jobs import enqueue_after_commit
from participation.kit.language import gettext as _
from participation.kit.rules import demand, demand_of
from participation.kit.work import WorkState, touch
from participation.meetings.groups_models import MeetingGroups
from participation.meetings.live_actions import show_change
from participation.meetings.models import Attendee, Meeting, Screen
from participation.meetings.queries import hold_meeting
from participation.meetings.rules import may_lead

MAKE_GROUPS = "meeting groups"
"""The job that makes them."""
LARGEST, MOST_ROUNDS = 50, 20


def newest_groups(session: Session, meeting_id: int) -> MeetingGroups | None:
    """The division that counts."""
    return session.scalars(
        select(MeetingGroups).where(MeetingGroups.meeting_id == meeting_id).order_by(MeetingGroups.id.desc()).limit(1)
    ).one_or_none()


def ask_for_groups(
    session: Session, leader: Person | None, consultation: Consultation, meeting: Meeting, size: int, rounds: int, seed: str, now: datetime
) -> MeetingGroups:
    """Divide those who are checked in. Raises Invalid for sizes that make no sense, Conflict while another division is being made."""
    hold_meeting(session, meeting)
    leader = demand_of(leader, may_lead(leader, consultation, meeting))
    if not 2 <= size <= LARGEST:
        raise Invalid(_("An einem Tisch sitzen 2 bis %(most)s Personen.", most=LARGEST), "size")
    if not 1 <= rounds <= MOST_ROUNDS:
        raise Invalid(_("Es gibt 1 bis %(most)s Runden.", most=MOST_ROUNDS), "rounds")
    there = Attendee.meeting_id == meeting.id, Attendee.checked_in_at.is_not(None), Attendee.left_at.is_(None)
    people = list(session.scalars(select(Attendee.number).where(*there).order_by(Attendee.number)))
    if len(people) < 2:
        raise Invalid(_("Für Gruppen müssen mindestens zwei Personen eingecheckt sein."), "size")
    newest = newest_groups(session, meeting.id)
    if newest is not None and newest.is_unfinished:
        raise Conflict(_("Die Gruppen werden gerade gebildet. Bitte warten Sie einen Moment."))
    groups = MeetingGroups(
        meeting_id=meeting.id, size=size, rounds=rounds, seed=seed, people=people, plan={}, asked_by_id=leader.id, asked_at=now, touched_at=now
    )
    session.add(groups)
    session.flush()
    audit.append(session, at=now, actor=leader, action="meeting.groups_asked", subject=meeting, data={"size": size, "rounds": rounds, "seed": seed})
    enqueue_after_commit(session, MAKE_GROUPS, groups_id=groups.id)
    return groups


def finish_groups(session: Session, groups_id: int, attempt: int, plan: dict[str, Any], now: datetime) -> bool:
    """Hand a division over. False where another worker took over."""
    return touch(session, MeetingGroups, groups_id, attempt, state=WorkState.READY, plan=plan, touched_at=now)


def show_round(session: Session, leader: Person | None, consultation: Consultation, meeting: Meeting, number: int, now: datetime) -> None:
    """Tell everybody their table of a round. Raises Invalid for a round that there is not, Conflict before the groups are made."""
    hold_meeting(session, meeting)
    demand(may_lead(leader, consultation, meeting))
    groups = newest_groups(session, meeting.id)
    if groups is None or groups.state != WorkState.READY:
        raise Conflict(_("Die Gruppen sind noch nicht gebildet."))
    if not 1 <= number <= groups.rounds:
        raise Invalid(_("Diese Runde gibt es nicht."), "round")
    groups.shown_round, meeting.screen = number, Screen.GROUPS
    show_change(meeting)
    audit.append(session, at=now, actor=leader, action="meeting.round_shown", subject=meeting, data={"round": number})
