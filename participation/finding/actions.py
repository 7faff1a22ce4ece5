"""What people do with searches: keep them, be told of what is new, forget them."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from participation.accounts.models import NoticeKind, Person
from participation.accounts.notices import tell
from participation.consultations.models import Consultation, Stage
from participation.finding import queries, rules
from participation.finding.models import NAME_LENGTH, SavedSearch
from participation.kit import audit
from participation.kit.errors import Invalid
from participation.kit.language import gettext as _
from participation.kit.language import lazy
from participation.kit.rules import demand
from participation.kit.text import clean_line
from participation.kit.upserts import insert_or
from participation.proposals.filters import Filters

LAG = timedelta(minutes=1)
"""What was published this short a time ago may still wait for its commit; the next look finds it."""
AT_ONCE = 200


def save_search(
    session: Session, person: Person, consultation: Consultation, filters: Filters, name: str, *, tells: bool, now: datetime
) -> SavedSearch:
    """Keep a list under a name. The same list kept again takes the new name and stays one."""
    session.execute(select(Person.id).where(Person.id == person.id).with_for_update())  # one form of a person after the other
    query = filters.narrowed
    known = session.scalars(
        select(SavedSearch).where(SavedSearch.person_id == person.id, SavedSearch.consultation_id == consultation.id, SavedSearch.query == query)
    ).one_or_none()
    demand(rules.may_save_search(person, consultation, 0 if known else queries.kept_by(session, person)))
    name = clean_line(name)
    if not name:
        raise Invalid(_("Bitte geben Sie der Suche einen Namen."), "name")
    if len(name) > NAME_LENGTH:
        raise Invalid(_("Der Text ist zu lang. Erlaubt sind %(limit)s Zeichen.", limit=NAME_LENGTH), "name")
    values = {"name": name, "tells": tells}
    insert = insert_or(session, SavedSearch).values(
        person_id=person.id, consultation_id=consultation.id, query=query, created_at=now, looked_at=now, **values
    )
    changed = insert.on_conflict_do_update(index_elements=["person_id", "consultation_id", "query"], set_=values)
    saved = session.scalars(changed.returning(SavedSearch), execution_options={"populate_existing": True}).one()
    audit.append(session, at=now, actor=person, action="search.saved", subject=saved)
    return saved


def change_telling(session: Session, person: Person, search: SavedSearch, tells: bool, now: datetime) -> None:
    """Want to be told, or no longer; what became public in between is not told afterwards."""
    demand(rules.may_change_search(person, search))
    if tells and not search.tells:
        search.looked_at = now
    search.tells = tells
    audit.append(session, at=now, actor=person, action="search.changed", subject=search)


def delete_search(session: Session, person: Person, search: SavedSearch, now: datetime) -> None:
    """Forget a search."""
    demand(rules.may_change_search(person, search))
    audit.append(session, at=now, actor=person, action="search.deleted", subject=search)
    session.delete(search)
    session.flush()


def tell_of_news(session: Session, now: datetime) -> int:
    """Look at the saved searches and tell each person what came in since the last look. Returns how many were told.

    Moving the moment of the last look and telling are one transaction, and only one of two sweeps moves it: nobody is told twice.
    """
    until = now - LAG
    due = queries.due_searches(session, until, AT_ONCE)
    news = queries.latest_news(session, {row.consultation_id for row in due})
    return sum(_look(session, row, news.get(row.consultation_id, (None, 0)), until, now) for row in due)


def _look(session: Session, row: Any, news: tuple[datetime | None, int], until: datetime, now: datetime) -> int:
    moved = (
        update(SavedSearch)
        .where(SavedSearch.id == row.id, SavedSearch.looked_at == row.looked_at)
        .values(looked_at=until)
        .returning(SavedSearch.id)
        .execution_options(synchronize_session=False)
    )
    mine = session.scalars(moved).one_or_none() is not None
    published, answered = news
    quiet = (published is None or published <= row.looked_at) and answered <= row.looked_at.timestamp()
    if not mine or quiet or row.stage == Stage.DRAFT:
        return 0
    filters = queries.filters_of(session, row.consultation_id, row.query.removeprefix("?"))
    number = queries.new_in(session, row.consultation_id, filters, row.looked_at, until)
    if not number:
        return 0
    title = lazy("Ihre Suche „%(name)s“ findet Neues: %(number)s.", name=row.name, number=number)
    return tell(session, [row.person_id], kind=NoticeKind.SEARCH, title=title, url=f"/beteiligungen/{row.slug}/vorschlaege{row.query}", now=now)


def forget_searches(session: Session, person: Person) -> None:
    """An account was deleted: its searches go with it."""
    session.execute(delete(SavedSearch).where(SavedSearch.person_id == person.id))
