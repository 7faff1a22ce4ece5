"""Making small groups in the background."""

from __future__ import annotations

from participation.kit import clock
from participation.kit.database import own_transaction
from participation.kit.jobs import Job
from participation.kit.work import do_waiting, tell_progress, work_on
from participation.meetings.groups_actions import MAKE_GROUPS, finish_groups
from participation.meetings.groups_models import MeetingGroups
from participation.methods.groups import Task, seat


def make_groups(groups_id: int) -> None:
    """Make the groups that were asked for: once, whoever is nudged."""
    work_on(MeetingGroups, groups_id, _make)


def _make(groups_id: int, attempt: int) -> None:
    def tell(done: int, total: int) -> None:
        with own_transaction() as session:
            tell_progress(session, MeetingGroups, groups_id, attempt, done, total, clock.now())

    with own_transaction() as session:
        groups = session.get_one(MeetingGroups, groups_id)
        people, task, seed = list(groups.people), Task(len(groups.people), groups.size, groups.rounds), groups.seed
    seating = seat(task, seed, tell=tell)
    plan = {
        "rounds": [[[people[person] for person in table] for table in tables] for tables in seating.rounds],
        "met": seating.met,
        "possible": seating.possible,
    }
    with own_transaction() as session:
        finish_groups(session, groups_id, attempt, plan, clock.now())


def sweep_groups() -> None:
    """Make what waits: a nudge was lost, or a worker died."""
    do_waiting(MeetingGroups, make_groups)


JOBS: dict[str, Job] = {MAKE_GROUPS: make_groups}
