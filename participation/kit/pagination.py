"""Long lists in pages: no list is endless, and no number in an address can hurt."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

T_co = TypeVar("T_co", covariant=True)
LAST_PAGE = 100_000
SIZES = (20, 50, 100)


@dataclass(frozen=True, slots=True)
class Page(Generic[T_co]):
    """One page of a list: its items, its number from 1, the page size, and how many items there are in all."""

    items: Sequence[T_co]
    number: int
    size: int
    total: int

    @property
    def pages(self) -> int:
        """How many pages there are, at least one."""
        return max(1, -(-self.total // self.size))

    @property
    def has_previous(self) -> bool:
        """Whether a page comes before."""
        return self.number > 1

    @property
    def has_next(self) -> bool:
        """Whether a page follows."""
        return self.number < self.pages

    @property
    def first_index(self) -> int:
        """The number of the first item on this page, from 1; 0 where the page is empty."""
        return (self.number - 1) * self.size + 1 if self.items else 0

    @property
    def last_index(self) -> int:
        """The number of the last item on this page; 0 where the page is empty."""
        return self.first_index + len(self.items) - 1 if self.items else 0

    def around(self, reach: int = 2) -> list[int | None]:
        """The page numbers to offer: first, last, those near this one; `None` marks a gap."""
        near = {1, self.pages} | set(range(self.number - reach, self.number + reach + 1))
        offered: list[int | None] = []
        for number in sorted(n for n in near if 1 <= n <= self.pages):
            previous = offered[-1] if offered else None
            if previous is not None and number - previous > 1:
                offered.append(number - 1 if number - previous == 2 else None)
            offered.append(number)
        return offered


def page_number(raw: str | None, last: int = LAST_PAGE) -> int:
    """The page that an address asks for, between 1 and `last`; whatever is no number in ASCII digits means the first."""
    if not raw or not raw.isascii() or not raw.isdigit() or len(raw) > 9:
        return 1
    return min(max(int(raw), 1), last)


def page_size(raw: str | None, sizes: Sequence[int] = SIZES) -> int:
    """The page size that an address asks for, only one of those offered; otherwise the first of them."""
    asked = page_number(raw)
    return asked if asked in sizes else sizes[0]


def offset(number: int, size: int) -> int:
    """How many items come before a page."""
    return (number - 1) * size
