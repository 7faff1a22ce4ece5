"""The OpenAPI 3.1 document, written by apispec from the dataset definitions: no list is described twice, so none is described wrongly."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import lru_cache
from importlib.resources import files
from typing import Any

from apispec import APISpec

from participation.datasets.kinds import Column, Kind
from participation.openapi.problems import TYPE as PROBLEM_TYPE
from participation.openapi.reading import MOST, USUAL, links_of
from participation.openapi.resources import RESOURCES, ROOT, Filter, Resource, told

VERSION = "1.0.0"
"""Of the interface. New keys and lists raise the second number; version 1 loses none."""
Schema = dict[str, Any]

TYPES: Mapping[Kind, Schema] = {
    Kind.TEXT: {"type": ["string", "null"]},
    Kind.WHOLE: {"type": ["integer", "null"]},
    Kind.NUMBER: {"type": ["number", "null"]},
    Kind.DATE: {"type": ["string", "null"], "format": "date"},
    Kind.MOMENT: {"type": ["string", "null"], "format": "date-time"},
    Kind.FLAG: {"type": ["boolean", "null"]},
    Kind.PLACE: {"oneOf": [{"$ref": "#/components/schemas/Geometry"}, {"type": "null"}]},
    Kind.URL: {"type": ["string", "null"], "format": "uri"},
    Kind.LIST: {"type": ["array", "null"], "items": {"type": "string"}},
}
URI: Schema = {"type": "string", "format": "uri"}
POSITION: Schema = {"type": "array", "items": {"type": "number"}, "minItems": 2, "maxItems": 3}
GEOMETRY: Schema = {
    "description": "A geometry of RFC 7946 (GeoJSON), WGS 84.",
    "type": "object",
    "properties": {"type": {"enum": ["Point", "LineString", "Polygon"]}, "coordinates": {"type": "array"}},
    "required": ["type", "coordinates"],
}
PROBLEM: Schema = {
    "description": "Problem details (RFC 9457). `detail` says in German, or in English by Accept-Language, what to do.",
    "type": "object",
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer", "minimum": 400, "maximum": 599},
        "detail": {"type": "string"},
        "parameter": {"type": "string", "description": "The query parameter that is to blame."},
    },
    "required": ["type", "title", "status", "detail"],
    "additionalProperties": False,
}
INDEX: Schema = {
    "type": "object",
    "properties": {
        "data": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {"name": {"type": "string"}, "title": {"type": "string"}, "about": {"type": "string"}, "url": URI},
                "required": ["name", "title", "about", "url"],
            },
        },
        "links": {"type": "object", "additionalProperties": URI},
    },
    "required": ["data", "links"],
}
ABOUT = (
    "Everything that is public on the platform, for programs; the same data as its pages and files. Read only, without a key. "
    "Lists come in pages: follow `links.next` as it is. With filters a page may hold fewer things than `limit` although `next` is there. "
    "Texts and names of states are German. Cookies are ignored. Answers may be kept for a minute; ask again with If-None-Match. "
    "Staff may make tokens for what is not public (`Authorization: Bearer`, with `consultation`). "
    "Deprecated keys would stay until a version 2 under an address of its own."
)
RATE_HEADERS = {
    "RateLimit-Policy": {"description": "How many requests a network has (draft-ietf-httpapi-ratelimit-headers).", "schema": {"type": "string"}},
    "RateLimit": {"description": "How many of them are left.", "schema": {"type": "string"}},
}
ANSWER_HEADERS = {**RATE_HEADERS, "ETag": {"description": "For If-None-Match.", "schema": {"type": "string"}}}
STATUSES = {
    400: "A parameter cannot be read.",
    401: "The token does not hold, or one is needed.",
    403: "The token is for something else, or its person may not read this any more.",
    404: "It is not there, or no longer public.",
    429: "Too many requests from this network; Retry-After says when to go on.",
    503: "The platform is away for a moment.",
}


@lru_cache(maxsize=4)
def document(base_url: str, title: str) -> dict[str, Any]:
    """The whole document."""
    spec = APISpec(
        title=f"{title}: API",
        version=VERSION,
        openapi_version="3.1.0",
        info={"description": ABOUT, "license": {"name": "Data: see the city's page; software: AGPL-3.0-or-later"}},
        servers=[{"url": base_url}],
        externalDocs={"url": f"{base_url}/api", "description": "The same for people, in German and English"},
    )
    spec.components.security_scheme(
        "token", {"type": "http", "scheme": "bearer", "description": "Made by staff on the platform; never in an address."}
    )
    for name, schema in (("Geometry", GEOMETRY), ("Problem", PROBLEM), ("Index", INDEX)):
        spec.components.schema(name, schema)
    for status, about in STATUSES.items():
        content = {PROBLEM_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}
        headers = RATE_HEADERS | ({"Retry-After": {"schema": {"type": "integer"}}} if status in (429, 503) else {})
        spec.components.response(str(status), {"description": about, "headers": headers, "content": content})
    spec.path(f"{ROOT}/", operations={"get": _index()})
    for resource in RESOURCES:
        _describe(spec, resource)
    written: dict[str, Any] = spec.to_dict()
    return written


def _index() -> Schema:
    return {
        "operationId": "lists",
        "summary": "Which lists there are",
        "responses": {"200": _content({"$ref": "#/components/schemas/Index"}, "The lists."), **_problems(429, 503)},
    }


def _describe(spec: APISpec, resource: Resource) -> None:
    name, table = resource.type_name, resource.dataset.table
    itself = {"$ref": f"#/components/schemas/{name}"}
    spec.tag({"name": resource.path, "description": table.about.en, "x-german-name": table.title.de, "x-german-description": table.about.de})
    spec.components.schema(name, thing(resource))
    page = _closed({"data": {"type": "array", "items": itself, "maxItems": MOST}, "links": _links({"next": {"oneOf": [URI, {"type": "null"}]}})})
    example = example_of(resource.path)
    listed = {"data": [example], "links": {"self": f"{_home(example)}{resource.url}?limit=1", "next": None}} if example else None
    spec.path(
        resource.url, operations={"get": _operation(resource, f"list_{resource.path}", table.title.en, _parameters(resource), page, listed, 400)}
    )
    single = _closed({"data": itself, "links": {"type": "object", "additionalProperties": URI}})
    alone = {"data": example, "links": example["links"]} if example else None
    about = f"{table.title.en}: one of them"
    operation = _operation(resource, f"get_{resource.path}", about, [_key(resource), *_within(resource)], single, alone, 400, 404)
    spec.path(f"{resource.url}/{{id}}", operations={"get": operation})


def _operation(resource: Resource, name: str, about: str, parameters: list[Schema], schema: Schema, example: Any, *failures: int) -> Schema:
    statuses = {*failures, 429, 503, 404, 401, *((403,) if resource.has_private else ())}
    said: Schema = {
        "operationId": name.replace("-", "_"),
        "summary": about,
        "description": resource.dataset.table.about.en,
        "tags": [resource.path],
        "parameters": parameters,
        "responses": {"200": _content(schema, about, example), "304": {"description": "Unchanged since the ETag."}, **_problems(*sorted(statuses))},
    }
    if resource.has_private:
        said["security"] = [{"token": []}] if not resource.dataset.is_public else [{}, {"token": []}]
    return said


def _content(schema: Schema, about: str, example: Any = None) -> Schema:
    content = {"schema": schema} | ({"example": example} if example else {})
    return {"description": f"{about.rstrip('.')}.", "headers": ANSWER_HEADERS, "content": {"application/json": content}}


def _problems(*statuses: int) -> Schema:
    return {str(status): str(status) for status in statuses}  # apispec makes references to components of them


def thing(resource: Resource) -> Schema:
    """The schema of one thing: every column with its meaning in both languages."""
    properties: Schema = {"id": {"type": "integer", "description": "Its number in this list, by which it is ordered."}}
    properties |= {key: field(column) for key, column in resource.keys.items()}
    linked = dict.fromkeys(links_of(resource), URI)
    private = [key for key, column in resource.keys.items() if column.access != "public" and resource.dataset.is_public]
    said = _closed(properties | {"links": _links(linked, required=False)})
    said["required"] = [name for name in said["required"] if name not in private]
    return said | {"description": resource.dataset.table.about.en, "x-german-name": resource.dataset.name}


def field(column: Column) -> Schema:
    """The schema of a column's value."""
    words = told(column)
    said = dict(TYPES[column.kind]) | {"description": words.en, "x-german-name": column.name, "x-german-description": words.de}
    if column.unit:
        said["x-unit"] = column.unit
    if column.access != "public":
        said["x-access"] = str(column.access)
    return said


def _closed(properties: Schema) -> Schema:
    return {"type": "object", "properties": properties, "required": list(properties), "additionalProperties": False}


def _links(more: Schema, *, required: bool = True) -> Schema:
    return {"type": "object", "properties": {"self": URI, **more}, "required": ["self", *(more if required else ())], "additionalProperties": False}


def _parameters(resource: Resource) -> list[Schema]:
    whole: Schema = {"type": "integer", "minimum": 0, "maximum": 999_999_999_999_999}
    found = [
        _query("limit", f"Things on a page, 1 to {MOST}.", {"type": "integer", "minimum": 1, "maximum": MOST, "default": USUAL}),
        _query("cursor", "Where to go on: comes with `links.next` and means nothing else.", {"type": "string", "minLength": 1, "maxLength": 300}),
        *_within(resource),
    ]
    if resource.moments:
        about = "Only things with a moment of their own (a key ending in `_at`) at or after this day or moment; others that changed have none."
        found.append(_query("changed_since", about, {"type": "string", "anyOf": [{"format": "date-time"}, {"format": "date"}]}))
    return found + [_query(one.name, _meaning(one), whole if one.is_number else dict(TEXT)) for one in resource.filters.values()]


TEXT: Schema = {"type": "string", "minLength": 1, "maxLength": 200, "pattern": r"^[^\u0000]+$"}


def _meaning(one: Filter) -> str:
    return f"Only those where this is exactly: {one.column.english}."


def _within(resource: Resource) -> list[Schema]:
    schema: Schema = {"type": "string", "pattern": "^[a-z0-9]([a-z0-9-]{0,78}[a-z0-9])?$"}
    return [_query("consultation", "Only those of this consultation, as addresses name it.", schema)] if resource.dataset.of_consultation else []


def _key(resource: Resource) -> Schema:
    if resource.path == "consultations":
        schema: Schema = {"type": "string", "pattern": "^[a-z0-9]([a-z0-9-]{0,78}[a-z0-9])?$"}
        return {
            "name": "id",
            "in": "path",
            "required": True,
            "description": "The consultation as addresses name it, or its number.",
            "schema": schema,
        }
    schema = {"type": "integer", "minimum": 1, "maximum": 999_999_999_999_999}
    return {"name": "id", "in": "path", "required": True, "description": "Its number in the list.", "schema": schema}


def _query(name: str, about: str, schema: Schema) -> Schema:
    return {"name": name, "in": "query", "required": False, "description": about, "schema": schema}


@lru_cache(maxsize=1)
def _examples() -> dict[str, Any]:
    said: dict[str, Any] = json.loads(files("participation.openapi").joinpath("examples.json").read_text(encoding="utf-8"))
    return said


def example_of(path: str) -> dict[str, Any] | None:
    """A thing of this list as the demo's town answered it."""
    return _examples().get(path)


def _home(example: Mapping[str, Any]) -> str:
    return str(example["links"]["self"]).partition("/api/")[0]
