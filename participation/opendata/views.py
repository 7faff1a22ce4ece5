"""`/daten`: the datasets for people and for machines, their files at addresses that stay."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import BinaryIO

from flask import Blueprint, Response, make_response, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from participation.consultations.doorway import enter
from participation.datasets.catalogue import BY_NAME, PUBLIC
from participation.datasets.kinds import Dataset
from participation.kit.database import current_session
from participation.kit.errors import Gone, NotFound
from participation.kit.pages import page, settings
from participation.kit.pagination import page_number
from participation.kit.whole_files import open_whole
from participation.opendata import queries
from participation.opendata.catalogue_files import FORMATS, catalogue_path
from participation.opendata.dictionary import ACCESS_NAMES, KIND_NAMES, dictionary_csv
from participation.opendata.feeds import feeds
from participation.opendata.jobs import data_dir
from participation.opendata.joining import as_lines, member_of
from participation.opendata.models import EVERYTHING, DataFile
from participation.opendata.parts import formats_of
from participation.opendata.structured import data_catalogue
from participation.opendata.terms import attribution_of, licence_of, publisher_of

blueprint = Blueprint("opendata", __name__, url_prefix="/daten")

TYPES = {
    "csv": "text/csv; charset=utf-8",
    "json": "application/json",
    "jsonl": "application/jsonl",
    "geojson": "application/geo+json",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
KIND_TITLES = {"csv": "CSV", "json": "JSON", "jsonl": "JSON Lines", "xlsx": "Excel", "geojson": "GeoJSON"}
KEPT_FOR = 300  # seconds
_ANSWERS = {"text/html": "", **{media: kind for kind, (_name, media) in FORMATS.items()}}


@blueprint.get("")
def index() -> BaseResponse:
    """All datasets and consultations; who asks for Turtle, JSON-LD or RDF/XML gets the catalogue."""
    kind = _ANSWERS.get(request.accept_mimetypes.best_match(list(_ANSWERS), default="text/html") or "text/html", "")
    if kind:
        response = catalogue(kind)
    else:
        session, own = current_session(), settings()
        found = queries.consultations_page(session, page_number(request.args.get("seite")))
        files = queries.public_files(session, [EVERYTHING, *(row.id for row in found.items)])
        response = page(
            "opendata/index.html",
            datasets=[(one, kinds_of(one)) for one in PUBLIC],
            found=found,
            files=files,
            whole=files.get(EVERYTHING),
            licence=licence_of(own),
            attribution=attribution_of(own),
            publisher=publisher_of(own),
            feeds=feeds(),
            told=data_catalogue(own, files.get(EVERYTHING)),
            kind_titles=KIND_TITLES,
            url_for_page=lambda number: url_for("opendata.index", seite=number if number > 1 else None),
        )
    response.headers.add("Vary", "Accept")
    return response


@blueprint.get("/katalog.<any(ttl, jsonld, rdf):kind>")
def catalogue(kind: str) -> BaseResponse:
    """The catalogue as DCAT-AP.de."""
    try:
        stream = catalogue_path(data_dir(), kind).open("rb")
    except OSError:
        return _later()
    with stream:
        response = make_response(stream.read())
    response.content_type = FORMATS[kind][1] + ("; charset=utf-8" if kind == "ttl" else "")
    response.headers["Cache-Control"] = f"public, max-age={KEPT_FOR}"
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.add_etag()
    return response.make_conditional(request)


@blueprint.get("/verzeichnis")
def dictionary() -> Response:
    """What every column means, in both languages."""
    return page("opendata/dictionary.html", datasets=[one.table.shown() for one in PUBLIC], kinds=KIND_NAMES, access=ACCESS_NAMES)


@blueprint.get("/verzeichnis.csv")
def dictionary_table() -> BaseResponse:
    """The same as a table."""
    response = make_response(dictionary_csv(PUBLIC).encode())
    response.content_type = TYPES["csv"]
    return _attached(response, "verzeichnis.csv")


@blueprint.get("/alles.zip")
def everything() -> BaseResponse:
    """All datasets of all consultations."""
    return _archive(queries.public_file(current_session(), EVERYTHING), "alles.zip")


@blueprint.get("/<string(maxlength=60):name>.<any(csv, json, jsonl, xlsx, geojson):kind>")
def table(name: str, kind: str) -> BaseResponse:
    """A dataset over all consultations."""
    dataset = _dataset(name, kind)
    return _member(queries.public_file(current_session(), EVERYTHING), dataset, kind, f"{name}.{kind}")


@blueprint.get("/beteiligungen/<slug:slug>.zip")
def of_consultation(slug: str) -> BaseResponse:
    """All datasets of a consultation."""
    consultation = enter(slug)
    file = queries.public_file(current_session(), consultation.id) if consultation.is_public else None
    return _archive(file, f"{slug}.zip")


@blueprint.get("/beteiligungen/<slug:slug>/<string(maxlength=60):name>.<any(csv, json, jsonl, xlsx, geojson):kind>")
def table_of_consultation(slug: str, name: str, kind: str) -> BaseResponse:
    """A dataset of a consultation."""
    consultation, dataset = enter(slug), _dataset(name, kind)
    if not dataset.of_consultation:
        raise NotFound
    file = queries.public_file(current_session(), consultation.id) if consultation.is_public else None
    return _member(file, dataset, kind, f"{slug}-{name}.{kind}")


def kinds_of(dataset: Dataset) -> list[str]:
    """The formats in which a dataset can be had."""
    return [kind for kind in KIND_TITLES if kind == "jsonl" or kind in formats_of(dataset.table)]


def _dataset(name: str, kind: str) -> Dataset:
    dataset = BY_NAME.get(name)
    if dataset is None or not dataset.is_public or kind not in kinds_of(dataset):
        raise NotFound
    return dataset


def _later() -> Response:
    """The file is not there yet: it will be in a few minutes."""
    response = page("opendata/later.html")
    response.status_code = 503
    response.headers["Retry-After"] = "120"
    return response


def _archive(file: DataFile | None, name: str) -> BaseResponse:
    stream = _opened(file)
    if file is None or stream is None:
        return _later()
    response = _prepared(file, "zip")
    response.content_type = "application/zip"
    if _is_known(response):
        stream.close()
        return response.make_conditional(request)
    response.response = _pieces(stream)
    response.call_on_close(stream.close)  # also where nobody reads it to its end
    response.content_length = file.size
    return _attached(response, name)


def _pieces(stream: BinaryIO) -> Iterator[bytes]:
    with stream:
        yield from iter(lambda: stream.read(1 << 16), b"")


def _member(file: DataFile | None, dataset: Dataset, kind: str, name: str) -> BaseResponse:
    stream = _opened(file)
    if file is None or stream is None:
        return _later()
    response = _prepared(file, f"{dataset.name}-{kind}")
    response.content_type = TYPES[kind]
    if _is_known(response):
        stream.close()
        return response.make_conditional(request)
    try:
        size, pieces = member_of(stream, f"{dataset.name}.{'json' if kind == 'jsonl' else kind}")
    except KeyError:
        stream.close()
        return _later()
    response.response = as_lines(pieces) if kind == "jsonl" else pieces
    response.call_on_close(stream.close)
    if kind != "jsonl":
        response.content_length = size
    return _attached(response, name)


def _opened(file: DataFile | None) -> BinaryIO | None:
    if file is None or not file.is_there:
        return None
    try:
        return open_whole(data_dir(), file.stored_name)
    except Gone:
        return None  # the next one has just taken its place; who asks again finds it


def _prepared(file: DataFile, what: str) -> Response:
    """An answer with what tells this state of the file from another."""
    response = Response()
    response.set_etag(f"{file.sha256[:24]}-{what}")
    changed: datetime | None = file.changed_at
    response.last_modified = changed
    response.headers["Cache-Control"] = f"public, max-age={KEPT_FOR}"
    response.headers["Access-Control-Allow-Origin"] = "*"  # for everyone, so for other sites' scripts too
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


def _is_known(response: Response) -> bool:
    """Whether who asks has this very file."""
    if request.if_none_match:
        return request.if_none_match.contains_weak(response.get_etag()[0] or "")
    since = request.if_modified_since
    return since is not None and response.last_modified is not None and response.last_modified <= since


def _attached(response: BaseResponse, name: str) -> BaseResponse:
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
