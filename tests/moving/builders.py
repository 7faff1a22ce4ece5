"""Moves of the invented exports."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from participation.consultations.queries import consultation_by_slug
from participation.kit import clock
from participation.moving.actions import known_of, publish_move, upload_move
from participation.moving.description import Description, System, loaded
from participation.moving.models import Move
from participation.moving.planning import Plan, plan_of
from participation.moving.sheets import File
from participation.places.queries import StreetBook
from participation.proposals.queries import district_names
from tests.places.builders import TOWN


def planned(session: Session, consultation: Any, move: Move, now: datetime | None = None) -> tuple[Description, Plan]:
    """What an uploaded export comes to in the example's town."""
    description = loaded(move.described or "")
    around = {"districts": district_names(session), "town": TOWN, "streets": StreetBook(session), "now": now or clock.now()}
    return description, plan_of(description, known_of(session, consultation, description.system, **around))


def a_move(session: Session, actor: Any, consultation: Any, system: System, files: Sequence[File], *, publish: bool = True) -> Move:
    """An export that was uploaded, and taken over."""
    consultation = consultation_by_slug(session, consultation.slug)
    move = upload_move(session, actor, consultation, system, files, clock.now())
    if publish:
        publish_move(session, actor, consultation, move, *planned(session, consultation, move), clock.now())
    return move
