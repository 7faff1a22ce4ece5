"""The worker computes groups of texts that somebody asked for, and learns categories once a day."""

from __future__ import annotations

from sqlalchemy import or_, update

from participation.consultations.models import Consultation
from participation.consultations.texts import Kind
from participation.kit import clock
from participation.kit.database import own_transaction, snapshot
from participation.kit.jobs import Job
from participation.sense.gathered import all_texts
from participation.sense.group_actions import COMPUTE_GROUPS, MOST_COMPARED, SILENCE, grouped
from participation.sense.learning import due_consultations, learn_categories
from participation.sense.models import TextGroups
from participation.sense.queries import groups_to_compute


def compute_groups(consultation_id: int) -> bool:
    """Compute the groups of a consultation if somebody waits for them and nobody does so now. Returns whether it was done.

    `begun_at` is the worker's claim; one that died is followed by another after half an hour.
    """
    begun = clock.now()
    waits = or_(TextGroups.computed_at.is_(None), TextGroups.computed_at < TextGroups.asked_at)
    free = or_(TextGroups.begun_at.is_(None), TextGroups.begun_at < TextGroups.asked_at, TextGroups.begun_at <= begun - SILENCE)
    claim = update(TextGroups).where(TextGroups.consultation_id == consultation_id, waits, free).values(begun_at=begun)
    with own_transaction() as session:
        if session.execute(claim.returning(TextGroups.consultation_id)).scalar_one_or_none() is None:
            return False
    with snapshot() as session:  # which lets others write meanwhile
        texts = all_texts(session, session.get_one(Consultation, consultation_id), list(Kind), MOST_COMPARED)
    data = grouped(texts)  # outside of any transaction: nobody waits for it
    mine = update(TextGroups).where(TextGroups.consultation_id == consultation_id, TextGroups.begun_at == begun)
    with own_transaction() as session:
        session.execute(mine.values(computed_at=clock.now(), data=data))
    return True


def compute_waiting_groups() -> None:
    """Compute what somebody waits for and whose nudge was lost."""
    with own_transaction() as session:
        waiting = list(groups_to_compute(session))
    for consultation_id in waiting:
        compute_groups(consultation_id)


def learn_due_categories() -> None:
    """Learn anew from the proposals as they are categorised now, each consultation in a transaction of its own."""
    with own_transaction() as session:
        due = list(due_consultations(session, clock.now()))
    for consultation_id in due:
        with own_transaction() as session:
            learn_categories(session, consultation_id, clock.now())


JOBS: dict[str, Job] = {COMPUTE_GROUPS: compute_groups}
"""By the names with which they are nudged."""
