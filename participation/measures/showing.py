"""Measures in the shape that pages draw."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from participation.kit.prose import excerpt
from participation.measures import queries
from participation.measures.models import Measure, MeasureEvent, Milestone
from participation.measures.words import badge, event_title, late_words
from participation.methods.measures import days_late, percent_done
from participation.places.maps import town_map
from participation.places.models import Place
from participation.places.sketch import Sketch, TownPicture, picture_of, sketch_of
from participation.places.words import place_words

EXCERPT = 220


@dataclass(frozen=True, slots=True)
class Card:
    """A measure in a list. `percent`: what follows from its milestones; None without any."""

    row: Any
    badge: tuple[str, str]
    text: str
    percent: int | None
    overdue: bool

    @property
    def path(self) -> str:
        """Where it stands."""
        return f"/beteiligungen/{self.row.slug}/massnahmen/{self.row.id}"


def cards_of(rows: Sequence[Any]) -> list[Card]:
    """Rows of a list as cards."""
    return [
        Card(row, badge(row.status), excerpt(row.body_html, EXCERPT), row.done * 100 // row.steps if row.steps else None, bool(row.overdue))
        for row in rows
    ]


@dataclass(frozen=True, slots=True)
class ShownMilestone:
    """A milestone with what became of its days."""

    milestone: Milestone
    late: str
    moves: Sequence[MeasureEvent]


def shown_milestones(milestones: Sequence[Milestone], events: Sequence[MeasureEvent], goes_on: bool, today: date) -> list[ShownMilestone]:
    """Milestones with how late each is, and when it was moved and why. What is over waits for nothing."""
    moves = queries.moves_of(events)
    found = []
    for one in milestones:
        over = one.done_on is not None or one.dropped_at is not None or not goes_on
        days = days_late(one.planned_on, over, today)
        found.append(ShownMilestone(one, late_words(days) if days else "", moves.get(one.id, ())))
    return found


@dataclass(frozen=True, slots=True)
class ShownEvent:
    """A line of the history."""

    day: date
    title: str
    reason: str


def shown_events(events: Sequence[MeasureEvent]) -> list[ShownEvent]:
    """The history, the newest first."""
    return [ShownEvent(event.day, event_title(event), event.reason) for event in events]


def progress_of(milestones: Sequence[Milestone]) -> int | None:
    """In whole percent, where it follows from milestones."""
    return percent_done(queries.steps_of(milestones))


def late_of(measure: Measure, today: date) -> str:
    """How late the whole measure is, in words; nothing where it is not."""
    days = days_late(measure.until, not measure.goes_on, today)
    return late_words(days) if days else ""


@dataclass(frozen=True, slots=True)
class Where:
    """A measure's place as its page shows it."""

    words: str
    coarse: bool
    sketch: Sketch | None


def where_is(place: Place | None) -> Where | None:
    """A place in words and on a small map; None where there is none."""
    if place is None:
        return None
    return Where(place_words(place.kind, place.label, coarse=place.coarse), place.coarse, sketch_of(town_map(), place))


@dataclass(frozen=True, slots=True)
class Picture:
    """The whole town with its measures: (number in the list, title, across, down, whether it is done)."""

    town: TownPicture
    spots: tuple[tuple[int, str, int, int, bool], ...]


def town_picture(rows: Sequence[Any]) -> Picture | None:
    """All measures of a list that have a place, on one map; None where the town has given none."""
    town = picture_of(town_map())
    if town is None:
        return None
    spots = ((number, row.title, *town.spot(row.longitude, row.latitude), row.status == "done") for number, row in enumerate(rows, start=1))
    return Picture(town, tuple(spots))
