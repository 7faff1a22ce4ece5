"""The worker counts who took part, once a day for each consultation."""

from __future__ import annotations

from participation.consultations.outcomes import OF_CONSULTATION
from participation.consultations.queries import consultation_by_id
from participation.insight.actions import keep_count
from participation.insight.queries import due_counts
from participation.kit import clock
from participation.kit.database import own_transaction
from participation.kit.gathering import gather


def count_due() -> None:
    """Count each consultation that nobody counted for most of a day, a transaction each."""
    with own_transaction() as session:
        numbers = due_counts(session, clock.now())
    for number in numbers:
        with own_transaction() as session:
            keep_count(session, consultation_by_id(session, number), gather("outcome.people", OF_CONSULTATION, number), clock.now())
