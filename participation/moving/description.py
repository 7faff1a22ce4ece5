"""What an export says, in words that belong to no platform. Pure."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any


class System(StrEnum):
    """Platforms that are read."""

    DECIDIM = "decidim"
    CONSUL = "consul"
    ADHOCRACY = "adhocracy"
    POLIS = "polis"
    LIMESURVEY = "limesurvey"


SYSTEM_NAMES = {
    System.DECIDIM: "Decidim",
    System.CONSUL: "CONSUL Democracy",
    System.ADHOCRACY: "adhocracy+",
    System.POLIS: "Polis",
    System.LIMESURVEY: "LimeSurvey",
}
"""Names of products, the same in every language."""


class Kind(StrEnum):
    """What something is."""

    PROPOSAL = "proposal"
    TOPIC = "topic"
    COMMENT = "comment"


Ref = tuple[Kind, str]
"""A thing by its kind and its own number there."""


@dataclass(frozen=True, slots=True)
class Item:
    """A proposal, a topic or a comment.

    `at`: when it was published, ISO 8601 in UTC, or nothing; `above`: what a comment belongs to, a thing or another comment; `body` and `answer`:
    Markdown; `supports`: how many it had; `stance`: `for`, `against` or nothing; `place`: longitude and latitude in degrees.
    """

    kind: Kind
    id: str
    file: str
    row: int
    body: str
    title: str = ""
    author: str = ""
    at: str = ""
    above: Ref | None = None
    stance: str = ""
    reference: str = ""
    url: str = ""
    category: str = ""
    district: str = ""
    place: tuple[float, float] | None = None
    supports: int | None = None
    answer: str = ""

    @property
    def ref(self) -> Ref:
        """By which comments name it."""
        return self.kind, self.id


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a row; 0 is the file itself."""

    file: str
    row: int
    sentence: str


@dataclass(slots=True)
class Description:
    """All that an export says. `passed`: what is not taken over, sentence → how many; `private`: columns that were not read because they are personal.

    `whole`: an opinion map or a survey, which is taken over as one thing (`kind`, `id`, `title`, and what `whole.py` needs of it).
    """

    system: System
    items: list[Item] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    passed: dict[str, int] = field(default_factory=dict)
    private: list[str] = field(default_factory=list)
    whole: dict[str, Any] | None = None

    def pass_over(self, sentence: str, number: int = 1) -> None:
        """Count something that is not taken over."""
        self.passed[sentence] = self.passed.get(sentence, 0) + number

    def blame(self, file: str, row: int, sentence: str) -> None:
        """Note a fault."""
        self.faults.append(Fault(file, row, sentence))

    def dumped(self) -> str:
        """As it is kept."""
        return json.dumps(asdict(self), ensure_ascii=False)


def loaded(text: str) -> Description:
    """A description as it was kept."""
    said = json.loads(text)
    items = [_item(each) for each in said["items"]]
    faults = [Fault(**each) for each in said["faults"]]
    return Description(System(said["system"]), items, faults, said["passed"], said["private"], said["whole"])


def _item(said: dict[str, object]) -> Item:
    above, place = said["above"], said["place"]
    said["kind"] = Kind(str(said["kind"]))
    said["above"] = (Kind(str(above[0])), str(above[1])) if isinstance(above, list) else None
    said["place"] = (float(place[0]), float(place[1])) if isinstance(place, list) else None
    return Item(**said)  # type: ignore[arg-type]  # its own fields, written above
