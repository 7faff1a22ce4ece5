"""Which columns of this room hold personal data."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from participation.consultations.pace import HOUR, TextWritten, sweep_turns
from participation.consultations.retention import due_of
from participation.kit.dates import city_zone
from participation.kit.privacy import NAMELESS, OFFICIAL, TASK_BASIS, Activity, Due, Held, rolling
from participation.moderation.actions import forget_addresses
from participation.moderation.crowd_actions import MEMBERS_KEPT, sweep_crowds
from participation.moderation.crowd_models import CrowdFinding, CrowdMember
from participation.moderation.spans import ADDRESSES


def _members_due(session: Session, now: datetime) -> Iterable[Due]:
    rows, oldest = session.execute(select(func.count(), func.min(CrowdFinding.found_at)).select_from(CrowdMember).join(CrowdFinding)).one()
    return [Due("crowd_member (the oldest)", rows, (oldest + MEMBERS_KEPT).astimezone(city_zone()).date())] if oldest is not None else []


HELD = (
    Held(
        "moderation_case",
        ("author_id", "facts", "decided_by_id", "appealed_by_id", "appeal_text", "appeal_decided_by_id", "appeal_reason"),
        "Was die Moderation über einen Text entschieden hat, mit Begründung und Widerspruch",
        NAMELESS,
    ),
    Held(
        "moderation_notice",
        ("person_id", "reason", "text", "name", "email"),
        "Meldung an die Moderation",
        f"Name und Adresse ohne Konto: {ADDRESSES.until}; sonst bleibt sie stehen, ohne Namen, sobald das Konto gelöscht ist",
        due_of(ADDRESSES, "moderation_notice"),
        forget_addresses,
        ADDRESSES,
    ),
    Held(
        "crowd_member",
        ("person_id",),
        "Wer zu einer auffälligen Häufung von Unterstützungen gehört, um nachfragen zu können",
        "bis darüber entschieden ist, höchstens 90 Tage",
        _members_due,
        sweep_crowds,
    ),
    Held("crowd_finding", ("note", "settled_by_id"), "Was bei Unterstützungen und Abstimmungen auffiel (nur Zahlen) und wer wie entschied", OFFICIAL),
    Held("crowd_check", ("read_by_id",), "Wer den Bericht über Auffälligkeiten gelesen hat", OFFICIAL),
    Held(
        "text_written",
        ("person_id", "written_at"),
        "Langsamer Modus: wie viele Texte in einer Stunde",
        "eine Stunde",
        rolling("text_written", TextWritten.written_at, HOUR),
        sweep_turns,
    ),
)

ACTIVITY = Activity(
    "Moderation: Meldungen, Entscheidungen mit Begründung, Widersprüche; Suche nach auffälligen Häufungen",
    basis=f"{TASK_BASIS}; Art. 16, 17 und 20 der Verordnung (EU) 2022/2065 (Gesetz über digitale Dienste)",
    people="Personen, die etwas melden, auch ohne Konto; Personen, deren Text gemeldet oder geprüft wurde; Moderation",
    recipients="Moderation und Verwaltung; die Begründung bekommt, wer den Text geschrieben hat; öffentlich nur Zahlen ohne Namen",
    held=HELD,
)
"""For the register of processing."""
