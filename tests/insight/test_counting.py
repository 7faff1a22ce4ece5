"""Counting who takes part: sums in a constant number of statements, nothing small kept, and no table that tells of the few who came since."""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from participation.accounts.models import District, Person, Role
from participation.consultations.models import Consultation, Stage
from participation.consultations.queries import consultation_by_id
from participation.insight.actions import enter_people, keep_count
from participation.insight.counting import _apart
from participation.insight.drawing import beside
from participation.insight.jobs import count_due
from participation.insight.models import InsightCount
from participation.insight.queries import count_of, due_counts
from participation.insight.showing import who_took_part
from participation.kit import clock
from participation.meetings.models import Attendee, Meeting, MeetingStage
from participation.proposals.models import Proposal, ProposalStage, Support
from participation.proposals.panels import took_part
from tests.builders import a_consultation, a_district, a_person, a_resident, an_administrator
from tests.conftest import NOON
from tests.discussions.builders import a_contribution, a_topic, subject_of
from tests.meetings.builders import at_stage
from tests.proposals.builders import a_proposal, taken_in_at_the_counter

Counting = Callable[[], AbstractContextManager[Any]]


def supporters(session: Session, proposal: Proposal, district: District | None, number: int) -> list[Person]:
    """So many residents of a district who support a proposal."""
    people = [a_person(session, verified=True, district=district) for _each in range(number)]
    session.add_all(Support(proposal_id=proposal.id, person_id=person.id, given_at=clock.now()) for person in people)
    session.flush()
    return people


def counted(session: Session, consultation: Consultation, *more: Select[Any]) -> dict[str, Any]:
    """What is kept after counting."""
    statements = [*took_part("consultation", consultation.id), *more]
    keep_count(session, consultation_by_id(session, consultation.id), statements, clock.now())
    session.expire_all()
    return session.get_one(InsightCount, consultation.id).data


def by_district(data: dict[str, Any]) -> dict[str, int | None]:
    """The groups' numbers."""
    return {group["label"]: group["people"] for group in data["districts"]["groups"]}


def test_it_works(session: Session) -> None:
    north, south = a_district(session, "Nord"), a_district(session, "Süd")
    consultation = a_consultation(session)
    proposal = a_proposal(session, consultation, a_person(session, verified=True, district=north))
    supporters(session, proposal, north, 40)
    supporters(session, proposal, south, 20)
    enter_people(session, an_administrator(session), {north.id: 5_000, south.id: 5_000}, "Melderegister", clock.now())
    data = counted(session, consultation)
    assert by_district(data) == {"Nord": 41, "Süd": 20}
    assert [group["verdict"] for group in data["districts"]["groups"]] == ["more", "less"]
    assert data["districts"]["groups"][1]["missing"]
    assert data["districts"]["source"] == "Melderegister"
    assert data["people"]["took_part"] == 61, "with the author"


def test_nothing_below_ten_is_kept(session: Session) -> None:
    """Small numbers are not hidden on the page: they are not there."""
    north, south, west = (a_district(session, name) for name in ("Nord", "Süd", "West"))
    consultation = a_consultation(session)
    proposal = a_proposal(session, consultation)
    for district, number in ((north, 37), (south, 7), (west, 23)):
        supporters(session, proposal, district, number)
    data = counted(session, consultation)
    assert by_district(data) == {"Nord": 37, "Süd": None, "West": None}
    assert 7 not in json.loads(json.dumps(data["districts"])).values()
    assert data["districts"]["unknown"] is None, "the author alone gave none"


def test_a_consultation_of_few_tells_nothing(session: Session) -> None:
    consultation = a_consultation(session)
    supporters(session, a_proposal(session, consultation), a_district(session), 4)
    data = counted(session, consultation)
    assert set(by_district(data).values()) == {None}
    assert data["people"]["took_part"] is None


def test_who_did_several_kinds_of_things(session: Session) -> None:
    consultation = a_consultation(session)
    people = supporters(session, a_proposal(session, consultation), None, 30)
    subject = subject_of(a_topic(session, consultation))
    for person in people[:12]:
        a_contribution(session, consultation, subject, by=person)
    wrote = select(Person.id).where(Person.id.in_([person.id for person in people[:12]]))
    assert counted(session, consultation, wrote)["people"]["several"] == 12


def test_staff_and_deleted_accounts_are_not_counted(session: Session) -> None:
    consultation = a_consultation(session)
    proposal = a_proposal(session, consultation, by=an_administrator(session))
    people = supporters(session, proposal, None, 15)
    people[0].role = Role.OFFICE
    session.flush()
    data = counted(session, consultation)
    assert data["people"]["took_part"] == 14
    assert data["people"]["accounts"] is None, "fifteen accounts less fourteen would be one"


def test_steps_that_nearly_agree_are_not_told_together() -> None:
    assert _apart([606, 606, 403], [605]) == [None, None, 403]
    assert _apart([800, 795, 403], [605]) == [800, None, 403]
    assert _apart([5, 4, 3], []) == [None, None, None]


def test_a_table_stays_until_ten_more_came(session: Session) -> None:
    consultation = a_consultation(session)
    north, south = a_district(session, "Nord"), a_district(session, "Süd")
    proposal = a_proposal(session, consultation)
    supporters(session, proposal, north, 30)
    supporters(session, proposal, south, 30)
    before = by_district(counted(session, consultation))
    supporters(session, proposal, north, 9)
    assert by_district(counted(session, consultation)) == before, "nine came: two tables would tell where they live"
    supporters(session, proposal, south, 1)
    assert by_district(counted(session, consultation)) != before


def test_ways_are_told_apart(session: Session) -> None:
    consultation = a_consultation(session)
    for number in range(14):
        a_proposal(session, consultation, title=f"Vorschlag {number}")
    for _each in range(11):
        taken_in_at_the_counter(session, consultation, an_administrator(session))
    data = counted(session, consultation)["channels"]
    row = next(row for row in data["rows"] if row[0] == "proposals")
    told = dict(zip([*data["ways"], "all"], row[1:], strict=True))
    assert told["online"] == 14
    assert told["counter"] == 11
    assert told["all"] == 25


def test_only_what_residents_wrote_and_everybody_reads_is_counted(session: Session) -> None:
    """As many as on the other pages, in the ways as in the course."""
    consultation, clerk = a_consultation(session), an_administrator(session)
    proposals = [a_proposal(session, consultation, title=f"Vorschlag {number}") for number in range(14)]
    proposals[0].stage, proposals[0].withdraw_reason, proposals[0].withdrawn_at = ProposalStage.WITHDRAWN, "Erledigt.", clock.now()
    subject = subject_of(a_topic(session, consultation))
    for _each in range(12):
        a_contribution(session, consultation, subject)
    a_contribution(session, consultation, subject, by=clerk).official = True
    session.flush()
    data = counted(session, consultation)
    assert {row[0]: row[-1] for row in data["channels"]["rows"]} == {"proposals": 13, "contributions": 12}
    assert {name: sum(data["course"]["counts"][name]) for name in ("proposals", "contributions")} == {"proposals": 13, "contributions": 12}


def test_what_few_took_part_in_is_in_no_sum(session: Session) -> None:
    """A report names how many were at each meeting: the sum less these would tell of the small one. One that still runs is in none either."""
    consultation = a_consultation(session)
    for stage, number in ((MeetingStage.ENDED, 12), (MeetingStage.ENDED, 3), (MeetingStage.RUNNING, 15)):
        people_at(session, at_stage(session, consultation, stage), number)
    ways = {row[0]: row[-1] for row in counted(session, consultation)["channels"]["rows"]}
    assert ways == {"meetings": 12}


def people_at(session: Session, meeting: Meeting, number: int) -> None:
    """So many in the hall, checked in."""
    now = clock.now()
    session.add_all(Attendee(meeting_id=meeting.id, number=one, joined_at=now, checked_in_at=now) for one in range(1, number + 1))
    session.flush()


def test_a_figure_says_what_its_table_says() -> None:
    assert "33,3\u00a0%" in beside([("65 Jahre und älter", 399 / 1200, 0.24)], "hat mitgemacht", "Stadt")


def test_the_course_is_told_by_days_of_the_city(session: Session) -> None:
    consultation = a_consultation(session)
    proposal = a_proposal(session, consultation)
    proposal.published_at = NOON.replace(hour=22, minute=30)  # half past midnight in the city
    session.flush()
    course = counted(session, consultation)["course"]
    assert course["begins"] == ["2026-10-15"]
    assert course["counts"]["proposals"] == [1]


def test_supports_of_few_in_a_week_are_hidden(session: Session) -> None:
    consultation = a_consultation(session)
    proposal = a_proposal(session, consultation)
    supporters(session, proposal, None, 30)
    with clock.frozen(NOON + timedelta(days=1)):
        supporters(session, proposal, None, 3)
    with clock.frozen(NOON + timedelta(days=2)):
        supporters(session, proposal, None, 40)
    supports = counted(session, consultation)["course"]["counts"]["supports"]
    assert [number for number in supports if number != 0] == [None, None, 40], "three, and those of the day before beside them"


def test_counting_takes_a_constant_number_of_statements(app: Flask, session: Session, count_statements: Counting) -> None:
    few, many = a_consultation(session), a_consultation(session, "Anderswo")
    supporters(session, a_proposal(session, few), a_district(session), 12)
    for number in range(8):
        supporters(session, a_proposal(session, many, title=f"Vorschlag {number}"), a_district(session), 12)
    session.commit()
    taken = []
    for one in (few, many):
        found, statements_of = consultation_by_id(session, one.id), took_part("consultation", one.id)
        with count_statements() as statements:
            keep_count(session, found, statements_of, clock.now())
        taken.append(statements.count)
    assert taken[0] == taken[1] <= 14


def test_the_worker_counts_once_a_day(app: Flask, session: Session) -> None:
    consultation, draft = a_consultation(session), a_consultation(session, "Entwurf", stage=Stage.DRAFT)
    session.commit()
    assert due_counts(session, clock.now()) == [consultation.id]
    with app.app_context():
        count_due()
    session.expire_all()
    assert count_of(session, consultation.id) is not None
    assert count_of(session, draft.id) is None
    assert due_counts(session, clock.now()) == []
    assert due_counts(session, clock.now() + timedelta(hours=21)) == [consultation.id]
    consultation.stage, consultation.closed_at = Stage.CLOSED, clock.now() + timedelta(hours=1)
    session.flush()
    assert due_counts(session, clock.now() + timedelta(hours=21)) == [consultation.id], "once more after the close"
    consultation.closed_at = clock.now() - timedelta(hours=1)
    session.flush()
    assert due_counts(session, clock.now() + timedelta(hours=21)) == [], "then nothing changes"


@pytest.mark.parametrize("number", [9, 10])
def test_everybody_sees_only_what_is_enough(session: Session, number: int) -> None:
    consultation = a_consultation(session)
    people = supporters(session, a_proposal(session, consultation), None, number - 1)
    assert len(people) == number - 1
    counted(session, consultation)
    who = who_took_part(session, consultation_by_id(session, consultation.id), count_of(session, consultation.id), public_only=True)
    assert (who.people is not None) is (number >= 10)


def test_a_resident_is_no_part_of_the_public_table_by_name(session: Session) -> None:
    consultation = a_consultation(session)
    person = a_resident(session, "Erika Unverwechselbar")
    a_proposal(session, consultation, by=person)
    assert "Unverwechselbar" not in json.dumps(counted(session, consultation), ensure_ascii=False)
