"""The town's map for browsers, and the list of its streets."""

from __future__ import annotations

from flask import Blueprint, Response, request, url_for

from participation.kit.compression import accepts_gzip
from participation.kit.database import current_session
from participation.kit.errors import NotFound
from participation.kit.pages import page
from participation.kit.pagination import page_number
from participation.kit.text import clean_line
from participation.places import queries
from participation.places.maps import town_map

blueprint = Blueprint("places", __name__)

LONGEST_WORDS = 80


@blueprint.get("/karte/<slug:version>.geojson")
def base_map(version: str) -> Response:
    """The town's drawing, under an address that names its content: browsers keep it for ever."""
    town = town_map()
    if not town or version != town.version:
        raise NotFound
    headers = {"Content-Type": "application/geo+json", "Cache-Control": "public, max-age=31536000, immutable", "Vary": "Accept-Encoding"}
    if accepts_gzip(request.environ.get("HTTP_ACCEPT_ENCODING", "")):
        return Response(town.compressed, headers={**headers, "Content-Encoding": "gzip"})
    return Response(town.document, headers=headers)


@blueprint.get("/strassen")
def streets() -> Response:
    """The town's streets, to search and to look through."""
    words = _words()
    found = queries.list_streets(current_session(), words, page_number(request.args.get("seite")))
    url = url_for("places.streets")
    return page(
        "places/streets.html",
        block="found",
        found=found,
        words=words,
        url_for_page=lambda number: url_for("places.streets", q=words or None, seite=number),
        url=url,
    )


@blueprint.get("/strassen/vorschlaege")
def suggest() -> Response:
    """The streets that begin with what is being typed, as options for the field, whatever the form calls it."""
    typed = next((clean_line(words[:LONGEST_WORDS]) for words in request.args.values()), "")
    return page("places/_options.html", streets=queries.streets_like(current_session(), typed))


def _words() -> str:
    return clean_line((request.args.get("q") or "")[:LONGEST_WORDS])
