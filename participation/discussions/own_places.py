"""What of a thread looks otherwise for one person: own contributions, own ratings, how the person stands to the discussion."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from markupsafe import Markup

from participation.accounts.models import Person
from participation.discussions.articles import Reader, articles
from participation.discussions.following_queries import Reading, newest_in, standing_without_news
from participation.discussions.thread_queries import HEAD_LENGTH, Line
from participation.kit.among import told
from participation.kit.database import current_session

READING = "reading"


def place_of(contribution_id: int) -> str:
    """What a contribution's place on the page is called."""
    return f"contribution {contribution_id}"


def own_places(
    discussion: Line | None,
    heads: Sequence[Line],
    reader_for: Callable[[Person], Reader],
    reading_html: Callable[[Person, Reading], Markup],
) -> Callable[[Person], dict[str, str] | None]:
    """How the places of a page of a thread look for a person; None where something is new to them, which shows everywhere."""
    written = {head.id: head.author_id for head in heads}
    known: dict[int, tuple[Any, ...]] = {head.id: tuple(head)[: HEAD_LENGTH - 1] for head in heads}
    newest = newest_in(current_session(), discussion.id) if discussion is not None else None
    posts = told(written)

    def places(person: Person) -> dict[str, str] | None:
        standing = standing_without_news(person.id, discussion.id, newest, posts) if discussion is not None else (Reading(), {})
        if standing is None:
            return None
        reading, rated = standing
        found: dict[str, str] = {} if reading == Reading() else {READING: reading_html(person, reading)}
        own = [number for number, author in written.items() if number in rated or author == person.id]
        if own:
            changed: Any = [(*known[number], rated.get(number)) for number in own]
            found.update((place_of(number), html) for number, html in articles(reader_for(person), changed).items())
        return found

    return places
