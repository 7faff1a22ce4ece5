"""Which columns of this room hold personal data."""

from __future__ import annotations

from participation.kit.privacy import CONSENT_BASIS, OFFICIAL, WITH_ACCOUNT, Activity, Held

HELD = (
    Held(
        "consultation_follow",
        ("person_id",),
        "Wer einer Beteiligung folgt und ihren Newsletter bekommt",
        f"bis die Person abbestellt, oder {WITH_ACCOUNT}",
    ),
    Held("newsletter", ("author_id",), "Wer einen Newsletter geschrieben hat", OFFICIAL),
)

ACTIVITY = Activity(
    "Newsletter und Folgen einer Beteiligung",
    basis=CONSENT_BASIS,
    people="Personen, die einer Beteiligung folgen; Moderation und Verwaltung, die Newsletter schreiben",
    recipients="Niemand außer der Person selbst; wer schreibt, sieht nur die Zahl der Folgenden",
    held=HELD,
)
"""For the register of processing."""
