"""The data dictionary: what every dataset and column is, as a table and for machines (Frictionless Data Package, Table Schema)."""

from __future__ import annotations

import io
import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from participation.datasets.kinds import Access, Column, Dataset, Kind, Words
from participation.kit.cells import write_csv

HEADER = (
    *("tabelle", "titel", "title", "beschreibung", "description", "spalte", "typ", "type", "einheit"),
    *("bedeutung", "meaning", "zugang"),
)
KIND_NAMES = {
    Kind.TEXT: Words("Text", "text"),
    Kind.WHOLE: Words("ganze Zahl", "whole number"),
    Kind.NUMBER: Words("Zahl", "number"),
    Kind.DATE: Words("Tag", "date"),
    Kind.MOMENT: Words("Zeitpunkt", "moment"),
    Kind.FLAG: Words("ja/nein", "yes/no"),
    Kind.PLACE: Words("Ort", "place"),
    Kind.URL: Words("Adresse", "address"),
    Kind.LIST: Words("Liste", "list"),
}
ACCESS_NAMES = {Access.PUBLIC: Words("öffentlich", "public"), Access.STAFF: Words("nur für die Moderation", "moderators only")}
_SCHEMA: Mapping[Kind, Mapping[str, Any]] = {
    Kind.TEXT: {"type": "string"},
    Kind.WHOLE: {"type": "integer"},
    Kind.NUMBER: {"type": "number"},
    Kind.DATE: {"type": "date", "format": "default"},
    Kind.MOMENT: {"type": "datetime", "format": "%Y-%m-%dT%H:%M:%S%z"},
    Kind.FLAG: {"type": "boolean", "trueValues": ["1"], "falseValues": ["0"]},
    Kind.PLACE: {"type": "string"},
    Kind.URL: {"type": "string", "format": "uri"},
    Kind.LIST: {"type": "string"},
}
"""Column's kind → type of Table Schema for the CSV files."""


def dictionary_rows(datasets: Iterable[Dataset], *, private: bool = False) -> Iterator[tuple[object, ...]]:
    """A line a column."""
    for dataset in datasets:
        table = dataset.table.shown(private=private)
        for column in table.columns:
            kind = KIND_NAMES[column.kind]
            about = (table.name, table.title.de, table.title.en, table.about.de, table.about.en)
            yield (*about, column.name, kind.de, kind.en, column.unit or None, column.meaning, column.english, ACCESS_NAMES[column.access].de)


def dictionary_csv(datasets: Iterable[Dataset], *, private: bool = False) -> str:
    """The dictionary as CSV."""
    stream = io.StringIO(newline="")
    write_csv(stream, HEADER, dictionary_rows(datasets, private=private))
    return stream.getvalue()


def field(column: Column) -> dict[str, Any]:
    """A column as a field of a Table Schema."""
    told: dict[str, Any] = {"name": column.name, **_SCHEMA[column.kind], "title": column.name, "description": f"{column.meaning} / {column.english}"}
    return told | ({"unit": column.unit} if column.unit else {})


def resource(dataset: Dataset, *, private: bool = False) -> dict[str, Any]:
    """A dataset's CSV file as a resource of a Data Package."""
    table = dataset.table.shown(private=private)
    return {
        "name": table.name,
        "path": f"{table.name}.csv",
        "profile": "tabular-data-resource",
        "title": f"{table.title.de} / {table.title.en}",
        "description": f"{table.about.de} / {table.about.en}",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "dialect": {"delimiter": ",", "doubleQuote": True, "lineTerminator": "\r\n", "header": True},
        "schema": {"fields": [field(column) for column in table.columns], "missingValues": [""]},
    }


def datapackage(name: str, title: str, datasets: Iterable[Dataset], licence: tuple[str, str], homepage: str, *, private: bool = False) -> str:
    """The description of all CSV files (Frictionless Data Package v1, which v2 reads). `licence`: its name and address."""
    told = {
        "profile": "tabular-data-package",
        "name": name,
        "title": title,
        "homepage": homepage,
        "licenses": [] if private else [{"name": licence[0], "path": licence[1], "title": licence[0]}],
        "resources": [resource(dataset, private=private) for dataset in datasets],
    }
    return json.dumps(told, ensure_ascii=False, indent=1) + "\n"
