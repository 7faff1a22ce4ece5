"""The invented town of Auenstedt: its districts, its residents' names and what they say, the same at every loading."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from random import Random
from typing import Any

FOLDER = Path(__file__).parent
SEED = 1974
"""The year the Stadthalle was built."""

DISTRICTS = ("Altstadt", "Bahnhofsviertel", "Nordend", "Südhang", "Mühlenau", "Oberdorf", "Wiesengrund", "Steinbach")
CATEGORIES = ("Gebäude", "Nutzung", "Verkehr", "Quartier", "Kosten", "Beteiligung")

KIND_SHARES = {"for": 34, "against": 18, "question": 16, "suggestion": 16, "note": 16}
"""Of a hundred contributions, how many are of which kind."""


@dataclass(frozen=True, slots=True)
class Idea:
    """A proposal as somebody writes it: title, Markdown body, category and district by name."""

    title: str
    body: str
    category: str
    district: str


class Town:
    """What Auenstedt says; `random` makes every loading alike."""

    def __init__(self, seed: int = SEED) -> None:
        self.random = Random(seed)  # noqa: S311  # an example, no draw
        self.voices: dict[str, Any] = tomllib.loads((FOLDER / "voices.toml").read_text(encoding="utf-8"))
        self._ideas: list[dict[str, Any]] = tomllib.loads((FOLDER / "ideas.toml").read_text(encoding="utf-8"))["idea"]

    def names(self) -> Iterator[str]:
        """Pseudonyms without end, each once."""
        said: set[str] = set()
        names = self.voices["names"]
        for number in count(1):
            if self.random.random() < 0.6:
                name = f"{self.random.choice(names['first'])} {self.random.choice(names['last'])}"
            else:
                name = f"{self.random.choice(names['handles'])} {self.random.randint(2, 99)}"
            if name in said:
                name = f"{self.random.choice(names['first'])} aus {self.random.choice(DISTRICTS)} {number}"
            if name not in said:
                said.add(name)
                yield name

    def ideas(self, number: int) -> list[Idea]:
        """That many proposals in random order, each title once."""
        written = [self._idea(told, title) for told in self._ideas for title in told["titles"]]
        self.random.shuffle(written)
        return written[:number]

    def _idea(self, told: dict[str, Any], title: str) -> Idea:
        district = self.random.choice(DISTRICTS)
        opening = self.random.choice(self.voices["openings"])
        reasons: Sequence[str] = self.random.sample(self.voices["reasons"][told["category"]], 2)
        closing = self.random.choice(self.voices["closings"])
        paragraphs = [f"{opening} {told['core']}", reasons[0], f"{reasons[1]} {closing}"]
        if self.random.random() < 0.2:
            paragraphs.insert(1, "Mir sind drei Dinge wichtig:\n\n- kurze Wege\n- klare Kosten\n- ein Ort für alle")
        body = "\n\n".join(part.strip() for part in paragraphs if part.strip())
        return Idea(title, body.replace("{district}", district), told["category"], district)

    def contribution(self) -> tuple[str, str]:
        """A contribution: its kind and its text."""
        kind = self.random.choices(list(KIND_SHARES), weights=list(KIND_SHARES.values()))[0]
        parts = self.voices["contributions"][kind]
        said = [self.random.choice(parts["opening"]), self.random.choice(parts["body"])]
        if self.random.random() < 0.35 and kind in ("for", "against"):
            said.append(self.random.choice([one for one in parts["body"] if one != said[1]]))
        return kind, self._placed(" ".join(part for part in said if part))

    def answer(self, *, official: bool = False) -> str:
        """An answer to a contribution, of a resident or of the city."""
        return self._placed(self.random.choice(self.voices["answers"]["office" if official else "resident"]))

    def reply(self, status: str) -> str:
        """The city's answer to a proposal, by status."""
        return str(self.voices["replies"][status])

    def _placed(self, text: str) -> str:
        return text.replace("{district}", self.random.choice(DISTRICTS))
