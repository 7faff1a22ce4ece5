"""The versions of scopes, asked for once a request and past its session."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from flask import Flask, current_app, g, request
from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError

from participation.kit.aside import Aside, mark
from participation.kit.database import current_session, db, only_reads
from participation.kit.glances import engine_of
from participation.kit.page_versions import versions_of

Versions = dict[str, str | None]
READ = "participation.page_versions"
"""What the door before Flask has read already, left in the request."""


def versions_aside(app: Flask, scopes: tuple[str, ...]) -> Versions | None:
    """The versions of these scopes, read past any session; None for one that has none yet; nothing where the database cannot be asked."""
    engine = engine_of(app)
    if isinstance(engine, Connection):  # one transaction around everything: the tests'
        named = engine.execute(text(_named(len(scopes))), {f"s{number}": scope for number, scope in enumerate(scopes)}).all()
        return {**dict.fromkeys(scopes), **{row.scope: row.version for row in named}}
    aside: Aside = app.extensions["aside"]
    try:
        rows = aside.ask(engine, _asked(len(scopes), engine.dialect.name), scopes)
    except (engine.dialect.loaded_dbapi.Error, DBAPIError):  # the application will meet with it too, and say so
        return None
    return {**dict.fromkeys(scopes), **dict(rows)}


@lru_cache(maxsize=64)
def _asked(number: int, dialect: str) -> str:
    return f"SELECT scope, version FROM page_version WHERE scope IN ({', '.join(mark(dialect, each) for each in range(1, number + 1))})"  # noqa: S608  # marks only


@lru_cache(maxsize=64)
def _named(number: int) -> str:
    return f"SELECT scope, version FROM page_version WHERE scope IN ({', '.join(f':s{each}' for each in range(number))})"  # noqa: S608  # marks only


def known_versions(scopes: Iterable[str]) -> Versions:
    """At least these scopes' versions, as they were when this request first asked for them, None for one that has none.

    What a request reads after asking is never older than that. A session that has begun to look at the database is asked itself: it
    may see less than what was committed meanwhile. So is that of a request that may write.
    """
    held = g._get_current_object()  # werkzeug's proxy, looked through once
    known: Versions | None = held.get("known_versions")
    if known is None:
        known = held.known_versions = dict(request.environ.get(READ, {}))
    new = tuple([scope for scope in scopes if scope not in known])
    if new:
        begun = not only_reads() or (db.session.registry.has() and db.session().in_transaction())
        found = None if begun else versions_aside(current_app._get_current_object(), new)  # type: ignore[attr-defined]  # werkzeug's proxy
        known.update({**dict.fromkeys(new), **versions_of(current_session(), new)} if found is None else found)
    return known
