"""Planning a meeting: written, announced, changed, cancelled, its documents."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import BinaryIO
from urllib.parse import urlsplit

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from participation.accounts.models import Person
from participation.consultations.models import Consultation
from participation.kit import audit
from participation.kit.errors import Conflict, Invalid
from participation.kit.jobs import enqueue_after_commit
from participation.kit.language import gettext as _
from participation.kit.links import is_web_address
from participation.kit.prose import to_html
from participation.kit.rules import demand
from participation.kit.text import clean_line, clean_text
from participation.kit.uploads import store_document
from participation.meetings import planning_rules, queries
from participation.meetings.access import known
from participation.meetings.agenda import Line, read_agenda
from participation.meetings.models import Meeting, MeetingPoint, MeetingStage
from participation.meetings.registration_actions import move_up
from participation.meetings.registration_models import MeetingDocument, MeetingNews, NewsKind, Registration
from participation.meetings.rules import MOST_MEETINGS, may_plan_meeting
from participation.places.actions import forget_place
from participation.settings import Settings

TELL_REGISTERED = "meetings.tell"
"""The job that tells those who registered; `clockwork.py` says which function that is."""
LONGEST = timedelta(days=3)
MOST_PLACES, MOST_COMPANIONS, MOST_DOCUMENTS = 5_000, 9, 20
CODE_LETTERS = "BCDFGHJKMNPRSTVWXYZ"
"""Of a room's code: no digit, no vowel, and none that is taken for another; so no code is a word, and it can be read out."""
CODE_LENGTH = 6


@dataclass(frozen=True, slots=True)
class MeetingDraft:
    """A meeting as its form has it; `agenda`: a line a point."""

    title: str
    starts_at: datetime
    ends_at: datetime
    description: str = ""
    place: str = ""
    address: str = ""
    place_id: int | None = None
    access_features: Sequence[str] = ()
    access: str = ""
    stream_url: str = ""
    agenda: str = ""
    takes_registrations: bool = False
    places: int | None = None
    register_until: datetime | None = None
    most_companions: int = 0
    lets_guests_in: bool = True
    quorum: int = 0


def plan_meeting(session: Session, actor: Person, consultation: Consultation, draft: MeetingDraft, now: datetime) -> Meeting:
    """Write a meeting that only its staff sees until it is announced. Raises Invalid, naming what is wrong."""
    demand(may_plan_meeting(actor, consultation))
    if (session.scalar(select(func.count(Meeting.id)).where(Meeting.consultation_id == consultation.id)) or 0) >= MOST_MEETINGS:
        raise Invalid(_("Mehr als %(most)s Sitzungen sind nicht möglich.", most=MOST_MEETINGS))
    lines = _checked(draft)
    meeting = Meeting(consultation_id=consultation.id, stage=MeetingStage.DRAFT, room_code=_free_code(session), created_at=now, points=[])
    _take(meeting, draft)
    session.add(meeting)
    meeting.points.extend(_points(lines))
    session.flush()
    audit.append(session, at=now, actor=actor, action="meeting.planned", subject=meeting, data={"consultation": consultation.id})
    return meeting


def change_meeting(
    session: Session, settings: Settings, actor: Person, consultation: Consultation, meeting: Meeting, draft: MeetingDraft, now: datetime
) -> bool:
    """Change what was written. Those who registered are told where its time or place is another. Returns whether they are."""
    queries.hold_meeting(session, meeting)
    demand(planning_rules.may_change_meeting(actor, consultation, meeting))
    lines = _checked(draft)
    taken = queries.seats_taken(session, meeting.id)
    if draft.places is not None and draft.places < taken:
        raise Invalid(_("%(taken)s Plätze sind schon vergeben. Weniger Plätze gehen nicht.", taken=taken), "places")
    before, place_before = _when_and_where(meeting), meeting.place_id
    moved_at = meeting.starts_at
    _take(meeting, draft)
    if place_before != meeting.place_id:
        session.flush()
        forget_place(session, place_before)
    _replace_points(session, meeting, lines)
    meeting.changed_at, meeting.version = now, meeting.version + 1
    tells = meeting.stage == MeetingStage.ANNOUNCED and before != _when_and_where(meeting)
    if tells:
        _tell(session, meeting, NewsKind.CHANGED, now)
    if moved_at != meeting.starts_at:
        queries.remind_anew(session, meeting, now)
    move_up(session, settings, consultation, meeting, now)
    audit.append(session, at=now, actor=actor, action="meeting.changed", subject=meeting, data={"told": tells})
    return tells


def announce_meeting(session: Session, actor: Person, consultation: Consultation, meeting: Meeting, now: datetime) -> None:
    """Make it public. Raises Invalid where it would be over already, or nobody would know where it is."""
    queries.hold_meeting(session, meeting)
    demand(planning_rules.may_announce(actor, consultation, meeting))
    if meeting.starts_at <= now:
        raise Invalid(_("Der Beginn ist schon vorbei. Bitte ändern Sie ihn zuerst."))
    if not meeting.place and not meeting.stream_url:
        raise Invalid(_("Es fehlt noch ein Ort oder eine Adresse der Übertragung."))
    meeting.stage, meeting.announced_at = MeetingStage.ANNOUNCED, now
    audit.append(session, at=now, actor=actor, action="meeting.announced", subject=meeting)


def cancel_meeting(session: Session, actor: Person, consultation: Consultation, meeting: Meeting, reason: str, now: datetime) -> None:
    """Call an announced meeting off; all who registered are told why. Raises Invalid without a reason."""
    queries.hold_meeting(session, meeting)
    demand(planning_rules.may_cancel(actor, consultation, meeting, now))
    reason = clean_line(reason)[:500]
    if not reason:
        raise Invalid(_("Bitte sagen Sie, warum die Sitzung ausfällt. Alle Angemeldeten lesen das."), "reason")
    meeting.stage, meeting.cancel_reason = MeetingStage.CANCELLED, reason
    meeting.changed_at, meeting.version = now, meeting.version + 1
    _tell(session, meeting, NewsKind.CANCELLED, now)
    audit.append(session, at=now, actor=actor, action="meeting.cancelled", subject=meeting)


def discard_meeting(session: Session, actor: Person, consultation: Consultation, meeting: Meeting, now: datetime) -> list[str]:
    """Throw a draft away. Returns its documents' stored names, to delete after the commit."""
    queries.hold_meeting(session, meeting)
    demand(planning_rules.may_discard(actor, consultation, meeting))
    names = [document.stored_name for document in queries.documents_of(session, meeting.id)]
    audit.append(session, at=now, actor=actor, action="meeting.discarded", subject=meeting, data={"consultation": consultation.id})
    place_id = meeting.place_id
    for what in (MeetingDocument, MeetingNews, Registration, MeetingPoint):
        session.execute(delete(what).where(what.meeting_id == meeting.id))
    session.execute(delete(Meeting).where(Meeting.id == meeting.id))
    forget_place(session, place_id)
    return names


def add_meeting_document(
    session: Session,
    actor: Person,
    consultation: Consultation,
    meeting: Meeting,
    stream: BinaryIO,
    title: str,
    root: Path,
    limit: int,
    now: datetime,
) -> MeetingDocument:
    """Store a PDF that everybody may read. `limit` is in bytes. Raises Invalid."""
    demand(planning_rules.may_add_document(actor, consultation, meeting))
    if not clean_line(title):
        raise Invalid(_("Bitte geben Sie dem Dokument einen Titel."), "title")
    if len(queries.documents_of(session, meeting.id)) >= MOST_DOCUMENTS:
        raise Invalid(_("Mehr als %(number)s Dokumente sind nicht möglich. Bitte entfernen Sie zuerst eines.", number=MOST_DOCUMENTS), "file")
    stored = store_document(root, stream, limit=limit)
    document = MeetingDocument(meeting_id=meeting.id, stored_name=stored.name, title=clean_line(title)[:120], size=stored.size, added_at=now)
    session.add(document)
    session.flush()
    audit.append(session, at=now, actor=actor, action="meeting.document_added", subject=meeting, data={"document": document.id})
    return document


def remove_meeting_document(
    session: Session, actor: Person, consultation: Consultation, meeting: Meeting, document: MeetingDocument, now: datetime
) -> str:
    """Take a document away; returns its stored name, whose file the caller deletes after the commit."""
    demand(planning_rules.may_add_document(actor, consultation, meeting))
    session.delete(document)
    audit.append(session, at=now, actor=actor, action="meeting.document_removed", subject=meeting, data={"document": document.id})
    return document.stored_name


def _checked(draft: MeetingDraft) -> list[Line]:
    """The agenda's lines; raises Invalid for all that is wrong with a draft."""
    if not clean_line(draft.title):
        raise Invalid(_("Bitte geben Sie der Sitzung einen Namen, zum Beispiel „Auftakt“."), "title")
    if not draft.starts_at < draft.ends_at <= draft.starts_at + LONGEST:
        raise Invalid(_("Das Ende liegt nach dem Beginn, höchstens drei Tage."), "ends_at")
    stream = clean_line(draft.stream_url)
    if stream and not (is_web_address(stream) and urlsplit(stream).scheme == "https"):
        raise Invalid(_("Bitte geben Sie eine vollständige Adresse an, die mit https:// beginnt."), "stream_url")
    if draft.register_until is not None and draft.register_until > draft.starts_at:
        raise Invalid(_("Die Anmeldung endet spätestens mit dem Beginn."), "register_until")
    if draft.places is not None and not 1 <= draft.places <= MOST_PLACES:
        raise Invalid(_("Es gibt 1 bis %(most)s Plätze. Ohne Grenze lassen Sie das Feld leer.", most=MOST_PLACES), "places")
    if not 0 <= draft.most_companions <= MOST_COMPANIONS:
        raise Invalid(_("Mitbringen kann man 0 bis %(most)s Personen.", most=MOST_COMPANIONS), "most_companions")
    if not 0 <= draft.quorum <= MOST_PLACES:
        raise Invalid(_("Bitte geben Sie 0 bis %(most)s an.", most=MOST_PLACES), "quorum")
    return read_agenda(draft.agenda)


def _take(meeting: Meeting, draft: MeetingDraft) -> None:
    meeting.title = clean_line(draft.title)[:120]
    meeting.description = clean_text(draft.description)[:10_000]
    meeting.description_html = to_html(meeting.description)
    meeting.place, meeting.address, meeting.place_id = clean_line(draft.place)[:200], clean_line(draft.address)[:200], draft.place_id
    meeting.access_features, meeting.access = known(draft.access_features), clean_text(draft.access)[:2000]
    meeting.stream_url = clean_line(draft.stream_url)
    meeting.starts_at, meeting.ends_at = draft.starts_at, draft.ends_at
    meeting.takes_registrations, meeting.places, meeting.register_until = draft.takes_registrations, draft.places, draft.register_until
    meeting.most_companions, meeting.lets_guests_in, meeting.quorum = draft.most_companions, draft.lets_guests_in, draft.quorum


def _when_and_where(meeting: Meeting) -> tuple[object, ...]:
    return meeting.starts_at, meeting.ends_at, meeting.place, meeting.address, meeting.stream_url


def _points(lines: Sequence[Line]) -> list[MeetingPoint]:
    return [MeetingPoint(position=place, title=line.title, speaker=line.speaker, minutes=line.minutes) for place, line in enumerate(lines)]


def _replace_points(session: Session, meeting: Meeting, lines: Sequence[Line]) -> None:
    """Write the points into the rows that are there, so that their numbers stay."""
    rows = session.scalars(select(MeetingPoint).where(MeetingPoint.meeting_id == meeting.id).order_by(MeetingPoint.position)).all()
    for row, line in zip(rows, lines, strict=False):
        row.title, row.speaker, row.minutes = line.title, line.speaker, line.minutes
    for row in rows[len(lines) :]:
        session.delete(row)
    for point in _points(lines)[len(rows) :]:
        point.meeting_id = meeting.id
        session.add(point)
    session.flush()
    session.expire(meeting, ["points"])


def _tell(session: Session, meeting: Meeting, kind: NewsKind, now: datetime) -> None:
    session.add(MeetingNews(meeting_id=meeting.id, kind=kind, said_at=now))
    session.flush()
    enqueue_after_commit(session, TELL_REGISTERED)


def _free_code(session: Session) -> str:
    for _try in range(20):
        code = "".join(secrets.choice(CODE_LETTERS) for _letter in range(CODE_LENGTH))
        if session.scalar(select(Meeting.id).where(Meeting.room_code == code)) is None:
            return code
    raise Conflict(_("Gerade ist kein Code für den Saal frei. Bitte versuchen Sie es noch einmal."))
