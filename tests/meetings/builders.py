"""Meetings, those who register for them, and those who are there."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from itertools import count
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from participation.accounts.models import Person
from participation.consultations.models import Consultation
from participation.kit import clock
from participation.meetings.models import Meeting, MeetingStage
from participation.meetings.planning_actions import MeetingDraft, announce_meeting, plan_meeting
from participation.meetings.registration_actions import Wanted, ask_for_place, confirm_place, register
from participation.meetings.registration_models import Registration
from participation.settings import Settings
from tests.builders import a_person, an_administrator
from tests.conftest import NOON

OWN = Settings(secret_key="tests-only-" + "x" * 32, base_url="http://localhost", var_dir=Path("unused"))
"""As the application of the tests has them."""
BEGINS = NOON + timedelta(days=7)
DRAFT = MeetingDraft(
    title="Auftakt im Saal",
    starts_at=BEGINS,
    ends_at=BEGINS + timedelta(hours=2),
    description="Wir stellen **drei Entwürfe** vor.",
    place="Stadthalle, Kleiner Saal",
    address="Hallenstraße 1",
    access_features=("step_free", "sign_language"),
    access="Der Aufzug ist am Eingang Nord.",
    stream_url="https://stream.example/auftakt",
    agenda="10 min Begrüßung\n20 min Vorstellung der Entwürfe (Frau Weber, Stadtplanung)\nFragen",
    takes_registrations=True,
    places=3,
    most_companions=2,
)
_numbers = count(1)


def a_draft(session: Session, consultation: Consultation, **changes: Any) -> Meeting:
    """A meeting that only its staff sees."""
    return plan_meeting(session, an_administrator(session), consultation, replace(DRAFT, **changes), clock.now())


def a_meeting(session: Session, consultation: Consultation, **changes: Any) -> Meeting:
    """An announced one, with three places."""
    meeting = a_draft(session, consultation, **changes)
    announce_meeting(session, an_administrator(session), consultation, meeting, clock.now())
    return meeting


def at_stage(session: Session, consultation: Consultation, stage: MeetingStage) -> Meeting:
    """One as it is at a stage."""
    meeting = a_draft(session, consultation)
    meeting.stage, meeting.cancel_reason = stage, "Der Saal ist nass." if stage == MeetingStage.CANCELLED else ""
    session.flush()
    return meeting


def registered(session: Session, consultation: Consultation, meeting: Meeting, person: Person | None = None, companions: int = 0) -> Registration:
    """Somebody with an account."""
    return register(session, OWN, person or a_person(session), consultation, meeting, Wanted(companions), "de", clock.now())


def asked(session: Session, consultation: Consultation, meeting: Meeting, name: str = "Rita", **wanted: Any) -> Registration:
    """Somebody without one, whose link is still in the mail."""
    email = f"gast{next(_numbers)}@town.example"
    ask_for_place(session, OWN, consultation, meeting, name, email, Wanted(**wanted), "de", clock.now())
    return session.scalars(select(Registration).where(Registration.email == email)).one()


def a_guest(session: Session, consultation: Consultation, meeting: Meeting, name: str = "Rita", **wanted: Any) -> Registration:
    """Somebody without one, who followed the link."""
    made = asked(session, consultation, meeting, name, **wanted)
    confirm_place(session, OWN, consultation, meeting, made, clock.now())
    return made
