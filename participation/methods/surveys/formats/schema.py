"""The JSON Schema of our own form (docs/survey.schema.json), made from the same tables as the reading.

It describes the form of a file; what a definition means (codes, conditions, limits that fit) is what the checker looks at.
"""

from __future__ import annotations

from typing import Any

from participation.methods.surveys.definition import (
    FITTING,
    GERMAN,
    LONGEST_TEXT,
    MOST_LANGUAGES,
    MOST_OPTIONS,
    MOST_PAGES,
    MOST_QUESTIONS,
    MOST_ROWS,
    TEXT_PARTS,
    Kind,
)
from participation.methods.surveys.formats.as_json import CONDITIONS, FORMAT

_TEXT = {"type": "string", "maxLength": LONGEST_TEXT}
_TEXTS = {"$ref": "#/$defs/texts"}
_CODE = {"type": "string", "pattern": "^[A-Za-z0-9_]{1,64}$"}
_QUESTION_CODE = {"type": "string", "pattern": "^[A-Za-z][A-Za-z0-9_]{0,63}$"}
_DAY = {"type": "string", "format": "date"}
_PARTS: dict[str, dict[str, Any]] = {
    **dict.fromkeys(TEXT_PARTS, _TEXTS),
    **{part: {"$ref": "#/$defs/condition"} for part in CONDITIONS},
    **{part: {"type": "boolean"} for part in ("required", "shuffled", "dont_know")},
    **{part: {"type": "number"} for part in ("minimum", "maximum")},
    "decimals": {"type": "integer", "minimum": 0, "maximum": 6},
    "total": {"type": "integer", "minimum": 1},
    "megabytes": {"type": "integer", "minimum": 0},
    "earliest": _DAY,
    "latest": _DAY,
    "endings": {"type": "array", "items": {"type": "string", "pattern": "^[a-z0-9]{1,10}$"}},
    "options": {"type": "array", "minItems": 1, "maxItems": MOST_OPTIONS, "items": {"$ref": "#/$defs/option"}},
    "rows": {"type": "array", "minItems": 1, "maxItems": MOST_ROWS, "items": {"$ref": "#/$defs/row"}},
}
_NEEDED = {"scale": ["minimum", "maximum"], "points": ["options", "total"], "calculation": ["calculation"]}


def schema() -> dict[str, Any]:
    """The schema, by JSON Schema's draft 2020-12."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": FORMAT,
        **_object(
            {
                "format": {"const": FORMAT},
                "code": _CODE,
                "version": {"type": "integer", "minimum": 1, "maximum": 10**9 - 1},
                "languages": {"type": "array", "minItems": 1, "maxItems": MOST_LANGUAGES, "uniqueItems": True, "items": {"type": "string"}},
                "title": _TEXTS,
                "introduction": _TEXTS,
                "thanks": _TEXTS,
                "pages": {"type": "array", "minItems": 1, "maxItems": MOST_PAGES, "items": {"$ref": "#/$defs/page"}},
            },
            "format",
            "code",
            "version",
            "languages",
            "title",
            "pages",
        ),
        "$defs": {
            "texts": {"anyOf": [_TEXT, {"type": "object", "additionalProperties": _TEXT}]},
            "condition": {"type": "string", "minLength": 1, "maxLength": 4000},
            "option": _object({"code": _CODE, "text": _TEXTS, "exclusive": {"type": "boolean"}, "own_text": {"type": "boolean"}}, "code", "text"),
            "row": _object({"code": _CODE, "text": _TEXTS}, "code", "text"),
            "page": _object(
                {
                    "code": _CODE,
                    "title": _TEXTS,
                    "condition": _PARTS["condition"],
                    "questions": {"type": "array", "minItems": 1, "maxItems": MOST_QUESTIONS, "items": {"$ref": "#/$defs/question"}},
                },
                "code",
                "questions",
            ),
            "question": {"oneOf": [{"$ref": f"#/$defs/{kind}"} for kind in Kind]},
            **{str(kind): _question(kind) for kind in Kind},
        },
    }


def _question(kind: Kind) -> dict[str, Any]:
    parts = {part: form for part, form in _PARTS.items() if part in FITTING[kind]}
    needed = [*(["text"] if kind != Kind.CALCULATION else []), *_NEEDED.get(kind, [part for part in ("options", "rows") if part in FITTING[kind]])]
    return {"description": GERMAN[kind], **_object({"code": _QUESTION_CODE, "kind": {"const": str(kind)}, **parts}, "code", "kind", *needed)}


def _object(properties: dict[str, Any], *needed: str) -> dict[str, Any]:
    return {"type": "object", "additionalProperties": False, "required": list(needed), "properties": properties}
