"""Which columns of this room hold personal data."""

from __future__ import annotations

from participation.kit.privacy import OFFICIAL, TASK_BASIS, Activity, Held

HELD = (
    Held(
        "budget_project",
        ("body", "reason", "progress_note"),
        "Projekt eines Bürgerbudgets: Beschreibung, Befund und Stand, öffentlich",
        "bleibt als Ergebnis des Bürgerbudgets; keine Namen",
    ),
    Held("budget", ("asked_by_id",), "Wer die Eröffnung zu zweit beantragt hat", "bis sie bestätigt ist oder der Entwurf sich ändert"),
    Held("budget_valuation", ("asked_by_id", "given_by_id", "reason"), "Wer ein Amt gefragt und wer für das Amt geantwortet hat", OFFICIAL),
)

ACTIVITY = Activity(
    "Bürgerbudget",
    basis=TASK_BASIS,
    people="Personen der Verwaltung; wer ein Projekt vorgeschlagen hat",
    recipients="Alle, die die Seite lesen (Projekte ohne Namen); die beteiligten Ämter",
    held=HELD,
)
"""For the register of processing."""
