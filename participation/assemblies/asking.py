"""Recommendations of a citizens' council to which the town still owes an answer, as offices are asked about them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from participation.accounts.models import Person
from participation.assemblies import queries
from participation.assemblies.handover_actions import StepDraft, council_path, tell_step
from participation.assemblies.handover_models import ANSWERED
from participation.assemblies.members import all_members
from participation.assemblies.rules import may_follow_up
from participation.consultations.answering import MOST_OPEN, Unanswered
from participation.consultations.models import Consultation
from participation.councils.queries import council_of
from participation.kit.errors import NotFound
from participation.kit.language import lazy
from participation.kit.rules import Verdict, conceal
from participation.papers.queries import paper_to_show
from participation.proposals.models import Status


class Recommendations:
    """Each that a majority carried, from the handover on; the answer is a step of what became of it."""

    kind = "recommendation"
    name = lazy("Empfehlung des Bürgerrats")
    statuses = tuple(str(status) for status in Status if status is not Status.NEW)

    def waiting(self, session: Session, consultation: Consultation) -> Sequence[Unanswered]:
        """In the report's order."""
        council = council_of(session, consultation)
        handover = queries.handover_of(session, council.id) if council is not None else None
        report = queries.newest_report(session, council.id) if council is not None and handover is not None else None
        if council is None or handover is None or report is None:
            return []
        steps = queries.steps_of(session, council.id)
        path = council_path(consultation)
        return [
            Unanswered(self.kind, said["id"], said["title"], f"{path}#empfehlung-{said['id']}", handover.handed_over_at, said.get("body", ""))
            for said in report.said["recommendations"]
            if said["vote"]["carried"] and not (steps.get(said["id"]) and steps[said["id"]][0].status in ANSWERED)
        ][:MOST_OPEN]

    def find(self, session: Session, consultation: Consultation, number: int) -> Unanswered | None:
        """One of them."""
        return next((each for each in self.waiting(session, consultation) if each.id == number), None)

    def may_publish(self, session: Session, person: Person | None, consultation: Consultation, number: int) -> Verdict:
        """As what became of it is told on the council's own pages."""
        council = council_of(session, consultation)
        return may_follow_up(person, consultation, council) if council is not None else conceal()

    def publish(
        self, session: Session, actor: Person, consultation: Consultation, number: int, status: str, body: str, reasons: str, now: datetime
    ) -> bool:
        """The next step of what became of it; the council paper of the step before stays. The council's members are told."""
        council = council_of(session, consultation)
        if council is None:
            return False
        try:
            recommendation = queries.the_recommendation(session, council, number)
        except NotFound:
            return False
        history = queries.steps_of(session, council.id).get(number)
        handover = queries.handover_of(session, council.id)
        last = history[0] if history else None
        said = f"{body}\n\n{reasons}" if reasons else body
        draft = StepDraft(Status(status), addressee=handover.addressee if handover else "", reasons=said)
        if last is not None:
            paper = paper_to_show(session, last.paper_id)
            draft = StepDraft(
                Status(status),
                last.addressee,
                said,
                last.paper_number,
                last.paper_on,
                last.paper_url,
                last.paper_file,
                last.resolved_on,
                last.resolution,
                paper.url if paper else "",
            )
        tell_step(session, actor, consultation, council, recommendation, draft, all_members(session, council), now)
        return True
