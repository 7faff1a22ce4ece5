"""What docs/surveys.md and the JSON Schema say is what is read."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from participation.methods.surveys.conditions import parse
from participation.methods.surveys.conditions.tree import FUNCTIONS
from participation.methods.surveys.definition import FITTING, Kind
from participation.methods.surveys.files import read_survey
from participation.methods.surveys.formats.as_json import write_json
from participation.methods.surveys.formats.schema import schema
from tests.methods.surveys.samples import every_kind

DOCS = Path(__file__).parents[3] / "docs"
TEXT = (DOCS / "surveys.md").read_text()


def test_the_example_can_be_read() -> None:
    example = re.search(r"```json\n(.*?)```", TEXT, re.DOTALL)
    assert example is not None
    assert [question.code for question in read_survey(example[1].encode()).survey.questions] == ["age", "uses"]


def test_every_kind_part_and_function_is_told() -> None:
    for kind in Kind:
        assert f"`{kind}`" in TEXT
    for part in {part for parts in FITTING.values() for part in parts}:
        assert f"`{part}`" in TEXT, part
    for function in FUNCTIONS:
        assert re.search(rf"`{function}[`(]", TEXT), function
    condition = re.search(r"## Conditions\n\n```\n(.*?)\n```", TEXT)
    assert condition is not None
    assert parse(condition[1])


def test_the_schema_is_the_one_that_is_shipped() -> None:
    assert json.loads((DOCS / "survey.schema.json").read_text()) == schema()


def allows(form: dict[str, Any], value: Any, whole: dict[str, Any]) -> bool:
    """Whether a schema allows a value, as far as ours goes: types, properties, items, references."""
    if "$ref" in form:
        return allows(whole["$defs"][form["$ref"].rpartition("/")[2]], value, whole)
    if "anyOf" in form or "oneOf" in form:
        number = sum(allows(one, value, whole) for one in form.get("anyOf") or form["oneOf"])
        return number > 0 if "anyOf" in form else number == 1
    if "const" in form:
        return bool(value == form["const"])
    types = {"object": dict, "array": list, "string": str, "boolean": bool, "number": (int, float), "integer": int}
    if not isinstance(value, types[form["type"]]) or (isinstance(value, bool) and form["type"] != "boolean"):  # type: ignore[arg-type]  # types
        return False
    if form["type"] == "object":
        known, others = form.get("properties", {}), form["additionalProperties"]
        if not set(form.get("required", ())) <= set(value):
            return False
        return all(
            allows(known[name], one, whole) if name in known else others is not False and allows(others, one, whole) for name, one in value.items()
        )
    if form["type"] == "array":
        return form.get("minItems", 0) <= len(value) <= form.get("maxItems", len(value)) and all(allows(form["items"], one, whole) for one in value)
    return not isinstance(value, str) or bool(re.search(form.get("pattern", ""), value))


def test_the_schema_allows_every_kind_and_nothing_that_belongs_to_another() -> None:
    told = json.loads(write_json(every_kind()))
    assert allows(schema(), told, schema())
    for page in told["pages"]:
        for question in page["questions"]:
            assert allows(schema()["$defs"]["question"], question, schema())
            assert not allows(schema()["$defs"]["question"], {**question, "colour": 1}, schema())
            assert not allows(schema()["$defs"]["question"], {**question, "kind": "radio"}, schema())
    assert not allows(schema(), {**told, "pages": []}, schema())
