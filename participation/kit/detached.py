"""Objects of the mapper that belong to no session: read once, kept, and looked at by many."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, TypeVar

from sqlalchemy.orm.attributes import instance_dict, instance_state, manager_of_class

T = TypeVar("T")


def detached(kind: type[T], told: dict[str, Any], untold: Iterable[str] = ()) -> T:
    """An object as the mapper would have loaded it; asking for what is `untold`, or writing it to a database, raises or does nothing."""
    thing: Any = manager_of_class(kind).new_instance()
    instance_dict(thing).update(told)
    state = instance_state(thing)
    state.key = (kind, (told["id"],), None)
    state.expired_attributes.update(untold)
    found: T = thing
    return found
