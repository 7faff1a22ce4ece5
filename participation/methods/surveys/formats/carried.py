"""What comes out of a file, and how faults of a definition find their place in it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from participation.methods.surveys.checking import check
from participation.methods.surveys.definition import Element, Survey
from participation.methods.surveys.faults import BadSurvey, Place, Told


@dataclass(frozen=True, slots=True)
class Carried:
    """A survey without faults, and what of its file could not be carried over."""

    survey: Survey
    notes: tuple[Told, ...] = ()


@dataclass(frozen=True, slots=True)
class Written:
    """A file, and what of the survey it cannot hold or other programs will not see."""

    content: bytes
    notes: tuple[Told, ...] = ()


def without_faults(survey: Survey, notes: list[Told], place: Callable[[Element, str], Place], faults: list[Told]) -> Carried:
    """The survey if nothing is wrong with it; `place`: where an element's part stands in the file. Raises BadSurvey with all faults."""
    found = faults + [Told(place(fault.element, fault.part), fault.text) for fault in check(survey)]
    if found:
        raise BadSurvey(found)
    return Carried(survey, tuple(dict.fromkeys(notes)))
