"""What is wrong with a survey's definition or file, in German: all of it at once, each with its place."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from participation.methods.surveys.definition import Element

MOST_FAULTS = 200
"""So many are told in words; the others are counted."""


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with an element of a definition; `part`: which of its attributes."""

    element: Element
    part: str
    text: str


@dataclass(frozen=True, slots=True)
class Place:
    """Where something stands in a file: sheet and row of a workbook (row 1 is the heading), or a path such as `pages[0].questions[2].condition`."""

    sheet: str = ""
    row: int = 0
    column: str = ""
    path: str = ""

    def __str__(self) -> str:
        words = [
            f"Blatt „{self.sheet}“" if self.sheet else "",
            f"Zeile {self.row}" if self.row else "",
            f"Spalte {self.column}" if self.column else "",
            self.path,
        ]
        return ", ".join(word for word in words if word)


@dataclass(frozen=True, slots=True)
class Told:
    """A sentence about a file, and where it belongs: a fault, or something that could not be carried over."""

    place: Place
    text: str

    def __str__(self) -> str:
        where = str(self.place)
        return f"{where}: {self.text}" if where else self.text


class BadSurvey(ValueError):
    """The file cannot be used; `faults` says what is wrong with it, `number` how many faults there are."""

    def __init__(self, faults: Sequence[Told]) -> None:
        ordered = sorted(dict.fromkeys(faults), key=lambda fault: (fault.place.sheet, fault.place.row))
        super().__init__("\n".join(map(str, ordered[:MOST_FAULTS])))
        self.faults, self.number = tuple(ordered[:MOST_FAULTS]), len(ordered)

    @classmethod
    def whole(cls, text: str) -> BadSurvey:
        """One sentence about the file as a whole."""
        return cls([Told(Place(), text)])
