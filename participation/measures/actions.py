"""A measure is made, changed, and said to stand otherwise; what it came from is added and taken away."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import delete
from sqlalchemy.orm import Session

from participation.accounts.models import Person
from participation.followups.models import Office
from participation.kit import audit
from participation.kit.dates import city_zone
from participation.kit.errors import Conflict, Invalid
from participation.kit.language import gettext as _
from participation.kit.money import MOST_CENTS
from participation.kit.prose import to_html
from participation.kit.rules import demand_of
from participation.kit.text import clean_line, clean_text, fold
from participation.kit.upserts import insert_or
from participation.measures.models import (
    LINE_LENGTH,
    NEEDS_REASON,
    REASON_LENGTH,
    TITLE_LENGTH,
    Measure,
    MeasureEvent,
    MeasureOrigin,
    MeasureStatus,
    What,
)
from participation.measures.origins import Node, Source, source_of
from participation.measures.queries import nodes_of
from participation.measures.rules import Asking, may_give_to, may_make, may_work_on
from participation.measures.signals import measure_grew, measure_parted
from participation.measures.telling import tell_new, tell_status
from participation.papers.actions import name_paper, read_soon
from participation.papers.fetching import Web

LONGEST_BODY = 20_000
MOST_ORIGINS = 20
FIRST_YEAR, LAST_YEAR = 1990, 2100
_NONE = "none"


@dataclass(frozen=True, slots=True)
class MeasureText:
    """What somebody writes about a measure. `budget` in cents; `until`: the day by which it shall be done."""

    title: str
    body: str = ""
    district_id: int | None = None
    place_id: int | None = None
    until: date | None = None
    budget: int | None = None


@dataclass(frozen=True, slots=True)
class Stand:
    """Where a measure stands, since when, and why."""

    status: MeasureStatus
    since: date
    reason: str = ""


def make_measure(session: Session, asking: Asking, text: MeasureText, office: Office, stand: Stand, origin: Node | None, now: datetime) -> Measure:
    """Make a measure, of something or freely; all who took part in that are told. Raises Invalid naming the field, NotFound for its origin."""
    person = demand_of(asking.person, may_make(asking))
    _demand_office(asking, office)
    source = source_of(session, asking.consultation, origin) if origin is not None else None
    checked, stand = _checked(text), _checked_stand(stand, now)
    measure = Measure(
        consultation_id=asking.consultation.id,
        office_id=office.id,
        status=stand.status,
        status_reason=stand.reason,
        status_on=stand.since,
        made_at=now,
        changed_at=now,
        **_columns(checked),
    )
    session.add(measure)
    session.flush()
    data = {"status": str(stand.status), "from": str(origin[0]) if origin else _NONE}
    audit.append(session, at=now, actor=person, action="measure.made", subject=measure, data=data)
    event = write_event(session, measure, person, What.MADE, now, day=stand.since, status=stand.status, reason=stand.reason)
    if source is not None:
        _grow(session, asking, measure, source, person, now)
    tell_new(session, asking.consultation, measure, event, now, grown=source is not None)
    return measure


def change_measure(session: Session, asking: Asking, measure: Measure, text: MeasureText, office: Office, reason: str, now: datetime) -> Measure:
    """Write a measure anew. Another planned end, or another budget, stands in its history; a moved end needs its reason. Raises Invalid."""
    person = demand_of(asking.person, may_work_on(asking, measure))
    if office.id != measure.office_id:
        _demand_office(asking, office)
    checked, why = _checked(text), checked_reason(reason, "reason")
    if measure.until is not None and checked.until != measure.until and not why:
        raise Invalid(_("Bitte sagen Sie, warum sich das geplante Ende ändert."), "reason")
    before = (measure.until, measure.budget)
    fresh = {**_columns(checked), "office_id": office.id}
    named = [name for name, value in fresh.items() if getattr(measure, name) != value]
    for name in named:
        setattr(measure, name, fresh[name])
    if named:
        measure.changed_at = now
        audit.append(
            session, at=now, actor=person, action="measure.changed", subject=measure, data={"fields": sorted(set(named) - {"words", "body_html"})}
        )
    if before[0] != checked.until:
        write_event(session, measure, person, What.END_MOVED, now, from_day=before[0], to_day=checked.until, reason=why)
    if before[1] != checked.budget:
        write_event(session, measure, person, What.BUDGET, now, from_amount=before[1], to_amount=checked.budget)
    session.flush()
    return measure


def set_status(session: Session, asking: Asking, measure: Measure, stand: Stand, now: datetime) -> Measure:
    """Say that a measure stands otherwise, since a day; a delay and an end without result need their reason. Raises Invalid, Conflict."""
    person = demand_of(asking.person, may_work_on(asking, measure))
    stand = _checked_stand(stand, now)
    if stand.status == measure.status and stand.reason == measure.status_reason:
        raise Conflict(_("Diesen Stand hat die Maßnahme schon. Es wurde nichts geändert."))
    before = measure.status
    measure.status, measure.status_reason, measure.status_on, measure.changed_at = stand.status, stand.reason, stand.since, now
    audit.append(session, at=now, actor=person, action="measure.status_set", subject=measure, data={"from": str(before), "to": str(stand.status)})
    event = write_event(session, measure, person, What.STATUS, now, day=stand.since, status=stand.status, reason=stand.reason)
    tell_status(session, asking.consultation, measure, event, now)
    return measure


def add_origin(session: Session, asking: Asking, measure: Measure, origin: Node, now: datetime) -> None:
    """Say what else a measure came from; it joins the chain. Said twice, it is kept once. Raises NotFound, Conflict."""
    person = demand_of(asking.person, may_work_on(asking, measure))
    there = nodes_of(session, measure.id)
    if origin in there:
        return
    if len(there) >= MOST_ORIGINS:
        raise Conflict(_("Mehr als %(number)s Anlässe sind nicht möglich.", number=MOST_ORIGINS))
    source = source_of(session, asking.consultation, origin)
    _grow(session, asking, measure, source, person, now)
    audit.append(session, at=now, actor=person, action="measure.linked", subject=measure, data={"kind": str(origin[0]), "number": origin[1]})


def remove_origin(session: Session, asking: Asking, measure: Measure, origin: Node, now: datetime) -> None:
    """A measure did not come from something after all. Gone already, nothing happens."""
    person = demand_of(asking.person, may_work_on(asking, measure))
    mine = (MeasureOrigin.measure_id == measure.id, MeasureOrigin.kind == origin[0], MeasureOrigin.subject_id == origin[1])
    if session.scalars(delete(MeasureOrigin).where(*mine).returning(MeasureOrigin.id)).one_or_none() is None:
        return
    measure.changed_at = now
    measure_parted.send(session, origin=(str(origin[0]), origin[1]), measure_id=measure.id)
    audit.append(session, at=now, actor=person, action="measure.unlinked", subject=measure, data={"kind": str(origin[0]), "number": origin[1]})


def set_paper(session: Session, asking: Asking, measure: Measure, url: str, web: Web, now: datetime) -> None:
    """Name the council paper of a measure by its address, or none with an empty one; named again it is read again at once. Raises Invalid."""
    person = demand_of(asking.person, may_work_on(asking, measure))
    paper = name_paper(session, url, web, now) if url.strip() else None
    number = paper.id if paper is not None else None
    if number is not None and number == measure.paper_id:
        read_soon(session, number, now)
        return
    if number == measure.paper_id:
        return
    measure.paper_id, measure.changed_at = number, now
    action = "measure.paper_set" if number is not None else "measure.paper_removed"
    audit.append(session, at=now, actor=person, action=action, subject=measure, data={"paper": number})


def write_event(
    session: Session,
    measure: Measure,
    person: Person,
    what: What,
    now: datetime,
    *,
    day: date | None = None,
    status: MeasureStatus | None = None,
    milestone_id: int | None = None,
    from_day: date | None = None,
    to_day: date | None = None,
    from_amount: int | None = None,
    to_amount: int | None = None,
    reason: str = "",
) -> MeasureEvent:
    """One line of a measure's history; `day` is today where nothing else is said."""
    event = MeasureEvent(
        measure_id=measure.id,
        what=what,
        day=day or today(now),
        status=status,
        milestone_id=milestone_id,
        from_day=from_day,
        to_day=to_day,
        from_amount=from_amount,
        to_amount=to_amount,
        reason=reason,
        written_by_id=person.id,
        written_at=now,
    )
    session.add(event)
    measure.changed_at = now
    session.flush()
    return event


def today(now: datetime) -> date:
    """The day in the city's zone."""
    return now.astimezone(city_zone()).date()


def checked_day(day: date | None, field: str, now: datetime, *, past: bool = False) -> date:
    """A day that was given and can be meant; with `past` none that is still to come. Raises Invalid."""
    if day is None:
        raise Invalid(_("Bitte nennen Sie einen Tag."), field)
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise Invalid(_("Bitte geben Sie einen Tag zwischen %(first)s und %(last)s an.", first=FIRST_YEAR, last=LAST_YEAR), field)
    if past and day > today(now):
        raise Invalid(_("Dieser Tag liegt in der Zukunft. Tragen Sie ihn ein, wenn es so weit ist."), field)
    return day


def checked_reason(reason: str, field: str) -> str:
    """A reason in a few lines. Raises Invalid."""
    cleaned = clean_text(reason)
    if len(cleaned) > REASON_LENGTH:
        raise Invalid(_("Der Text ist zu lang. Erlaubt sind %(limit)s Zeichen.", limit=REASON_LENGTH), field)
    return cleaned


def checked_line(typed: str, field: str, missing: str) -> str:
    """A line that must be there. Raises Invalid."""
    cleaned = clean_line(typed)
    if not cleaned:
        raise Invalid(missing, field)
    if len(cleaned) > LINE_LENGTH:
        raise Invalid(_("Der Text ist zu lang. Erlaubt sind %(limit)s Zeichen.", limit=LINE_LENGTH), field)
    return cleaned


def _demand_office(asking: Asking, office: Office) -> None:
    verdict = may_give_to(asking, office)
    if not verdict:
        raise Invalid(verdict.reason, "office_id")


def _grow(session: Session, asking: Asking, measure: Measure, source: Source, person: Person, now: datetime) -> None:
    kind, number = source.node
    put = insert_or(session, MeasureOrigin).values(measure_id=measure.id, kind=kind, subject_id=number)
    session.execute(put.on_conflict_do_nothing(index_elements=["measure_id", "kind", "subject_id"]))
    measure.changed_at = now
    way = [*source.way, ("measure", measure.id)]
    measure_grew.send(session, consultation_id=asking.consultation.id, path=way, author_id=person.id, now=now)


def _checked(text: MeasureText) -> MeasureText:
    title, body = clean_line(text.title), clean_text(text.body)
    if not title:
        raise Invalid(_("Bitte geben Sie der Maßnahme einen Namen."), "title")
    if len(title) > TITLE_LENGTH:
        raise Invalid(_("Der Text ist zu lang. Erlaubt sind %(limit)s Zeichen.", limit=TITLE_LENGTH), "title")
    if len(body) > LONGEST_BODY:
        raise Invalid(_("Der Text ist zu lang. Erlaubt sind %(limit)s Zeichen.", limit=LONGEST_BODY), "body")
    if text.until is not None and not FIRST_YEAR <= text.until.year <= LAST_YEAR:
        raise Invalid(_("Bitte geben Sie einen Tag zwischen %(first)s und %(last)s an.", first=FIRST_YEAR, last=LAST_YEAR), "until")
    if text.budget is not None and not 0 <= text.budget <= MOST_CENTS:
        raise Invalid(_("Dieser Betrag ist zu groß. Bitte prüfen Sie die Nullen."), "budget")
    return MeasureText(title, body, text.district_id, text.place_id, text.until, text.budget)


def _columns(text: MeasureText) -> dict[str, object]:
    return {
        "title": text.title,
        "body": text.body,
        "body_html": to_html(text.body),
        "words": fold(f"{text.title} {text.body}"),
        "district_id": text.district_id,
        "place_id": text.place_id,
        "until": text.until,
        "budget": text.budget,
    }


def _checked_stand(stand: Stand, now: datetime) -> Stand:
    reason = checked_reason(stand.reason, "reason")
    if stand.status in NEEDS_REASON and not reason:
        raise Invalid(_("Bitte begründen Sie diesen Stand. Die Begründung ist öffentlich."), "reason")
    return Stand(MeasureStatus(stand.status), checked_day(stand.since, "since", now, past=True), reason)
