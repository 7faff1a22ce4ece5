"""What is chosen above a list, each to be taken back with one click, and what helps where nothing was found."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from types import SimpleNamespace
from typing import Any

from sqlalchemy.orm import Session

from participation.kit.dates import say_date
from participation.kit.hits import mark_hits, passage_of
from participation.kit.language import gettext as _
from participation.kit.language import ngettext
from participation.kit.links import Link
from participation.kit.pages import format_number
from participation.kit.prose import plain
from participation.kit.search import query_words
from participation.proposals.filters import ANSWER_NAMES, ORIGIN_NAMES, PLACE_NAMES, Filters, status_choices
from participation.proposals.listing import hits_of, texts_of
from participation.proposals.models import TEASER_LENGTH

Names = Mapping[int, str]


def chips(filters: Filters, list_url: str, categories: Names, districts: Names) -> list[Link]:
    """Everything that narrows the list, in words; each link leads to the list without it."""
    statuses = dict(status_choices())
    found: list[tuple[str, dict[str, object]]] = []
    if filters.words:
        found.append((_("Suchwort: %(words)s", words=filters.words), {"words": ""}))
    if filters.category_id:
        found.append((categories[filters.category_id], {"category_id": None}))
    if filters.district_id:
        found.append((districts[filters.district_id], {"district_id": None}))
    found += [(statuses[one], {"statuses": tuple(other for other in filters.statuses if other != one)}) for one in filters.statuses]
    found += [(str(ORIGIN_NAMES[one]), {"origins": tuple(other for other in filters.origins if other != one)}) for one in filters.origins]
    if filters.answered:
        found.append((str(ANSWER_NAMES[filters.answered]), {"answered": ""}))
    if filters.since:
        found.append((_("Ab %(day)s", day=say_date(filters.since)), {"since": None}))
    if filters.until:
        found.append((_("Bis %(day)s", day=say_date(filters.until)), {"until": None}))
    if filters.place:
        found.append((str(PLACE_NAMES[filters.place]), {"place": ""}))
    if filters.section:
        found.append((_("Ausschnitt der Karte"), {"section": None}))
    return [Link(label, list_url + filters.without(**changes)) for label, changes in found]


def ways_out(session: Session, consultation_id: int, filters: Filters, list_url: str) -> list[Link]:
    """Where a search found nothing: the same words without filters, and each word alone, only those that find something. One statement."""
    if not filters.words:
        return []
    tries = [Filters(words=word) for word in query_words(filters.words)]
    tries = [Filters(words=filters.words), *(tries if len(tries) > 1 else [])]
    numbers = hits_of(session, consultation_id, tries)
    return [
        Link(
            _("„%(words)s“ ohne andere Filter", words=each.words) if place == 0 else _("Nur nach „%(words)s“ suchen", words=each.words),
            list_url + each.without(),
            note=ngettext("%(num)s Vorschlag", "%(num)s Vorschläge", number, num=format_number(number)),
        )
        for place, (each, number) in enumerate(zip(tries, numbers, strict=True))
        if number
    ]


def with_hits(session: Session, rows: Sequence[Any], words: str) -> Iterable[Any]:
    """The rows of a page with the words marked that were searched; a passage of the text where title and teaser hold none. One statement."""
    texts = texts_of(session, [row.id for row in rows])
    for row in rows:
        title, teaser = mark_hits(row.title, words), mark_hits(row.teaser, words)
        if "<mark>" not in title + teaser:
            passage = passage_of(plain(texts.get(row.id, "")), words, TEASER_LENGTH)
            teaser = mark_hits(passage, words) if passage else teaser
        yield SimpleNamespace(**{**row._mapping, "title": title, "teaser": teaser})
