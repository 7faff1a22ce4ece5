"""Builders for measures: each through the same actions as a click."""

from __future__ import annotations

from datetime import date, timedelta

from sqlalchemy.orm import Session

from participation.accounts.models import Person
from participation.consultations.models import Consultation
from participation.followups.models import Office
from participation.kit import clock
from participation.measures.actions import MeasureText, Stand, make_measure, today
from participation.measures.milestone_actions import plan_milestone
from participation.measures.models import Measure, MeasureStatus, Milestone
from participation.measures.origins import Node
from participation.measures.rules import Asking
from tests.builders import an_administrator
from tests.followups.builders import an_office


def asking(session: Session, consultation: Consultation, person: Person | None = None, *offices: Office) -> Asking:
    """Somebody who wants to do something with a consultation's measures; the administration where nobody is named."""
    return Asking(person or an_administrator(session), consultation, frozenset(office.id for office in offices))


def a_measure(
    session: Session,
    consultation: Consultation,
    office: Office | None = None,
    origin: Node | None = None,
    *,
    title: str = "Bänke am Fluss",
    status: MeasureStatus = MeasureStatus.PLANNED,
    reason: str = "",
    since: date | None = None,
    **text: object,
) -> Measure:
    """A measure of the city."""
    now = clock.now()
    words = MeasureText(title, **{"body": "Sechs Bänke mit Lehne.", **text})  # type: ignore[arg-type]  # a builder
    stand = Stand(status, since or today(now), reason)
    return make_measure(session, asking(session, consultation), words, office or an_office(session), stand, origin, now)


def a_milestone(session: Session, consultation: Consultation, measure: Measure, title: str = "Baubeginn", days: int = 30) -> Milestone:
    """A step, planned for so many days from today."""
    now = clock.now()
    return plan_milestone(session, asking(session, consultation), measure, title, today(now) + timedelta(days=days), now)
