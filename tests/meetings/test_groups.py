"""Small groups of a meeting: of those who are checked in, made once, told round by round."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from participation.kit import clock
from participation.kit.errors import Conflict, Invalid, Refused
from participation.kit.work import WorkState
from participation.meetings.groups_actions import ask_for_groups, newest_groups, show_round
from participation.meetings.groups_jobs import make_groups
from participation.meetings.models import Screen
from participation.methods.groups import Task, seat
from tests.meetings.live_builders import Evening, an_evening

SEED = "ab" * 16


def _ask(evening: Evening, size: int = 3, rounds: int = 2) -> int:
    groups = ask_for_groups(evening.session, evening.leader, evening.consultation, evening.meeting, size, rounds, SEED, clock.now())
    return groups.id


def _show(evening: Evening, number: int) -> None:
    show_round(evening.session, evening.leader, evening.consultation, evening.meeting, number, clock.now())


def test_those_who_are_checked_in_sit_once_a_round_and_see_their_table(app: Flask, session: Session) -> None:
    evening = an_evening(session)
    evening.phone("Zu Hause")
    hall = [evening.phone(checked_in=True) for _n in range(7)]
    number = _ask(evening)
    with pytest.raises(Conflict, match="gerade gebildet"):
        _ask(evening)
    with pytest.raises(Conflict, match="noch nicht"):
        _show(evening, 1)
    session.commit()
    with app.app_context():
        make_groups(number)
        make_groups(number)  # nudged twice
    session.expire_all()
    groups = newest_groups(session, evening.meeting.id)
    assert groups is not None
    assert groups.state == WorkState.READY
    for tables in groups.plan["rounds"]:
        assert sorted(one for table in tables for one in table) == [there.number for there in hall]
        assert {len(table) for table in tables} <= {2, 3}
    assert groups.table_of(hall[0].number) == 0
    _show(evening, 2)
    second = groups.plan["rounds"][1]
    assert [groups.table_of(there.number) for there in hall] == [
        next(place for place, table in enumerate(second, 1) if there.number in table) for there in hall
    ]
    assert evening.meeting.screen == Screen.GROUPS
    with pytest.raises(Invalid):
        _show(evening, 3)


@pytest.mark.parametrize(("size", "rounds", "field"), [(1, 2, "size"), (51, 2, "size"), (3, 0, "rounds"), (3, 21, "rounds")])
def test_sizes_that_make_no_sense_are_told(session: Session, size: int, rounds: int, field: str) -> None:
    evening = an_evening(session)
    for _n in range(4):
        evening.phone(checked_in=True)
    with pytest.raises(Invalid) as refused:
        _ask(evening, size, rounds)
    assert refused.value.field == field


def test_groups_need_people_and_a_running_meeting(session: Session) -> None:
    evening = an_evening(session)
    evening.phone("Zu Hause")
    with pytest.raises(Invalid, match="eingecheckt"):
        _ask(evening)
    evening.meeting.stage = "ended"  # type: ignore[assignment]  # as the database has it
    with pytest.raises(Refused):
        _ask(evening)


def test_who_waits_hears_how_far_it_is() -> None:
    heard: list[tuple[int, int]] = []
    seat(Task(30, 6, 8), SEED, steps=20_000, tell=lambda done, total: heard.append((done, total)))
    assert heard
    assert all(done <= total == 25_000 for done, total in heard)
    assert [done for done, _total in heard] == sorted(done for done, _total in heard)
