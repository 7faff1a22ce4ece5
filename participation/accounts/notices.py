"""What a person is told: a notice on the own page, and a mail at once, once a day, once a week or never, as each chose.

A notice is kept as a German message with its places, so that everybody reads it in the own language.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, time, timedelta
from typing import Any

from sqlalchemy import bindparam, delete, func, insert, select, update
from sqlalchemy.orm import Session

from participation.accounts.models import Mailing, Notice, NoticeChoice, NoticeKind, Person
from participation.kit import audit
from participation.kit.database import table_of
from participation.kit.dates import city_zone
from participation.kit.jobs import enqueue_after_commit
from participation.kit.language import LazyText, gettext
from participation.kit.pagination import Page, offset
from participation.kit.upserts import insert_or

SEND_NOTICES = "notices.mail"
"""The job that mails what is due; `clockwork.py` says which function that is."""
USUAL = {
    NoticeKind.ANSWER: Mailing.AT_ONCE,
    NoticeKind.OUTCOME: Mailing.AT_ONCE,
    NoticeKind.PROPOSAL: Mailing.AT_ONCE,
    NoticeKind.REPLY: Mailing.DAILY,
    NoticeKind.FOLLOWED: Mailing.DAILY,
    NoticeKind.SEARCH: Mailing.DAILY,
    NoticeKind.WORK: Mailing.AT_ONCE,
}
"""What holds for whoever has not chosen."""
HOUR = time(7)
"""When the daily mail is due, in the city's zone; the weekly one on Monday."""
KEPT = timedelta(days=180)
A_PAGE = 50
AT_ONCE = 500  # people a statement
_people, _choices = table_of(Person), table_of(NoticeChoice)
_ASKED = (
    select(_people.c.id, _choices.c.mailing)
    .select_from(_people.outerjoin(_choices, (_choices.c.person_id == _people.c.id) & (_choices.c.kind == bindparam("kind"))))
    .where(_people.c.id.in_(bindparam("people", expanding=True)), _people.c.deleted_at.is_(None))
    .order_by(_people.c.id)  # always in this order: two who tell the same people do not wait for each other for ever
    .with_for_update(of=_people, key_share=True)
)
_TELL = insert(table_of(Notice))
_UNREAD = update(_people).where(_people.c.id.in_(bindparam("people", expanding=True))).values(unread_notices=_people.c.unread_notices + 1)


def tell(
    session: Session,
    people: Iterable[int],
    *,
    kind: NoticeKind,
    title: LazyText | str,
    url: str,
    now: datetime,
    except_for: Person | None = None,
) -> int:
    """Tell people, by their ids, something that happened; the one who did it (`except_for`) knows already. Returns how many were told.

    `title` is a finished sentence, `lazy("Die Stadt hat auf „%(title)s“ geantwortet.", title=…)`; a value may itself be lazy, as the names of
    statuses are. `url` is a path of this site. Each person is told once a call; deleted accounts are not told.
    """
    message, words = _kept(title)
    wanted = sorted(set(people) - ({except_for.id} if except_for else set()))
    told = 0
    for start in range(0, len(wanted), AT_ONCE):
        told += _tell_some(session, wanted[start : start + AT_ONCE], kind, {"message": message, "words": words, "url": url[:500]}, now)
    if told:
        enqueue_after_commit(session, SEND_NOTICES)
    return told


def _tell_some(session: Session, ids: list[int], kind: NoticeKind, what: Mapping[str, Any], now: datetime) -> int:
    session.flush()
    rows = [
        {"person_id": row.id, "kind": kind, "created_at": now, "mail_at": _due(Mailing(row.mailing or USUAL[kind]), now), **what}
        for row in session.execute(_ASKED, {"people": ids, "kind": kind})
    ]
    if rows:
        session.execute(_TELL, rows)
        there = [row["person_id"] for row in rows]
        session.execute(_UNREAD, {"people": there})
        for person_id in there:
            known = session.identity_map.get((Person, (person_id,), None))
            if known is not None:
                session.expire(known, ["unread_notices"])
    return len(rows)


def _due(mailing: Mailing, now: datetime) -> datetime | None:
    if mailing == Mailing.NEVER:
        return None
    if mailing == Mailing.AT_ONCE:
        return now
    local = now.astimezone(city_zone())
    day = local.date() + timedelta(days=1 if local.time() >= HOUR else 0)
    if mailing == Mailing.WEEKLY:
        day += timedelta(days=-day.weekday() % 7)  # that day itself where it is a Monday
    return datetime.combine(day, HOUR, city_zone())


def _kept(title: LazyText | str) -> tuple[str, dict[str, Any]]:
    if isinstance(title, str):
        return title.replace("%", "%%"), {}
    message, values = title.parts
    return message, {name: {"text": value.parts[0]} if isinstance(value, LazyText) else value for name, value in values.items()}


def sentence(message: str, words: Mapping[str, Any]) -> str:
    """A notice in the language spoken."""
    values = {name: gettext(value["text"]) if isinstance(value, dict) else value for name, value in words.items()}
    return gettext(message) % values


def notices_of(session: Session, person: Person, number: int, size: int = A_PAGE) -> Page[Notice]:
    """A page of a person's notices, the newest first."""
    own = Notice.person_id == person.id
    total = session.scalar(select(func.count(Notice.id)).where(own)) or 0
    number = min(number, max(1, -(-total // size)))
    statement = select(Notice).where(own).order_by(Notice.id.desc()).limit(size).offset(offset(number, size))
    return Page(session.scalars(statement).all(), number, size, total)


def note_seen(session: Session, person: Person) -> None:
    """The person looked at the own notices: none is new any more."""
    session.execute(update(Person).where(Person.id == person.id).values(unread_notices=0))


def mailings_of(session: Session, person: Person) -> dict[NoticeKind, Mailing]:
    """For each kind, whether and when this person gets a mail."""
    chosen = session.execute(select(NoticeChoice.kind, NoticeChoice.mailing).where(NoticeChoice.person_id == person.id))
    return USUAL | {NoticeKind(kind): Mailing(mailing) for kind, mailing in chosen}


def choose_mailings(session: Session, person: Person, wanted: Mapping[NoticeKind, Mailing], now: datetime) -> None:
    """Choose for each kind whether and when a mail comes; what waits to be mailed follows the new choice."""
    _set_mailings(session, person, wanted, now)
    audit.append(session, at=now, actor=person, action="account.mailings_chosen", subject=person)


def end_mails(session: Session, person_id: int, kinds: Sequence[NoticeKind], now: datetime) -> None:
    """No more mails of these kinds, by the link in one; once more, or after the account is gone, it does nothing."""
    person = session.scalars(select(Person).where(Person.id == person_id, Person.deleted_at.is_(None)).with_for_update(key_share=True)).one_or_none()
    if person is not None and _set_mailings(session, person, dict.fromkeys(kinds, Mailing.NEVER), now):
        audit.append(session, at=now, actor=person, action="account.unsubscribed", subject=person, data={"kinds": [str(kind) for kind in kinds]})


def _set_mailings(session: Session, person: Person, wanted: Mapping[NoticeKind, Mailing], now: datetime) -> bool:
    before = mailings_of(session, person)
    changed = {kind: mailing for kind, mailing in sorted(wanted.items()) if before[kind] != mailing}
    for kind, mailing in changed.items():
        put = insert_or(session, NoticeChoice).values(person_id=person.id, kind=kind, mailing=mailing)
        session.execute(put.on_conflict_do_update(index_elements=["person_id", "kind"], set_={"mailing": mailing}))
        waiting = (Notice.person_id == person.id, Notice.kind == kind, Notice.mail_at.is_not(None))
        session.execute(update(Notice).where(*waiting).values(mail_at=_due(mailing, now)))
    return bool(changed)


def sweep_notices(session: Session, now: datetime) -> int:
    """Delete notices older than half a year. Returns how many."""
    return session.execute(delete(Notice).where(Notice.created_at < now - KEPT)).rowcount  # type: ignore[attr-defined, no-any-return]  # a DELETE's cursor result


def forget_notices(session: Session, person: Person) -> None:
    """Delete a person's notices and choices, with the account."""
    session.execute(delete(Notice).where(Notice.person_id == person.id))
    session.execute(delete(NoticeChoice).where(NoticeChoice.person_id == person.id))
    person.unread_notices = 0


def notices_as_data(session: Session, person: Person, most: int = 1000) -> Sequence[dict[str, Any]]:
    """A person's notices for the copy of the own data, the newest first."""
    rows = session.scalars(select(Notice).where(Notice.person_id == person.id).order_by(Notice.id.desc()).limit(most))
    return [{"text": sentence(row.message, row.words), "url": row.url, "created_at": row.created_at} for row in rows]
