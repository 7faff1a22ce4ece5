"""What a list of concerns is narrowed to, as an address says it, and back."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from participation.concerns.models import Status
from participation.kit.text import clean_line, fold

LONGEST_WORDS, MOST_WORDS = 80, 6
STATUS_WORDS = {
    Status.RECEIVED: "eingegangen",
    Status.WORK: "in-bearbeitung",
    Status.DONE: "erledigt",
    Status.DECLINED: "nicht-zustaendig",
}
"""What a status is called in addresses."""
_STATUS = {word: status for status, word in STATUS_WORDS.items()}
_CODE = re.compile(r"[a-z0-9-]{1,40}")


@dataclass(frozen=True, slots=True)
class Filters:
    """A list as somebody asked for it; whatever could not be read is not asked for."""

    words: str = ""
    status: Status | None = None
    category: str = ""
    district: int = 0
    office: int = 0
    late: bool = False

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
            "kategorie": self.category,
            "ortsteil": self.district,
            "amt": self.office,
            "wartet": "lange" if self.late else "",
        }
        return {name: value for name, value in said.items() if value}


def read_filters(said: Mapping[str, str]) -> Filters:
    """The filters of an address."""
    category = said.get("kategorie") or ""
    return Filters(
        words=clean_line((said.get("q") or "")[:LONGEST_WORDS]),
        status=_STATUS.get(said.get("stand") or ""),
        category=category if _CODE.fullmatch(category) else "",
        district=_number(said.get("ortsteil")),
        office=_number(said.get("amt")),
        late=said.get("wartet") == "lange",
    )


def _number(raw: str | None) -> int:
    return int(raw) if raw and raw.isascii() and raw.isdigit() and len(raw) <= 9 else 0
