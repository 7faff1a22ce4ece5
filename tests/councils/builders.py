"""Councils to test with."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy.orm import Session

from participation.consultations.models import Consultation
from participation.councils.actions import advance_council, begin_council, change_council
from participation.councils.models import Council, CouncilStage
from participation.councils.rules import ORDER
from participation.kit import clock
from tests.builders import an_administrator


def a_council(session: Session, consultation: Consultation, stage: CouncilStage = CouncilStage.PREPARING, seats: int = 10) -> Council:
    """A council with the usual features and its dates, taken on to a stage."""
    administrator, now = an_administrator(session), clock.now()
    council = begin_council(session, administrator, consultation, "Bürgerrat Stadthalle", seats, ["Altstadt", "Nord"], now)
    dates = {"answer_until": now + timedelta(days=21), "delete_on": (now + timedelta(days=365)).date()}
    change_council(
        session, administrator, consultation, council, {"title": council.title, "seats": seats, "task": "Rat zur **Stadthalle**.", **dates}, now
    )
    for step in ORDER[1 : ORDER.index(stage) + 1]:
        advance_council(session, administrator, consultation, council, step, now)
    session.flush()
    return council
