"""Parts that are the same for everybody, made once and kept in memory while nothing changed that they show.

Where a whole page cannot be kept, because it is somebody's own, its parts can: a page of a list, the names of the districts, whether
there are topics. `kept` is given the scopes that a part shows (`page_versions.py`), asks for their versions once a request, and
makes the part only where one has changed. What belongs to a person never goes in here.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from datetime import datetime, timedelta
from typing import Any, TypeVar

from flask import Flask, current_app

from participation.kit import clock
from participation.kit.database import only_reads
from participation.kit.known_versions import known_versions
from participation.kit.page_cache import shows
from participation.kit.recent import Recent

T = TypeVar("T")
LONGEST = timedelta(minutes=1)
"""How long a part is kept even where nothing seems to change."""
MOST = 2048


def init_kept(app: Flask) -> None:
    """Give the application its memory for parts."""
    app.extensions["kept_parts"] = Recent[tuple[datetime, Any]](MOST)


def kept(name: Hashable, scopes: tuple[str, ...], make: Callable[[], T]) -> T:
    """What `make` gives, made once for all while these scopes stay as they are; `name` says what it is and of what, language included.

    It must be the same for everybody and read nothing but what the scopes stand for; nobody may change it. A request that may write
    makes its own, because it must see what it wrote.
    """
    shows(*scopes)
    if not only_reads():
        return make()
    versions = known_versions(scopes)
    now = clock.now()
    memory: Recent[tuple[datetime, T]] = current_app.extensions["kept_parts"]
    key = (name, tuple(versions[scope] for scope in scopes))
    found = memory.get(key)
    if found is not None and timedelta() <= now - found[0] < LONGEST:
        return found[1]
    made = make()
    memory.keep(key, (now, made))
    return made
