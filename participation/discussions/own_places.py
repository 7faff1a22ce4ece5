"""What of a thread looks otherwise for one person: own contributions, own ratings, how the person stands to the discussion."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any

from markupsafe import Markup
from sqlalchemy import bindparam, select

from participation.accounts.models import Person
from participation.discussions.articles import Reader, articles
from participation.discussions.following_queries import Reading, newest_in, reading_without_news
from participation.discussions.models import Rating
from participation.discussions.thread_queries import HEAD_LENGTH, Line
from participation.kit.database import current_session
from participation.kit.glances import Glance

READING = "reading"
_r = Rating.__table__.c


def place_of(contribution_id: int) -> str:
    """What a contribution's place on the page is called."""
    return f"contribution {contribution_id}"


@lru_cache(maxsize=8)
def _rated(number: int) -> Glance:
    asked: list[Any] = [bindparam(f"post_{place}") for place in range(number)]
    return Glance(select(_r.contribution_id, _r.value).where(_r.person_id == bindparam("person_id"), _r.contribution_id.in_(asked)))


def ratings_among(ids: Sequence[int], person: Person) -> dict[int, int]:
    """How this person rated some contributions."""
    if not ids:
        return {}
    number = -(-len(ids) // 50) * 50  # few statements for pages of any length: the last number is asked for again
    asked = {f"post_{place}": ids[min(place, len(ids) - 1)] for place in range(number)}
    return dict(tuple(row) for row in _rated(number).all(person_id=person.id, **asked))


def own_places(
    discussion: Line | None,
    heads: Sequence[Line],
    reader_for: Callable[[Person], Reader],
    reading_html: Callable[[Person, Reading], Markup],
) -> Callable[[Person], dict[str, str] | None]:
    """How the places of a page of a thread look for a person; None where something is new to them, which shows everywhere."""
    ids = [head.id for head in heads]
    written = {head.id: head.author_id for head in heads}
    known: dict[int, tuple[Any, ...]] = {head.id: tuple(head)[: HEAD_LENGTH - 1] for head in heads}
    newest = newest_in(current_session(), discussion.id) if discussion is not None else None

    def places(person: Person) -> dict[str, str] | None:
        reading = reading_without_news(person.id, discussion.id, newest) if discussion is not None else Reading()
        if reading is None:
            return None
        found: dict[str, str] = {} if reading == Reading() else {READING: reading_html(person, reading)}
        rated = ratings_among(ids, person)
        own = [number for number in ids if number in rated or written[number] == person.id]
        if own:
            changed: Any = [(*known[number], rated.get(number)) for number in own]
            found.update((place_of(number), html) for number, html in articles(reader_for(person), changed).items())
        return found

    return places
