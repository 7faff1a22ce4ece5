"""The dates of a consultation: which order makes sense, which dates are usual, and how to move them to another year."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Literal

from participation.consultations.phases import KIND_NAMES, PhaseKind
from participation.consultations.timeline import Span
from participation.kit.dates import city_zone
from participation.kit.language import gettext as _
from participation.kit.language import lazy

BEGINS_AT, ENDS_AT = time(8), time(18)


@dataclass(frozen=True, slots=True)
class PlannedPhase:
    """A phase before it is stored; moments are aware of their zone."""

    kind: PhaseKind
    title: str
    description: str
    starts_at: datetime
    ends_at: datetime


Edge = Literal["begins", "ends"]

ORDER: tuple[tuple[PhaseKind, Edge, PhaseKind], ...] = (
    (PhaseKind.INFORM, "begins", PhaseKind.COLLECT),
    (PhaseKind.INFORM, "begins", PhaseKind.DELIBERATE),
    (PhaseKind.INFORM, "begins", PhaseKind.VOTE),
    (PhaseKind.COLLECT, "begins", PhaseKind.REVIEW),
    (PhaseKind.COLLECT, "ends", PhaseKind.REVIEW),
    (PhaseKind.COLLECT, "ends", PhaseKind.DECIDE),
    (PhaseKind.DELIBERATE, "ends", PhaseKind.DECIDE),
    (PhaseKind.REVIEW, "ends", PhaseKind.DECIDE),
    (PhaseKind.VOTE, "ends", PhaseKind.DECIDE),
)
"""Read: `Informieren` begins no later than `Vorschlagen`; `Abstimmen` ends no later than `Entscheiden`.

Where there are several phases of a kind, the first begins and the last ends. Otherwise phases may overlap.
"""


def order_problems(phases: Iterable[Span]) -> list[str]:
    """What in the order of the phases makes no sense, a sentence each."""
    known = list(phases)
    problems = []
    for earlier, edge, later in ORDER:
        before = [phase for phase in known if phase.kind == earlier]
        after = [phase for phase in known if phase.kind == later]
        if not before or not after:
            continue
        names = {"earlier": KIND_NAMES[earlier], "later": KIND_NAMES[later]}
        if edge == "begins" and min(phase.starts_at for phase in before) > min(phase.starts_at for phase in after):
            problems.append(_("„%(earlier)s“ muss spätestens mit „%(later)s“ beginnen.", **names))
        if edge == "ends" and max(phase.ends_at for phase in before) > max(phase.ends_at for phase in after):
            problems.append(_("„%(later)s“ darf nicht enden, bevor „%(earlier)s“ endet.", **names))
    return problems


_STANDARD = (
    (PhaseKind.INFORM, lazy("Informieren"), lazy("Sie lesen, worum es geht und was schon feststeht."), 14),
    (PhaseKind.COLLECT, lazy("Vorschlagen"), lazy("Sie bringen Ideen ein und unterstützen die von anderen."), 28),
    (PhaseKind.DELIBERATE, lazy("Beraten"), lazy("Sie wägen ab, was für und was gegen die Vorschläge spricht."), 21),
    (PhaseKind.VOTE, lazy("Abstimmen"), lazy("Sie stimmen über die Vorschläge ab, die zur Wahl stehen."), 14),
    (PhaseKind.DECIDE, lazy("Entscheiden"), lazy("Die Politik berät das Ergebnis und entscheidet."), 28),
)


def standard_phases(first_day: date) -> list[PlannedPhase]:
    """The usual five phases from a day on: each begins at 8 and ends at 18 o'clock on the evening before the next."""
    planned = []
    for kind, title, description, days in _STANDARD:
        last_day = first_day + timedelta(days=days - 1)
        planned.append(PlannedPhase(kind, str(title), str(description), _in_city(first_day, BEGINS_AT), _in_city(last_day, ENDS_AT)))
        first_day = last_day + timedelta(days=1)
    return planned


def moved(phases: Sequence[PlannedPhase], first_day: date) -> list[PlannedPhase]:
    """The same phases with the first beginning on another day; hours on the clock stay, also across summer time."""
    if not phases:
        return []
    days = first_day - min(phase.starts_at for phase in phases).astimezone(city_zone()).date()
    return [replace(phase, starts_at=_later(phase.starts_at, days), ends_at=_later(phase.ends_at, days)) for phase in phases]


def _in_city(day: date, hour: time) -> datetime:
    return datetime.combine(day, hour, tzinfo=city_zone()).astimezone(UTC)


def _later(moment: datetime, days: timedelta) -> datetime:
    local = moment.astimezone(city_zone())
    return _in_city(local.date() + days, local.time())
