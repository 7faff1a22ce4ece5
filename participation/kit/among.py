"""Whether a number is one of some, given as a single parameter: one statement for lists of any length, on SQLite and PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import ColumnElement, String, bindparam
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import GenericFunction
from sqlalchemy.types import NullType


class among(GenericFunction[Any]):  # written like the functions of SQLAlchemy
    """The condition that a column's value is among those of a parameter: `among(column, numbers("ids"))`."""

    type = NullType()  # as a Boolean SQLite would be asked whether it equals 1, and would use no index
    inherit_cache = True


def numbers(name: str) -> ColumnElement[str]:
    """A parameter for `among`; its value is made by `told`."""
    return bindparam(name, type_=String())


def told(ids: Iterable[int]) -> str:
    """Some numbers as the value of such a parameter."""
    return ",".join(map(str, ids))


@compiles(among)
def _sqlite(element: among, compiler: SQLCompiler, **named: Any) -> str:
    column, given = (compiler.process(part, **named) for part in element.clauses)
    return f"{column} IN (SELECT value FROM json_each('[' || {given} || ']'))"  # noqa: S608  # made of compiled parts


@compiles(among, "postgresql")
def _postgresql(element: among, compiler: SQLCompiler, **named: Any) -> str:
    column, given = (compiler.process(part, **named) for part in element.clauses)
    return f"{column} = ANY (string_to_array({given}, ',')::integer[])"
