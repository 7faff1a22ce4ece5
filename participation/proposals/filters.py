"""Which proposals a list shows and in what order, as its address says; whatever an address says, it is never an error."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from urllib.parse import urlencode

from participation.kit.dates import city_zone
from participation.kit.language import lazy
from participation.kit.pagination import page_number
from participation.kit.search import query_words
from participation.kit.text import clean_line
from participation.proposals.models import STATUS_NAMES, Status
from participation.proposals.numbers import SHUFFLE_RANGE

WITHDRAWN = "withdrawn"
"""Beside the statuses of the city: shows what authors took back."""


class Order(StrEnum):
    """In what order a list stands; the values are what addresses say."""

    RANDOM = "zufall"
    NEWEST = "neu"
    SUPPORTED = "unterstuetzt"
    MATCHING = "treffer"


ORDER_NAMES = {
    Order.RANDOM: lazy("Zufällig"),
    Order.NEWEST: lazy("Neueste zuerst"),
    Order.SUPPORTED: lazy("Meiste Unterstützung zuerst"),
    Order.MATCHING: lazy("Beste Treffer zuerst"),
}
ORDER_REASONS = {
    Order.RANDOM: lazy("Diese Reihenfolge ist zufällig und bleibt für Sie gleich. So hat jeder Vorschlag die gleiche Chance, gelesen zu werden."),
    Order.NEWEST: lazy("Die neuesten Vorschläge stehen oben."),
    Order.SUPPORTED: lazy("Die Vorschläge mit den meisten Unterstützungen stehen oben."),
    Order.MATCHING: lazy("Oben stehen Vorschläge, in denen Ihre Suchwörter genau so vorkommen."),
}


@dataclass(frozen=True, slots=True)
class Filters:
    """What a list was asked for. `seed` (0 … 2³¹−1) fixes the random order; `seed_said`: the address carried it."""

    words: str = ""
    category_id: int | None = None
    district_id: int | None = None
    statuses: tuple[str, ...] = ()
    official: bool = False
    order: Order = Order.RANDOM
    page: int = 1
    seed: int = 0
    seed_said: bool = False

    @property
    def narrowing(self) -> int:
        """How many filters are set."""
        return bool(self.words) + bool(self.category_id) + bool(self.district_id) + bool(self.statuses) + self.official

    @property
    def usual_order(self) -> Order:
        """The order where nothing was chosen: by match where something is searched, else random."""
        return Order.MATCHING if self.words else Order.RANDOM

    def query(self, page: int = 1) -> str:
        """The address's part behind the question mark for a page of this list; empty for the plain first page."""
        said: list[tuple[str, str]] = []
        if self.words:
            said.append(("q", self.words))
        if self.category_id:
            said.append(("thema", str(self.category_id)))
        if self.district_id:
            said.append(("ortsteil", str(self.district_id)))
        said += [("status", status) for status in self.statuses]
        if self.official:
            said.append(("stadt", "1"))
        if self.order != self.usual_order:
            said.append(("sortierung", str(self.order)))
        if self.order == Order.RANDOM and (self.seed_said or page > 1):
            said.append(("los", str(self.seed)))
        if page > 1:
            said.append(("seite", str(page)))
        return "?" + urlencode(said) if said else ""


def read_filters(said: Mapping[str, str], statuses: Sequence[str], categories: Collection[int], districts: Collection[int], own_seed: int) -> Filters:
    """What an address asks for: unknown topics, statuses and orders are left out, numbers are clamped."""
    words = clean_line(said.get("q", "")[:200])
    words = words if query_words(words) else ""
    seed = _number(said.get("los"))
    filters = Filters(
        words=words,
        category_id=_one_of(said.get("thema"), categories),
        district_id=_one_of(said.get("ortsteil"), districts),
        statuses=tuple(status for status in (*STATUS_NAMES, WITHDRAWN) if status in statuses),
        official=said.get("stadt") == "1",
        page=page_number(said.get("seite")),
        seed=own_seed if seed is None else seed % SHUFFLE_RANGE,
        seed_said=seed is not None,
    )
    asked = said.get("sortierung", "")
    known = {str(order) for order in Order if order != Order.MATCHING or words}
    return replace(filters, order=Order(asked) if asked in known else filters.usual_order)


def seed_for(person_id: int | None, consultation_id: int, now: datetime) -> int:
    """The seed of the random order: a person's own for each consultation; for readers one that changes every day."""
    who = f"person {person_id}" if person_id is not None else f"day {now.astimezone(city_zone()):%Y-%m-%d}"
    return int.from_bytes(hashlib.sha256(f"{who} {consultation_id}".encode()).digest()[:4]) % SHUFFLE_RANGE


def status_choices() -> list[tuple[str, str]]:
    """The statuses to choose from, with their names."""
    return [(str(status), str(STATUS_NAMES[status])) for status in Status] + [(WITHDRAWN, str(lazy("Zurückgezogen")))]


def _number(raw: str | None) -> int | None:
    return int(raw) if raw and raw.isascii() and raw.isdigit() and len(raw) <= 10 else None


def _one_of(raw: str | None, known: Collection[int]) -> int | None:
    number = _number(raw)
    return number if number in known else None
