"""Open311 GeoReport v2 (http://wiki.open311.org/GeoReport_v2/): other apps read what is public here, and with a key hand concerns in."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from flask import Blueprint, Response, request
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response as BaseResponse

from participation.concerns import listing, open311_rows, queries
from participation.concerns.actions import Draft, take_in
from participation.concerns.models import Concern, ConcernKey
from participation.kit import clock
from participation.kit.codes import hash_token
from participation.kit.database import current_session
from participation.kit.dates import say_date
from participation.kit.errors import DomainError, Invalid, NotFound, Refused, TooMany
from participation.kit.feeds import kept_a_while
from participation.kit.language import gettext as _
from participation.kit.language import language
from participation.kit.limits import Limit, check_limits, network_prefix
from participation.kit.pages import settings
from participation.kit.program_posts import posted_by_programs
from participation.methods.georeport import BadQuery, Query, Value, as_json, as_xml, one_as_xml, read_query
from participation.places.actions import Wish, keep_place
from participation.places.maps import town_map
from participation.places.models import Place

blueprint = Blueprint("open311", __name__, url_prefix="/open311")

FORM = ".<any(json, xml):form>"
HOUR = timedelta(hours=1)
A_KEY, WRONG_KEYS = 300, 30
"""Concerns an hour with a key; wrong keys an hour from a network."""
_DEGREES = re.compile(r"-?[0-9]{1,3}(?:\.[0-9]{1,15})?")

Row = Mapping[str, Value]


def _told(form: str, root: str, item: str, rows: Sequence[Row], status: int = 200) -> Response:
    """Rows in the form asked for."""
    if form == "xml":
        return Response(as_xml(root, item, rows), status, content_type="text/xml; charset=utf-8")
    return Response(as_json(rows), status, content_type="application/json; charset=utf-8")


def _one(form: str, root: str, row: Row) -> Response:
    """One thing in the form asked for."""
    if form == "xml":
        return Response(one_as_xml(root, row), content_type="text/xml; charset=utf-8")
    return Response(as_json(row), content_type="application/json; charset=utf-8")


@blueprint.after_request
def _for_all(response: Response) -> Response:
    """What is read here may be read by pages of other sites too; nothing here looks at who is signed in."""
    if request.method in ("GET", "HEAD", "OPTIONS"):
        response.headers["Access-Control-Allow-Origin"] = "*"
    return response


@blueprint.errorhandler(DomainError)
def _refused(error: DomainError) -> Response:
    current_session().rollback()
    status = 400 if isinstance(error, Invalid) else error.status
    response = _error(status, error.message or "Not found.")
    if isinstance(error, TooMany):
        response.headers["Retry-After"] = str(error.retry_after)
    return response


@blueprint.errorhandler(HTTPException)
def _failed(error: HTTPException) -> Response:
    return _error(error.code or 500, str(error.name))


def _error(code: int, description: str) -> Response:
    rows: list[dict[str, Value]] = [{"code": code, "description": description}]
    return _told(str((request.view_args or {}).get("form", "json")), "errors", "error", rows, code)


@blueprint.get("/discovery" + FORM)
def discover(form: str) -> BaseResponse:
    """Where the interface is and what it speaks."""
    return kept_a_while(_one(form, "discovery", open311_rows.discovery(settings())))


@blueprint.get("/v2/services" + FORM)
def services(form: str) -> BaseResponse:
    """The categories that are open."""
    rows = [open311_rows.service(one) for one in queries.categories(current_session(), open_only=True)]
    return kept_a_while(_told(form, "services", "service", rows))


@blueprint.get("/v2/services/<slug:code>" + FORM)
def service(code: str, form: str) -> BaseResponse:
    """One category; none asks for further attributes."""
    found = queries.category_by_code(current_session(), code)
    if found is None:
        raise NotFound("service_code was not found.")
    return kept_a_while(_one(form, "service_definition", open311_rows.definition(found)))


@blueprint.get("/v2/requests" + FORM)
def requests(form: str) -> BaseResponse:
    """The public concerns of at most 90 days, or those of some numbers."""
    try:
        query = read_query({name: request.args.get(name, "") for name in request.args}, clock.now())
    except BadQuery as error:
        raise Invalid(str(error)) from None
    return kept_a_while(_requests(form, listing.requests_of(current_session(), query)))


def _requests(form: str, concerns: Sequence[Concern]) -> Response:
    answers = queries.last_answers(current_session(), [one.id for one in concerns]) if concerns else {}
    return _told(form, "service_requests", "request", open311_rows.requests(settings(), concerns, answers))


def _numbered(number: int) -> Sequence[Concern]:
    now = clock.now()
    found = listing.requests_of(current_session(), Query(now, now, (number,)))
    if not found:
        raise NotFound("service_request_id was not found.")
    return found


@blueprint.get("/v2/requests/<id:number>" + FORM)
def one(number: int, form: str) -> BaseResponse:
    """One public concern."""
    return kept_a_while(_requests(form, _numbered(number)))


@blueprint.get("/v2/tokens/<id:number>" + FORM)
def token(number: int, form: str) -> BaseResponse:
    """Numbers are given at once here, so a request's token is its number."""
    found = _numbered(number)
    rows = [{"token": str(concern.id), "service_request_id": str(concern.id)} for concern in found]
    return kept_a_while(_told(form, "service_requests", "request", rows))


@blueprint.post("/v2/requests" + FORM)
@posted_by_programs
def hand_in(form: str) -> Response:
    """Hand a concern in, with a key. Names, telephone numbers and pictures are not kept."""
    now, session, said = clock.now(), current_session(), request.form
    key = _key(said.get("api_key") or request.args.get("api_key") or "", now)
    category = queries.category_by_code(session, said.get("service_code", "").strip()[:80])
    if category is None:
        if not said.get("service_code", "").strip():
            raise Invalid("service_code was not provided.")
        raise NotFound("service_code was not found.")
    place, address = _where(said)
    draft = Draft(category, said.get("description", ""), place, address=address)
    concern = take_in(session, settings(), key, said.get("email", ""), draft, language(), now)
    session.commit()
    notice = _("Die Stadt antwortet bis zum %(day)s.", day=say_date(concern.due_on))
    if said.get("media_url", "").strip() or request.files:
        notice += " " + _("Bilder von anderen Seiten übernehmen wir nicht.")
    row: dict[str, Value] = {"service_request_id": str(concern.id), "service_notice": notice, "account_id": None}
    return _told(form, "service_requests", "request", [row], 201)


def _key(said: str, now: datetime) -> ConcernKey:
    found = queries.valid_key(current_session(), hash_token(said.strip())) if said.strip() else None
    if found is None:
        check_limits([Limit(f"open311:wrong:{network_prefix(request.remote_addr)}", WRONG_KEYS, HOUR)], now)
        raise Refused("api_key is missing or not valid.")
    check_limits([Limit(f"open311:key:{found.id}", A_KEY, HOUR)], now)
    return found


def _where(said: Mapping[str, str]) -> tuple[Place | None, str]:
    """The place that was given, or where it is in words. Raises Invalid where there is neither."""
    lat, long, address = (said.get(name, "").strip() for name in ("lat", "long", "address_string"))
    if lat or long:
        if not (_DEGREES.fullmatch(lat) and _DEGREES.fullmatch(long)):
            raise Invalid("lat and long are decimal degrees, such as 49.0134 and 8.4044.")
        point = json.dumps({"type": "Point", "coordinates": [float(long), float(lat)]})
        return keep_place(current_session(), town_map(), Wish(on_map=True, geometry=point)), ""
    if not address:
        raise Invalid("A location is needed: lat and long, or address_string.")
    try:
        return keep_place(current_session(), town_map(), Wish(street=address[:120])), ""
    except Invalid:
        return None, address
