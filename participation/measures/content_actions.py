"""What is kept with a measure: spending, pictures, documents."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import BinaryIO

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from participation.kit import audit
from participation.kit.errors import Invalid
from participation.kit.language import gettext as _
from participation.kit.money import MOST_CENTS
from participation.kit.rules import demand_of
from participation.kit.text import clean_line
from participation.kit.uploads import store_document, store_picture
from participation.measures.actions import checked_day, checked_line
from participation.measures.models import Measure, MeasureDocument, MeasurePicture, Spending
from participation.measures.rules import Asking, may_work_on

MOST_ENTRIES = 1000
MOST_PICTURES = 20
MOST_DOCUMENTS = 40


def enter_spending(session: Session, asking: Asking, measure: Measure, day: date | None, purpose: str, amount: int | None, now: datetime) -> Spending:
    """Enter what was spent, in cents; what came back is negative. Raises Invalid naming `spent_on`, `purpose` or `amount`."""
    person = demand_of(asking.person, may_work_on(asking, measure))
    checked = checked_day(day, "spent_on", now, past=True)
    line = checked_line(purpose, "purpose", _("Bitte sagen Sie, wofür das Geld ausgegeben wurde."))
    if not amount:
        raise Invalid(_("Bitte geben Sie einen Betrag an."), "amount")
    if abs(amount) > MOST_CENTS:
        raise Invalid(_("Dieser Betrag ist zu groß. Bitte prüfen Sie die Nullen."), "amount")
    number, total = session.execute(
        select(func.count(Spending.id), func.coalesce(func.sum(Spending.amount), 0)).where(Spending.measure_id == measure.id)
    ).one()
    if number >= MOST_ENTRIES:
        raise Invalid(_("Mehr als %(number)s Einträge sind nicht möglich.", number=MOST_ENTRIES), "purpose")
    if int(total) + amount < 0:
        raise Invalid(_("Es kann nicht mehr zurückkommen, als ausgegeben wurde."), "amount")
    entry = Spending(measure_id=measure.id, spent_on=checked, purpose=line, amount=amount, entered_by_id=person.id, entered_at=now)
    session.add(entry)
    measure.changed_at = now
    audit.append(session, at=now, actor=person, action="measure.spent", subject=measure, data={"amount": amount})
    return entry


def add_picture(
    session: Session, asking: Asking, measure: Measure, stream: BinaryIO, alternative_text: str, credit: str, root: Path, limit: int, now: datetime
) -> MeasurePicture:
    """Store a picture, written anew, with the words for those who do not see it. `limit` is in bytes. Raises Invalid."""
    person = demand_of(asking.person, may_work_on(asking, measure))
    words = clean_line(alternative_text)
    if not words:
        raise Invalid(_("Bitte beschreiben Sie das Bild für Menschen, die es nicht sehen."), "alternative_text")
    if _number_of(session, MeasurePicture, measure) >= MOST_PICTURES:
        raise Invalid(_("Mehr als %(number)s Bilder sind nicht möglich. Bitte entfernen Sie zuerst eines.", number=MOST_PICTURES), "file")
    stored = store_picture(root, stream, limit=limit)
    picture = MeasurePicture(
        measure_id=measure.id,
        stored_name=stored.name,
        width=stored.width,
        height=stored.height,
        alternative_text=words[:300],
        credit=clean_line(credit)[:120],
        added_at=now,
    )
    session.add(picture)
    measure.changed_at = now
    audit.append(session, at=now, actor=person, action="measure.picture_added", subject=measure)
    return picture


def add_document(
    session: Session, asking: Asking, measure: Measure, stream: BinaryIO, title: str, root: Path, limit: int, now: datetime
) -> MeasureDocument:
    """Store a PDF under a title. `limit` is in bytes. Raises Invalid."""
    person = demand_of(asking.person, may_work_on(asking, measure))
    line = clean_line(title)
    if not line:
        raise Invalid(_("Bitte geben Sie dem Dokument einen Titel."), "title")
    if _number_of(session, MeasureDocument, measure) >= MOST_DOCUMENTS:
        raise Invalid(_("Mehr als %(number)s Dokumente sind nicht möglich. Bitte entfernen Sie zuerst eines.", number=MOST_DOCUMENTS), "file")
    stored = store_document(root, stream, limit=limit)
    document = MeasureDocument(measure_id=measure.id, stored_name=stored.name, title=line[:120], size=stored.size, added_at=now)
    session.add(document)
    measure.changed_at = now
    audit.append(session, at=now, actor=person, action="measure.document_added", subject=measure)
    return document


def remove_picture(session: Session, asking: Asking, measure: Measure, picture: MeasurePicture, now: datetime) -> str:
    """Take a picture away; returns its stored name, whose files the caller deletes after the commit."""
    return _removed(session, asking, measure, picture, "measure.picture_removed", now)


def remove_document(session: Session, asking: Asking, measure: Measure, document: MeasureDocument, now: datetime) -> str:
    """Take a document away; returns its stored name, whose file the caller deletes after the commit."""
    return _removed(session, asking, measure, document, "measure.document_removed", now)


def _removed(session: Session, asking: Asking, measure: Measure, thing: MeasurePicture | MeasureDocument, action: str, now: datetime) -> str:
    person = demand_of(asking.person, may_work_on(asking, measure))
    name = thing.stored_name
    session.delete(thing)
    measure.changed_at = now
    audit.append(session, at=now, actor=person, action=action, subject=measure)
    return name


def _number_of(session: Session, kind: type[MeasurePicture] | type[MeasureDocument], measure: Measure) -> int:
    return session.scalar(select(func.count(kind.id)).where(kind.measure_id == measure.id)) or 0
