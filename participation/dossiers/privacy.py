"""Which columns of this room hold personal data. What people wrote is cited by its name and put in when a report is shown."""

from __future__ import annotations

from participation.kit.privacy import OFFICIAL, TASK_BASIS, Activity, Held

HELD = (Held("dossier", ("drafted_by_id", "published_by_id"), "Wer einen Gesamtbericht geschrieben und veröffentlicht hat", OFFICIAL),)
"""A PDF holds words of people as long as everybody can read them; it is made anew as soon as something that it cites is hidden."""

ACTIVITY = Activity(
    "Gesamtberichte",
    basis=TASK_BASIS,
    people="Personen der Verwaltung, die berichten; Menschen, deren öffentliche Texte zitiert werden",
    recipients="Alle, die die Seite lesen",
    held=HELD,
)
"""For the register of processing."""
