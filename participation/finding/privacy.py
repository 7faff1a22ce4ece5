"""Which columns of this room hold personal data."""

from __future__ import annotations

from participation.kit.privacy import CONSENT_BASIS, WITH_ACCOUNT, Activity, Held

HELD = (Held("saved_search", ("person_id", "name", "query"), "Gespeicherte Suche", f"bis die Person sie löscht, oder {WITH_ACCOUNT}"),)

ACTIVITY = Activity(
    "Gespeicherte Suchen",
    basis=CONSENT_BASIS,
    people="Personen mit Konto",
    recipients="Niemand außer der Person selbst",
    held=HELD,
)
"""For the register of processing."""
