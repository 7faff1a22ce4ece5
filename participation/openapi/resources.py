"""What the interface offers: each dataset as a list and as single things, with its keys, its filters and what it is linked to."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from participation.datasets.catalogue import DATASETS
from participation.datasets.kinds import Column, Dataset, Kind, Words
from participation.openapi.names import PARENTS, PATHS, STATES, TOPICS, key_of

ROOT = "/api/v1"


@dataclass(frozen=True)
class Filter:
    """A query parameter that keeps the rows whose value in a column is this one."""

    name: str
    column: Column

    @property
    def is_number(self) -> bool:
        """Whether its value is a whole number."""
        return self.column.kind is Kind.WHOLE


@dataclass(frozen=True)
class Resource:
    """A dataset under its English name."""

    dataset: Dataset

    @cached_property
    def path(self) -> str:
        """Its name in addresses below `/api/v1/`."""
        return PATHS[self.dataset.name]

    @property
    def url(self) -> str:
        """The path of its list."""
        return f"{ROOT}/{self.path}"

    @cached_property
    def type_name(self) -> str:
        """Its name in the OpenAPI document, such as `VoteResult`, in the singular where English makes that simple."""
        return "".join(part.capitalize() for part in self.path.split("-"))

    @cached_property
    def keys(self) -> dict[str, Column]:
        """Each column by its English key, in order."""
        return {key_of(self.dataset.name, column.name): column for column in self.dataset.table.columns}

    @cached_property
    def filters(self) -> dict[str, Filter]:
        """Query parameters that compare a column with a value, by name. `consultation` is not among them: the reader itself keeps to it."""
        return {one.name: one for one in self._filters()}

    def _filters(self) -> Iterator[Filter]:
        columns = {column.name: column for column in self.dataset.table.columns}
        state = next((name for name in STATES if name in columns), "")
        topic = next((name for name in TOPICS if name in columns and self.dataset.name != "kategorien"), "")
        for name, column in (("status", state), ("category", topic), ("district", "ortsteil" if "ortsteil" in columns else "")):
            if column:
                yield Filter(name, columns[column])
        for column in PARENTS:
            if column in columns and self.path.replace("-", "_") != f"{key_of(self.dataset.name, column)}s":
                yield Filter(key_of(self.dataset.name, column), columns[column])

    @cached_property
    def moments(self) -> tuple[int, ...]:
        """The positions of the columns that say when something happened; planned moments (`beginn`, `ende`) are none."""
        columns = enumerate(self.dataset.table.columns)
        return tuple(place for place, column in columns if column.kind is Kind.MOMENT and column.name.endswith(("_am", "_seit")))

    @cached_property
    def parameters(self) -> frozenset[str]:
        """All query parameters that its list knows."""
        names = {"limit", "cursor", *self.filters}
        if self.dataset.of_consultation:
            names.add("consultation")
        if self.moments:
            names.add("changed_since")
        return frozenset(names)

    @property
    def has_private(self) -> bool:
        """Whether a token shows more of it."""
        return len(self.dataset.table.shown().columns) < len(self.dataset.table.columns) or not self.dataset.is_public


def told(column: Column) -> Words:
    """What a column means here, where a flag is `true` or `false`; files write 1 and 0."""
    if column.kind is not Kind.FLAG:
        return column.words
    return Words(*(_ONE.sub("true", _ZERO.sub("false", text)) for text in (column.meaning, column.english)))


_ONE, _ZERO = re.compile(r"\b1\b"), re.compile(r"\b0\b")
RESOURCES = tuple(Resource(dataset) for dataset in DATASETS)
BY_PATH = {resource.path: resource for resource in RESOURCES}
