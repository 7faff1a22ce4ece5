"""The report and what became of it, as pages show them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any

from participation.assemblies.handover_models import ANSWERED, CitizensReport, FollowUp, Handover
from participation.assemblies.report_words import drawn_words, edition_words, expert_words, sitting_words, vote_words
from participation.kit.dates import city_zone
from participation.proposals.models import Status

OVERDUE_DAYS = 90
"""After so many days without an answer a recommendation is shown as overdue."""


def shown_report(said: Mapping[str, Any], number: int, correction: str, at: datetime) -> dict[str, Any]:
    """The context of `assemblies/report.html`."""
    return {
        "said": said,
        "edition": edition_words(number, correction, at),
        "drawn": drawn_words(said),
        "recommendations": [{**each, "votes": vote_words(each["vote"])} for each in said["recommendations"]],
        "sittings": [
            {**each, "words": sitting_words(each), "experts": [{**expert, "paragraphs": expert_words(expert)} for expert in each["experts"]]}
            for each in said["sittings"]
        ],
    }


def numbers_of(report: CitizensReport | None) -> dict[int, int]:
    """Recommendation → its number in the report."""
    return {each["id"]: each["number"] for each in report.said["recommendations"]} if report else {}


@dataclass(frozen=True, slots=True)
class Fate:
    """A recommendation of the report and what the town made of it; `days`: how long it has waited for an answer, None where there is one."""

    said: Mapping[str, Any]
    steps: Sequence[FollowUp]
    days: int | None

    @property
    def last(self) -> FollowUp | None:
        """The present state."""
        return self.steps[0] if self.steps else None

    @property
    def status(self) -> str:
        """Its word's code."""
        return str(self.last.status if self.last else Status.NEW)

    @property
    def overdue(self) -> bool:
        """Whether it has waited too long."""
        return self.days is not None and self.days >= OVERDUE_DAYS


def fates_of(report: CitizensReport, handover: Handover | None, steps: Mapping[int, Sequence[FollowUp]], now: datetime) -> list[Fate]:
    """The recommendations that a majority carried, in the report's order."""
    found = []
    for said in report.said["recommendations"]:
        if not said["vote"]["carried"]:
            continue
        own = steps.get(said["id"], ())
        answered = bool(own) and own[0].status in ANSWERED
        found.append(Fate(said, own, None if answered or handover is None else days_between(handover.handed_over_at, now)))
    return found


def days_between(since: datetime, now: datetime) -> int:
    """Days on the city's calendar."""
    return (now.astimezone(city_zone()).date() - since.astimezone(city_zone()).date()).days


def next_midnight(now: datetime) -> datetime:
    """When the number of days next changes."""
    day = now.astimezone(city_zone()).date() + timedelta(days=1)
    return datetime.combine(day, time(), city_zone())
