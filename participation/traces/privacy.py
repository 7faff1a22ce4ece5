"""Which columns of this room hold personal data."""

from __future__ import annotations

from participation.kit.privacy import OFFICIAL, TASK_BASIS, Activity, Held

HELD = (Held("trace_link", ("made_by_id", "part_text"), "Wer gesagt hat, dass eins aus dem anderen wurde, und der Wortlaut der Frage", OFFICIAL),)

ACTIVITY = Activity(
    "Was woraus wurde",
    basis=TASK_BASIS,
    people="Personen mit Konto; Personen der Verwaltung",
    recipients="Alle, die die Seite lesen (ohne Namen)",
    held=HELD,
)
"""For the register of processing."""
