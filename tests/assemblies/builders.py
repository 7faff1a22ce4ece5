"""Councils at work to test with, made through the same actions as a click; seats come from a lottery that is already drawn."""

from __future__ import annotations

import secrets
from datetime import timedelta
from pathlib import Path

from sqlalchemy.orm import Session

from participation.accounts.models import Person
from participation.assemblies import queries
from participation.assemblies.content import report_content
from participation.assemblies.drafting_actions import write_recommendation
from participation.assemblies.drafting_models import Recommendation
from participation.assemblies.handover_actions import hand_over, publish_report
from participation.assemblies.handover_models import CitizensReport, Handover
from participation.assemblies.members import Member, all_members, member_of
from participation.assemblies.models import Sitting
from participation.assemblies.sitting_actions import SittingDraft, add_expert, note_attendance, set_sitting
from participation.assemblies.voting_actions import Count, enter_count
from participation.consultations.models import Consultation
from participation.councils.models import Council, CouncilStage
from participation.draws.models import Lottery, LotteryState, Seat, SeatState
from participation.kit import clock
from tests.builders import a_person, an_administrator
from tests.councils.builders import a_council


def a_working_council(
    session: Session, consultation: Consultation, members: int = 8, stage: CouncilStage = CouncilStage.WORKING
) -> tuple[Council, list[Person]]:
    """A council that sits, all members with accounts; returns it with them."""
    council = a_council(session, consultation, stage, seats=members)
    people = [a_person(session) for _number in range(members)]
    seat_people(session, council, people)
    return council, people


def seat_people(session: Session, council: Council, people: list[Person]) -> list[Seat]:
    """Confirmed seats for people, from a drawn lottery."""
    now = clock.now()
    lottery = Lottery(
        council_id=council.id, number=1, method="leximin", seed="1f", state=LotteryState.DRAWN, requested_by_id=an_administrator(session).id,
        requested_at=now, touched_at=now, commitment="c" * 64, published_at=now, drawn_number=417, drawn_at=now, draw={"number": 417},
    )  # fmt: skip
    session.add(lottery)
    session.flush()
    seats = [
        Seat(
            council_id=council.id, lottery_id=lottery.id, place=place, answer_id=place + 1, state=SeatState.CONFIRMED, state_changed_at=now,
            answer_until=now, person_id=person.id, code_hash=secrets.token_bytes(32), sealed=b"",
        )
        for place, person in enumerate(people)
    ]  # fmt: skip
    session.add_all(seats)
    session.flush()
    return seats


def as_member(session: Session, council: Council, person: Person) -> Member:
    """The member that a person is."""
    found = member_of(all_members(session, council), person)
    assert found is not None
    return found


def a_sitting(session: Session, consultation: Consultation, council: Council, title: str = "Auftakt", there: int | None = None) -> Sitting:
    """A sitting of today with an agenda and an expert; with `there`, so many members were at it."""
    administrator, now = an_administrator(session), clock.now()
    draft = SittingDraft(title, "Rathaus, Saal 2", now, now + timedelta(hours=3), "18:00 Begrüßung\n18:30 Anhörung\nVerschiedenes")
    sitting = set_sitting(session, administrator, consultation, council, None, draft, now)
    expert = {"name": "Prof. Ada Bau", "role": "Bauphysik", "statement": "Der Bestand trägt.", "interests": "keine"}
    add_expert(session, administrator, consultation, council, sitting, expert, now)
    if there is not None:
        members = all_members(session, council)
        note_attendance(session, administrator, consultation, council, sitting, members, [member.seat_id for member in members[:there]], now)
    session.flush()
    return sitting


def a_recommendation(session: Session, consultation: Consultation, council: Council, person: Person, title: str = "Halle sanieren") -> Recommendation:
    """A recommendation that a member wrote."""
    body = "Die Stadt **saniert** die Halle.\n\nSie beginnt mit dem Dach."
    member = as_member(session, council, person)
    made = write_recommendation(session, person, consultation, council, member, title, body, clock.now())
    session.flush()
    return made


def vote_on(
    session: Session,
    consultation: Consultation,
    council: Council,
    recommendation: Recommendation,
    sitting: Sitting,
    yes: int,
    no: int,
    abstained: int = 0,
) -> None:
    """Two people enter the same votes."""
    members, there = all_members(session, council), queries.attendance_of(session, council)[sitting.id]
    for _time in range(2):
        count = Count(recommendation.version, yes, no, abstained)
        enter_count(session, an_administrator(session), consultation, council, recommendation, sitting, members, there, count, clock.now())
    session.flush()


def content(session: Session, consultation: Consultation, council: Council) -> dict[str, object]:
    """What the report would say now."""
    every = queries.recommendations_of(session, council)
    dissents = queries.dissents_of(session, [each.id for each in every])
    sittings, attendance = queries.sittings_of(session, council), queries.attendance_of(session, council)
    number = sum(member.sits for member in all_members(session, council))
    return report_content(consultation, council, number, queries.how_drawn(session, council), sittings, attendance, every, dissents)


def publish(session: Session, consultation: Consultation, council: Council, root: Path, correction: str = "") -> CitizensReport:
    """Publish the report."""
    every = queries.recommendations_of(session, council)
    given = (every, content(session, consultation, council), correction, all_members(session, council), root)
    report = publish_report(session, an_administrator(session), consultation, council, *given, clock.now())
    session.flush()
    return report


def hand(session: Session, consultation: Consultation, council: Council) -> Handover:
    """Hand it over to the town council."""
    made = hand_over(session, an_administrator(session), consultation, council, "Stadtrat", all_members(session, council), clock.now())
    session.flush()
    return made
