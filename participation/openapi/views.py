"""`/api/v1`: lists and single things, read only. Who is signed in counts for nothing here; a token in `Authorization` opens more."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, Response, current_app, request
from sqlalchemy.exc import InterfaceError, OperationalError
from werkzeug.exceptions import HTTPException, MethodNotAllowed
from werkzeug.wrappers import Response as BaseResponse

from participation.consultations.models import Consultation
from participation.datasets.scope import Scope
from participation.kit import clock
from participation.kit.database import current_session
from participation.kit.failures import failure_page
from participation.kit.language import gettext as _
from participation.kit.pages import settings
from participation.openapi.access import Reader, note_use, reader_of
from participation.openapi.cursors import cursor_for
from participation.openapi.document import document
from participation.openapi.problems import Problem, problem
from participation.openapi.questions import Question, only_consultation, read_question
from participation.openapi.reading import Asked, Found, consultation_of, look, one
from participation.openapi.resources import BY_PATH, RESOURCES, ROOT, Resource
from participation.openapi.serving import answer, base_url, begin, finish, give_buckets

blueprint = Blueprint("api", __name__, url_prefix=ROOT)
blueprint.record_once(give_buckets)
blueprint.before_request(begin)
blueprint.after_request(finish)


@blueprint.errorhandler(Problem)
def refused(error: Problem) -> Response:
    """A request that cannot be answered."""
    response = problem(error.status, error.detail, error.parameter)
    if error.status == 401:
        response.headers["WWW-Authenticate"] = 'Bearer realm="api"'
    return response


@blueprint.errorhandler(HTTPException)
def failed(error: HTTPException) -> BaseResponse:
    """What Flask refuses by itself."""
    return error.get_response() if error.code is None or error.code < 400 else problem(error.code)


@blueprint.errorhandler(OperationalError)
@blueprint.errorhandler(InterfaceError)
def unreachable(error: Exception) -> Response:
    """The database is away."""
    current_session().rollback()
    response = problem(503)
    response.headers["Retry-After"] = "60"
    return response


@blueprint.app_errorhandler(MethodNotAllowed)
def not_allowed(error: MethodNotAllowed) -> Response:
    """An address that is not asked so: for programs as they read it, elsewhere as a page."""
    programs = request.path.startswith((f"{ROOT}/", "/oparl/"))
    response = problem(405) if programs else failure_page(405, "")
    if error.valid_methods:
        response.headers["Allow"] = ", ".join(sorted(error.valid_methods))
    return response


@blueprint.get("/")
def index() -> BaseResponse:
    """Which lists there are."""
    base = base_url()
    lists = [
        {"name": one.path, "title": str(one.dataset.table.title), "about": str(one.dataset.table.about), "url": base + one.url} for one in RESOURCES
    ]
    links = {"self": f"{base}{ROOT}/", "describedby": f"{base}{ROOT}/openapi.json", "documentation": f"{base}/api"}
    return answer({"data": lists, "links": links})


@blueprint.get("/openapi.json")
def description() -> BaseResponse:
    """The OpenAPI document."""
    told = settings()
    return answer(document(base_url(), f"{told.site_name} {told.city_name}".strip()))


@blueprint.get("/<slug:path>")
def listing(path: str) -> BaseResponse:
    """One page of a list."""
    resource = _resource(path)
    question = read_question(resource, request.args.to_dict(flat=False), _secret())
    consultation = _consultation(question.consultation)
    private = _opens(resource, consultation)
    scope = Scope(consultation.id if consultation is not None else None, base_url())
    asked = Asked(scope, question.after, question.limit, question.values, question.changed_since, private)
    return answer(_page(resource, question, look(current_session(), resource, asked)))


@blueprint.get("/<slug:path>/<slug:key>")
def item(path: str, key: str) -> BaseResponse:
    """One thing: by its number, a consultation by its name in addresses."""
    resource = _resource(path)
    slug = only_consultation(request.args.to_dict(flat=False))
    consultation = _consultation(slug)
    if resource.path == "consultations" and not key.isdecimal():
        consultation, key = _consultation(key), "1"
    elif not (key.isascii() and key.isdecimal() and 0 < len(key) <= 15 and int(key) > 0):
        raise Problem(404, "")
    private = _opens(resource, consultation)
    scope = Scope(consultation.id if consultation is not None else None, base_url())
    number = consultation.id if resource.path == "consultations" and consultation is not None else int(key)
    found = one(current_session(), resource, scope, number, private=private)
    if found is None:
        raise Problem(404, "")
    return answer({"data": found, "links": found["links"]})


@blueprint.get("/<anything:rest>")
def missing(rest: str) -> BaseResponse:
    """Whatever else is asked for here."""
    raise Problem(404, "")


def _resource(path: str) -> Resource:
    found = BY_PATH.get(path)
    if found is None:
        raise Problem(404, "")
    return found


def _secret() -> str:
    return str(current_app.config["SECRET_KEY"])


def _consultation(slug: str) -> Consultation | None:
    if not slug:
        return None
    found = consultation_of(current_session(), slug)
    if found is None:
        raise Problem(404, _("Diese Beteiligung gibt es nicht, oder sie ist nicht veröffentlicht."), "consultation")
    return found


def _page(resource: Resource, question: Question, found: Found) -> Mapping[str, Any]:
    base = f"{base_url()}{resource.url}"
    shown = {**question.asked, "limit": str(question.limit)}
    here = {**shown, "cursor": request.args["cursor"]} if "cursor" in request.args else shown
    links: dict[str, str | None] = {"self": f"{base}?{urlencode(here)}", "next": None}
    if found.more_after is not None:
        cursor = cursor_for(_secret(), resource.path, question.asked, found.more_after)
        links["next"] = f"{base}?{urlencode({**shown, 'cursor': cursor})}"
    return {"data": found.rows, "links": links}


def _opens(resource: Resource, consultation: Consultation | None) -> bool:
    """Whether the request's token opens what not everyone may read. Raises Problem where it does not hold, or one is needed."""
    reader = _reader()
    if reader is None:
        if not resource.dataset.is_public:
            raise Problem(401, _("Das lesen nur Programme mit einem Schlüssel. Schlüssel gibt es im Verwaltungsbereich."))
        return False
    if not resource.has_private:
        return False
    if consultation is None:
        raise Problem(400, _("Mit einem Schlüssel geben Sie bitte die Beteiligung an, die Sie lesen wollen."), "consultation")
    if not reader.may_read(resource.path, consultation):
        raise Problem(403, _("Dieser Schlüssel gilt nicht für diese Daten, oder die Person, der er gehört, darf sie nicht mehr lesen."))
    note_use(reader.token.id, reader.token.last_used_on, clock.now())
    return True


def _reader() -> Reader | None:
    said = request.headers.get("Authorization", "")
    if not said:
        return None
    kind, _blank, word = said.partition(" ")
    found = reader_of(current_session(), word.strip()[:200], clock.now()) if kind.lower() == "bearer" else None
    if found is None:
        raise Problem(401, _("Dieser Schlüssel gilt nicht oder nicht mehr."))
    return found
