"""The citizens' council in an export: what its published report says, and what the town made of it. Nothing of it without a report."""

from __future__ import annotations

import json

from sqlalchemy.orm import Session

from participation.consultations.models import Consultation
from participation.councils.queries import council_of
from participation.datasets.of_councils import COUNCIL_LINES, Work, work_in
from participation.datasets.reading import moment
from participation.datasets.scope import local
from participation.reports.tables import packed

FOLDER = "buergerrat/"

COUNCIL_TABLES = tuple(packed(table) for table, _lines_of in COUNCIL_LINES)
COUNCIL_FILES = {
    "buergerrat.json": "Auftrag, Plätze, Losung und Übergabe.",
    "gutachten.json": "Das Bürgergutachten, Zeichen für Zeichen wie veröffentlicht. Sein Prüfwert (SHA-256) steht in buergerrat.json und im Protokoll der Plattform.",
}
"""The files of the folder that are no tables."""


def work_of(session: Session, consultation: Consultation) -> Work | None:
    """The published work of a consultation's council; None where there is no report."""
    council = council_of(session, consultation)
    return work_in(session, council, consultation.slug) if council is not None else None


def frame_json(work: Work) -> str:
    """The council, its draw and its handover."""
    drawn = work.said["drawn"]
    content = {
        "format": "participation-export/1",
        "titel": work.said["council"],
        "auftrag": work.said["task"],
        "plaetze": work.said["seats"],
        "mitglieder": work.said["members"],
        "merkmale": work.said["features"],
        "lostopf": drawn["pool"],
        "lostopf_sha256": drawn["pool_sha256"],
        "losliste_sha256": drawn["commitment"],
        "losnummer": drawn["number"],
        "gelost_am": _local(drawn["at"]),
        "gutachten_ausgabe": work.report.number,
        "gutachten_sha256": work.report.sha256,
        "gutachten_vom": moment(work.report.published_at),
        "uebergeben_an": work.handover.addressee if work.handover else None,
        "uebergeben_am": moment(work.handover.handed_over_at) if work.handover else None,
    }
    return json.dumps(content, ensure_ascii=False, indent=1) + "\n"


def _local(text: str | None) -> str | None:
    return moment(local(text))
