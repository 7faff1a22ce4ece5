"""`/api`: the interface explained to people, with commands to copy. Works without scripts."""

from __future__ import annotations

import json
from typing import Any

from flask import Blueprint, Response

from participation.datasets.kinds import Kind
from participation.kit.errors import NotFound
from participation.kit.language import LazyText, lazy
from participation.kit.page_cache import kept_for_readers
from participation.kit.pages import page, settings
from participation.openapi.document import VERSION, example_of
from participation.openapi.reading import MOST, USUAL
from participation.openapi.resources import BY_PATH, RESOURCES, Resource, told
from participation.openapi.serving import base_url

blueprint = Blueprint("api_pages", __name__, url_prefix="/api")

KINDS: dict[Kind, LazyText] = {
    Kind.TEXT: lazy("Text"),
    Kind.WHOLE: lazy("ganze Zahl"),
    Kind.NUMBER: lazy("Zahl"),
    Kind.DATE: lazy("Datum"),
    Kind.MOMENT: lazy("Zeitpunkt"),
    Kind.FLAG: lazy("ja oder nein"),
    Kind.PLACE: lazy("Geometrie"),
    Kind.URL: lazy("Adresse"),
    Kind.LIST: lazy("Liste von Texten"),
}
FILTERS: dict[str, LazyText] = {
    "limit": lazy("wie viele Einträge auf einer Seite stehen"),
    "cursor": lazy("wo es weitergeht; steht in links.next"),
    "consultation": lazy("nur diese Beteiligung, wie sie in Adressen heißt"),
    "changed_since": lazy("nur, was seit diesem Tag oder Zeitpunkt geschah"),
}


@blueprint.get("")
@kept_for_readers
def start() -> Response:
    """What there is, how to ask for it, and what to expect."""
    return page("openapi/start.html", resources=RESOURCES, base=base_url(), version=VERSION, most=MOST, usual=USUAL, rate=settings().api_per_minute)


@blueprint.get("/felder/<slug:path>")
@kept_for_readers
def fields(path: str) -> Response:
    """One list: its keys, its filters, an answer."""
    resource = BY_PATH.get(path)
    if resource is None:
        raise NotFound
    example = example_of(path)
    shown = json.dumps(example, ensure_ascii=False, indent=2) if example else ""
    return page("openapi/fields.html", resource=resource, rows=_rows(resource), filters=_filters(resource), base=base_url(), example=shown)


def _rows(resource: Resource) -> list[tuple[str, str, str]]:
    return [
        (key, f"{KINDS[column.kind]}{f' ({column.unit})' if column.unit else ''}", f"{told(column)}{_private(column.access != 'public')}")
        for key, column in resource.keys.items()
    ]


def _private(is_private: bool) -> str:
    return str(lazy(" – nur mit Schlüssel")) if is_private else ""


def _filters(resource: Resource) -> list[tuple[str, Any]]:
    known = [(name, about) for name, about in FILTERS.items() if name in resource.parameters]
    return known + [(one.name, one.column.words) for one in resource.filters.values()]
