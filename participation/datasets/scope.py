"""What is read: of one consultation or of all, only of those that everyone may read; and parts that many datasets have in common."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Integer, and_, select
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement

from participation.consultations.models import Consultation, Stage
from participation.methods.geometry import degrees
from participation.places.models import Place

Line = tuple[object, ...]
Row = tuple[int, Line]
"""A row's key, which grows with the order, and its values in the order of the table's columns."""

FORMER = "Ehemals teilnehmend"
FOLD = 1 << 20
"""More rows than this come from no single thing."""
PARENTS = 20
"""Things whose rows are unfolded at a time."""


class in_order(FunctionElement[int]):  # used like a function of SQL
    """A column for which SQLite takes no index, so that rows come as they lie (unary plus, sqlite.org/optoverview.html, "uplus").

    PostgreSQL reads the column as it is: it estimates from what it knows of the values, and an expression would hide them.
    """

    inherit_cache = True
    type = Integer()


@compiles(in_order)
def _plain(element: Any, compiler: Any, **more: Any) -> str:
    return str(compiler.process(element.clauses, **more))


@compiles(in_order, "sqlite")
def _without_index(element: Any, compiler: Any, **more: Any) -> str:
    return f"+{compiler.process(element.clauses, **more)}"


@dataclass(frozen=True, slots=True)
class Scope:
    """Which consultation (None: all that are public), what addresses begin with, and what else the database is asked to keep to (`Dataset.narrowing`)."""

    consultation_id: int | None = None
    base_url: str = ""
    conditions: tuple[Any, ...] = field(default=(), compare=False)

    def of(self, column: Any) -> Any:
        """The condition that a column names a consultation that is meant. Drafts never are, whoever asks.

        SQLite would take an index of consultations and sort all of a consultation's rows for each page, so that reading them page by page took the
        square of their number, while the rows lie in the order of their keys already: hence `in_order`.
        """
        meant = in_order(column).in_(select(Consultation.id).where(Consultation.stage != Stage.DRAFT))
        here = () if self.consultation_id is None else (in_order(column) == self.consultation_id,)
        return and_(*here, meant, *self.conditions)

    def below(self, slug: str, path: str = "") -> str:
        """The address of something that belongs to a consultation."""
        return f"{self.base_url}/beteiligungen/{slug}{path}"


def public_name(name: str | None, left_at: datetime | None) -> str:
    """How the pages call an author."""
    return FORMER if left_at is not None or not name else name


def local(text: str | None) -> datetime | None:
    """A moment that stands in JSON."""
    return datetime.fromisoformat(text) if text else None


PLACED = (Place.longitude, Place.latitude, Place.geometry)
"""What a statement selects of a place, for `placed`."""


def placed(longitude: Any, latitude: Any, geometry: Any) -> tuple[float | None, float | None, dict[str, Any] | None]:
    """The values of the columns `laenge`, `breite` and `geometrie`; three times None where there is no place."""
    if longitude is None or latitude is None or geometry is None:
        return None, None, None
    return degrees(longitude), degrees(latitude), json.loads(geometry)


Parents = Callable[[int], Iterable[tuple[int, Iterable[Line]]]]
"""From an id on (itself too), in the order of ids: an id, and the lines that it has."""


def unfolded(parents: Parents, after: int, most: int) -> Iterator[Row]:
    """Rows of things that have several each: the key is the thing's id and the row's number in it."""
    given = 0
    for number, lines in parents(after // FOLD):
        for place, line in enumerate(lines, 1):
            key = number * FOLD + place
            if key <= after:
                continue
            if given == most:
                return
            given += 1
            yield key, line


def in_turn(find: Callable[[int, int], Iterable[tuple[int, Iterable[Line]]]]) -> Parents:
    """Parents that are found some at a time: `find` gets the id from which on, and how many at most."""

    def parents(first: int) -> Iterator[tuple[int, Iterable[Line]]]:
        while True:
            found = list(find(first, PARENTS))
            yield from found
            if len(found) < PARENTS:
                return
            first = found[-1][0] + 1

    return parents
