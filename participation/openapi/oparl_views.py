"""`/oparl/v1.1`: the citizens' councils for programs that read council information systems. Read only, for everyone."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, request
from sqlalchemy.exc import InterfaceError, OperationalError
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response as BaseResponse

from participation.kit.database import current_session
from participation.kit.language import gettext as _
from participation.kit.pages import settings
from participation.openapi.oparl import LISTS, ROOT, Thing, Town, without_internal, works
from participation.openapi.problems import Problem
from participation.openapi.serving import answer, base_url, begin, finish
from participation.openapi.views import failed, refused, unreachable

blueprint = Blueprint("oparl", __name__, url_prefix=ROOT)
blueprint.before_request(begin)
blueprint.after_request(finish)
blueprint.register_error_handler(Problem, refused)
blueprint.register_error_handler(HTTPException, failed)
blueprint.register_error_handler(OperationalError, unreachable)
blueprint.register_error_handler(InterfaceError, unreachable)

PAGE = 100
KINDS = {kind.lower(): kind for kind in LISTS.values()}
BOUNDS = ("created_since", "created_until", "modified_since", "modified_until")
KNOWN = frozenset({*BOUNDS, "page", "omit_internal", "organization"})


@blueprint.get("/system")
def system() -> BaseResponse:
    """Where a program begins."""
    return answer(_town().system())


@blueprint.get("/<slug:name>")
def listing(name: str) -> BaseResponse:
    """One page of a list, as chapters 2.5.2 to 2.5.4 say."""
    kind = LISTS.get(name)
    if kind is None:
        raise Problem(404, "")
    asked = _asked()
    found = [thing for thing in _town().list_of(kind) if _fits(thing, asked)]
    pages = max(1, -(-len(found) // PAGE))
    number = int(asked.get("page", "1"))
    if number > pages:
        raise Problem(404, _("So viele Seiten hat diese Liste nicht."), "page")
    shown = found[(number - 1) * PAGE : number * PAGE]
    data = [without_internal(thing) for thing in shown] if asked.get("omit_internal") == "true" else shown
    counts = {"totalElements": len(found), "elementsPerPage": PAGE, "currentPage": number, "totalPages": pages}
    return answer({"data": data, "pagination": counts, "links": _links(name, asked, number, pages)})


@blueprint.get("/<slug:kind>/<slug:key>")
def item(kind: str, key: str) -> BaseResponse:
    """One object."""
    address = _town_url(f"{kind}/{key}")
    found = next((thing for thing in _town().list_of(KINDS[kind]) if thing["id"] == address), None) if kind in KINDS else None
    if found is None:
        raise Problem(404, "")
    return answer(found)


def _town() -> Town:
    told = settings()
    return Town(base_url(), told.city_name, told.contact_email, works(current_session()))


def _town_url(path: str) -> str:
    return f"{base_url()}{ROOT}/{path}"


@blueprint.get("/<anything:rest>")
def missing(rest: str) -> BaseResponse:
    """Whatever else is asked for here."""
    raise Problem(404, "")


def _asked() -> dict[str, str]:
    """The parameters, read strictly. Raises Problem naming the one that cannot be read."""
    asked: dict[str, str] = {}
    for name, values in request.args.to_dict(flat=False).items():
        if name not in KNOWN:
            raise Problem(400, _("Diesen Parameter gibt es hier nicht. Möglich sind: %(names)s.", names=", ".join(sorted(KNOWN))), name[:80])
        if len(values) > 1:
            raise Problem(400, _("Bitte geben Sie diesen Parameter nur einmal an."), name)
        asked[name] = values[0]
    for name in BOUNDS:
        if name in asked and _moment(asked[name]) is None:
            text = _("Bitte geben Sie einen Zeitpunkt mit Zeitzone an (2026-10-14T12:00:00+02:00).")
            raise Problem(400, text, name)
    for name in ("page", "organization"):
        if name in asked and not (asked[name].isascii() and asked[name].isdecimal() and 0 < len(asked[name]) <= 9 and int(asked[name]) > 0):
            raise Problem(400, _("Bitte geben Sie eine ganze Zahl an."), name)
    if asked.get("omit_internal", "true") not in ("true", "false"):
        raise Problem(400, _("Bitte geben Sie true oder false an."), "omit_internal")
    return asked


def _moment(text: str) -> datetime | None:
    try:
        found = datetime.fromisoformat(text.replace(" ", "+"))
    except ValueError:
        return None
    return found if found.tzinfo is not None else None


def _fits(thing: Thing, asked: Mapping[str, str]) -> bool:
    """Whether an object lies within the bounds, as chapter 2.5.4 says: `since` and `until` include their moment."""
    if "organization" in asked and _town_url(f"organization/{asked['organization']}") not in thing.get("organization", ()):
        return False
    for name in BOUNDS:
        if name in asked:
            bound, value = _moment(asked[name]), _moment(thing[name.partition("_")[0]])
            if bound is None or value is None:
                return False
            if (value < bound) if name.endswith("since") else (value > bound):
                return False
    return True


def _links(name: str, asked: Mapping[str, str], number: int, pages: int) -> dict[str, Any]:
    kept = {key: value for key, value in asked.items() if key != "page"}

    def page(place: int) -> str:
        query = urlencode(kept | ({"page": str(place)} if place > 1 else {}))
        return f"{_town_url(name)}{'?' + query if query else ''}"

    links = {"first": page(1), "self": page(number), "last": page(pages)}
    if number > 1:
        links["prev"] = page(number - 1)
    if number < pages:
        links["next"] = page(number + 1)
    return links
