"""What went wrong, for programs: problem details (RFC 9457), in German or as `Accept-Language` says."""

from __future__ import annotations

import json
from http import HTTPStatus

from flask import Response

from participation.kit.language import gettext as _

TYPE = "application/problem+json"


class Problem(Exception):
    """An answer that is none. `parameter` names the query parameter that is to blame, where one is."""

    def __init__(self, status: int, detail: str, parameter: str = "") -> None:
        super().__init__(detail)
        self.status, self.detail, self.parameter = status, detail, parameter


def problem(status: int, detail: str = "", parameter: str = "") -> Response:
    """The answer to a request that cannot be answered."""
    said: dict[str, object] = {"type": "about:blank", "title": HTTPStatus(status).phrase, "status": status, "detail": detail or usual(status)}
    if parameter:
        said["parameter"] = parameter
    return Response(json.dumps(said, ensure_ascii=False), status, content_type=TYPE)


def usual(status: int) -> str:
    """What is said where nothing more is known."""
    known = {
        400: _("Die Anfrage ist nicht lesbar. Bitte prüfen Sie sie anhand der Beschreibung unter /api."),
        404: _("Das gibt es hier nicht, oder es ist nicht mehr öffentlich. Bitte prüfen Sie die Adresse; alle Listen stehen unter /api/v1/."),
        405: _("Diese Schnittstelle liest nur. Bitte benutzen Sie GET."),
        429: _("Das waren zu viele Anfragen aus Ihrem Netz. Bitte warten Sie, wie es die Kopfzeile Retry-After sagt."),
        503: _("Die Plattform ist für einen Moment nicht erreichbar. Bitte versuchen Sie es in einer Minute noch einmal."),
    }
    return known.get(status) or known[400]
