"""What goes wrong becomes a page in the city's layout, here and nowhere else."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import structlog
from flask import Flask, Response, make_response, render_template, request, url_for
from flask_wtf.csrf import CSRFError
from markupsafe import Markup
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError
from werkzeug.exceptions import HTTPException, RequestEntityTooLarge, SecurityError
from werkzeug.wrappers import Response as BaseResponse

from participation.kit.database import db
from participation.kit.errors import DomainError, Refused, TooMany, Unavailable
from participation.kit.fragments import go_to, is_fragment
from participation.kit.identity import visitor
from participation.kit.language import LazyText, language
from participation.kit.language import gettext as _
from participation.kit.links import Link, safe_next

log = structlog.get_logger()

KEPT_FIELDS = 20
KEPT_LENGTH = 20_000
NEVER_KEPT = ("password", "csrf_token", "cast_key", "code", "token")


def _told(error: DomainError, remedies: Mapping[str, tuple[LazyText, str]]) -> Response:
    remedy = getattr(error, "remedy", "")
    back = _return_path() if remedy == "consent" else ""  # whoever agrees goes on where they were
    return failure_page(error.status, error.message, help_by=remedies.get(remedy), back=back)


def init_failures(app: Flask, sign_in_endpoint: str, remedies: Mapping[str, tuple[LazyText, str]]) -> None:
    """Map domain errors, refused tokens, missing pages and broken services to answers in German (or English).

    `remedies`: what a refusal names as its remedy → the words and endpoint of the page that helps.
    """

    @app.errorhandler(DomainError)
    def domain_error(error: DomainError) -> BaseResponse:
        db.session.rollback()
        if isinstance(error, Refused) and error.remedy == "sign-in" and visitor() is None:
            return go_to(url_for(sign_in_endpoint, next=_return_path()))
        response = _told(error, remedies)
        if isinstance(error, TooMany | Unavailable):
            response.headers["Retry-After"] = str(error.retry_after)
        return response

    @app.errorhandler(CSRFError)
    def forged(error: CSRFError) -> Response:
        return failure_page(
            400,
            _(
                "Das Formular war zu lange offen oder kam nicht von dieser Seite. Es wurde nichts gespeichert. Bitte laden Sie die Seite neu und senden Sie es noch einmal ab."
            ),
        )

    @app.errorhandler(SecurityError)
    def strange_host(error: SecurityError) -> Response:
        return make_response(_bare_page(400), 400)  # no address can be made for a host that is not ours

    @app.errorhandler(HTTPException)
    def http_error(error: HTTPException) -> BaseResponse:
        if error.code is None or error.code < 400:
            return error.get_response()
        response = failure_page(error.code, "", keep=not isinstance(error, RequestEntityTooLarge))
        if error.code == 405 and getattr(error, "valid_methods", None):
            response.headers["Allow"] = ", ".join(error.valid_methods)  # type: ignore[attr-defined]  # MethodNotAllowed has it
        return response

    @app.errorhandler(Exception)
    def broken(error: Exception) -> Response:
        if app.config["TESTING"] and not isinstance(error, DBAPIError):
            raise error
        _leave_database()
        if isinstance(error, OperationalError | InterfaceError):
            log.error("database unavailable", kind=type(error).__name__)
            response = failure_page(503, "")
            response.headers["Retry-After"] = "60"
            return response
        log.exception("unexpected failure", endpoint=request.endpoint)
        return failure_page(500, "")


def _leave_database() -> None:
    try:
        db.session.rollback()
    except DBAPIError:
        db.session.remove()


def _return_path() -> str:
    """Where to go after signing in: the page itself, or for a form the page that it stood on."""
    if request.method == "GET":
        return safe_next(request.full_path.rstrip("?"))
    current = request.headers.get("HX-Current-URL") or request.referrer or ""
    return safe_next(current.removeprefix(request.host_url.rstrip("/")), default="/")


def failure_page(status: int, message: str, *, keep: bool = True, help_by: tuple[LazyText, str] | None = None, back: str = "") -> Response:
    """The page for a failure: what happened, what to do, and what had been typed so that nothing is lost."""
    title, usual = _words(status)
    context: dict[str, Any] = {
        "status": status,
        "title": title,
        "message": message or usual,
        "what_now": [*([Link(str(help_by[0]), url_for(help_by[1], next=back or None))] if help_by else []), Link(_("Zur Startseite"), "/")],
        "kept_text": _kept_text() if keep and request.method == "POST" else {},
    }
    template = "errors/_fragment.html" if is_fragment() else "errors/error.html"
    try:
        body = render_template(template, **context)
    except DBAPIError:  # the database is gone, and with it who is signed in
        body = _bare_page(status, context["kept_text"])
    return make_response(body, status)


def _bare_page(status: int, kept: Mapping[str, str] | None = None) -> str:
    """The page for a failure without the layout, which needs a database and a host; what had been typed stands in it too."""
    title, usual = _words(status)
    html = Markup(
        '<!doctype html><html lang="{}"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>{}</title><h1>{}</h1><p>{}</p>'
    )
    page = html.format(language(), title, title, usual)
    if kept:
        page += Markup("<h2>{}</h2>").format(_("Ihr Text ist nicht verloren"))
        page += Markup("").join(
            Markup('<p><textarea rows="8" cols="60" readonly aria-label="{}">\n{}</textarea></p>').format(*item) for item in kept.items()
        )
    return page + Markup("</html>")


def _kept_text() -> dict[str, str]:
    kept: dict[str, str] = {}
    for name, value in request.form.items():
        if len(kept) < KEPT_FIELDS and len(value) > 20 and not any(word in name for word in NEVER_KEPT):
            kept[name] = value[:KEPT_LENGTH]
    return kept


def _words(status: int) -> tuple[str, str]:
    known = {
        400: (
            _("Das hat nicht geklappt"),
            _(
                "Die Anfrage war nicht vollständig oder nicht lesbar. Es wurde nichts gespeichert. Bitte gehen Sie zurück und versuchen Sie es noch einmal."
            ),
        ),
        403: (_("Das ist hier nicht möglich"), _("Für diese Seite fehlt Ihnen die Berechtigung.")),
        404: (
            _("Diese Seite gibt es nicht"),
            _("Die Adresse ist falsch oder die Seite wurde entfernt. Bitte prüfen Sie die Adresse oder beginnen Sie auf der Startseite."),
        ),
        405: (
            _("Das ist hier nicht möglich"),
            _("Diese Seite kann so nicht aufgerufen werden. Bitte gehen Sie zurück und benutzen Sie den Knopf auf der Seite."),
        ),
        409: (_("Das geht gerade nicht"), _("Der Stand hat sich inzwischen geändert. Bitte laden Sie die Seite neu.")),
        410: (_("Nicht mehr gültig"), _("Dieser Link oder Code wurde schon benutzt oder ist abgelaufen. Bitte fordern Sie einen neuen an.")),
        413: (
            _("Zu groß"),
            _("Was Sie senden wollten, ist zu groß. Es wurde nichts gespeichert. Bitte kürzen Sie den Text oder wählen Sie eine kleinere Datei."),
        ),
        422: (_("Bitte prüfen Sie Ihre Eingabe"), _("Etwas in Ihrer Eingabe konnte nicht übernommen werden. Es wurde nichts gespeichert.")),
        429: (_("Zu viele Versuche"), _("Bitte warten Sie einen Moment und versuchen Sie es dann noch einmal.")),
        503: (
            _("Gerade nicht erreichbar"),
            _(
                "Die Plattform ist für einen Moment nicht erreichbar. Ihre Eingabe ist noch nicht gespeichert. Bitte versuchen Sie es in einer Minute noch einmal."
            ),
        ),
    }
    if status in known:
        return known[status]
    if status < 500:
        return known[400]
    return _("Da ist etwas schiefgegangen"), _(
        "Das ist ein Fehler auf unserer Seite. Es wurde nichts gespeichert. Bitte versuchen Sie es in einer Minute noch einmal."
    )
