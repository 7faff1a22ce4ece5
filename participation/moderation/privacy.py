"""Which columns of this room hold personal data."""

from __future__ import annotations

from sqlalchemy import or_

from participation.consultations.pace import HOUR, TextWritten, sweep_turns
from participation.kit.privacy import NAMELESS, TASK_BASIS, Activity, Held, rolling
from participation.moderation.actions import ADDRESSES_KEPT, forget_addresses
from participation.moderation.models import CaseNotice

_NAMED = or_(CaseNotice.name != "", CaseNotice.email != "")

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
        "Name und Adresse ohne Konto: 183 Tage; sonst bleibt sie stehen, ohne Namen, sobald das Konto gelöscht ist",
        rolling("moderation_notice", CaseNotice.created_at, ADDRESSES_KEPT, _NAMED),
        forget_addresses,
    ),
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
    "Moderation: Meldungen, Entscheidungen mit Begründung, Widersprüche",
    basis=f"{TASK_BASIS}; Art. 16, 17 und 20 der Verordnung (EU) 2022/2065 (Gesetz über digitale Dienste)",
    people="Personen, die etwas melden, auch ohne Konto; Personen, deren Text gemeldet oder geprüft wurde; Moderation",
    recipients="Moderation und Verwaltung; die Begründung bekommt, wer den Text geschrieben hat; öffentlich nur Zahlen ohne Namen",
    held=HELD,
)
"""For the register of processing."""
