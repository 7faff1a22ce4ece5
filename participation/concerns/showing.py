"""Concerns in the shape that pages draw."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from participation.concerns.links import public_path
from participation.concerns.models import STATUS_NAMES, Concern, ConcernEvent, Status, What
from participation.kit.language import gettext as _
from participation.kit.language import ngettext
from participation.kit.pages import format_number
from participation.methods.concerns import Clock, is_late
from participation.places.maps import town_map
from participation.places.sketch import Sketch, TownPicture, picture_of, sketch_of
from participation.places.words import place_words

EXCERPT = 220


def badge(status: str) -> tuple[str, str]:
    """A status as a badge: its word and its kind."""
    name, kind = STATUS_NAMES[Status(status)]
    return str(name), kind


def excerpt_of(text: str) -> str:
    """The beginning of a text, in one line."""
    line = " ".join(text.split())
    return line if len(line) <= EXCERPT else line[:EXCERPT].rsplit(" ", 1)[0] + " …"


@dataclass(frozen=True, slots=True)
class Card:
    """A concern in a list."""

    row: Any
    badge: tuple[str, str]
    text: str
    where: str
    late: bool

    @property
    def path(self) -> str:
        """Where it stands."""
        return public_path(self.row.id)


def cards_of(rows: Sequence[Any]) -> list[Card]:
    """Rows of a list as cards."""
    return [Card(row, badge(row.status), excerpt_of(row.text), _where_of(row), bool(row.late)) for row in rows]


def _where_of(row: Any) -> str:
    return place_words(row.place_kind, row.place_label, coarse=row.coarse) if row.place_kind else row.address


@dataclass(frozen=True, slots=True)
class Where:
    """A concern's place as its page shows it."""

    words: str
    coarse: bool
    sketch: Sketch | None


def where_is(concern: Concern) -> Where | None:
    """Its place in words and on a small map; in words alone where another app gave no more; None where there is none."""
    place = concern.place
    if place is not None:
        return Where(place_words(place.kind, place.label, coarse=place.coarse), place.coarse, sketch_of(town_map(), place))
    return Where(concern.address, False, None) if concern.address else None


@dataclass(frozen=True, slots=True)
class Picture:
    """The whole town with its concerns: (number in the list, title, across, down, whether it is closed)."""

    town: TownPicture
    spots: tuple[tuple[int, str, int, int, bool], ...]


def town_picture(rows: Sequence[Any]) -> Picture | None:
    """All concerns of a list that have a place, on one map; None where the town has given none."""
    town = picture_of(town_map())
    if town is None:
        return None
    spots = (
        (number, row.category, *town.spot(row.longitude, row.latitude), row.status in (Status.DONE, Status.DECLINED))
        for number, row in enumerate(rows, start=1)
    )
    return Picture(town, tuple(spots))


@dataclass(frozen=True, slots=True)
class ShownEvent:
    """A line of the history."""

    event: ConcernEvent
    title: str
    badge: tuple[str, str]


def shown_events(events: Sequence[ConcernEvent]) -> list[ShownEvent]:
    """The history, the oldest first."""
    return [ShownEvent(event, _title(event), badge(event.status)) for event in events]


def _title(event: ConcernEvent) -> str:
    office = event.office.name
    if event.what == What.RECEIVED:
        return _("Eingegangen, zuständig: %(office)s", office=office)
    if event.what == What.TAKEN_UP:
        return _("In Bearbeitung: %(office)s", office=office)
    if event.what == What.ASSIGNED:
        return _("Weitergegeben an: %(office)s", office=office)
    return _("Antwort: %(office)s", office=office)


def is_overdue(concern: Concern, today: date) -> bool:
    """Whether it waits for its first answer beyond the promised day."""
    return concern.is_open and is_late(concern.due_on, concern.answered_at is not None, today)


def say_median(median: Fraction | None) -> str:
    """`4,5 Tage`; a dash where nothing was answered."""
    if median is None:
        return "–"
    number = format_number(median, 0 if median.denominator == 1 else 1)
    return ngettext("%(number)s Tag", "%(number)s Tage", 1 if median == 1 else 2, number=number)


def say_clock(clock: Clock) -> str:
    """The whole clock in a sentence or two."""
    waits = ngettext("%(num)s Anliegen wartet auf eine Antwort", "%(num)s Anliegen warten auf eine Antwort", clock.waiting)
    late = _("keines länger als zugesagt") if not clock.late else _("davon %(number)s länger als zugesagt", number=format_number(clock.late))
    said = f"{waits}, {late}." if clock.waiting else _("Kein Anliegen wartet auf eine Antwort.")
    if clock.median is None:
        return said
    return said + " " + _("In den letzten zwölf Monaten dauerte es im Mittel (Median) %(days)s bis zur Antwort.", days=say_median(clock.median))
