"""Which columns of this room hold personal data."""

from __future__ import annotations

from participation.kit.privacy import NAMELESS, OPINION_BASIS, Activity, Held

HELD = (
    Held(
        "amendment",
        ("author_id", "decided_by_id", "body", "reason", "base_body", "decision_reason", "hidden_reason"),
        "Änderungsvorschlag: wer ihn schrieb und wer entschied",
        NAMELESS,
    ),
)

ACTIVITY = Activity(
    "Änderungsvorschläge",
    basis=OPINION_BASIS,
    people="Personen mit Konto",
    recipients="Alle, die die Seite lesen (veröffentlichte Texte unter dem gewählten Namen); Moderation und Verwaltung",
    held=HELD,
)
"""For the register of processing."""
