"""Who is told what about measures: all who took part in what a measure came from, by the machinery that tells outcomes."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import and_, select
from sqlalchemy.orm import Session

from participation.budgets.models import Project
from participation.consultations.models import Consultation
from participation.consultations.outcomes import OF_MEASURE, announce_outcome
from participation.kit.language import lazy
from participation.measures.models import Measure, MeasureEvent, MeasureOrigin, MeasureStatus, Milestone, Origin

_SAYS = {
    MeasureStatus.PLANNED: lazy("Die Maßnahme „%(title)s“ ist jetzt geplant."),
    MeasureStatus.WORK: lazy("An der Maßnahme „%(title)s“ wird jetzt gearbeitet."),
    MeasureStatus.DELAYED: lazy("Die Maßnahme „%(title)s“ verzögert sich."),
    MeasureStatus.DONE: lazy("Die Maßnahme „%(title)s“ ist umgesetzt."),
    MeasureStatus.STOPPED: lazy("Die Maßnahme „%(title)s“ wird eingestellt."),
}


def measure_path(consultation: Consultation, measure_id: int) -> str:
    """Where a measure stands."""
    return f"/beteiligungen/{consultation.slug}/massnahmen/{measure_id}"


def tell_new(session: Session, consultation: Consultation, measure: Measure, event: MeasureEvent, now: datetime, *, grown: bool) -> None:
    """Something that people took part in became a measure (`grown`), or the city made one freely: followers of its consultation are told."""
    said = (
        lazy("Aus einer Beteiligung wird eine Maßnahme: „%(title)s“.", title=measure.title)
        if grown
        else lazy("Es gibt eine neue Maßnahme: „%(title)s“.", title=measure.title)
    )
    announce_outcome(session, OF_MEASURE, event.id, said, measure_path(consultation, measure.id), now)


def tell_status(session: Session, consultation: Consultation, measure: Measure, event: MeasureEvent, now: datetime) -> None:
    """It stands otherwise; its end has a sentence of its own."""
    message, _words = _SAYS[MeasureStatus(measure.status)].parts
    said = lazy(message, title=measure.title)
    announce_outcome(session, OF_MEASURE, event.id, said, measure_path(consultation, measure.id), now)


def tell_milestone(session: Session, consultation: Consultation, measure: Measure, milestone: Milestone, event: MeasureEvent, now: datetime) -> None:
    """A milestone was reached."""
    both = f"{measure.title[: 196 - len(milestone.title)]}: {milestone.title}" if len(milestone.title) < 100 else milestone.title
    said = lazy("Bei einer Maßnahme ist ein Schritt geschafft: „%(title)s“.", title=both)
    announce_outcome(session, OF_MEASURE, event.id, said, measure_path(consultation, measure.id), now)


def nodes_to_tell(session: Session, event_id: int) -> list[tuple[Origin, int]]:
    """What the measure of an event came from, and the proposal of a project among it: those who took part in it are told."""
    asked = (
        select(MeasureOrigin.kind, MeasureOrigin.subject_id, Project.proposal_id)
        .join(MeasureEvent, MeasureEvent.measure_id == MeasureOrigin.measure_id)
        .outerjoin(Project, and_(MeasureOrigin.kind == Origin.PROJECT, Project.id == MeasureOrigin.subject_id))
        .where(MeasureEvent.id == event_id)
        .order_by(MeasureOrigin.id)
    )
    rows = session.execute(asked).all()
    own = [(Origin(row.kind), row.subject_id) for row in rows]
    return own + [(Origin.PROPOSAL, row.proposal_id) for row in rows if row.proposal_id is not None]
