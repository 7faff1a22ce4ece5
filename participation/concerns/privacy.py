"""Which columns of this room hold personal data."""

from __future__ import annotations

from participation.concerns.retention import addresses_due, sweep_addresses
from participation.kit.privacy import OFFICIAL, TASK_BASIS, Activity, Held

HELD = (
    Held(
        "concern",
        ("person_id", "email", "text", "address", "picture_name", "picture_words", "hidden_reason"),
        "Anliegen, wer es gesendet hat, und wohin die Antwort geht",
        "Adressen ohne Konto 30 Tage nach der Antwort, die das Anliegen abschließt; nicht bestätigt: 2 Tage; sofort, wenn die Person es will; "
        "Text und Foto bleiben, ohne Namen; mit Konto auf Wunsch entfernt, wenn es gelöscht wird",
        due=addresses_due,
        sweep=sweep_addresses,
    ),
    Held("concern_event", ("text", "written_by_id"), "Antworten der Ämter auf Anliegen", OFFICIAL),
    Held("concern_key", ("made_by_id",), "Wer einer anderen App einen Schlüssel gegeben hat", OFFICIAL),
)

ACTIVITY = Activity(
    "Anliegen",
    basis=TASK_BASIS,
    people="Menschen, die der Stadt ein Anliegen senden, mit und ohne Konto; Personen der Ämter",
    recipients="Alle, die die Seite oder die Schnittstelle Open311 lesen (Text, Ort, Foto, nie Namen oder Adressen); das zuständige Amt",
    held=HELD,
)
"""For the register of processing."""
