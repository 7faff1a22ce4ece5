"""Which columns of this room hold personal data, and what it does with the data of others: sums."""

from __future__ import annotations

from participation.kit.privacy import OFFICIAL, TASK_BASIS, Activity, Held

HELD = (
    Held(
        "consultation_cost",
        ("note", "entered_by_id"),
        "Wofür eine Beteiligung Geld ausgegeben hat (ohne Namen), und wer es eingetragen hat",
        OFFICIAL,
    ),
)
"""Counts are kept without anybody's name and without groups of fewer than ten people."""

ACTIVITY = Activity(
    "Statistik der Teilnahme",
    basis=f"{TASK_BASIS}; Auswertung zu statistischen Zwecken in Summen, aus denen niemand zu erkennen ist (Art. 5 Abs. 1 Buchst. b und Art. 89 Abs. 1 DSGVO): der Ortsteil aus dem Konto, ob sich jemand beteiligt hat und auf welchem Weg. Besuche werden nicht gezählt",
    people="Menschen mit Konto, die sich beteiligt haben; Personen der Verwaltung, die Kosten eintragen",
    recipients="Nur Summen ohne Gruppen unter zehn Personen: die Moderation und die Verwaltung, nach dem Abschluss alle",
    held=HELD,
)
"""For the register of processing."""
