"""Which proposals a list shows and in what order, as its address says; whatever an address says, it is never an error."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from urllib.parse import urlencode

from werkzeug.datastructures import MultiDict

from participation.kit.dates import city_zone
from participation.kit.language import lazy
from participation.kit.pagination import page_number
from participation.kit.search import query_words
from participation.kit.text import clean_line
from participation.places.queries import Section, read_section, say_section
from participation.proposals.models import STATUS_NAMES, Status
from participation.proposals.numbers import SHUFFLE_RANGE
from participation.proposals.orders import Order

WITHDRAWN = "withdrawn"
"""Beside the statuses of the city: shows what authors took back and what was merged into others."""
WITH, WITHOUT = "mit", "ohne"
LONGEST_WORDS = 200

TAKEN_IN = "schalter"
ORIGIN_NAMES = {
    "einwohner": lazy("Von Einwohner:innen"),
    "stadt": lazy("Von der Stadt"),
    TAKEN_IN: lazy("Von der Stadt aufgenommen (Schalter, Papier, Telefon)"),
}
"""From whom a proposal is, as addresses say it and as pages do."""
ANSWER_NAMES = {WITH: lazy("Mit Antwort der Stadt"), WITHOUT: lazy("Noch ohne Antwort")}
PLACE_NAMES = {WITH: lazy("Mit einem Ort auf der Karte"), WITHOUT: lazy("Ohne Ort")}


@dataclass(frozen=True, slots=True)
class Filters:
    """What a list was asked for. `seed` (0 … 2³¹−1) fixes the random order; `seed_said`: the address carried it.

    `place` narrows to what has a place or has none; `placed` is the same as the map asks it, whatever was chosen.
    `usual` is the order where none was chosen and nothing is searched. `since` and `until` are days of the city, both included.
    """

    words: str = ""
    category_id: int | None = None
    district_id: int | None = None
    statuses: tuple[str, ...] = ()
    origins: tuple[str, ...] = ()
    answered: str = ""
    since: date | None = None
    until: date | None = None
    place: str = ""
    placed: bool = False
    section: Section | None = None
    order: Order = Order.RANDOM
    page: int = 1
    seed: int = 0
    seed_said: bool = False
    usual: Order = Order.RANDOM

    @property
    def narrowing(self) -> int:
        """How many filters are set."""
        chosen = (self.words, self.category_id, self.district_id, self.statuses, self.origins, self.answered, self.since, self.until)
        return sum(map(bool, (*chosen, self.place, self.section)))

    @property
    def usual_order(self) -> Order:
        """The order where nothing was chosen: by match where something is searched, else that of the phase."""
        return Order.MATCHING if self.words else self.usual

    def chosen(self) -> list[tuple[str, str]]:
        """What narrows the list, as pairs of an address; without order and page."""
        said: list[tuple[str, str]] = [("q", self.words)] if self.words else []
        if self.category_id:
            said.append(("thema", str(self.category_id)))
        if self.district_id:
            said.append(("ortsteil", str(self.district_id)))
        said += [("status", status) for status in self.statuses]
        said += [("von", origin) for origin in self.origins]
        if self.answered:
            said.append(("antwort", self.answered))
        if self.place:
            said.append(("ort", self.place))
        if self.section:
            said.append(("ausschnitt", say_section(self.section)))
        return said + [(name, day.isoformat()) for name, day in (("ab", self.since), ("bis", self.until)) if day]

    @property
    def narrowed(self) -> str:
        """The address's part for what narrows the list alone; empty for all proposals."""
        said = self.chosen()
        return "?" + urlencode(said) if said else ""

    def query(self, page: int = 1) -> str:
        """The address's part behind the question mark for a page of this list; empty for the plain first page."""
        said = self.chosen()
        if self.order != self.usual_order:
            said.append(("sortierung", str(self.order)))
        if self.order == Order.RANDOM and (self.seed_said or page > 1):
            said.append(("los", str(self.seed)))
        if page > 1:
            said.append(("seite", str(page)))
        return "?" + urlencode(said) if said else ""

    def on_map(self) -> Filters:
        """The same list, only what has a place."""
        return replace(self, placed=True, place="")

    def off_map(self) -> Filters:
        """The same list with what has no place, on the whole map."""
        return replace(self, placed=False, section=None)

    def without(self, **changes: object) -> str:
        """The address's part for the same list with some filters changed back; an order that then makes no sense goes too."""
        other = replace(self, **changes, page=1)  # type: ignore[arg-type]  # names of fields
        if other.order == Order.MATCHING and not other.words:
            other = replace(other, order=other.usual_order)
        return other.query()


def read_filters(
    said: MultiDict[str, str], categories: Collection[int], districts: Collection[int], own_seed: int = 0, usual: Order = Order.RANDOM
) -> Filters:
    """What an address asks for: unknown topics, statuses and orders are left out, numbers are clamped."""
    if not said:
        return Filters(order=usual, usual=usual, seed=own_seed)
    words = clean_line(said.get("q", "")[:LONGEST_WORDS])
    words = words if query_words(words) else ""
    seed = _number(said.get("los", ""))
    statuses, origins = said.getlist("status"), said.getlist("von")
    answered, place = said.get("antwort", ""), said.get("ort", "")
    filters = Filters(
        words=words,
        category_id=_one_of(said.get("thema", ""), categories),
        district_id=_one_of(said.get("ortsteil", ""), districts),
        statuses=tuple(status for status in (*map(str, STATUS_NAMES), WITHDRAWN) if status in statuses),
        origins=tuple(origin for origin in ORIGIN_NAMES if origin in origins),
        answered=answered if answered in ANSWER_NAMES else "",
        since=_day(said.get("ab", "")),
        until=_day(said.get("bis", "")),
        place=place if place in PLACE_NAMES else "",
        section=read_section(said.get("ausschnitt")),
        page=page_number(said.get("seite", "")),
        seed=own_seed if seed is None else seed % SHUFFLE_RANGE,
        seed_said=seed is not None,
        usual=usual,
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
    return [(str(status), str(STATUS_NAMES[status])) for status in Status] + [(WITHDRAWN, str(lazy("Zurückgezogen oder aufgegangen")))]


Names = Mapping[int, str]


def _number(raw: str | None) -> int | None:
    return int(raw) if raw and raw.isascii() and raw.isdigit() and len(raw) <= 10 else None


def _one_of(raw: str | None, known: Collection[int]) -> int | None:
    number = _number(raw)
    return number if number in known else None


def _day(raw: str) -> date | None:
    """A day as a date field sends it; years beyond a life are no days."""
    try:
        day = date.fromisoformat(raw) if len(raw) == 10 and raw.isascii() else None
    except ValueError:
        return None
    return day if day and 2000 <= day.year <= 2100 else None
