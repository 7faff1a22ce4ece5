"""The site map for search engines: an index, and parts of bounded length."""

from __future__ import annotations

from flask import Blueprint, Response, make_response, request
from werkzeug.wrappers import Response as BaseResponse

from participation.kit.database import current_session
from participation.kit.errors import NotFound
from participation.kit.pages import settings
from participation.opendata.site_map import index_xml, pages_of, part_xml, parts

blueprint = Blueprint("site_map", __name__)
KEPT_FOR = 3600  # seconds


@blueprint.get("/sitemap.xml")
def index() -> BaseResponse:
    """All parts."""
    return _xml(index_xml(settings().base_url.rstrip("/"), parts(current_session())))


@blueprint.get("/sitemap-<slug:name>-<id:number>.xml")
def part(name: str, number: int) -> BaseResponse:
    """One part."""
    session = current_session()
    if (name, number) not in parts(session):
        raise NotFound
    return _xml("".join(part_xml(settings().base_url.rstrip("/"), pages_of(session, name, number))))


def _xml(text: str) -> BaseResponse:
    response: Response = make_response(text)
    response.content_type = "application/xml; charset=utf-8"
    response.headers["Cache-Control"] = f"public, max-age={KEPT_FOR}"
    response.add_etag()
    return response.make_conditional(request)
