"""A consultation's proposals on the map: the page, its data, and the same as GeoJSON."""

from __future__ import annotations

from flask import Blueprint, Response, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from participation.accounts.current import current_person
from participation.consultations.doorway import enter, frame
from participation.consultations.models import Consultation
from participation.kit import clock
from participation.kit.compression import accepts_gzip
from participation.kit.database import current_session
from participation.kit.language import gettext as _
from participation.kit.page_cache import kept_for_readers, not_to_keep, shows
from participation.kit.pages import page, settings
from participation.places.maps import town_map
from participation.proposals import queries
from participation.proposals.cards import cards, filter_box
from participation.proposals.chips import chips
from participation.proposals.filters import Filters, read_filters, seed_for
from participation.proposals.listing import list_proposals
from participation.proposals.mapping import geojson, map_data, unplaced
from participation.proposals.orders import usual_order
from participation.proposals.views import category_names

blueprint = Blueprint("proposal_map", __name__)


def _asked(consultation: Consultation, *, placed: bool) -> Filters:
    person, now = current_person(), clock.now()
    seed = seed_for(person.id if person else None, consultation.id, now)
    found = read_filters(request.args, category_names(consultation), queries.district_names(current_session()), seed, usual_order(consultation, now))
    if found.words:
        not_to_keep()  # what somebody searches stays nowhere
    return found.on_map() if placed else found


@blueprint.get("/beteiligungen/<slug:slug>/vorschlaege/karte")
@kept_for_readers
def show(slug: str) -> Response:
    """The map of the proposals, beside it the list of exactly those that are on it."""
    consultation, person, session = enter(slug), current_person(), current_session()
    shows(f"proposals:{consultation.id}")
    filters = _asked(consultation, placed=True)
    url, list_url = url_for("proposal_map.show", slug=slug), url_for("proposals.index", slug=slug)
    found, topics, districts = list_proposals(session, consultation.id, filters), category_names(consultation), queries.district_names(session)
    supported = queries.supported_among([row.id for row in found.items], person)
    return page(
        "proposals/map.html",
        block="list",
        found=found,
        filters=filters,
        has_map=bool(town_map()),
        cards=cards(found.items, list_url, topics, districts, supported, kept=not filters.words),
        filter_box=filter_box(filters, url, topics, districts),
        chips=chips(filters, url, topics, districts),
        without_place=unplaced(session, consultation.id, filters.off_map()),
        map_url=url,
        page_address=lambda number: url + filters.query(number),
        list_url=list_url,
        crumbs=[(_("Vorschläge"), list_url), (_("Karte"), "")],
        **frame(consultation, person, clock.now(), list_url),
    )


@blueprint.get("/beteiligungen/<slug:slug>/vorschlaege/karte.json")
def data(slug: str) -> BaseResponse:
    """The places of the same list for the map; compressed once, because it holds nothing that is not public."""
    consultation = enter(slug)
    found = map_data(current_session(), consultation.id, _asked(consultation, placed=True))
    smaller = accepts_gzip(request.environ.get("HTTP_ACCEPT_ENCODING", ""))
    response = Response(found.compressed if smaller else found.text, content_type="application/json")
    if smaller:
        response.headers["Content-Encoding"] = "gzip"
    response.headers["Cache-Control"] = "private, no-cache"
    response.vary.add("Accept-Encoding")
    response.set_etag(found.tag, weak=True)
    return response.make_conditional(request)


@blueprint.get("/beteiligungen/<slug:slug>/vorschlaege.geojson")
def export(slug: str) -> Response:
    """The list as GeoJSON, for other maps."""
    consultation, session = enter(slug), current_session()
    filters = _asked(consultation, placed=False)
    address = settings().base_url.rstrip("/") + url_for("proposals.index", slug=slug)
    pieces = geojson(session, consultation.id, filters, address, category_names(consultation), queries.district_names(session))
    headers = {"Content-Disposition": f'attachment; filename="vorschlaege-{slug}.geojson"'}
    return Response("".join(pieces), content_type="application/geo+json", headers=headers)
