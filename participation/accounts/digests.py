"""The mails about notices: what is due for one person in one mail, by consultation; many people in batches, none twice and none left out.

A batch claims the notices and puts the mails into the outbox in one transaction. Whatever happens between two batches, what
was not claimed is still due, so the work begins again where it stopped, and needs no note of how far it came.
"""

from __future__ import annotations

import re
from collections import defaultdict, deque
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import and_, bindparam, select, tuple_, update
from sqlalchemy.orm import Session

from participation.accounts.mails import notices_mail
from participation.accounts.models import Notice, NoticeKind, Person
from participation.accounts.notices import sentence
from participation.kit.database import table_of
from participation.kit.language import gettext as _
from participation.kit.language import speaking
from participation.kit.mail import Mail, queue_mails
from participation.settings import Settings

MOST_IN_A_MAIL = 50
PEOPLE_AT_ONCE = 200
_SLUG = re.compile(r"(?:/verwaltung)?/beteiligungen/([a-z0-9-]+)(?:[/?#]|$)")
_notices, _people = table_of(Notice), table_of(Person)

NameGroups = Callable[[Session, Collection[str]], Mapping[str, str]]
"""The titles of consultations by their slugs; the rooms above know them."""


def no_titles(session: Session, slugs: Collection[str]) -> Mapping[str, str]:
    """Where nobody knows any: a mail is one list."""
    return {}


@dataclass(frozen=True, slots=True)
class Place:
    """How far the work is: up to this moment, and in it up to this person."""

    mail_at: datetime
    person_id: int


BEGINNING = Place(datetime(1970, 1, 1, tzinfo=UTC), 0)


@dataclass(frozen=True, slots=True)
class Batch:
    """What one step did: `after` is where the next begins."""

    after: Place
    people: int
    mails: int


_DUE = (
    select(_notices.c.mail_at, _notices.c.person_id)
    .distinct()
    .where(_notices.c.mail_at <= bindparam("now"))
    .where(tuple_(_notices.c.mail_at, _notices.c.person_id) > tuple_(bindparam("moment", type_=_notices.c.mail_at.type), bindparam("person")))
    .order_by(_notices.c.mail_at, _notices.c.person_id)
    .limit(bindparam("most"))
)
_TO = (
    select(_people.c.id, _people.c.email, _people.c.language, _people.c.email_confirmed_at)
    .where(_people.c.id.in_(bindparam("people", expanding=True)))
    .order_by(_people.c.id)  # always in this order: two workers do not wait for each other for ever
    .with_for_update(key_share=True)
)
_CLAIM = (
    update(_notices)
    .where(and_(_notices.c.person_id.in_(bindparam("people", expanding=True)), _notices.c.mail_at <= bindparam("now")))
    .values(mail_at=None)
    .returning(_notices.c.id, _notices.c.person_id, _notices.c.kind, _notices.c.message, _notices.c.words, _notices.c.url)
)


def mail_batch(
    session: Session, settings: Settings, now: datetime, after: Place = BEGINNING, *, titles: NameGroups = no_titles, most: int = PEOPLE_AT_ONCE
) -> Batch | None:
    """Put what is due for the next people into the outbox, one mail a person; None where nothing is due any more. The caller commits.

    Five statements, however many people and notices.
    """
    asked = {"now": now, "moment": after.mail_at, "person": after.person_id, "most": most}
    due = session.execute(_DUE, asked).all()
    if not due:
        return None
    ids = sorted({row.person_id for row in due})
    people = session.execute(_TO, {"people": ids}).all()
    newest: dict[int, deque[Any]] = defaultdict(lambda: deque(maxlen=MOST_IN_A_MAIL))
    counts: dict[int, int] = defaultdict(int)
    for row in sorted(session.execute(_CLAIM, {"people": ids, "now": now}), key=lambda row: row.id):
        newest[row.person_id].append(row)
        counts[row.person_id] += 1
    named = titles(session, sorted({slug for rows in newest.values() for row in rows if (slug := _slug(row.url))}))
    mails = []
    for person in people:
        if newest[person.id] and person.email is not None and person.email_confirmed_at is not None:
            mails.append(_mail(settings, person, newest[person.id], counts[person.id], named))
    queue_mails(session, mails, now)
    return Batch(Place(due[-1].mail_at, due[-1].person_id), len(ids), len(mails))


def _mail(settings: Settings, person: Any, rows: Collection[Any], number: int, named: Mapping[str, str]) -> Mail:
    with speaking(person.language):
        kinds = sorted({NoticeKind(row.kind) for row in rows})
        key = f"notices:{person.id}:{max(row.id for row in rows)}"
        return notices_mail(settings, person.id, person.email, _grouped(rows, named if number > 1 else {}), number - len(rows), kinds, key)


def _grouped(rows: Iterable[Any], named: Mapping[str, str]) -> list[tuple[str, list[tuple[str, str]]]]:
    """Under each consultation's title what happened there, in the order of what happened first; what belongs to none comes last."""
    groups: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for row in rows:
        groups[named.get(_slug(row.url), "")].append((sentence(row.message, row.words), row.url))
    rest = groups.pop("", [])
    titled = list(groups.items())
    return [*titled, (_("Sonstiges") if titled else "", rest)] if rest else titled


def _slug(url: str) -> str:
    found = _SLUG.match(url)
    return found[1] if found else ""
