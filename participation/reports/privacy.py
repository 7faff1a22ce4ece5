"""Which columns of this room hold personal data."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from participation.kit.pages import settings
from participation.kit.privacy import TASK_BASIS, Activity, Held, rolling
from participation.kit.whole_files import delete_whole
from participation.reports.actions import expire_exports
from participation.reports.models import Export, ExportState


def _sweep_exports(session: Session, now: datetime) -> int:
    gone = expire_exports(session, now)
    for name in gone:
        delete_whole(settings().exports_dir, name)
    return len(gone)


HELD = (
    Held(
        "export",
        ("requested_by_id", "file_name"),
        "Archiv einer Beteiligung zum Herunterladen",
        "die Datei drei Tage, die Zeile 30 Tage",
        rolling("export", Export.expires_at, timedelta(0), Export.state == ExportState.READY),
        _sweep_exports,
    ),
)

ACTIVITY = Activity(
    "Ausfuhr der Ergebnisse",
    basis=TASK_BASIS,
    people="Ratsmitglieder und Personen der Verwaltung",
    recipients="Nur wer die Ausfuhr angefordert hat",
    held=HELD,
)
"""For the register of processing."""
