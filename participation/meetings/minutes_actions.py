"""Writing minutes: begun from what the desk did, changed by whoever runs the meeting, public once two people have approved the same text."""

from __future__ import annotations

from collections import Counter
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session, selectinload

from participation.accounts.models import Person
from participation.consultations.models import Consultation
from participation.kit import audit
from participation.kit.errors import Conflict, Invalid
from participation.kit.language import gettext as _
from participation.kit.language import speaking
from participation.kit.prose import to_html
from participation.kit.rules import demand, demand_of
from participation.kit.text import clean_text
from participation.meetings import live_queries as queries
from participation.meetings.live_models import SpeakingRequest, Turn, WallState
from participation.meetings.minutes_models import MinutesApproval, MinutesEdition
from participation.meetings.minutes_rules import may_approve_minutes, may_begin_minutes, may_write_minutes
from participation.meetings.minutes_text import first_text
from participation.meetings.models import Attendee, Meeting
from participation.meetings.queries import hold_meeting

LONGEST = 60_000
CORRECTION_LENGTH = 500
APPROVERS = 2


def begin_minutes(
    session: Session, writer: Person | None, consultation: Consultation, meeting: Meeting, correction: str, now: datetime
) -> MinutesEdition:
    """Begin the minutes from what the desk did, or a correction from the edition that is public. Raises Invalid for a correction without a reason."""
    hold_meeting(session, meeting)
    newest = newest_edition(session, meeting)
    writer = demand_of(writer, may_begin_minutes(writer, consultation, meeting, newest))
    reason = clean_text(correction)
    if newest is not None and not 0 < len(reason) <= CORRECTION_LENGTH:
        raise Invalid(_("Bitte schreiben Sie in höchstens %(most)s Zeichen, was berichtigt wird.", most=CORRECTION_LENGTH), "correction")
    edition = MinutesEdition(
        meeting_id=meeting.id,
        number=newest.number + 1 if newest else 1,
        correction=reason if newest else "",
        text=newest.text if newest else composed(session, meeting),
        changed_by_id=writer.id,
        changed_at=now,
        approvals=[],
    )
    session.add(edition)
    session.flush()
    audit.append(session, at=now, actor=writer, action="minutes.begun", subject=meeting, data={"edition": edition.number})
    return edition


def composed(session: Session, meeting: Meeting) -> str:
    """What the desk did, as the beginning of minutes; in German, whoever asks."""
    done = select(SpeakingRequest.point_id).where(SpeakingRequest.meeting_id == meeting.id, SpeakingRequest.state == Turn.DONE)
    there = select(func.count(), func.count(Attendee.checked_in_at)).where(Attendee.meeting_id == meeting.id)
    joined, checked_in = session.execute(there).one()
    with speaking("de"):
        return first_text(
            meeting,
            queries.points_of(session, meeting.id),
            queries.notes_of(session, meeting.id),
            queries.polls_of(session, meeting.id),
            queries.wall_of(session, meeting.id, WallState.ANSWERED, WallState.SHOWN),
            Counter(session.scalars(done)),
            checked_in,
            joined,
        )


def newest_edition(session: Session, meeting: Meeting) -> MinutesEdition | None:
    """The newest edition, draft or public, with its approvals."""
    asked = select(MinutesEdition).where(MinutesEdition.meeting_id == meeting.id).options(selectinload(MinutesEdition.approvals))
    return session.scalars(asked.order_by(MinutesEdition.number.desc()).limit(1)).one_or_none()


def public_editions(session: Session, meeting: Meeting) -> list[MinutesEdition]:
    """The editions that everyone may read, the newest first."""
    public = MinutesEdition.meeting_id == meeting.id, MinutesEdition.published_at.is_not(None)
    return list(session.scalars(select(MinutesEdition).where(*public).order_by(MinutesEdition.number.desc())))


def _look_again(session: Session, edition: MinutesEdition) -> None:
    """The edition as it is now that the meeting is locked."""
    asked = select(MinutesEdition).where(MinutesEdition.id == edition.id).options(selectinload(MinutesEdition.approvals))
    session.scalars(asked.execution_options(populate_existing=True)).one()


def save_minutes(
    session: Session,
    writer: Person | None,
    consultation: Consultation,
    meeting: Meeting,
    edition: MinutesEdition,
    typed: str,
    revision: int,
    now: datetime,
) -> None:
    """Keep a changed text; approvals of the old one are gone. `revision`: which one the writer saw.

    Raises Conflict where somebody else changed it meanwhile: the writer then sees both texts. Raises Invalid for nothing or too much.
    """
    hold_meeting(session, meeting)
    _look_again(session, edition)
    writer = demand_of(writer, may_write_minutes(writer, consultation, meeting, edition))
    words = clean_text(typed)
    if not words or len(words) > LONGEST:
        raise Invalid(_("Das Protokoll hat einen Text mit höchstens %(most)s Zeichen.", most=LONGEST), "text")
    if words == edition.text:
        return
    if revision != edition.revision:
        raise Conflict(
            _("Inzwischen hat jemand anderes das Protokoll geändert. Ihr Text steht noch hier. Bitte gleichen Sie beide ab und speichern Sie dann.")
        )
    edition.text, edition.revision, edition.changed_by_id, edition.changed_at = words, edition.revision + 1, writer.id, now
    edition.approvals.clear()
    audit.append(
        session, at=now, actor=writer, action="minutes.changed", subject=meeting, data={"edition": edition.number, "revision": edition.revision}
    )


def approve_minutes(
    session: Session, approver: Person | None, consultation: Consultation, meeting: Meeting, edition: MinutesEdition, revision: int, now: datetime
) -> bool:
    """Say that a text is right; the second person's word publishes it. Returns whether it is public now. Raises Conflict for a text that changed."""
    hold_meeting(session, meeting)
    _look_again(session, edition)
    approver = demand_of(approver, may_approve_minutes(approver, consultation, meeting, edition))
    if revision != edition.revision:
        raise Conflict(_("Der Text wurde inzwischen geändert. Bitte lesen Sie ihn noch einmal, bevor Sie ihn freigeben."))
    edition.approvals.append(MinutesApproval(person_id=approver.id, approved_at=now))
    audit.append(session, at=now, actor=approver, action="minutes.approved", subject=meeting, data={"edition": edition.number, "revision": revision})
    if len(edition.approvals) < APPROVERS:
        return False
    edition.published_at, edition.published_html = now, to_html(edition.text)
    audit.append(session, at=now, actor=approver, action="minutes.published", subject=meeting, data={"edition": edition.number})
    return True


def discard_minutes(
    session: Session, writer: Person | None, consultation: Consultation, meeting: Meeting, edition: MinutesEdition, now: datetime
) -> None:
    """Throw a draft away: to begin anew from what the desk did, or because no correction is needed."""
    hold_meeting(session, meeting)
    demand(may_write_minutes(writer, consultation, meeting, edition))
    audit.append(session, at=now, actor=writer, action="minutes.discarded", subject=meeting, data={"edition": edition.number})
    session.delete(edition)
