"""Which columns of this room hold personal data."""

from __future__ import annotations

from participation.draws.sweep_actions import receipts_due, sweep_receipts
from participation.kit.privacy import COUNCIL_BASIS, OFFICIAL, WITH_ACCOUNT, Activity, Held

_DAY = "der Löschtag des Bürgerrats (`council.delete_on`)"

HELD = (
    Held(
        "council_pool_entry",
        ("answer_id", "person_hash", "sealed"),
        "Quittung: wer im Lostopf ist, findet sich in der veröffentlichten Losung",
        f"Name und Salz: {_DAY}; der Fingerabdruck bleibt, ohne beides führt er zu niemandem",
        receipts_due,
        sweep_receipts,
    ),
    Held(
        "council_seat",
        ("answer_id", "code_hash", "sealed", "person_id"),
        "Platz einer ausgelosten Person: Code ihres Briefs und verbundenes Konto",
        f"der Code: {_DAY}; die Verbindung {WITH_ACCOUNT}",
    ),
    Held("council_reading", ("person_id",), "Wer die Zufallszahl abgelesen hat", OFFICIAL),
    Held("council_lottery", ("requested_by_id", "reason"), "Wer eine Losung angefordert hat, und warum noch einmal", OFFICIAL),
)

ACTIVITY = Activity(
    "Bürgerrat: Losung und Plätze",
    basis=COUNCIL_BASIS,
    people="Eingeladene, die teilnehmen möchten; Mitglieder",
    recipients="Alle, die die Seite lesen (Fingerabdrücke, die ohne Quittung zu niemandem führen); die zuständigen Personen der Verwaltung",
    held=HELD,
)
"""For the register of processing."""
