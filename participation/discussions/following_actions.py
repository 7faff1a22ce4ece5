"""Following a discussion, remembering a visit, and telling people what is new."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import bindparam, delete, select
from sqlalchemy.orm import Session

from participation.accounts.models import NoticeKind, Person
from participation.accounts.notices import tell
from participation.consultations.models import Consultation
from participation.consultations.retention import past
from participation.consultations.subjects import Subject
from participation.discussions import rules
from participation.discussions.models import Contribution, Discussion, Follow, Visit
from participation.discussions.spans import VISITS
from participation.kit import audit
from participation.kit.language import lazy
from participation.kit.rules import demand_of
from participation.kit.upserts import insert_or

ONE_VISIT = timedelta(minutes=30)
"""Whoever comes back within it goes on with the same visit: what was new stays marked."""
_FOLLOWERS = select(Follow.person_id).where(Follow.discussion_id == bindparam("discussion"))


def follow_discussion(session: Session, person: Person | None, consultation: Consultation, discussion: Discussion, now: datetime) -> None:
    """Be told what is new in a discussion. Following twice changes nothing."""
    person = demand_of(person, rules.may_follow(person, consultation))
    row = {"person_id": person.id, "discussion_id": discussion.id, "followed_at": now}
    put = insert_or(session, Follow).values(**row).on_conflict_do_nothing(index_elements=["person_id", "discussion_id"])
    if session.execute(put.returning(Follow.id)).scalar() is not None:
        audit.append(session, at=now, actor=person, action="discussion.followed", subject=discussion)


def unfollow_discussion(session: Session, person: Person | None, consultation: Consultation, discussion: Discussion, now: datetime) -> None:
    """Be told no more."""
    person = demand_of(person, rules.may_follow(person, consultation))
    gone = delete(Follow).where(Follow.person_id == person.id, Follow.discussion_id == discussion.id).returning(Follow.id)
    if session.execute(gone).scalar() is not None:
        audit.append(session, at=now, actor=person, action="discussion.unfollowed", subject=discussion)


def note_visit(
    session: Session, person: Person | None, consultation: Consultation, discussion: Discussion, now: datetime, *, all_read: bool = False
) -> None:
    """Remember that a person reads a discussion, so that the next visit can mark what is new. `all_read`: nothing is new any more.

    Stands in no log: what somebody reads is nobody's business.
    """
    person = demand_of(person, rules.may_follow(person, consultation))
    before = session.scalar(select(Visit).where(Visit.person_id == person.id, Visit.discussion_id == discussion.id))
    since = now if before is None or all_read else before.last_at if now - before.last_at > ONE_VISIT else before.since
    values = {"since": since, "last_at": now}
    put = insert_or(session, Visit).values(person_id=person.id, discussion_id=discussion.id, **values)
    session.execute(put.on_conflict_do_update(index_elements=["person_id", "discussion_id"], set_=values))


def tell_of(session: Session, author: Person, discussion: Discussion, subject: Subject, written: Contribution, now: datetime) -> None:
    """Tell whoever is answered, and everybody who follows; never the author."""
    url = f"/beitraege/{written.id}"
    parent = session.get(Contribution, written.parent_id) if written.parent_id else None
    answered = parent.author_id if parent is not None else None
    if answered is not None:
        title = lazy("Auf Ihren Beitrag zu „%(title)s“ wurde geantwortet.", title=subject.title)
        tell(session, [answered], kind=NoticeKind.REPLY, title=title, url=url, now=now, except_for=author)
    followers = session.scalars(_FOLLOWERS, {"discussion": discussion.id}).all()
    if followers:
        city = lazy("Die Stadt hat in der Diskussion zu „%(title)s“ geschrieben.", title=subject.title)
        title = city if written.official else lazy("In der Diskussion zu „%(title)s“ gibt es einen neuen Beitrag.", title=subject.title)
        others = [person for person in followers if person != answered]
        tell(session, others, kind=NoticeKind.FOLLOWED, title=title, url=url, now=now, except_for=author)


def forget_reading(session: Session, person: Person) -> None:
    """Forget what a person follows and visited, with the account."""
    for table in (Follow, Visit):
        session.execute(delete(table).where(table.person_id == person.id))


def sweep_visits(session: Session, now: datetime) -> int:
    """Delete visits as old as their consultation keeps them. Returns how many; the caller commits."""
    return int(session.execute(delete(Visit).where(Visit.id.in_(past(session, VISITS, now)))).rowcount)  # type: ignore[attr-defined]  # a DELETE has it
