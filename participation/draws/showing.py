"""What pages show of a draw: pool, quota and panel side by side, the steps, the panel without names, how tickets are spread."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from participation.councils.models import Council, CouncilFeature, FeatureSource
from participation.draws.models import Freeze, Lottery, LotteryState
from participation.kit.language import gettext as _
from participation.kit.language import lazy
from participation.kit.pages import format_number


@dataclass(frozen=True, slots=True)
class SideRow:
    """One value of a feature: its share of the town (or None) and of the pool, its quota, and how many the panel has (or None)."""

    label: str
    town: float | None
    pool: float
    people: int
    minimum: int
    maximum: int
    panel: int | None
    seats: int


@dataclass(frozen=True, slots=True)
class Side:
    """A feature with its values."""

    label: str
    rows: list[SideRow]


def sides(council: Council, lottery: Mapping[str, Any], panel: Sequence[int] | None) -> list[Side]:
    """Pool, quota and panel side by side, feature by feature."""
    quotas = {(row["feature"], row["value"]): row for row in lottery["quotas"]}
    shown = []
    for feature in council.features:
        if feature.code not in lottery["features"]:
            continue
        place = lottery["features"].index(feature.code)
        held = [person["values"][place] for person in lottery["pool"]]
        sit = [held[person] for person in panel] if panel is not None else None
        rows = [_row(feature, value, held, sit, quotas, lottery["seats"]) for value in feature.values]
        shown.append(Side(feature.label, rows))
    return shown


def _row(
    feature: CouncilFeature,
    value: Mapping[str, Any],
    held: Sequence[str],
    sit: Sequence[str] | None,
    quotas: Mapping[tuple[str, str], Mapping[str, Any]],
    seats: int,
) -> SideRow:
    code, quota = str(value["code"]), quotas.get((feature.code, str(value["code"])), {"min": 0, "max": seats})
    town = int(value["share"]) / 10_000 if value["share"] is not None else None
    inside = held.count(code)
    return SideRow(
        str(value["label"]), town, inside / max(1, len(held)), inside, quota["min"], quota["max"], sit.count(code) if sit is not None else None, seats
    )


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody of the panel as everybody may see it: number in the pool, the beginning of the hash, what the register says coarsely."""

    place: int
    person_hash: str
    words: str
    tickets: int


def members(council: Council, lottery: Mapping[str, Any], panel: Sequence[int]) -> list[Member]:
    """The panel without names, with the register's coarse features only."""
    coarse = [feature for feature in council.features if feature.source == FeatureSource.REGISTER and feature.code in lottery["features"]]
    shown = []
    for place in panel:
        person = lottery["pool"][place]
        words = [feature.label_of(person["values"][lottery["features"].index(feature.code)]) for feature in coarse]
        shown.append(Member(place, person["person"][:12], ", ".join(words), lottery["tickets"][place]))
    return shown


@dataclass(frozen=True, slots=True)
class Step:
    """A step of the draw: `done`, `current` or `open`."""

    label: str
    state: str


def steps(freeze: Freeze | None, lottery: Lottery | None, happened: bool) -> list[Step]:
    """How far the draw is."""
    drawn = lottery is not None and lottery.state == LotteryState.DRAWN
    reached = [freeze is not None, lottery is not None, happened or drawn, drawn]
    names = [_("Lostopf geschlossen"), _("Losliste veröffentlicht"), _("Zufall entstanden"), _("Nummer gezogen")]
    doing = [_("Lostopf wird geschlossen"), _("Losliste wird vorbereitet"), _("Warten auf den Zufall"), _("Nummer wird gezogen")]
    current = next((place for place, done in enumerate(reached) if not done), len(reached))
    return [
        Step(name, "done") if place < current else Step(doing[place], "current") if place == current else Step(name, "open")
        for place, name in enumerate(names)
    ]


@dataclass(frozen=True, slots=True)
class Bar:
    """A row of a bar chart."""

    label: str
    value: int


def ticket_bars(summary: Mapping[str, Any]) -> list[Bar]:
    """How many people are in how many of the panels."""
    return [
        Bar(
            _("%(low)s Lose", low=format_number(low))
            if low == high
            else _("%(low)s bis %(high)s Lose", low=format_number(low), high=format_number(high)),
            people,
        )
        for low, high, people in summary["spread"]
    ]


STEP_WORDS = {
    "exact chances": lazy("Chancen werden abgestimmt"),
    "exact levels": lazy("Chancen werden abgestimmt"),
    "panels": lazy("Besetzungen werden gesucht"),
    "evening out": lazy("Lose werden ausgeglichen"),
}
"""What the computing is at, in words."""


def cells_words(council: Council, cells: Sequence[Sequence[Any]]) -> str:
    """Quotas that shut somebody out, in words."""
    features = {feature.code: feature for feature in council.features}
    return "; ".join(
        f"{features[code].label} {features[code].label_of(value)}: {least}–{most}" if code in features else value
        for code, value, least, most in cells
    )
