"""What happened in the weeks before: a diary that is played back in order, each entry at its own time."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy.orm import Session

from participation.kit import clock

STEP = 400
"""How many entries are written in one transaction."""


@dataclass
class Diary:
    """Entries (time, what somebody does then); `play` runs them from the earliest to the latest."""

    entries: list[tuple[datetime, int, Callable[[datetime], object]]] = field(default_factory=list)

    def note(self, at: datetime, act: Callable[[datetime], object]) -> None:
        """Somebody does something at a time."""
        self.entries.append((at, len(self.entries), act))

    def play(self, session: Session) -> int:
        """Do everything in order and commit every few hundred entries. Returns how many there were."""
        for index, (at, _order, act) in enumerate(sorted(self.entries, key=lambda entry: entry[:2]), start=1):
            with clock.frozen(at):
                act(at)
            if index % STEP == 0:
                session.commit()
        session.commit()
        return len(self.entries)
