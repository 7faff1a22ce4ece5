"""Which columns of this room hold personal data."""

from __future__ import annotations

from participation.invitations.sweep_actions import earlier_due, register_due, sweep_councils, sweep_earlier, sweep_unread
from participation.kit.privacy import Held

_DAY = "der Löschtag des Bürgerrats (`council.delete_on`)"

HELD = (
    Held(
        "register_person",
        ("sealed", "fingerprint", "home", "ticket", "district", "age", "sex"),
        "Auslosung und Brief",
        _DAY,
        register_due,
        sweep_councils,
    ),
    Held("register_import", ("content",), "Einlesen des Melderegisters (verschlüsselt)", "bis eingelesen, sonst einen Tag", None, sweep_unread),
    Held("invitation", ("number", "code_hash", "register_person_id"), "Zuordnung der Antwort zum Brief", _DAY),
    Held("council_answer", ("sealed", "home"), "Lostopf; Merkmale mit Einwilligung", _DAY),
    Held("letter_batch", ("stored_name",), "Briefe zum Drucken (verschlüsselte Datei)", "drei Tage"),
    Held("earlier_invitation", ("fingerprint",), "Niemand wird zu oft eingeladen (nur Schlüsselhash)", "fünf Jahre", earlier_due, sweep_earlier),
)
