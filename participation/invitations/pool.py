"""The pool from which the council is drawn: everybody who said yes and of whom all features are known."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from participation.councils.models import Council, FeatureSource
from participation.invitations.models import Answer, Invitation, RegisterPerson, Said
from participation.kit.sealing import Seals

REGISTER_FEATURES = ("district", "age", "sex")
"""The features that the register's extract gives, by their codes."""


@dataclass(frozen=True, slots=True)
class PoolPerson:
    """Somebody who can be drawn: the answer's number, feature code → value code, and a name for the household that says nothing."""

    answer_id: int
    features: dict[str, str]
    home: str


def pool_of(session: Session, council: Council, seals: Seals) -> list[PoolPerson]:
    """All who said yes and told every feature, in the order of their answers' numbers, in one statement.

    Who did not want to tell a feature cannot be drawn by it and is not in the pool. Raises Unsealable with a wrong key.
    """
    return [person for person in said_yes(session, council, seals) if len(person.features) == len(council.features)]


def said_yes(session: Session, council: Council, seals: Seals) -> Iterator[PoolPerson]:
    """All who said yes, with those features that are known."""
    row = RegisterPerson
    statement = (
        select(Answer.id, Answer.sealed, Answer.home, row.district, row.age, row.sex)
        .outerjoin(Invitation, Invitation.id == Answer.invitation_id)
        .outerjoin(row, row.id == Invitation.register_person_id)
        .where(Answer.council_id == council.id, Answer.said == Said.YES)
        .order_by(Answer.id)
    )
    for number, sealed, home, *registered in session.execute(statement):
        if not sealed:
            continue  # deleted on the promised day
        told = seals.open(sealed).get("features", {})
        yield PoolPerson(number, _features(council, dict(zip(REGISTER_FEATURES, registered, strict=True)), told), bytes(home).hex() if home else "")


def _features(council: Council, registered: dict[str, str | None], told: dict[str, Any]) -> dict[str, str]:
    """What is known of a person, feature by feature; a value that the feature does not have is none."""
    known: dict[str, str] = {}
    for feature in council.features:
        value = registered.get(feature.code) if feature.source == FeatureSource.REGISTER else told.get(feature.code)
        if value in feature.codes:
            known[feature.code] = str(value)
    return known
