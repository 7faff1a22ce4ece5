"""What a dataset is: a table with columns that have a name, a type, a unit and a meaning in German and English, and who may read them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy.orm import Session

from participation.datasets.scope import Row, Scope
from participation.kit.language import language


class Kind(StrEnum):
    """What stands in a column, and as which Python value the reader gives it; None where nothing is known."""

    TEXT = "text"  # str
    WHOLE = "whole"  # int
    NUMBER = "number"  # float
    DATE = "date"  # datetime.date
    MOMENT = "moment"  # aware datetime
    FLAG = "flag"  # bool
    PLACE = "place"  # dict: a geometry of RFC 7946, WGS 84
    URL = "url"  # str, absolute
    LIST = "list"  # tuple of str


class Access(StrEnum):
    """Who may read a dataset or a column."""

    PUBLIC = "public"
    STAFF = "staff"  # those who run the consultation (`consultations.rules.runs_it`)


@dataclass(frozen=True, slots=True)
class Words:
    """The same in both languages; shown in the one spoken."""

    de: str
    en: str

    def __str__(self) -> str:
        return self.en if language() == "en" else self.de


@dataclass(frozen=True, slots=True)
class Column:
    """A column's name in files, what it means, its type, its unit (`ct`, `°`; empty: none), and who may read it."""

    name: str
    meaning: str
    english: str = ""
    kind: Kind = Kind.TEXT
    unit: str = ""
    access: Access = Access.PUBLIC

    @property
    def words(self) -> Words:
        """The meaning in both languages."""
        return Words(self.meaning, self.english)


@dataclass(frozen=True, slots=True)
class Table:
    """A table: its file's name without the ending, what it holds, its columns in order, what it is called."""

    name: str
    about: Words
    columns: tuple[Column, ...]
    title: Words = Words("", "")
    access: Access = Access.PUBLIC

    @property
    def header(self) -> list[str]:
        """The names of the columns."""
        return [column.name for column in self.columns]

    def without(self, *names: str) -> Table:
        """The same table with some columns left out, for example where all its rows belong to one consultation."""
        return replace(self, columns=tuple(column for column in self.columns if column.name not in names))

    def shown(self, *, private: bool = False) -> Table:
        """The table with the columns that everyone may read, or with all."""
        return self if private else replace(self, columns=tuple(column for column in self.columns if column.access == Access.PUBLIC))

    @property
    def place(self) -> str:
        """The column with the geometry; empty where the table has no places."""
        return next((column.name for column in self.columns if column.kind == Kind.PLACE), "")


Reader = Callable[[Session, Scope, int, int], Iterable[Row]]
"""Session, scope, the key after which to begin (0: at the beginning), the most rows → rows in the order of their keys."""


@dataclass(frozen=True, slots=True)
class Dataset:
    """A table with what reads it. `of_consultation` False: it is about the whole town, and one consultation has no rows of it.

    `narrowing`: by a column's name, the condition in SQL that its value is this one; `since`: that one of its moments is not before this. The reader's
    statement holds the tables that they name and keeps to `Scope.conditions`. They are for long tables: what is not named here can be sifted.
    """

    table: Table
    reader: Reader
    of_consultation: bool = True
    keywords: tuple[str, ...] = ()
    narrowing: Mapping[str, Callable[[Any], Any]] = field(default_factory=dict, compare=False)
    since: Callable[[datetime], Any] | None = field(default=None, compare=False)

    @property
    def name(self) -> str:
        """Its name in addresses and files."""
        return self.table.name

    @property
    def is_public(self) -> bool:
        """Whether everyone may read it."""
        return self.table.access == Access.PUBLIC


def picked(table: Table, shown: Table) -> list[int]:
    """The positions in a table's rows of the columns that another form of it shows."""
    places = {name: place for place, name in enumerate(table.header)}
    return [places[name] for name in shown.header]


def columns_of(datasets: Iterable[Dataset]) -> Iterator[tuple[Dataset, Column]]:
    """Every column with its dataset."""
    for dataset in datasets:
        for column in dataset.table.columns:
            yield dataset, column
