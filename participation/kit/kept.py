"""Parts that are the same for everybody, made once and kept in memory while nothing changed that they show.

Where a whole page cannot be kept, or must be made anew, its parts can stay: a page of a list, the names of the districts, a
proposal's text. A part says which scopes it shows (`page_versions.py`); their versions are asked for once a request, and the part is
made only where one has changed. `kept` is for values, `kept_html` and `kept_long` for pieces of the page, `kept_for_nobody` for values that say themselves what they show. What belongs to
a person never goes in here.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from secrets import token_hex
from typing import Any, TypeVar

from flask import Flask, current_app, g
from markupsafe import Markup

from participation.kit import clock
from participation.kit.database import only_reads
from participation.kit.identity import NOBODY
from participation.kit.known_versions import Versions, known_versions
from participation.kit.language import language
from participation.kit.long_pieces import LongPiece
from participation.kit.page_cache import Making, not_to_keep, put_in_last, shows, shows_until
from participation.kit.recent import Recent

T = TypeVar("T")
LONGEST = timedelta(minutes=1)
"""How long a part is kept even where nothing seems to change."""
MOST_BYTES = 16_000_000
"""How much the parts of one process may take."""
A_VALUE = 10_000
"""What a value that is no HTML is taken to weigh."""
_NOT_HERE = f"nobody{token_hex(24)}"  # known to this process alone: nobody can have written it
_OF_ONE = ("own_page", "page_made", "stand_in", "csp_nonce", "csrf_token")
"""What a request knows of the page and the person that it is made for."""


@dataclass(frozen=True, slots=True)
class _Part:
    """Something made, the versions of what it shows, and for how long it is true."""

    made: Any
    versions: Versions
    since: datetime
    until: datetime

    def is_true(self, now: datetime) -> bool:
        if not self.since <= now < self.until:
            return False
        return self.versions.items() <= known_versions(self.versions).items()


def init_kept(app: Flask) -> None:
    """Give the application its memory for parts."""
    app.extensions["kept_parts"] = Recent[_Part](MOST_BYTES // 2, lambda part: len(part.made) if isinstance(part.made, str | LongPiece) else A_VALUE)


def kept(name: Hashable, scopes: tuple[str, ...], make: Callable[[], T]) -> T:
    """What `make` gives, made once for all while these scopes stay as they are; `name` says what it is and of what, language included.

    It must be the same for everybody and read nothing but what the scopes stand for; nobody may change it. A request that may write
    makes its own, because it must see what it wrote.
    """
    if not only_reads():
        shows(*scopes)
        return make()
    now = clock.now()
    memory: Recent[_Part] = current_app.extensions["kept_parts"]
    part = memory.get(name)
    if part is None or not part.is_true(now):
        shows(*scopes)
        versions = known_versions(scopes)
        part = _Part(make(), {scope: versions[scope] for scope in scopes}, now, now + LONGEST)
        memory.keep(name, part)
    shows_until(part.until, part.versions)
    made: T = part.made
    return made


def kept_for_nobody(name: Hashable, scopes: tuple[str, ...], make: Callable[[], T]) -> T:
    """What `make` gives, kept in each language. It is made for nobody: as a reader without an account sees it, whoever asked.

    So nothing of a person can be in it. What `make` says itself of further scopes and of moments at which it changes is kept with it
    and said again to each page that shows it. Nobody may change what is given.
    """
    if not only_reads():
        shows(*scopes)
        with _for_nobody():
            return make()
    now, key = clock.now(), (name, language())
    memory: Recent[_Part] = current_app.extensions["kept_parts"]
    part = memory.get(key)
    if part is None or not part.is_true(now):
        shows(*scopes)
        making = Making(now)
        making.show(scopes)
        with _for_nobody(making):
            made = make()
        part = _Part(made, making.versions, now, min(making.until, now + LONGEST))
        if making.keep:
            memory.keep(key, part)
        else:
            not_to_keep()
    shows_until(part.until, part.versions)
    found: T = part.made
    return found


def kept_html(name: Hashable, scopes: tuple[str, ...], make: Callable[[], Markup]) -> Markup:
    """A piece of a page, kept like that. Raises RuntimeError for a piece that holds a form's token or a script's nonce."""
    return kept_for_nobody(name, scopes, lambda: _clean(make()))


def kept_long(name: Hashable, scopes: tuple[str, ...], make: Callable[[], Markup]) -> Markup:
    """A long piece, kept like that. On a reader's page it is put in last: hand it on as it is, into the page and into nothing else."""
    return put_in_last(kept_for_nobody(name, scopes, lambda: LongPiece(_clean(make()))))


@contextmanager
def _for_nobody(making: Making | None = None) -> Iterator[None]:
    told = {name: g.pop(name) for name in _OF_ONE if name in g}
    g.stand_in, g.csp_nonce, g.csrf_token = NOBODY, _NOT_HERE, _NOT_HERE
    if making is not None:
        g.page_made = making
    try:
        yield
    finally:
        for name in _OF_ONE:
            g.pop(name, None)
        for name, value in told.items():
            setattr(g, name, value)


def _clean(made: Markup) -> Markup:
    if _NOT_HERE in made:
        raise RuntimeError("a part for everybody holds a token of one")
    return made
