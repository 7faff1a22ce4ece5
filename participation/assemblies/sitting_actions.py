"""Preparing and noting sittings: agenda, experts, documents, who was there, small groups."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import BinaryIO

from sqlalchemy import delete, func, insert, select
from sqlalchemy.orm import Session

from participation.accounts.models import Person
from participation.assemblies.members import Member
from participation.assemblies.models import AgendaItem, Attendance, Expert, Sitting, SittingDocument, SittingGroups
from participation.assemblies.queries import votes_in
from participation.assemblies.rules import may_note_attendance, may_run
from participation.consultations.models import Consultation
from participation.councils.models import Council
from participation.kit import audit
from participation.kit.errors import Conflict, Invalid
from participation.kit.language import gettext as _
from participation.kit.rules import demand
from participation.kit.text import clean_line, clean_text
from participation.kit.uploads import store_document
from participation.methods.groups import CannotSeat, Task, seat

MOST_SITTINGS, MOST_ITEMS, MOST_DOCUMENTS, MOST_EXPERTS = 60, 60, 20, 20
LONGEST = timedelta(days=3)
STEPS = 20_000
_ITEM = re.compile(r"(?:([01]?\d|2[0-3])[:.]([0-5]\d)\s+)?(.+)")


@dataclass(frozen=True, slots=True)
class SittingDraft:
    """A sitting as its form has it; `agenda`: a line a point, with its planned time first where there is one."""

    title: str
    place: str
    starts_at: datetime
    ends_at: datetime
    agenda: str = ""


def set_sitting(
    session: Session, actor: Person, consultation: Consultation, council: Council, sitting: Sitting | None, draft: SittingDraft, now: datetime
) -> Sitting:
    """Plan a sitting, or change one. Raises Invalid without a title or with times in the wrong order."""
    demand(may_run(actor, consultation, council))
    title, place = clean_line(draft.title)[:120], clean_line(draft.place)[:200]
    if not title:
        raise Invalid(_("Bitte geben Sie der Sitzung einen Namen, zum Beispiel „Auftakt“."), "title")
    if not draft.starts_at < draft.ends_at <= draft.starts_at + LONGEST:
        raise Invalid(_("Das Ende liegt nach dem Beginn, höchstens drei Tage."), "ends_at")
    items = agenda_items(draft.agenda)
    if sitting is None:
        if (session.scalar(select(func.count(Sitting.id)).where(Sitting.council_id == council.id)) or 0) >= MOST_SITTINGS:
            raise Invalid(_("Mehr als %(most)s Sitzungen sind nicht möglich.", most=MOST_SITTINGS))
        sitting = Sitting(council_id=council.id, agenda=[], documents=[], experts=[])
        session.add(sitting)
    sitting.title, sitting.place, sitting.starts_at, sitting.ends_at = title, place, draft.starts_at, draft.ends_at
    sitting.agenda.clear()
    session.flush()
    sitting.agenda.extend(items)
    audit.append(session, at=now, actor=actor, action="sitting.set", subject=sitting, data={"points": len(items)})
    return sitting


def agenda_items(text: str) -> list[AgendaItem]:
    """Lines such as `18:30 Begrüßung` as points. Raises Invalid for too many."""
    found: list[AgendaItem] = []
    for line in clean_text(text).splitlines():
        match = _ITEM.fullmatch(line.strip())
        if match:
            hour, minute, title = match.groups()
            found.append(AgendaItem(position=len(found), planned=f"{int(hour):02}:{minute}" if hour else "", title=title[:200]))
    if len(found) > MOST_ITEMS:
        raise Invalid(_("Eine Tagesordnung hat höchstens %(most)s Punkte.", most=MOST_ITEMS), "agenda")
    return found


def remove_sitting(session: Session, actor: Person, consultation: Consultation, council: Council, sitting: Sitting, now: datetime) -> list[str]:
    """Take a sitting away that did not take place. Returns its documents' stored names, to delete after the commit."""
    demand(may_run(actor, consultation, council))
    if sitting.attendance_at is not None or votes_in(session, sitting):
        raise Conflict(_("Diese Sitzung hat stattgefunden. Sie bleibt stehen."))
    names = [document.stored_name for document in sitting.documents]
    audit.append(session, at=now, actor=actor, action="sitting.removed", subject=sitting, data={})
    session.execute(delete(SittingGroups).where(SittingGroups.sitting_id == sitting.id))
    session.delete(sitting)
    return names


def add_expert(
    session: Session, actor: Person, consultation: Consultation, council: Council, sitting: Sitting, values: Mapping[str, str], now: datetime
) -> Expert:
    """Note somebody whom the council hears: `name`, `role`, `statement`, `interests`. Raises Invalid without a name or interests."""
    demand(may_run(actor, consultation, council))
    name, interests = clean_line(values.get("name", ""))[:120], clean_text(values.get("interests", ""))[:1000]
    if not name:
        raise Invalid(_("Bitte geben Sie an, wen der Bürgerrat anhört."), "name")
    if not interests:
        raise Invalid(_("Bitte geben Sie an, welche Interessen die Person erklärt hat. Gibt es keine, schreiben Sie „keine“."), "interests")
    if len(sitting.experts) >= MOST_EXPERTS:
        raise Invalid(_("Mehr als %(most)s Fachleute je Sitzung sind nicht möglich.", most=MOST_EXPERTS))
    expert = Expert(
        sitting_id=sitting.id,
        name=name,
        role=clean_line(values.get("role", ""))[:200],
        statement=clean_text(values.get("statement", ""))[:10_000],
        interests=interests,
    )
    sitting.experts.append(expert)
    audit.append(session, at=now, actor=actor, action="sitting.expert_added", subject=sitting, data={})
    return expert


def remove_expert(
    session: Session, actor: Person, consultation: Consultation, council: Council, sitting: Sitting, expert: Expert, now: datetime
) -> None:
    """Take somebody off the list again."""
    demand(may_run(actor, consultation, council))
    sitting.experts.remove(expert)
    audit.append(session, at=now, actor=actor, action="sitting.expert_removed", subject=sitting, data={})


def add_sitting_document(
    session: Session,
    actor: Person,
    consultation: Consultation,
    council: Council,
    sitting: Sitting,
    stream: BinaryIO,
    title: str,
    root: Path,
    limit: int,
    now: datetime,
) -> SittingDocument:
    """Store a PDF for the members. `limit` is in bytes. Raises Invalid."""
    demand(may_run(actor, consultation, council))
    if not clean_line(title):
        raise Invalid(_("Bitte geben Sie dem Dokument einen Titel."), "title")
    if len(sitting.documents) >= MOST_DOCUMENTS:
        raise Invalid(_("Mehr als %(number)s Dokumente sind nicht möglich. Bitte entfernen Sie zuerst eines.", number=MOST_DOCUMENTS), "file")
    stored = store_document(root, stream, limit=limit)
    document = SittingDocument(sitting_id=sitting.id, stored_name=stored.name, title=clean_line(title)[:120], size=stored.size, added_at=now)
    sitting.documents.append(document)
    audit.append(session, at=now, actor=actor, action="sitting.document_added", subject=sitting, data={})
    return document


def remove_sitting_document(
    session: Session, actor: Person, consultation: Consultation, council: Council, sitting: Sitting, document: SittingDocument, now: datetime
) -> str:
    """Take a document away; returns its stored name, whose file the caller deletes after the commit."""
    demand(may_run(actor, consultation, council))
    sitting.documents.remove(document)
    audit.append(session, at=now, actor=actor, action="sitting.document_removed", subject=sitting, data={})
    return document.stored_name


def note_attendance(
    session: Session,
    actor: Person,
    consultation: Consultation,
    council: Council,
    sitting: Sitting,
    members: Sequence[Member],
    there: Collection[int],
    now: datetime,
) -> None:
    """Note which seats were there. Raises Refused before the sitting's day, Conflict after a vote was taken in it, Invalid for a seat that is none."""
    demand(may_note_attendance(actor, consultation, council, sitting, now))
    if not set(there) <= {member.seat_id for member in members}:
        raise Invalid(_("Diesen Platz gibt es im Bürgerrat nicht. Bitte laden Sie die Seite neu."))
    if votes_in(session, sitting):
        raise Conflict(_("In dieser Sitzung wurde schon abgestimmt. Wer da war, steht damit fest."))
    session.execute(delete(Attendance).where(Attendance.sitting_id == sitting.id))
    if there:
        session.execute(insert(Attendance), [{"sitting_id": sitting.id, "seat_id": seat_id} for seat_id in sorted(set(there))])
    sitting.attendance_at = now
    audit.append(session, at=now, actor=actor, action="sitting.attendance_noted", subject=sitting, data={"present": len(set(there))})


@dataclass(frozen=True, slots=True)
class GroupsWish:
    """How groups shall be made. `features`: codes; `known`: seat → feature code → value; `apart`, `fixed` by seat, tables from 1."""

    size: int
    rounds: int
    features: tuple[str, ...] = ()
    known: Mapping[int, Mapping[str, str]] | None = None
    apart: tuple[tuple[int, int], ...] = ()
    fixed: tuple[tuple[int, int], ...] = ()


def make_groups(
    session: Session,
    actor: Person,
    consultation: Consultation,
    council: Council,
    sitting: Sitting,
    seats: Sequence[int],
    wish: GroupsWish,
    seed: str,
    now: datetime,
) -> SittingGroups:
    """Seat those who come at tables over several rounds. The plan keeps seats only; what it looked at stays sealed. Raises Invalid."""
    demand(may_run(actor, consultation, council))
    if not 2 <= wish.size <= 50 or not 1 <= wish.rounds <= 20 or len(seats) < 2:
        raise Invalid(_("Tische haben 2 bis 50 Plätze, es gibt 1 bis 20 Runden, und mindestens zwei Mitglieder kommen."), "size")
    place = {seat_id: number for number, seat_id in enumerate(seats)}
    known = wish.known or {}
    features = tuple(tuple(known.get(seat_id, {}).get(code, "") for seat_id in seats) for code in wish.features)
    apart = frozenset((place[one], place[other]) for one, other in wish.apart if one in place and other in place)
    fixed = {(number, place[seat_id]): table - 1 for number in range(wish.rounds) for seat_id, table in wish.fixed if seat_id in place}
    try:
        seating = seat(Task(len(seats), wish.size, wish.rounds, features, apart, fixed), seed, STEPS)
    except CannotSeat as error:
        raise Invalid(
            _("So geht es nicht auf. Bitte nehmen Sie feste Plätze oder Trennungen heraus oder machen Sie die Tische anders groß."), "apart"
        ) from error
    plan = {
        "rounds": [[[seats[person] for person in table] for table in tables] for tables in seating.rounds],
        "met": seating.met,
        "possible": seating.possible,
        "uneven": seating.uneven,
        "size": wish.size,
        "features": list(wish.features),
    }
    groups = session.get(SittingGroups, sitting.id)
    if groups is None:
        groups = SittingGroups(sitting_id=sitting.id, seed=seed, plan=plan, made_at=now)
        session.add(groups)
    groups.seed, groups.plan, groups.made_at = seed, plan, now
    audit.append(session, at=now, actor=actor, action="sitting.groups_made", subject=sitting, data={"rounds": wish.rounds, "seed": seed})
    return groups
