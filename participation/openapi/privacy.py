"""Which columns of this room hold personal data."""

from __future__ import annotations

from participation.kit.privacy import OFFICIAL, TASK_BASIS, Activity, Held

HELD = (
    Held(
        "api_token",
        ("person_id", "name", "token_hash", "last_used_on"),
        "Wer einem Programm einen Schlüssel gegeben hat, und wann er zuletzt benutzt wurde",
        "mit dem Konto, wenn es gelöscht wird",
    ),
    Held("webhook", ("made_by_id",), "Wer einen Webhook eingerichtet hat", OFFICIAL),
)

ACTIVITY = Activity(
    "Schnittstelle für Programme",
    basis=TASK_BASIS,
    people="Personen der Verwaltung und der Moderation, die Schlüssel und Webhooks einrichten",
    recipients="Programme, die öffentliche Daten lesen; Programme mit Schlüssel in den Grenzen der Person, der er gehört. Webhooks nennen keine Personen",
    held=HELD,
)
"""For the register of processing."""
