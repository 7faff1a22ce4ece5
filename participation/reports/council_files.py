"""The citizens' council in an export: what its published report says, and what the town made of it. Nothing of it without a report."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from participation.assemblies.handover_models import CitizensReport, FollowUp, Handover
from participation.assemblies.queries import handover_of, newest_report, steps_of
from participation.consultations.models import Consultation
from participation.councils.models import Council
from participation.councils.queries import council_of
from participation.kit.language import lazy
from participation.proposals.models import STATUS_NAMES
from participation.reports.rows import Line, moment
from participation.reports.tables import Column, Table

FOLDER = "buergerrat/"

RECOMMENDATIONS = Table(
    "empfehlungen",
    lazy("Alle Empfehlungen, über die der Bürgerrat abgestimmt hat, mit Stimmen und Sondervoten, wie sie im Bürgergutachten stehen."),
    (
        Column("nummer", "Nummer im Bürgergutachten"),
        Column("titel", "Titel"),
        Column("text", "Text, über den abgestimmt wurde (Markdown)"),
        Column("fassung", "die wievielte Fassung des Textes das ist"),
        Column("ja", "Ja-Stimmen"),
        Column("nein", "Nein-Stimmen"),
        Column("enthaltungen", "Enthaltungen"),
        Column("anwesend", "wie viele Mitglieder da waren"),
        Column("mitglieder", "wie viele Mitglieder der Bürgerrat hatte"),
        Column("angenommen", "1: mehr Ja als Nein, und mehr als die Hälfte der Mitglieder war da, sonst 0"),
        Column("abgestimmt_am", "Beginn der Sitzung, in der abgestimmt wurde"),
        Column("sondervoten", "wie viele Sondervoten dazu im Gutachten stehen"),
        Column("sondervoten_text", "Texte der Sondervoten (Markdown), ohne Namen"),
    ),
)
SITTINGS = Table(
    "sitzungen",
    lazy("Alle Sitzungen, die stattgefunden haben, mit Tagesordnung, Unterlagen und angehörten Fachleuten."),
    (
        Column("titel", "Name der Sitzung"),
        Column("ort", "Ort"),
        Column("beginn", "Zeitpunkt"),
        Column("ende", "Zeitpunkt"),
        Column("anwesend", "wie viele Mitglieder da waren"),
        Column("tagesordnung", "ein Punkt je Zeile, die geplante Zeit zuerst"),
        Column("unterlagen", "Titel, je einer in einer Zeile"),
        Column("fachleute", "je eine Person in einer Zeile: Name, Aufgabe, erklärte Interessen"),
    ),
)
STEPS = Table(
    "umsetzung",
    lazy("Was aus den Empfehlungen wurde: alle Schritte der Stadt, auch frühere."),
    (
        Column("empfehlung", "Nummer der Empfehlung im Bürgergutachten"),
        Column("stand", "Stand in Worten"),
        Column("wer_antwortet", "Stadtrat, Ausschuss oder Amt"),
        Column("vorlage", "Nummer der Vorlage; leer: keine"),
        Column("vorlage_vom", "Tag der Vorlage"),
        Column("vorlage_adresse", "Adresse im Ratsinformationssystem; leer: keine"),
        Column("beschlossen_am", "Tag des Beschlusses; leer: keiner"),
        Column("beschluss", "Beschluss im Wortlaut"),
        Column("begruendung", "Begründung (Markdown)"),
        Column("eingetragen_am", "Zeitpunkt"),
    ),
)
COUNCIL_TABLES = (RECOMMENDATIONS, SITTINGS, STEPS)
COUNCIL_FILES = {
    "buergerrat.json": "Auftrag, Plätze, Losung und Übergabe.",
    "gutachten.json": "Das Bürgergutachten, Zeichen für Zeichen wie veröffentlicht. Sein Prüfwert (SHA-256) steht in buergerrat.json und im Protokoll der Plattform.",
}
"""The files of the folder that are no tables."""


@dataclass(frozen=True)
class Work:
    """A council's published work."""

    council: Council
    report: CitizensReport
    handover: Handover | None
    steps: Mapping[int, list[FollowUp]]

    @property
    def said(self) -> dict[str, Any]:
        """What the report says."""
        return self.report.said


def work_of(session: Session, consultation: Consultation) -> Work | None:
    """The published work of a consultation's council; None where there is no report."""
    council = council_of(session, consultation)
    report = newest_report(session, council.id) if council else None
    if council is None or report is None:
        return None
    return Work(council, report, handover_of(session, council.id), steps_of(session, council.id))


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


def recommendation_lines(work: Work) -> Iterator[Line]:
    """In the report's order."""
    for said in work.said["recommendations"]:
        vote, dissents = said["vote"], said["dissents"]
        counts = (vote["yes"], vote["no"], vote["abstained"], vote["present"], vote["members"], int(vote["carried"]))
        texts = "\n\n".join(dissent["body"] for dissent in dissents)
        yield (said["number"], said["title"], said["body"], said["version"], *counts, _local(vote["on"]), len(dissents), texts)


def sitting_lines(work: Work) -> Iterator[Line]:
    """In order of time."""
    for said in work.said["sittings"]:
        agenda = "\n".join(f"{item['planned']} {item['title']}".strip() for item in said["agenda"])
        experts = "\n".join("; ".join(filter(None, (each["name"], each["role"], each["interests"]))) for each in said["experts"])
        moments = (_local(said["starts_at"]), _local(said["ends_at"]))
        yield (said["title"], said["place"], *moments, said["present"], agenda, "\n".join(said["documents"]), experts)


def step_lines(work: Work) -> Iterator[Line]:
    """Recommendation by recommendation, the earliest step first."""
    for said in work.said["recommendations"]:
        for step in reversed(work.steps.get(said["id"], [])):
            paper = (step.paper_number, _day(step.paper_on), step.paper_url)
            decided = (_day(step.resolved_on), step.resolution, step.reasons)
            yield (said["number"], str(STATUS_NAMES[step.status]), step.addressee, *paper, *decided, moment(step.written_at))


def _local(text: str | None) -> str | None:
    return moment(datetime.fromisoformat(text)) if text else None


def _day(value: Any) -> str | None:
    return value.isoformat() if value else None


COUNCIL_LINES = ((RECOMMENDATIONS, recommendation_lines), (SITTINGS, sitting_lines), (STEPS, step_lines))
"""Each table of the folder with what reads its lines."""
