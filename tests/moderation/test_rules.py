"""Who may do what with a case, role by role and state by state, with frozen time."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from participation.accounts.models import Person, Role
from participation.consultations.targets import Written
from participation.moderation import rules
from participation.moderation.deadlines import after_working_days, easter, is_working_day, queue_place
from participation.moderation.models import Case, Measure, Source, State
from tests.builders import a_consultation, a_person, an_administrator
from tests.moderation.conftest import Scene

NOW = datetime(2026, 10, 14, 10, 0, tzinfo=UTC)
ROLES = ("reader", "resident", "author", "reporter", "moderator elsewhere", "office", "council", "moderator", "decider", "administrator", "blocked")


def _people(session: Session, scene: Scene) -> dict[str, Person | None]:
    blocked = a_person(session, moderates=scene.consultation)
    blocked.blocked_at = NOW
    return {
        "reader": None,
        "resident": a_person(session),
        "author": scene.author,
        "reporter": a_person(session),
        "moderator elsewhere": a_person(session, moderates=a_consultation(session)),
        "office": a_person(session, role=Role.OFFICE),
        "council": a_person(session, role=Role.COUNCIL),
        "moderator": a_person(session, moderates=scene.consultation),
        "decider": scene.moderator,
        "administrator": an_administrator(session),
        "blocked": blocked,
    }


def _written(scene: Scene, **more: object) -> Written:
    return Written("contribution", scene.text.id, scene.consultation.id, "Beitrag", "Text", "/", scene.author.id, **more)  # type: ignore[arg-type]  # of it


def _case(scene: Scene, state: State, measure: Measure | None = Measure.HIDE, **more: object) -> Case:
    decided = {} if state == State.OPEN else {"measure": measure, "decided_at": NOW - timedelta(days=1), "decided_by_id": scene.moderator.id}
    appealed = {"appealed_at": NOW, "appealed_by_id": scene.author.id} if state == State.APPEALED else {}
    return Case(
        kind="contribution", target_id=scene.text.id, author_id=scene.author.id, source=Source.NOTICE, state=state, **decided, **appealed, **more
    )


def _allowed(outcomes: dict[str, bool]) -> set[str]:
    return {role for role, outcome in outcomes.items() if outcome}


def test_everyone_reports_what_can_be_read_but_not_their_own(session: Session, scene: Scene) -> None:
    who = _people(session, scene)
    assert _allowed({role: bool(rules.may_notify(p, scene.consultation, _written(scene))) for role, p in who.items()}) == set(ROLES) - {"author"}
    for more in ({"readable": False, "hidden": True}, {"readable": False, "gone": True}):
        assert not any(rules.may_notify(p, scene.consultation, _written(scene, **more)) for p in who.values())


@pytest.mark.parametrize("state", [None, State.OPEN, State.DECIDED, State.FINAL])
def test_who_runs_the_consultation_decides(session: Session, scene: Scene, state: State | None) -> None:
    case = _case(scene, state) if state else None
    who = _people(session, scene)
    found = {role: bool(rules.may_decide(p, scene.consultation, _written(scene), case)) for role, p in who.items()}
    assert _allowed(found) == {"moderator", "decider", "administrator"}


def test_nobody_decides_during_an_appeal_about_an_own_text_or_what_is_gone(session: Session, scene: Scene) -> None:
    own = Written("contribution", 1, scene.consultation.id, "", "", "/", scene.moderator.id)
    assert "jemand anderes" in rules.may_decide(scene.moderator, scene.consultation, own, None).reason
    assert "Widerspruch" in rules.may_decide(scene.moderator, scene.consultation, _written(scene), _case(scene, State.APPEALED)).reason
    assert "gelöscht" in rules.may_decide(scene.moderator, scene.consultation, _written(scene, gone=True), None).reason


def test_what_belongs_to_no_consultation_is_the_administrations(session: Session, scene: Scene) -> None:
    who = _people(session, scene)
    assert _allowed({role: bool(rules.may_work(p, None)) for role, p in who.items()}) == {"administrator"}
    over_all = {role: bool(rules.may_work_over_all(p)) for role, p in who.items()}
    assert _allowed(over_all) == {"administrator", "moderator", "decider", "moderator elsewhere"}


@pytest.mark.parametrize(
    ("measure", "allowed"),
    [(Measure.HIDE, "author"), (Measure.CUT, "author"), (Measure.WARN, "author"), (Measure.KEEP, "reporter"), (Measure.REMOVED, "")],
)
def test_whom_a_decision_takes_something_from_may_appeal(session: Session, scene: Scene, measure: Measure, allowed: str) -> None:
    case, who = _case(scene, State.DECIDED, measure), _people(session, scene)
    found = {role: bool(rules.may_appeal(p, case, NOW, reported=role == "reporter")) for role, p in who.items()}
    assert _allowed(found) == ({allowed} if allowed else set())


def test_an_appeal_is_possible_once_for_half_a_year(scene: Scene) -> None:
    case = _case(scene, State.DECIDED)
    assert case.decided_at is not None
    end = case.decided_at + rules.APPEAL_WITHIN
    assert rules.may_appeal(scene.author, case, end - timedelta(seconds=1), reported=False)
    assert "war bis" in rules.may_appeal(scene.author, case, end, reported=False).reason
    assert "noch einmal" in rules.may_appeal(scene.author, case, NOW, reported=False, waiting=True).reason
    assert "schon Widerspruch" in rules.may_appeal(scene.author, _case(scene, State.APPEALED), NOW, reported=False).reason
    scene.author.blocked_at = NOW
    assert rules.may_appeal(scene.author, case, NOW, reported=False), "also whoever is blocked"


def test_a_second_person_decides_an_appeal(session: Session, scene: Scene) -> None:
    who, case = _people(session, scene), _case(scene, State.APPEALED)
    found = {role: bool(rules.may_decide_appeal(p, scene.consultation, _written(scene), case)) for role, p in who.items()}
    assert _allowed(found) == {"moderator", "administrator"}
    case.blocked = True
    found = {role: bool(rules.may_decide_appeal(p, scene.consultation, _written(scene), case)) for role, p in who.items()}
    assert _allowed(found) == {"administrator"}
    assert not any(rules.may_decide_appeal(p, scene.consultation, _written(scene), _case(scene, State.DECIDED)) for p in who.values())


def test_a_statement_is_read_by_whom_it_concerns(session: Session, scene: Scene) -> None:
    who = _people(session, scene)
    for state, readers in ((State.OPEN, set()), (State.DECIDED, {"author", "reporter", "moderator", "decider", "administrator"})):
        case = _case(scene, state)
        found = {role: bool(rules.may_read_statement(p, scene.consultation, case, reported=role == "reporter")) for role, p in who.items()}
        assert _allowed(found) == readers


def test_deadlines_leave_out_weekends_and_holidays() -> None:
    friday = datetime(2026, 10, 16, 15, 0, tzinfo=UTC)
    assert after_working_days(friday, 2).date().isoformat() == "2026-10-20"
    christmas = datetime(2026, 12, 23, 9, 0, tzinfo=UTC)
    assert after_working_days(christmas, 2).date().isoformat() == "2026-12-28"
    assert [str(easter(year)) for year in (2024, 2025, 2026, 2027, 2038)] == ["2024-03-31", "2025-04-20", "2026-04-05", "2027-03-28", "2038-04-25"]
    assert not is_working_day(easter(2026) - timedelta(days=2))


@given(st.integers(1900, 2199))
def test_easter_is_a_sunday_in_spring(year: int) -> None:
    """Between 22 March and 25 April."""
    day = easter(year)
    assert day.weekday() == 6
    assert (3, 22) <= (day.month, day.day) <= (4, 25)


def test_whatever_waits_long_enough_stands_first() -> None:
    urgent, old = queue_place(NOW, ["word", "iban", "contact"], 20), queue_place(NOW - timedelta(days=40), [], 1)
    assert queue_place(NOW, ["link"], 1) < queue_place(NOW, [], 1)
    assert old < urgent
