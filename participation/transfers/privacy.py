"""Which columns of this room hold personal data."""

from __future__ import annotations

from participation.kit.privacy import OFFICIAL, TASK_BASIS, Activity, Held, rolling
from participation.transfers.actions import FILE_KEPT, sweep_tables
from participation.transfers.models import ImportState, ProposalImport

HELD = (
    Held(
        "proposal_import",
        ("actor_id", "file_name", "content"),
        "Einlesen einer Tabelle mit Vorschlägen",
        f"die Datei bis eingelesen, sonst einen Tag; wer einlas, {OFFICIAL}",
        rolling("proposal_import", ProposalImport.uploaded_at, FILE_KEPT, ProposalImport.state == ImportState.PENDING),
        sweep_tables,
    ),
)

ACTIVITY = Activity(
    "Einlesen von Tabellen",
    basis=TASK_BASIS,
    people="Personen der Verwaltung; wer in einer Tabelle genannt ist",
    recipients="Nur die zuständigen Personen der Verwaltung und der Moderation",
    held=HELD,
)
"""For the register of processing."""
