"""What was made and may be asked for again soon: kept in memory, the most recently used things first."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, Generic, TypeVar

T = TypeVar("T")


class Recent(Generic[T]):
    """Things under keys, at most about twice `most` of them by `weigh` (one each unless told).

    Two generations instead of a list in order of use: nothing to lock between threads, and the worst that two of them can do to
    each other is to make the same thing twice.
    """

    def __init__(self, most: int, weigh: Callable[[T], int] = lambda thing: 1) -> None:
        self.most = most
        self._weigh = weigh
        self._young: dict[Any, T] = {}
        self._old: dict[Any, T] = {}
        self._weight = 0

    def get(self, key: Any) -> T | None:
        """What is kept under a key, if it is still there."""
        found = self._young.get(key)
        if found is None:
            found = self._old.get(key)
            if found is not None:
                self.keep(key, found)
        return found

    def keep(self, key: Any, thing: T) -> None:
        """Keep it, and forget what has not been asked for in a while."""
        weight = self._weigh(thing)
        if self._weight + weight > self.most:
            self._old, self._young, self._weight = self._young, {}, 0
        if key not in self._young:
            self._weight += weight
        self._young[key] = thing

    def clear(self) -> None:
        """Forget everything."""
        self._young, self._old, self._weight = {}, {}, 0

    def __iter__(self) -> Iterator[T]:
        """All that is kept, in no order."""
        for kept in (self._young, self._old):
            yield from kept.values()
