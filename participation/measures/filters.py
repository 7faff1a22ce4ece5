"""What a list of measures is narrowed to, as an address says it, and back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from participation.kit.text import clean_line, fold
from participation.measures.models import MeasureStatus

LONGEST_WORDS = 80
MOST_WORDS = 6
STATUS_WORDS = {
    MeasureStatus.PLANNED: "geplant",
    MeasureStatus.WORK: "in-arbeit",
    MeasureStatus.DELAYED: "verzoegert",
    MeasureStatus.DONE: "umgesetzt",
    MeasureStatus.STOPPED: "eingestellt",
}
"""What a status is called in addresses."""
_STATUS = {word: status for status, word in STATUS_WORDS.items()}


@dataclass(frozen=True, slots=True)
class Filters:
    """A list as somebody asked for it; whatever could not be read is not asked for."""

    words: str = ""
    status: MeasureStatus | None = None
    district: int = 0
    office: int = 0
    consultation: str = ""
    year: int = 0
    overdue: bool = False

    @property
    def folded(self) -> list[str]:
        """The words that must all be found."""
        return fold(self.words).split()[:MOST_WORDS]

    @property
    def number(self) -> int:
        """How many narrow the list."""
        return len(self.query())

    def query(self) -> dict[str, str | int]:
        """The same for an address."""
        said: dict[str, str | int] = {
            "q": self.words,
            "stand": STATUS_WORDS[self.status] if self.status else "",
            "ortsteil": self.district,
            "amt": self.office,
            "beteiligung": self.consultation,
            "jahr": self.year,
            "ueberfaellig": "ja" if self.overdue else "",
        }
        return {name: value for name, value in said.items() if value}


def read_filters(said: Mapping[str, str]) -> Filters:
    """The filters of an address."""
    return Filters(
        words=clean_line((said.get("q") or "")[:LONGEST_WORDS]),
        status=_STATUS.get(said.get("stand") or ""),
        district=_number(said.get("ortsteil")),
        office=_number(said.get("amt")),
        consultation=clean_line((said.get("beteiligung") or "")[:120]),
        year=_year(said.get("jahr")),
        overdue=said.get("ueberfaellig") == "ja",
    )


def _number(raw: str | None) -> int:
    return int(raw) if raw and raw.isascii() and raw.isdigit() and len(raw) <= 9 else 0


def _year(raw: str | None) -> int:
    found = _number(raw)
    return found if 1990 <= found <= 2100 else 0
