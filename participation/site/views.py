"""Impressum and its kin from the city's own files, the choice of colours and language, and the health of the service."""

from __future__ import annotations

import os
from functools import lru_cache
from pathlib import Path

import structlog
from flask import Blueprint, Response, current_app, request
from sqlalchemy.exc import DBAPIError
from werkzeug.wrappers import Response as BaseResponse

from participation.kit.fragments import go_to
from participation.kit.language import gettext as _
from participation.kit.language import language
from participation.kit.links import safe_next
from participation.kit.pages import LANGUAGE_COOKIE, THEME_COOKIE, page, settings
from participation.kit.prose import to_html
from participation.kit.schema import is_up_to_date
from participation.site.forms import SYSTEM, DisplayForm

blueprint = Blueprint("site", __name__)
log = structlog.get_logger()

A_YEAR = 365 * 24 * 60 * 60
FREE_BYTES = 50 * 1024 * 1024
"""With less than this left on the disk, new visitors are better served elsewhere."""

ROBOTS = "User-agent: *\nDisallow: /vorschau/\nDisallow: /verwaltung\nDisallow: /konto\nDisallow: /anmelden\nDisallow: /darstellung\n"


@blueprint.get("/impressum")
def imprint() -> Response:
    """Who is responsible."""
    return _own_page(_("Impressum"), settings().imprint_file)


@blueprint.get("/datenschutz")
def privacy() -> Response:
    """What happens with personal data."""
    return _own_page(_("Datenschutz"), settings().privacy_file)


@blueprint.get("/barrierefreiheit")
def accessibility() -> Response:
    """How accessible the site is, and where to complain."""
    return _own_page(_("Barrierefreiheit"), settings().accessibility_file)


@blueprint.get("/leichte-sprache")
def easy_language() -> Response:
    """The site explained in Leichte Sprache."""
    return _own_page(_("Leichte Sprache"), settings().easy_language_file, easy=True)


def _own_page(title: str, path: Path | None, *, easy: bool = False) -> Response:
    html = ""
    if path is not None:
        try:
            html = _html_of(path, path.stat().st_mtime_ns)
        except OSError:
            log.error("the city's own page cannot be read", file=path.name)
    return page("site/own_page.html", page_title=title, html=html, easy=easy)


@lru_cache(maxsize=16)
def _html_of(path: Path, changed_at: int) -> str:
    return to_html(path.read_text(encoding="utf-8", errors="replace"))


@blueprint.get("/darstellung")
def display() -> Response:
    """Choose colours and language."""
    chosen = request.cookies.get(THEME_COOKIE) or SYSTEM
    form = DisplayForm(data={"theme": chosen, "language": language(), "next": safe_next(request.args.get("next"))})
    return page("site/display.html", form=form)


@blueprint.post("/darstellung")
def choose_display() -> BaseResponse:
    """Keep the choice in cookies, which only this page ever sets, and go back."""
    form = DisplayForm()
    if not form.validate():
        return page("site/display.html", form=form, status=422)
    response = go_to(safe_next(form.next.data))
    _keep(response, LANGUAGE_COOKIE, form.language.data)
    if form.theme.data == SYSTEM:
        response.delete_cookie(THEME_COOKIE)
    else:
        _keep(response, THEME_COOKIE, form.theme.data)
    return response


def _keep(response: BaseResponse, name: str, value: str) -> None:
    response.set_cookie(name, value, max_age=A_YEAR, httponly=True, samesite="Lax", secure=settings().secure)


@blueprint.get("/robots.txt")
def robots() -> Response:
    """What search engines leave out."""
    return _plain(f"{ROBOTS}Sitemap: {settings().base_url.rstrip('/')}/sitemap.xml\n")


@blueprint.get("/healthz")
def healthz() -> Response:
    """The process lives. Touches nothing else, so that a broken database does not get it restarted."""
    return _plain("ok\n", fresh=True)


@blueprint.get("/readyz")
def readyz() -> Response:
    """Whether visitors can be served: database there and up to date, disk writable. Why not stands in the log only."""
    problem = _problem()
    if problem:
        log.error("not ready", problem=problem)
        return _plain("not ready\n", status=503, fresh=True)
    return _plain("ok\n", fresh=True)


def _problem() -> str:
    try:
        if not is_up_to_date(current_app._get_current_object()):  # type: ignore[attr-defined]  # the application behind the proxy
            return "migrations"
    except (DBAPIError, OSError) as error:
        return f"database: {type(error).__name__}"
    var_dir = settings().var_dir
    probe = var_dir / f".ready-{os.getpid()}"
    try:
        probe.write_bytes(b"ok")
        probe.unlink()
        room = os.statvfs(var_dir)
    except OSError as error:
        return f"disk: {type(error).__name__}"
    return "disk: full" if room.f_bavail * room.f_frsize < FREE_BYTES else ""


def _plain(text: str, *, status: int = 200, fresh: bool = False) -> Response:
    response = Response(text, status, mimetype="text/plain")
    response.headers["Cache-Control"] = "no-store" if fresh else "public, max-age=86400"
    return response
