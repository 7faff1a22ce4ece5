"""Publishing the citizens' report, handing it over, and telling what became of each recommendation."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from participation.accounts.models import NoticeKind, Person
from participation.accounts.notices import tell
from participation.assemblies.drafting_models import Recommendation
from participation.assemblies.handover_models import ANSWERED, CitizensReport, FollowUp, Handover
from participation.assemblies.members import Member
from participation.assemblies.queries import newest_report
from participation.assemblies.report_pdf import report_pdf
from participation.assemblies.rules import may_follow_up, may_hand_over, may_publish
from participation.consultations.models import Consultation
from participation.consultations.signals import answered_in_place
from participation.councils.actions import advance_council
from participation.councils.models import Council, CouncilStage
from participation.kit import audit
from participation.kit.errors import Invalid
from participation.kit.language import gettext as _
from participation.kit.language import lazy
from participation.kit.links import is_web_address
from participation.kit.prose import to_html
from participation.kit.rules import demand
from participation.kit.text import clean_line, clean_text
from participation.kit.uploads import store_document
from participation.papers.actions import name_paper
from participation.papers.fetching import Web
from participation.papers.queries import paper_by_url
from participation.proposals.models import STATUS_NAMES, Status

PDF_LIMIT = 50 * 1024 * 1024


def council_path(consultation: Consultation) -> str:
    """The address of a consultation's council."""
    return f"/beteiligungen/{consultation.slug}/buergerrat"


def publish_report(
    session: Session,
    actor: Person,
    consultation: Consultation,
    council: Council,
    recommendations: Sequence[Recommendation],
    content: dict[str, Any],
    correction: str,
    members: Iterable[Member],
    root: Path,
    now: datetime,
) -> CitizensReport:
    """Publish the report, or a corrected edition; its hash and its PDF's go into the log. Raises Invalid for an edition that does not say what it corrects."""
    session.refresh(council, ["stage"], with_for_update=True)
    demand(may_publish(actor, consultation, council, recommendations))
    before = newest_report(session, council.id)
    correction = clean_line(correction)[:500] if before else ""
    if before is not None and not correction:
        raise Invalid(_("Bitte geben Sie an, was diese Ausgabe berichtigt."), "correction")
    text = audit.canonical(content)
    if before is not None and before.content == text:
        raise Invalid(_("Gegenüber der veröffentlichten Ausgabe hat sich nichts geändert."), "correction")
    number = before.number + 1 if before else 1
    pdf = report_pdf(content, number, correction, now)
    stored = store_document(root, BytesIO(pdf), limit=PDF_LIMIT)
    sha256 = hashlib.sha256(text.encode()).hexdigest()
    report = CitizensReport(
        council_id=council.id, number=number, correction=correction, content=text, sha256=sha256, stored_name=stored.name, published_at=now
    )
    session.add(report)
    data = {"number": number, "sha256": sha256, "pdf_sha256": hashlib.sha256(pdf).hexdigest()}
    audit.append(session, at=now, actor=actor, action="citizens_report.published", subject=report, data=data)
    title = lazy("Das Bürgergutachten „%(title)s“ ist veröffentlicht.", title=council.title)
    _tell(session, members, NoticeKind.FOLLOWED, title, f"{council_path(consultation)}/gutachten", now, actor)
    return report


def hand_over(
    session: Session, actor: Person, consultation: Consultation, council: Council, addressee: str, members: Iterable[Member], now: datetime
) -> Handover:
    """Hand the published report over; from now on the town owes an answer to each recommendation."""
    demand(may_hand_over(actor, consultation, council, newest_report(session, council.id)))
    addressee = clean_line(addressee)[:200]
    if not addressee:
        raise Invalid(_("Bitte geben Sie an, wem das Gutachten übergeben wird, zum Beispiel „Stadtrat“."), "addressee")
    advance_council(session, actor, consultation, council, CouncilStage.HANDED_OVER, now)
    handover = Handover(council_id=council.id, addressee=addressee, handed_over_at=now)
    session.add(handover)
    audit.append(session, at=now, actor=actor, action="council.handed_over", subject=council, data={})
    title = lazy("Das Bürgergutachten „%(title)s“ ist übergeben.", title=council.title)
    _tell(session, members, NoticeKind.FOLLOWED, title, council_path(consultation), now, actor)
    return handover


@dataclass(frozen=True, slots=True)
class StepDraft:
    """A step as its form has it; `paper_file` is the stored name of the paper's PDF, `oparl_url` the address at which it is read as data."""

    status: Status
    addressee: str = ""
    reasons: str = ""
    paper_number: str = ""
    paper_on: date | None = None
    paper_url: str = ""
    paper_file: str = ""
    resolved_on: date | None = None
    resolution: str = ""
    oparl_url: str = ""


def tell_step(
    session: Session,
    actor: Person,
    consultation: Consultation,
    council: Council,
    recommendation: Recommendation,
    draft: StepDraft,
    members: Iterable[Member],
    now: datetime,
    *,
    web: Web | None = None,
) -> FollowUp:
    """Tell what the town made of a recommendation; the step before becomes its history. `web`: where council papers may be read. Raises Invalid."""
    demand(may_follow_up(actor, consultation, council))
    text = recommendation.voted_text
    if text is None:
        raise Invalid(_("Über diese Empfehlung wurde nicht abgestimmt. Sie steht nicht im Gutachten."))
    reasons, resolution = clean_text(draft.reasons), clean_text(draft.resolution)
    _check(draft, reasons, resolution)
    step = FollowUp(
        recommendation_id=recommendation.id,
        status=draft.status,
        addressee=clean_line(draft.addressee)[:200],
        reasons=reasons,
        reasons_html=to_html(reasons),
        paper_number=clean_line(draft.paper_number)[:60],
        paper_on=draft.paper_on,
        paper_url=draft.paper_url.strip(),
        paper_file=draft.paper_file,
        paper_id=_paper(session, draft, web, now),
        resolved_on=draft.resolved_on,
        resolution=resolution,
        written_by_id=actor.id,
        written_at=now,
    )
    session.add(step)
    audit.append(session, at=now, actor=actor, action="recommendation.step", subject=recommendation, data={"status": str(draft.status)})
    title = lazy("Zur Empfehlung „%(title)s“ gibt es Neues: %(status)s.", title=text.title, status=STATUS_NAMES[draft.status])
    _tell(session, members, NoticeKind.ANSWER, title, f"{council_path(consultation)}#empfehlung-{recommendation.id}", now, actor)
    if draft.status in ANSWERED:
        answered_in_place.send(session, kind="recommendation", number=recommendation.id, now=now)
    return step


def _paper(session: Session, draft: StepDraft, web: Web | None, now: datetime) -> int | None:
    """The council paper as data: one that is known stays, a new one is read in the background."""
    url = draft.oparl_url.strip()
    if not url:
        return None
    known = paper_by_url(session, url)
    return known.id if known is not None else name_paper(session, url, web or Web(()), now, "oparl_url").id


def _check(draft: StepDraft, reasons: str, resolution: str) -> None:
    if draft.status in (Status.PARTLY, Status.REJECTED) and not reasons:
        raise Invalid(_("Bitte begründen Sie, warum die Empfehlung nicht oder nur zum Teil angenommen wird."), "reasons")
    if len(reasons) > 20_000 or len(resolution) > 20_000:
        raise Invalid(_("Der Text ist zu lang. Bitte kürzen Sie ihn."), "reasons" if len(reasons) > 20_000 else "resolution")
    if resolution and draft.resolved_on is None:
        raise Invalid(_("Bitte geben Sie an, wann der Beschluss gefasst wurde."), "resolved_on")
    url = draft.paper_url.strip()
    if url and not is_web_address(url):
        raise Invalid(_("Bitte geben Sie eine vollständige Adresse an, die mit https:// beginnt."), "paper_url")


def _tell(session: Session, members: Iterable[Member], kind: NoticeKind, title: Any, url: str, now: datetime, actor: Person) -> None:
    people = [member.person_id for member in members if member.person_id is not None and member.sits]
    tell(session, people, kind=kind, title=title, url=url, now=now, except_for=actor)
