"""The ways out of a page of a thread: to parts of it, other orders, other pages. Kept under all that they show."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from markupsafe import Markup

from participation.discussions.orders import (
    BEST_NAME,
    BEST_NOTE,
    NEW_NOTE,
    ORDER_NAMES,
    ORDER_NOTES,
    SHOW_NAMES,
    SHOWN_KINDS,
    Asked,
    Order,
    Show,
    orders_for,
)
from participation.kit.language import LazyText, language
from participation.kit.links import Link
from participation.kit.pages import format_number, part
from participation.kit.pagination import Page

Counts = tuple[tuple[Show, int], ...]
_PLACE = "#diskussion"


@dataclass(frozen=True, slots=True)
class Ways:
    """Links to parts and orders, above the contributions; links to other pages, below them."""

    around: Markup
    onwards: Markup


def ways_of(subject_url: str, asked: Asked, page: Page[Any], discussion: Any, *, signed_in: bool) -> Ways:
    """The ways out of this page; what is new is offered to those who are signed in."""
    kinds = [(show, getattr(discussion, f"{kind}_count") if discussion is not None else 0) for show, kind in SHOWN_KINDS.items()]
    counts = (*kinds, (Show.CITY, discussion.city_count if discussion is not None else 0))
    return _ways(language(), subject_url, replace(asked, number=1, seed=0), page.number, page.total, page.size, counts, signed_in)


@lru_cache(maxsize=1024)
def _ways(spoken: str, subject_url: str, asked: Asked, number: int, total: int, size: int, counts: Counts, signed_in: bool) -> Ways:
    shown = [Show.ALL, *(show for show, count in counts if count or show == asked.show), *([Show.NEW] if signed_in else [])]
    noted = {show: format_number(count) for show, count in counts}
    names = ORDER_NAMES | ({Order.BALANCED: BEST_NAME} if asked.show in SHOWN_KINDS else {})
    parts = [Link(str(SHOW_NAMES[show]), _url(subject_url, asked.showing(show)), show == asked.show, noted.get(show, "")) for show in shown]
    orders = [Link(str(names[order]), _url(subject_url, asked.ordered(order)), order == asked.order) for order in orders_for(asked.show)]
    page: Page[Any] = Page((), number, size, total)
    onwards = part("discussions/_pages.html", page=page, url_for_page=lambda other: _url(subject_url, asked, other))
    return Ways(part("discussions/_ways.html", parts=parts, orders=orders), onwards)


def _url(subject_url: str, asked: Asked, number: int | None = None) -> str:
    return subject_url + asked.query(number) + _PLACE


def order_note(asked: Asked) -> LazyText:
    """The sentence about the present order."""
    if asked.show == Show.NEW:
        return NEW_NOTE
    return BEST_NOTE if asked.show in SHOWN_KINDS and asked.order == Order.BALANCED else ORDER_NOTES[asked.order]
