"""Which events programs can be told, and from which acts of the audit log they come: nothing new is written when somebody acts."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from participation.kit.audit import AuditEntry
from participation.kit.language import LazyText, lazy
from participation.meetings.minutes_models import MinutesEdition

Finder = Callable[[Session, AuditEntry], Sequence[int]]
"""The numbers of the things in the interface that an act was about."""


@dataclass(frozen=True)
class Event:
    """What an event is called for people, the list in which its things stand, and the acts that make it."""

    words: LazyText
    resource: str
    acts: Mapping[str, Finder]


def _itself(session: Session, entry: AuditEntry) -> Sequence[int]:
    return [] if entry.subject_id is None else [entry.subject_id]


def _answered_together(session: Session, entry: AuditEntry) -> Sequence[int]:
    return [int(number) for number in json.loads(entry.data).get("proposals", ())]


def _edition(session: Session, entry: AuditEntry) -> Sequence[int]:
    number = json.loads(entry.data).get("edition")
    return session.scalars(select(MinutesEdition.id).where(MinutesEdition.meeting_id == entry.subject_id, MinutesEdition.number == number)).all()


EVENTS: Mapping[str, Event] = {
    "consultation.published": Event(lazy("Beteiligung veröffentlicht"), "consultations", {"consultation.published": _itself}),
    "consultation.closed": Event(lazy("Beteiligung abgeschlossen"), "consultations", {"consultation.closed": _itself}),
    "phase.began": Event(lazy("Phase begonnen"), "phases", {}),
    "phase.ended": Event(lazy("Phase beendet"), "phases", {}),
    "proposal.published": Event(lazy("Vorschlag veröffentlicht"), "proposals", {"proposal.published": _itself}),
    "proposal.answered": Event(lazy("Vorschlag beantwortet"), "proposals", {"proposal.answered": _itself, "answers.bulk_given": _answered_together}),
    "vote.opened": Event(lazy("Abstimmung geöffnet"), "votes", {"vote.opened": _itself}),
    "vote.counted": Event(lazy("Abstimmung ausgezählt"), "votes", {"vote.tallied": _itself}),
    "survey.closed": Event(lazy("Umfrage beendet"), "surveys", {"survey.closed": _itself}),
    "text.published": Event(lazy("Textentwurf veröffentlicht"), "texts", {"review_text.published": _itself}),
    "meeting.announced": Event(lazy("Termin angekündigt"), "meetings", {"meeting.announced": _itself}),
    "meeting.cancelled": Event(lazy("Termin abgesagt"), "meetings", {"meeting.cancelled": _itself}),
    "minutes.published": Event(lazy("Protokoll veröffentlicht"), "minutes", {"minutes.published": _edition}),
    "measure.changed": Event(
        lazy("Maßnahme angelegt oder geändert"),
        "measures",
        {"measure.made": _itself, "measure.changed": _itself, "measure.status_set": _itself},
    ),
    "concern.received": Event(lazy("Anliegen eingegangen"), "concerns", {"concern.received": _itself}),
    "concern.answered": Event(lazy("Anliegen beantwortet"), "concerns", {"concern.answered": _itself}),
}
"""By type. Types never change their meaning; new ones may come."""
BY_ACT: Mapping[str, tuple[str, Finder]] = {act: (name, find) for name, event in EVENTS.items() for act, find in event.acts.items()}
