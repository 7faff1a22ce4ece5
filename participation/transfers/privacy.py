"""Which columns of this room hold personal data."""

from __future__ import annotations

from participation.kit.privacy import OFFICIAL, Held, rolling
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
