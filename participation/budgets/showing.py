"""Where projects lie: one in words and on a small map, all of them in one picture of the town, drawn by the server."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from participation.budgets.models import Project
from participation.places.maps import town_map
from participation.places.models import Place
from participation.places.sketch import Sketch, TownPicture, picture_of, sketch_of
from participation.places.words import place_words


@dataclass(frozen=True, slots=True)
class Where:
    """A project's place as its page shows it."""

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
    """The whole town with its projects: (number, title, across, down, whether it won)."""

    town: TownPicture
    spots: tuple[tuple[int, str, int, int, bool], ...]


def town_picture(projects: Sequence[tuple[Project, bool]]) -> Picture | None:
    """All projects that have a place, on one map; None where the town has given none, or no project has one."""
    placed = [(project, won, project.place) for project, won in projects if project.place is not None]
    town = picture_of(town_map())
    if town is None or not placed:
        return None
    spots = tuple((project.number, project.title, *town.spot(place.longitude, place.latitude), won) for project, won, place in placed)
    return Picture(town, spots)
