"""Which columns of this room hold personal data."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from participation.kit.privacy import TASK_BASIS, Activity, Held, rolling
from participation.kit.whole_files import delete_whole
from participation.kit.work import WorkState
from participation.opendata.actions import expire_data
from participation.opendata.jobs import data_dir
from participation.opendata.models import DataFile


def _sweep(session: Session, now: datetime) -> int:
    gone = expire_data(session, now)
    for name in gone:
        delete_whole(data_dir(), name)
    return len(gone)


HELD = (
    Held(
        "data_file",
        ("requested_by_id",),
        "Wer von der Moderation eine Datei mit den Daten einer Beteiligung zusammenstellen ließ",
        "die Datei drei Tage; die Zeile bis zur nächsten, je Person und Beteiligung eine",
        rolling("data_file", DataFile.expires_at, timedelta(0), DataFile.state == WorkState.READY),
        _sweep,
    ),
)

ACTIVITY = Activity(
    "Dateien mit Daten der Beteiligungen",
    basis=TASK_BASIS,
    people="Personen der Verwaltung und der Moderation",
    recipients="Nur wer die Datei angefordert hat; öffentliche Dateien enthalten nur, was alle auf den Seiten lesen",
    held=HELD,
)
"""For the register of processing."""
