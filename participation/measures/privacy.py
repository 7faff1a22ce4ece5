"""Which columns of this room hold personal data."""

from __future__ import annotations

from participation.kit.privacy import OFFICIAL, TASK_BASIS, Activity, Held

HELD = (
    Held("measure_event", ("written_by_id", "reason"), "Wer etwas zu einer Maßnahme eingetragen hat, und die Begründung", OFFICIAL),
    Held("measure_spending", ("entered_by_id", "purpose"), "Wer eine Ausgabe eingetragen hat, und wofür", OFFICIAL),
)

ACTIVITY = Activity(
    "Maßnahmen der Stadt („Gemacht“)",
    basis=TASK_BASIS,
    people="Personen der Verwaltung",
    recipients="Alle, die die Seite lesen (ohne Namen)",
    held=HELD,
)
"""For the register of processing."""
