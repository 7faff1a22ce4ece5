"""Groups of nearly the same texts: somebody asks for them, the worker keeps what it found."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from participation.accounts.models import Person
from participation.consultations.models import Consultation
from participation.consultations.texts import SourceText
from participation.kit import audit
from participation.kit.jobs import enqueue_after_commit
from participation.kit.rules import demand_of
from participation.methods.sense.groups import Grouping, group_texts
from participation.sense import rules
from participation.sense.models import TextGroups

COMPUTE_GROUPS = "text groups"
"""The job's name."""
SILENCE = timedelta(minutes=30)
"""After so long without an end, a computation's worker is taken for dead."""
MOST_COMPARED = 20_000
COMPARED_LENGTH = 300
"""Characters of a text that are compared: its title and its beginning say best what is wanted."""
MOST_GROUPS = 500
MOST_APART = 300


def ask_for_groups(session: Session, clerk: Person | None, consultation: Consultation, now: datetime) -> None:
    """Let the groups be computed anew; whoever waits already changes nothing."""
    clerk = demand_of(clerk, rules.may_work(clerk, consultation))
    kept = session.get(TextGroups, consultation.id)
    if kept is not None and kept.is_waiting and not (kept.begun_at is not None and kept.begun_at <= now - SILENCE):
        return
    if kept is None:
        session.add(TextGroups(consultation_id=consultation.id, asked_at=now))
    else:
        kept.asked_at = now
    session.flush()
    audit.append(session, at=now, actor=clerk, action="sense.groups_asked", subject=consultation)
    enqueue_after_commit(session, COMPUTE_GROUPS, consultation_id=consultation.id)


def grouped(texts: Sequence[SourceText]) -> dict[str, Any]:
    """The groups as they are kept: a value that JSON knows, with names of texts and no text but the typical words."""
    compared = {number: f"{text.title} {text.words}"[:COMPARED_LENGTH] for number, text in enumerate(texts)}
    found: Grouping = group_texts(compared)
    name = [list(text.key) for text in texts]
    return {
        "texts": len(texts),
        "groups": [
            {
                "members": [name[number] for number in group.members],
                "central": [name[number] for number in group.central],
                "words": list(group.words),
                "very": group.very,
            }
            for group in found.groups[:MOST_GROUPS]
        ],
        "apart": [
            {
                "pair": [name[pair.first], name[pair.second]],
                "kind": str(pair.difference.kind),
                "first": pair.difference.first,
                "second": pair.difference.second,
            }
            for pair in found.apart[:MOST_APART]
        ],
    }
