"""Citizens' councils: what their published reports say, and what the town made of it. Nothing of one without a report."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from participation.assemblies.handover_models import CitizensReport, FollowUp, Handover
from participation.assemblies.queries import handover_of, newest_report, steps_of
from participation.consultations.models import Consultation
from participation.councils.models import Council
from participation.datasets.common import CONSULTATION
from participation.datasets.kinds import Column, Dataset, Kind, Reader, Table, Words
from participation.datasets.scope import Line, Row, Scope, in_turn, local, unfolded
from participation.proposals.models import STATUS_NAMES

RECOMMENDATIONS = Table(
    "empfehlungen",
    Words(
        "Alle Empfehlungen, über die der Bürgerrat abgestimmt hat, mit Stimmen und Sondervoten, wie sie im Bürgergutachten stehen.",
        "All recommendations that the citizens' council voted on, with votes and dissents, as in its report.",
    ),
    (
        CONSULTATION,
        Column("nummer", "Nummer im Bürgergutachten", "number in the report", Kind.WHOLE),
        Column("titel", "Titel", "title"),
        Column("text", "Text, über den abgestimmt wurde (Markdown)", "text that was voted on (Markdown)"),
        Column("fassung", "die wievielte Fassung des Textes das ist", "version of the text", Kind.WHOLE),
        Column("ja", "Ja-Stimmen", "votes in favour", Kind.WHOLE),
        Column("nein", "Nein-Stimmen", "votes against", Kind.WHOLE),
        Column("enthaltungen", "Enthaltungen", "abstentions", Kind.WHOLE),
        Column("anwesend", "wie viele Mitglieder da waren", "members present", Kind.WHOLE),
        Column("mitglieder", "wie viele Mitglieder der Bürgerrat hatte", "members of the council", Kind.WHOLE),
        Column(
            "angenommen",
            "1: mehr Ja als Nein, und mehr als die Hälfte der Mitglieder war da, sonst 0",
            "1: more in favour than against, and more than half of the members there, otherwise 0",
            Kind.FLAG,
        ),
        Column("abgestimmt_am", "Beginn der Sitzung, in der abgestimmt wurde", "beginning of the sitting in which it was voted on", Kind.MOMENT),
        Column("sondervoten", "wie viele Sondervoten dazu im Gutachten stehen", "number of dissents in the report", Kind.WHOLE),
        Column("sondervoten_text", "Texte der Sondervoten (Markdown), ohne Namen", "texts of the dissents (Markdown), without names"),
    ),
    Words("Empfehlungen von Bürgerräten", "Recommendations of citizens' councils"),
)
SITTINGS = Table(
    "sitzungen",
    Words(
        "Alle Sitzungen, die stattgefunden haben, mit Tagesordnung, Unterlagen und angehörten Fachleuten.",
        "All sittings of citizens' councils that took place, with agenda, documents and experts heard.",
    ),
    (
        CONSULTATION,
        Column("titel", "Name der Sitzung", "name of the sitting"),
        Column("ort", "Ort", "place"),
        Column("beginn", "Zeitpunkt", "beginning", Kind.MOMENT),
        Column("ende", "Zeitpunkt", "end", Kind.MOMENT),
        Column("anwesend", "wie viele Mitglieder da waren", "members present", Kind.WHOLE),
        Column("tagesordnung", "ein Punkt je Zeile, die geplante Zeit zuerst", "the agenda, the planned time first", Kind.LIST),
        Column("unterlagen", "Titel, je einer in einer Zeile", "titles of documents", Kind.LIST),
        Column(
            "fachleute", "je eine Person in einer Zeile: Name, Aufgabe, erklärte Interessen", "experts: name, task, declared interests", Kind.LIST
        ),
    ),
    Words("Sitzungen von Bürgerräten", "Sittings of citizens' councils"),
)
STEPS = Table(
    "umsetzung",
    Words(
        "Was aus den Empfehlungen wurde: alle Schritte der Stadt, auch frühere.",
        "What became of the recommendations: all steps of the city, earlier ones too.",
    ),
    (
        CONSULTATION,
        Column("empfehlung", "Nummer der Empfehlung im Bürgergutachten", "number of the recommendation in the report", Kind.WHOLE),
        Column("stand", "Stand in Worten", "status in German words"),
        Column("wer_antwortet", "Stadtrat, Ausschuss oder Amt", "council, committee or office"),
        Column("vorlage", "Nummer der Vorlage; leer: keine", "number of the council paper; empty: none"),
        Column("vorlage_vom", "Tag der Vorlage", "day of the paper", Kind.DATE),
        Column(
            "vorlage_adresse",
            "Adresse im Ratsinformationssystem; leer: keine",
            "its address in the council information system; empty: none",
            Kind.URL,
        ),
        Column("beschlossen_am", "Tag des Beschlusses; leer: keiner", "day of the decision; empty: none", Kind.DATE),
        Column("beschluss", "Beschluss im Wortlaut", "wording of the decision"),
        Column("begruendung", "Begründung (Markdown)", "reasons (Markdown)"),
        Column("eingetragen_am", "Zeitpunkt", "when it was entered", Kind.MOMENT),
    ),
    Words("Umsetzung der Empfehlungen", "Follow-up of recommendations"),
)


@dataclass(frozen=True)
class Work:
    """A council's published work; `slug` is its consultation's."""

    slug: str
    council: Council
    report: CitizensReport
    handover: Handover | None
    steps: Mapping[int, list[FollowUp]]

    @property
    def said(self) -> dict[str, Any]:
        """What the report says."""
        return self.report.said


def work_in(session: Session, council: Council, slug: str) -> Work | None:
    """The published work of a council; None where there is no report."""
    report = newest_report(session, council.id)
    return None if report is None else Work(slug, council, report, handover_of(session, council.id), steps_of(session, council.id))


def recommendation_lines(work: Work) -> Iterator[Line]:
    """In the report's order."""
    for said in work.said["recommendations"]:
        vote, dissents = said["vote"], said["dissents"]
        counts = (vote["yes"], vote["no"], vote["abstained"], vote["present"], vote["members"], bool(vote["carried"]))
        texts = "\n\n".join(dissent["body"] for dissent in dissents)
        yield (work.slug, said["number"], said["title"], said["body"], said["version"], *counts, local(vote["on"]), len(dissents), texts)


def sitting_lines(work: Work) -> Iterator[Line]:
    """In order of time."""
    for said in work.said["sittings"]:
        agenda = tuple(f"{item['planned']} {item['title']}".strip() for item in said["agenda"])
        experts = tuple("; ".join(filter(None, (each["name"], each["role"], each["interests"]))) for each in said["experts"])
        moments = (local(said["starts_at"]), local(said["ends_at"]))
        yield (work.slug, said["title"], said["place"], *moments, said["present"], agenda, tuple(said["documents"]), experts)


def step_lines(work: Work) -> Iterator[Line]:
    """Recommendation by recommendation, the earliest step first."""
    for said in work.said["recommendations"]:
        for step in reversed(work.steps.get(said["id"], [])):
            paper = (step.paper_number, step.paper_on, step.paper_url)
            decided = (step.resolved_on, step.resolution, step.reasons)
            yield (work.slug, said["number"], str(STATUS_NAMES[step.status]), step.addressee, *paper, *decided, step.written_at)


def _reader(lines_of: Any) -> Reader:
    def read(session: Session, scope: Scope, after: int, most: int) -> Iterator[Row]:
        def find(first: int, number: int) -> Iterator[tuple[int, Iterable[Line]]]:
            statement = (
                select(Council, Consultation.slug)
                .join(Consultation, Consultation.id == Council.consultation_id)
                .where(scope.of(Council.consultation_id), Council.id >= first)
                .order_by(Council.id)
                .limit(number)
            )
            for council, slug in session.execute(statement).all():
                work = work_in(session, council, slug)
                yield council.id, lines_of(work) if work is not None else ()

        return unfolded(in_turn(find), after, most)

    return read


COUNCIL_LINES = ((RECOMMENDATIONS, recommendation_lines), (SITTINGS, sitting_lines), (STEPS, step_lines))
"""Each table with what reads its lines from a council's work."""
DATASETS = tuple(Dataset(table, _reader(lines_of)) for table, lines_of in COUNCIL_LINES)
