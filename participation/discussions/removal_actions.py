"""What becomes of a person's contributions where the person leaves and wants the own texts removed."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from participation.accounts.models import Person
from participation.discussions.actions import empty_contribution
from participation.discussions.models import Contribution
from participation.kit import audit


def remove_contributions_of(session: Session, person: Person, now: datetime) -> None:
    """Empty every contribution that was not written for the city; their places and the answers to them stay, as after deleting one oneself."""
    own = (Contribution.author_id == person.id, Contribution.deleted_at.is_(None), Contribution.official.is_(False))
    for contribution in session.scalars(select(Contribution).where(*own).order_by(Contribution.id).with_for_update()).all():
        empty_contribution(session, contribution, now)
        audit.append(session, at=now, actor=person, action="contribution.deleted", subject=contribution)
