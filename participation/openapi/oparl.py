"""The citizens' councils as objects of OParl 1.1: what their published reports say, and nothing that is not in them.

Source: "OParl-Spezifikation 1.1" (https://dev.oparl.org/spezifikation), ch. 2.5 and 2.6 on lists and filters, ch. 3 on objects. Members are
no persons of the interface: a report names none. Values that are not known are left out, as ch. 2.4.3 says.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from participation.assemblies.handover_models import CitizensReport
from participation.consultations.models import Consultation, Stage
from participation.councils.models import Council, CouncilStage
from participation.datasets.reading import moment
from participation.datasets.scope import FOLD
from participation.kit.prose import plain

SCHEMA = "https://schema.oparl.org/1.1/"
ROOT = "/oparl/v1.1"
MOST_COUNCILS = 500
Thing = dict[str, Any]
LISTS: Mapping[str, str] = {
    "bodies": "Body",
    "organizations": "Organization",
    "people": "Person",
    "memberships": "Membership",
    "meetings": "Meeting",
    "agendaitems": "AgendaItem",
    "papers": "Paper",
    "consultations": "Consultation",
    "files": "File",
    "locations": "Location",
    "legislativeterms": "LegislativeTerm",
}
"""The lists by their names in addresses, and what stands in them. Those of people, memberships, places and terms are empty."""
INTERNAL = ("agendaItem", "consultation", "mainFile", "legislativeTerm")
"""Objects inside others, which `omit_internal` leaves out."""


@dataclass(frozen=True)
class Work:
    """A public council with its published reports, the first edition first."""

    council: Council
    slug: str
    reports: Sequence[CitizensReport]

    @property
    def said(self) -> Mapping[str, Any]:
        """What the newest edition says; nothing where none is published."""
        return self.reports[-1].said if self.reports else {}


@dataclass
class Town:
    """All objects of an installation, made from the councils' published work. `base` is what addresses begin with."""

    base: str
    name: str
    contact: str
    works: Sequence[Work]
    _found: dict[str, list[Thing]] = field(default_factory=dict)

    def url(self, path: str) -> str:
        """The address of an object or a list."""
        return f"{self.base}{ROOT}/{path}"

    def list_of(self, kind: str) -> list[Thing]:
        """All objects of a kind, in an order that never changes for those that are there."""
        makers: dict[str, Callable[[Work], Iterable[Thing]]] = {
            "Organization": self._organizations,
            "Meeting": self._meetings,
            "AgendaItem": self._items,
            "Paper": self._papers,
            "Consultation": self._consultations,
            "File": self._files,
        }
        if kind == "Body":
            return [self.body()]
        if kind not in self._found:
            maker = makers.get(kind)
            self._found[kind] = [thing for work in self.works for thing in maker(work)] if maker else []
        return self._found[kind]

    def system(self) -> Thing:
        """Where a program begins."""
        said = {"oparlVersion": SCHEMA, "name": f"{self.name}: Bürgerräte", "contactEmail": self.contact or None, "website": f"{self.base}/"}
        said |= {"body": self.url("bodies"), "web": f"{self.base}/api"}
        return self._thing("system", "System", said, None)

    def body(self) -> Thing:
        """The town."""
        lists = ("organization", "person", "meeting", "paper", "membership", "agendaItem", "consultation", "file")
        names = {"person": "people"}
        said: Thing = {"system": self.url("system"), "name": self.name, "contactEmail": self.contact or None, "website": f"{self.base}/"}
        said |= {name: self.url(names.get(name, f"{name.lower()}s")) for name in lists}
        said |= {"locationList": self.url("locations"), "legislativeTermList": self.url("legislativeterms"), "legislativeTerm": []}
        return self._thing("body/1", "Body", said, None)

    def _thing(self, path: str, kind: str, said: Thing, work: Work | None) -> Thing:
        """An object with what every object has. A council's own objects are as old as its first edition."""
        began, changed = _moments(work)
        head = {"id": self.url(path), "type": SCHEMA + kind}
        kept = {name: value for name, value in said.items() if value is not None}
        return head | kept | {"created": began, "modified": changed, "deleted": False}

    def _organizations(self, work: Work) -> Iterator[Thing]:
        council, page = work.council, f"{self.base}/beteiligungen/{work.slug}/buergerrat"
        said = {
            "body": self.url("body/1"),
            "name": council.title,
            "organizationType": "Gremium",
            "classification": "Bürgerrat",
            "startDate": moment(council.announced_at),
            "meeting": f"{self.url('meetings')}?organization={council.id}",
            "web": page,
        }
        thing = self._thing(f"organization/{council.id}", "Organization", said, None)
        thing["created"] = thing["modified"] = moment(council.announced_at or council.created_at)
        yield thing

    def _meetings(self, work: Work) -> Iterator[Thing]:
        for place, sitting in enumerate(work.said.get("sittings", ()), 1):
            number = work.council.id * FOLD + place
            items = [self._item(work, number, order, item) for order, item in enumerate(sitting["agenda"], 1)]
            said = {
                "name": sitting["title"],
                "meetingState": "durchgeführt",
                "cancelled": False,
                "start": _local(sitting["starts_at"]),
                "end": _local(sitting["ends_at"]),
                "organization": [self.url(f"organization/{work.council.id}")],
                "agendaItem": items,
                "web": self._report_page(work),
            }
            yield self._thing(f"meeting/{number}", "Meeting", said, work)

    def _item(self, work: Work, meeting: int, order: int, item: Mapping[str, Any]) -> Thing:
        said = {"number": str(order), "order": order, "name": item["title"], "public": False}
        return self._thing(f"agendaitem/{meeting}-{order}", "AgendaItem", said, work)

    def _items(self, work: Work) -> Iterator[Thing]:
        for meeting in self._meetings(work):
            for item in meeting["agendaItem"]:
                yield item | {"meeting": meeting["id"]}

    def _papers(self, work: Work) -> Iterator[Thing]:
        for place, recommendation in enumerate(work.said.get("recommendations", ()), 1):
            number = work.council.id * FOLD + place
            said = {
                "body": self.url("body/1"),
                "name": recommendation["title"],
                "reference": f"BR-{work.council.id}-{recommendation['number']}",
                "date": moment(work.reports[-1].published_at)[:10],  # type: ignore[index]  # a report has a day
                "paperType": "Empfehlung",
                "mainFile": self._file(work, work.reports[-1]),
                "originatorOrganization": [self.url(f"organization/{work.council.id}")],
                "consultation": [self._consultation(work, number, recommendation)],
                "mitreden:text": plain(recommendation["body_html"]),
                "web": self._report_page(work),
            }
            yield self._thing(f"paper/{number}", "Paper", said, work)

    def _consultation(self, work: Work, number: int, recommendation: Mapping[str, Any]) -> Thing:
        """The sitting in which the council voted on a recommendation."""
        on = recommendation["vote"]["on"]
        places = [place for place, sitting in enumerate(work.said["sittings"], 1) if sitting["starts_at"] == on]
        said = {
            "meeting": self.url(f"meeting/{work.council.id * FOLD + places[0]}") if places else None,
            "organization": [self.url(f"organization/{work.council.id}")],
            "authoritative": True,
            "role": "Beschlussfassung",
        }
        return self._thing(f"consultation/{number}", "Consultation", said, work)

    def _consultations(self, work: Work) -> Iterator[Thing]:
        for paper in self._papers(work):
            for consultation in paper["consultation"]:
                yield consultation | {"paper": paper["id"]}

    def _file(self, work: Work, report: CitizensReport) -> Thing:
        page = f"{self._report_page(work)}/{report.number}.pdf"
        said = {
            "name": f"Bürgergutachten „{work.council.title}“, {report.number}. Ausgabe",
            "fileName": f"buergergutachten-{report.number}.pdf",
            "mimeType": "application/pdf",
            "date": moment(report.published_at)[:10],  # type: ignore[index]  # a report has a day
            "accessUrl": page,
            "downloadUrl": page,
        }
        thing = self._thing(f"file/{report.id}", "File", said, work)
        thing["created"] = thing["modified"] = moment(report.published_at)
        return thing

    def _files(self, work: Work) -> Iterator[Thing]:
        papers = [self.url(f"paper/{work.council.id * FOLD + place}") for place, _one in enumerate(work.said.get("recommendations", ()), 1)]
        for report in work.reports:
            yield self._file(work, report) | ({"paper": papers} if report is work.reports[-1] else {})

    def _report_page(self, work: Work) -> str:
        return f"{self.base}/beteiligungen/{work.slug}/buergerrat/gutachten"


def _moments(work: Work | None) -> tuple[str | None, str | None]:
    if work is None or not work.reports:
        return FIRST, FIRST
    return moment(work.reports[0].published_at), moment(work.reports[-1].published_at)


FIRST = "2026-11-30T00:00:00+01:00"
"""When the interface began to exist: the age of what has none of its own."""


def _local(text: str) -> str | None:
    return moment(datetime.fromisoformat(text))


def works(session: Session) -> list[Work]:
    """The public councils of published consultations with their reports, in two statements."""
    statement = (
        select(Council, Consultation.slug)
        .join(Consultation, Consultation.id == Council.consultation_id)
        .where(Consultation.stage != Stage.DRAFT, Council.stage != CouncilStage.PREPARING)
        .order_by(Council.id)
        .limit(MOST_COUNCILS)
    )
    councils = session.execute(statement).all()
    published = select(CitizensReport).where(CitizensReport.council_id.in_([council.id for council, _slug in councils]))
    reports: dict[int, list[CitizensReport]] = {}
    for report in session.scalars(published.order_by(CitizensReport.council_id, CitizensReport.number)):
        reports.setdefault(report.council_id, []).append(report)
    return [Work(council, slug, reports.get(council.id, [])) for council, slug in councils]


def without_internal(thing: Thing) -> Thing:
    """An object without those inside it."""
    return {name: value for name, value in thing.items() if name not in INTERNAL}
