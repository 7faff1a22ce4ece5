"""The acts of insight: counting anew, what the town's statistics say, what a consultation cost."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, delete, func, select
from sqlalchemy.orm import Session

from participation.accounts.models import District, Person
from participation.consultations.models import Consultation
from participation.insight import rules
from participation.insight.counting import counted
from participation.insight.models import NOTE_LENGTH, SOURCE_LENGTH, Cost, CostKind, DistrictPeople, InsightCount
from participation.kit import audit
from participation.kit.errors import Conflict, Invalid
from participation.kit.language import gettext as _
from participation.kit.rules import demand_of
from participation.kit.text import clean_line
from participation.kit.upserts import insert_or

MOST_PEOPLE = 10_000_000


def keep_count(session: Session, consultation: Consultation, took_part: Sequence[Select[Any]], now: datetime) -> None:
    """Count who took part and keep what may be shown. Parts in which fewer than ten people changed stay as they were."""
    row = session.get(InsightCount, consultation.id)
    data = counted(session, consultation, took_part, row.data if row is not None else {}, now)
    put = insert_or(session, InsightCount).values(consultation_id=consultation.id, looked_at=now, data=data)
    session.execute(put.on_conflict_do_update(index_elements=["consultation_id"], set_={"looked_at": now, "data": data}))
    if row is not None:
        session.refresh(row)


def count_now(session: Session, actor: Person | None, consultation: Consultation, took_part: Sequence[Select[Any]], now: datetime) -> None:
    """The same, asked for by somebody who runs the consultation."""
    actor = demand_of(actor, rules.may_look(actor, consultation))
    keep_count(session, consultation, took_part, now)
    audit.append(session, at=now, actor=actor, action="insight.counted", subject=("consultation", consultation.id))


def enter_people(session: Session, actor: Person | None, people: Mapping[int, int | None], source: str, now: datetime) -> None:
    """Say how many people live in each district; None where it is not known. Raises Invalid."""
    actor = demand_of(actor, rules.may_enter_people(actor))
    said = clean_line(source)
    if len(said) > SOURCE_LENGTH:
        raise Invalid(_("Die Quelle ist zu lang. Erlaubt sind %(limit)s Zeichen.", limit=SOURCE_LENGTH), "source")
    known = set(session.scalars(select(District.id)))
    for number in people.values():
        if number is not None and not 0 < number <= MOST_PEOPLE:
            raise Invalid(_("Bitte geben Sie für jeden Ortsteil eine Zahl über 0 an, oder lassen Sie das Feld leer."), "people")
    session.execute(delete(DistrictPeople))
    for district_id, number in people.items():
        if number is not None and district_id in known:
            session.add(DistrictPeople(district_id=district_id, people=number, source=said, changed_at=now))
    session.flush()
    audit.append(session, at=now, actor=actor, action="insight.people_entered", subject=("platform", 0))


@dataclass(frozen=True, slots=True)
class CostDraft:
    """What somebody typed of an item."""

    kind: str
    cents: int | None
    note: str
    day: date | None


def enter_cost(session: Session, actor: Person | None, consultation: Consultation, draft: CostDraft, now: datetime) -> Cost:
    """Add an item to what a consultation cost. Raises Invalid."""
    actor = demand_of(actor, rules.may_enter_costs(actor, consultation))
    note = clean_line(draft.note)
    if draft.cents is None or draft.cents <= 0:
        raise Invalid(_("Bitte geben Sie einen Betrag über 0 Euro an."), "cents")
    if draft.day is None:
        raise Invalid(_("Bitte geben Sie an, wann das Geld ausgegeben wurde."), "day")
    if not rules.FIRST_YEAR <= draft.day.year <= now.year + 1:
        raise Invalid(_("Bitte geben Sie einen Tag zwischen %(first)s und %(last)s an.", first=rules.FIRST_YEAR, last=now.year + 1), "day")
    if draft.kind not in {str(one) for one in CostKind}:
        raise Invalid(_("Bitte wählen Sie aus, wofür das Geld ausgegeben wurde."), "kind")
    if len(note) > NOTE_LENGTH:
        raise Invalid(_("Der Text ist zu lang. Erlaubt sind %(limit)s Zeichen.", limit=NOTE_LENGTH), "note")
    if (session.scalar(select(func.count(Cost.id)).where(Cost.consultation_id == consultation.id)) or 0) >= rules.MOST_COSTS:
        raise Conflict(_("Mehr als %(most)s Posten sind nicht möglich. Fassen Sie Posten zusammen.", most=rules.MOST_COSTS))
    cost = Cost(
        consultation_id=consultation.id,
        kind=CostKind(draft.kind),
        cents=draft.cents,
        note=note,
        day=draft.day,
        entered_at=now,
        entered_by_id=actor.id,
    )
    session.add(cost)
    session.flush()
    audit.append(session, at=now, actor=actor, action="insight.cost_entered", subject=("consultation", consultation.id), data={"cost": cost.id})
    return cost


def remove_cost(session: Session, actor: Person | None, consultation: Consultation, cost: Cost, now: datetime) -> None:
    """Take an item away."""
    actor = demand_of(actor, rules.may_enter_costs(actor, consultation))
    number = cost.id
    session.delete(cost)
    session.flush()
    audit.append(session, at=now, actor=actor, action="insight.cost_removed", subject=("consultation", consultation.id), data={"cost": number})
