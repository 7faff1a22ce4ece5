"""Private notes of staff: written, mended for a quarter of an hour, with colleagues named by @, and deleted after two years."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from participation.accounts.models import Person
from participation.consultations.models import Consultation
from participation.followups import rules, telling
from participation.followups.models import NoteMention, WorkNote
from participation.followups.queries import colleagues_of
from participation.followups.texts import LONGEST_NOTE, check_length
from participation.followups.things import Thing, named, of_thing
from participation.kit import audit
from participation.kit.dates import city_zone
from participation.kit.language import gettext as _
from participation.kit.privacy import Due
from participation.kit.rules import demand

NOTES_KEPT = timedelta(days=730)
"""After they were written: by then what they were about is answered."""
AT_A_TIME = 500


def write_note(session: Session, actor: Person, thing: Thing, consultation: Consultation, body: str, now: datetime) -> WorkNote:
    """Add a private note; colleagues whom it names with @ are told. The same one sent twice is kept once."""
    demand(rules.may_read_notes(actor, thing, consultation))
    body = check_length(body, "body", LONGEST_NOTE, _("Bitte schreiben Sie eine Notiz."))
    newest = session.scalars(select(WorkNote).where(of_thing(WorkNote, thing)).order_by(WorkNote.id.desc()).limit(1)).first()
    if newest is not None and (newest.author_id, newest.body) == (actor.id, body):
        return newest
    note = WorkNote(**named(thing), author_id=actor.id, body=body, written_at=now)
    session.add(note)
    session.flush()
    audit.append(session, at=now, actor=actor, action="proposal.noted", subject=thing)
    _mention(session, actor, thing, consultation, note, now)
    return note


def edit_note(session: Session, actor: Person, thing: Thing, consultation: Consultation, note: WorkNote, body: str, now: datetime) -> WorkNote:
    """Mend one's own note within a quarter of an hour; who is named only now is told now."""
    demand(rules.may_edit_note(actor, thing, consultation, note, now))
    body = check_length(body, "body", LONGEST_NOTE, _("Bitte schreiben Sie eine Notiz."))
    if body != note.body:
        note.body, note.edited_at = body, now
        audit.append(session, at=now, actor=actor, action="proposal.note_edited", subject=thing)
        _mention(session, actor, thing, consultation, note, now)
    return note


def _mention(session: Session, actor: Person, thing: Thing, consultation: Consultation, note: WorkNote, now: datetime) -> None:
    colleagues = colleagues_of(session, thing, consultation) if "@" in note.body else {}
    meant = mentioned(note.body, colleagues) - {actor.id}
    before = set(session.scalars(select(NoteMention.person_id).where(NoteMention.note_id == note.id)))
    session.execute(delete(NoteMention).where(NoteMention.note_id == note.id, NoteMention.person_id.in_(before - meant)))
    session.add_all(NoteMention(note_id=note.id, person_id=person_id) for person_id in sorted(meant - before))
    session.flush()
    telling.tell_mentioned(session, thing, consultation, note, meant - before, actor, now)


def mentioned(body: str, colleagues: Mapping[int, str]) -> set[int]:
    """Whom a text names with @: of several names that fit, the longest; capitals do not matter. Pure."""
    names = sorted(((name.casefold(), person_id) for person_id, name in colleagues.items() if name), key=lambda pair: -len(pair[0]))
    low, found = body.casefold(), set()
    place = low.find("@")
    while place >= 0:
        rest = low[place + 1 :]
        if place == 0 or not low[place - 1].isalnum():  # not within an address of mail
            fits = (person_id for name, person_id in names if rest.startswith(name) and not rest[len(name) : len(name) + 1].isalnum())
            found |= set(list(fits)[:1])
        place = low.find("@", place + 1)
    return found


def notes_due(session: Session, now: datetime) -> Iterable[Due]:
    """How many notes have been written, with the day on which the oldest goes."""
    number, oldest = session.execute(select(func.count(WorkNote.id), func.min(WorkNote.written_at))).one()
    return [Due("notes of offices, the oldest of them", number, (oldest + NOTES_KEPT).astimezone(city_zone()).date())] if number else []


def delete_old_notes(session: Session, now: datetime) -> int:
    """Delete notes that are two years old. Returns how many."""
    old = list(session.scalars(select(WorkNote.id).where(WorkNote.written_at < now - NOTES_KEPT).order_by(WorkNote.id).limit(AT_A_TIME)))
    session.execute(delete(NoteMention).where(NoteMention.note_id.in_(old)))
    session.execute(delete(WorkNote).where(WorkNote.id.in_(old)))
    return len(old)
