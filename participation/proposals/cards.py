"""Parts of a list that are the same for many requests, made once: a proposal's card, the filters beside the list.

Each is kept under all that it shows, so nothing has to be thrown away when something changes.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import lru_cache
from typing import Any

from flask import current_app
from markupsafe import Markup

from participation.kit.language import gettext, language, lazy
from participation.kit.own_pages import own_place
from participation.kit.pages import settings
from participation.organisations.bylines import signed
from participation.proposals.bylines import byline
from participation.proposals.filters import ANSWER_NAMES, ORIGIN_NAMES, PLACE_NAMES, WITHDRAWN, Filters, status_choices
from participation.proposals.models import Status
from participation.proposals.orders import ORDER_NAMES, Order

Names = Mapping[int, str]
_ALL_ANSWERS = lazy("Mit und ohne Antwort")
_ALL_PLACES = lazy("Mit und ohne Ort")


@lru_cache(maxsize=16)
def _badges(spoken: str) -> dict[str, Markup]:
    macro = current_app.jinja_env.get_template("ui/page.html").module.status_badge  # type: ignore[attr-defined]  # a macro of that file
    merged = {"label": gettext("Aufgegangen"), "kind": "neutral"}
    return {code: macro(code) for code in (*map(str, Status), WITHDRAWN)} | {"merged": macro(merged)}


def status_badges() -> dict[str, Markup]:
    """Each status' badge in the language spoken."""
    return _badges(language())


@lru_cache(maxsize=8192)
def _card(spoken: str, city: str, list_url: str, row: Any, category: str | None, district: str | None, mine: bool) -> Markup:
    macro = current_app.jinja_env.get_template("proposals/_card.html").module.card  # type: ignore[attr-defined]  # a macro of that file
    by = byline(
        signed(row.author_name, row.organisation_name) if row.organisation_name else row.author_name,
        channel=row.channel,
        others=len(row.co_author_ids or ()),
        city=city,
    )
    return Markup(macro(row, list_url, by, category, district, mine, _badges(spoken)))  # noqa: S704  # a macro's own output


def cards(rows: Iterable[Any], list_url: str, categories: Names, districts: Names, supported: set[int], *, kept: bool = True) -> Markup:
    """The cards of a page of the list, one below the other; those with marked words are not kept."""
    make = _card if kept else _card.__wrapped__
    spoken, city = language(), settings().city_name
    return Markup("").join(
        own_place(
            _place(row), make(spoken, city, list_url, row, categories.get(row.category_id), districts.get(row.district_id), row.id in supported)
        )
        for row in rows
    )


def own_cards(rows: Iterable[Any], list_url: str, categories: Names, districts: Names, supported: set[int]) -> dict[str, Markup]:
    """The cards of what a person supports, by their places in the list."""
    spoken, city = language(), settings().city_name
    return {
        _place(row): _card(spoken, city, list_url, row, categories.get(row.category_id), districts.get(row.district_id), True)
        for row in rows
        if row.id in supported
    }


def _place(row: Any) -> str:
    return f"card {row.id}"


def filter_box(filters: Filters, list_url: str, categories: Names, districts: Names) -> Markup:
    """The form beside the list, showing what is chosen."""
    same = replace(filters, page=1, seed=filters.seed if filters.seed_said else 0)
    make = _filter_box.__wrapped__ if filters.words else _filter_box  # what somebody searched is not kept
    return make(language(), same, list_url, tuple(categories.items()), tuple(districts.items()))


@lru_cache(maxsize=512)
def _filter_box(
    spoken: str, filters: Filters, list_url: str, categories: tuple[tuple[int, str], ...], districts: tuple[tuple[int, str], ...]
) -> Markup:
    orders = [(str(order), str(ORDER_NAMES[order])) for order in Order if order != Order.MATCHING or filters.words]
    template = current_app.jinja_env.get_template("proposals/_filters.html")
    shown: dict[str, Any] = {"filters": filters, "list_url": list_url, "categories": categories, "districts": districts}
    shown |= {"origins": [(code, str(name)) for code, name in ORIGIN_NAMES.items()]}
    shown |= {"answers": [("", str(_ALL_ANSWERS)), *((code, str(name)) for code, name in ANSWER_NAMES.items())]}
    shown |= {"places": [] if filters.placed else [("", str(_ALL_PLACES)), *((code, str(name)) for code, name in PLACE_NAMES.items())]}
    return Markup(template.render(statuses=status_choices(), orders=orders, **shown))  # noqa: S704  # a template's own output
