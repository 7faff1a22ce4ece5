"""What readers' pages show, and when it changed: the database itself keeps a version for each part, by triggers.

A part is called a scope: `site` (what changes rarely and stands on many pages), `proposals:12`, `discussion:proposal:7`. Any change
of a row that a page shows gives its scopes a new random version in the same transaction, whoever wrote it and by whatever
statement. Versions are random and not counted: one that was rolled back, or restored from a copy, never names two states.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import String, bindparam, or_, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from participation.kit.database import Base
from participation.kit.glances import Glance

SITE = "site"
AT_ONCE = 4
"""How many scopes one statement asks for."""


class PageVersion(Base):
    """The version of one scope; written by the database's triggers only."""

    __tablename__ = "page_version"

    scope: Mapped[str] = mapped_column(String(80), primary_key=True)
    version: Mapped[str] = mapped_column(String(36))


_v = PageVersion.__table__.c
_NAMES = tuple(f"scope_{number}" for number in range(AT_ONCE))
_ASKED = Glance(select(_v.scope, _v.version).where(or_(*(_v.scope == bindparam(name) for name in _NAMES))))


def versions_of(session: Session, scopes: Sequence[str]) -> dict[str, str]:
    """The versions of some scopes, one statement for four of them; a scope in which nothing ever happened has none.

    Ask before reading what the scopes stand for: then what is read is never older than its version.
    """
    found: dict[str, str] = {}
    for start in range(0, len(scopes), AT_ONCE):
        asked = [*scopes[start : start + AT_ONCE], *([SITE] * AT_ONCE)]
        for scope, version in _ASKED.within(session, **dict(zip(_NAMES, asked, strict=False))):
            found[scope] = version
    return {scope: found[scope] for scope in scopes if scope in found}


@dataclass(frozen=True, slots=True)
class Watched:
    """Rows of a table whose changes give scopes a new version.

    `scope` is an SQL expression in which `{row}` is the row; `source` a FROM and WHERE where another table must be asked. `columns`:
    only updates of these count. `entering`: whether a new row counts. `leaving`: whether an update counts for the scope of the row as it
    was, too.
    """

    table: str
    scope: str
    source: str = ""
    columns: tuple[str, ...] = ()
    entering: bool = True
    leaving: bool = False


def trigger_statements(dialect: str, watched: Iterable[Watched], first: int = 1) -> list[str]:
    """The statements that make the triggers, for a migration. `first`: the number in their names, where another migration watches the table too."""
    make = _postgresql if dialect == "postgresql" else _sqlite
    return [statement for number, each in enumerate(watched, first) for statement in make(f"page_version_{number}_{each.table}", each)]


def drop_statements(dialect: str, watched: Iterable[Watched], first: int = 1) -> list[str]:
    """The statements that take the triggers away."""
    names = [f"page_version_{number}_{each.table}" for number, each in enumerate(watched, first)]
    if dialect == "postgresql":
        return [f"DROP FUNCTION IF EXISTS {name}() CASCADE" for name in names]
    return [f"DROP TRIGGER IF EXISTS {name}_{event}" for name in names for event in ("insert", "update", "delete")]


def _events(watched: Watched) -> Mapping[str, str]:
    update = f"UPDATE OF {', '.join(watched.columns)}" if watched.columns else "UPDATE"
    return {**({"insert": "INSERT"} if watched.entering else {}), "update": update, "delete": "DELETE"}


def _raise(watched: Watched, row: str, random: str) -> str:
    scope, source = watched.scope.replace("{row}", row), watched.source.replace("{row}", row) or "WHERE true"
    return (
        f"INSERT INTO page_version (scope, version) SELECT {scope}, {random} {source} "  # constants of a migration
        "ON CONFLICT (scope) DO UPDATE SET version = excluded.version;"
    )


def _sqlite(name: str, watched: Watched) -> list[str]:
    rows = {"insert": ("NEW",), "update": ("NEW", "OLD") if watched.leaving else ("NEW",), "delete": ("OLD",)}
    return [
        f"CREATE TRIGGER {name}_{event} AFTER {when} ON {watched.table} "
        f"BEGIN {' '.join(_raise(watched, row, 'hex(randomblob(12))') for row in rows[event])} END"
        for event, when in _events(watched).items()
    ]


def _postgresql(name: str, watched: Watched) -> list[str]:
    changed = _raise(watched, "it", "gen_random_uuid()::text")
    before = f"IF TG_OP = 'UPDATE' THEN it := OLD; {changed} END IF;" if watched.leaving else ""
    body = f"DECLARE it {watched.table}; BEGIN IF TG_OP = 'DELETE' THEN it := OLD; ELSE it := NEW; END IF; {changed} {before} RETURN NULL; END"
    events = " OR ".join(_events(watched).values())
    return [
        f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ {body} $$",
        f"CREATE TRIGGER {name} AFTER {events} ON {watched.table} FOR EACH ROW EXECUTE FUNCTION {name}()",
    ]
