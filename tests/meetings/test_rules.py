"""Who may do what with a meeting, role by role and stage by stage."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from participation.accounts.models import Person, Role
from participation.consultations.models import Consultation, Stage
from participation.kit.rules import Verdict
from participation.meetings import planning_rules, registration_rules, rules
from participation.meetings.models import MeetingStage
from tests.builders import a_consultation, a_person
from tests.conftest import NOON
from tests.meetings.builders import BEGINS, at_stage

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

ROLES = ("anonymous", "unconfirmed", "blocked", "resident", "moderator", "elsewhere", "office", "administrator")


def word(verdict: Verdict) -> str:
    return "hidden" if verdict.hidden else "yes" if verdict else verdict.remedy or "no"


def people(session: Session, consultation: Consultation) -> dict[str, Person | None]:
    blocked = a_person(session, moderates=consultation)
    blocked.blocked_at = NOON
    return {
        "anonymous": None,
        "unconfirmed": a_person(session, confirmed=False),
        "blocked": blocked,
        "resident": a_person(session),
        "moderator": a_person(session, moderates=consultation),
        "elsewhere": a_person(session, moderates=a_consultation(session, "Anderswo")),
        "office": a_person(session, role=Role.OFFICE),
        "administrator": a_person(session, role=Role.ADMINISTRATOR),
    }


HIDDEN = "hidden hidden hidden hidden no hidden hidden no"
NOBODY = "sign-in no no no no no no no"
STAFF = "sign-in no no no yes no no yes"
ONLY_STAFF = "hidden hidden hidden hidden yes hidden hidden yes"

SEE = {MeetingStage.DRAFT: ONLY_STAFF} | dict.fromkeys(list(MeetingStage)[1:], "yes yes yes yes yes yes yes yes")
CHANGE = {
    MeetingStage.DRAFT: ONLY_STAFF,
    MeetingStage.ANNOUNCED: STAFF,
    MeetingStage.RUNNING: NOBODY,
    MeetingStage.ENDED: NOBODY,
    MeetingStage.CANCELLED: NOBODY,
}
ANNOUNCE = {MeetingStage.DRAFT: ONLY_STAFF} | dict.fromkeys(list(MeetingStage)[1:], NOBODY)
CANCEL = dict.fromkeys(MeetingStage, NOBODY) | {MeetingStage.DRAFT: HIDDEN, MeetingStage.ANNOUNCED: STAFF}
REGISTER = {
    MeetingStage.DRAFT: HIDDEN,
    MeetingStage.ANNOUNCED: "yes confirm no yes yes yes yes yes",
    MeetingStage.RUNNING: "no no no no no no no no",
    MeetingStage.ENDED: "no no no no no no no no",
    MeetingStage.CANCELLED: "no no no no no no no no",
}
LET_IN = dict.fromkeys(MeetingStage, NOBODY) | {MeetingStage.DRAFT: HIDDEN, MeetingStage.ANNOUNCED: STAFF, MeetingStage.RUNNING: STAFF}
HAND_IN = LET_IN | {MeetingStage.ENDED: STAFF}
DOCUMENT = dict.fromkeys(MeetingStage, STAFF) | {MeetingStage.DRAFT: ONLY_STAFF, MeetingStage.CANCELLED: NOBODY}


@pytest.mark.parametrize("stage", MeetingStage)
def test_each_role_at_each_stage(session: Session, stage: MeetingStage) -> None:
    consultation = a_consultation(session)
    meeting, world = at_stage(session, consultation, stage), people(session, consultation)
    opens = BEGINS - timedelta(hours=1)
    tried = {
        "see": (SEE, lambda one: rules.may_see_meeting(one, consultation, meeting)),
        "change": (CHANGE, lambda one: planning_rules.may_change_meeting(one, consultation, meeting)),
        "announce": (ANNOUNCE, lambda one: planning_rules.may_announce(one, consultation, meeting)),
        "discard": (ANNOUNCE, lambda one: planning_rules.may_discard(one, consultation, meeting)),
        "cancel": (CANCEL, lambda one: planning_rules.may_cancel(one, consultation, meeting, NOON)),
        "document": (DOCUMENT, lambda one: planning_rules.may_add_document(one, consultation, meeting)),
        "enter": (CANCEL, lambda one: registration_rules.may_enter_registration(one, consultation, meeting, NOON)),
        "register": (REGISTER, lambda one: registration_rules.may_register(one, consultation, meeting, NOON)),
        "let in": (LET_IN, lambda one: registration_rules.may_let_in(one, consultation, meeting, opens)),
        "hand in": (HAND_IN, lambda one: registration_rules.may_hand_in(one, consultation, meeting, opens)),
    }
    for name, (table, rule) in tried.items():
        assert " ".join(word(rule(world[role])) for role in ROLES) == table[stage], name


@pytest.mark.parametrize(("stage", "allowed"), [(Stage.DRAFT, False), (Stage.PUBLISHED, True), (Stage.CLOSED, False), (Stage.ARCHIVED, False)])
def test_it_is_announced_in_an_open_consultation(session: Session, stage: Stage, allowed: bool) -> None:
    consultation = a_consultation(session)
    meeting, boss = at_stage(session, consultation, MeetingStage.DRAFT), a_person(session, moderates=consultation)
    consultation.stage = stage
    assert bool(planning_rules.may_announce(boss, consultation, meeting)) is allowed
    assert bool(rules.may_plan_meeting(boss, consultation)) is (stage in (Stage.DRAFT, Stage.PUBLISHED))


@pytest.mark.parametrize(
    ("before", "register", "let_in", "hand_in"),
    [
        (timedelta(days=7), True, False, False),
        (timedelta(hours=3, seconds=1), True, False, False),
        (timedelta(hours=3), True, True, True),
        (timedelta(seconds=1), True, True, True),
        (timedelta(0), False, True, True),
        (-timedelta(hours=2), False, True, True),
        (-timedelta(days=2, hours=2), False, True, True),
        (-timedelta(days=2, hours=2, seconds=1), False, False, False),
    ],
)
def test_when(session: Session, before: timedelta, register: bool, let_in: bool, hand_in: bool) -> None:
    consultation = a_consultation(session)
    meeting, boss = at_stage(session, consultation, MeetingStage.ANNOUNCED), a_person(session, moderates=consultation)
    now = BEGINS - before
    assert bool(registration_rules.may_register(None, consultation, meeting, now)) is register
    assert bool(registration_rules.may_let_in(boss, consultation, meeting, now)) is let_in
    assert bool(registration_rules.may_hand_in(boss, consultation, meeting, now)) is hand_in
    assert bool(registration_rules.may_enter_registration(boss, consultation, meeting, now)) is (before > timedelta(0))
    assert bool(registration_rules.may_change_registration(meeting, now, is_there=False)) is (before > timedelta(0))
    assert not registration_rules.may_change_registration(meeting, now, is_there=True)
    assert bool(planning_rules.may_cancel(boss, consultation, meeting, now)) is (before > -timedelta(hours=2)), "what is over cannot be cancelled"


def test_registration_ends_by_its_time_or_is_not_needed(session: Session) -> None:
    consultation = a_consultation(session)
    meeting = at_stage(session, consultation, MeetingStage.ANNOUNCED)
    meeting.register_until = NOON + timedelta(hours=1)
    assert registration_rules.may_register(None, consultation, meeting, NOON)
    assert not registration_rules.may_register(None, consultation, meeting, NOON + timedelta(hours=1))
    meeting.takes_registrations = False
    boss = a_person(session, moderates=consultation)
    assert registration_rules.may_enter_registration(boss, consultation, meeting, NOON).reason == "Für diese Sitzung ist keine Anmeldung nötig."
    assert "Kommen Sie einfach" in registration_rules.may_register(None, consultation, meeting, NOON).reason


@pytest.mark.parametrize(
    ("stage", "is_there", "late", "allowed"),
    [
        (MeetingStage.ANNOUNCED, False, False, True),
        (MeetingStage.ANNOUNCED, True, False, False),
        (MeetingStage.RUNNING, False, False, True),
        (MeetingStage.RUNNING, False, True, False),
        (MeetingStage.ENDED, False, False, False),
        (MeetingStage.CANCELLED, False, False, False),
    ],
)
def test_until_when_one_can_take_it_back(session: Session, stage: MeetingStage, is_there: bool, late: bool, allowed: bool) -> None:
    meeting = at_stage(session, a_consultation(session), stage)
    now = meeting.ends_at if late else NOON
    assert bool(registration_rules.may_take_back(meeting, now, is_there=is_there)) is allowed
