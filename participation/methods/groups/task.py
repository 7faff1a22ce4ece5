"""What is asked of a seating: people, rounds, the size of tables, and what must hold."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

MOST_PEOPLE, MOST_ROUNDS = 1000, 50


class CannotSeat(ValueError):
    """No seating can hold what is asked; the message says in German what stands in the way."""


@dataclass(frozen=True)
class Task:
    """People are numbered from 0, so are rounds and tables.

    `size`: the largest number of people at a table. `features`: for each feature one value a person. `apart`: pairs that never sit at one table.
    `fixed`: (round, person) → table. `absent`: (round, person) who is not there.
    """

    people: int
    size: int
    rounds: int
    features: tuple[tuple[str, ...], ...] = ()
    apart: frozenset[tuple[int, int]] = frozenset()
    fixed: Mapping[tuple[int, int], int] = field(default_factory=dict)
    absent: frozenset[tuple[int, int]] = frozenset()

    def present(self, number: int) -> list[int]:
        """Who is there in a round."""
        return [person for person in range(self.people) if (number, person) not in self.absent]

    def tables(self, number: int) -> int:
        """How many tables a round needs."""
        return -(-len(self.present(number)) // self.size)

    def check(self) -> None:
        """Raises CannotSeat for what no seating can hold, and for senseless numbers."""
        if not 1 <= self.people <= MOST_PEOPLE or not 1 <= self.rounds <= MOST_ROUNDS or not 2 <= self.size <= MOST_PEOPLE:
            raise CannotSeat(f"Es können 1 bis {MOST_PEOPLE} Personen sein und 1 bis {MOST_ROUNDS} Runden, an Tischen mit mindestens 2 Plätzen.")
        if any(len(values) != self.people for values in self.features):
            raise CannotSeat("Jedes Merkmal braucht einen Wert für jede Person.")
        if any(one == other or not (0 <= one < self.people and 0 <= other < self.people) for one, other in self.apart):
            raise CannotSeat("Wer getrennt sitzt, sind immer zwei verschiedene Personen.")
        for number in range(self.rounds):
            self._check_round(number)

    def _check_round(self, number: int) -> None:
        tables, present = self.tables(number), set(self.present(number))
        small, larger = divmod(len(present), tables) if tables else (0, 0)
        at: dict[int, list[int]] = {}
        for (when, person), table in self.fixed.items():
            if when != number or person not in present:
                continue
            if not 0 <= table < tables:
                raise CannotSeat(f"Tisch {table + 1} gibt es in Runde {number + 1} nicht. Die höchste Nummer ist dort {tables}.")
            at.setdefault(table, []).append(person)
        full = [table for table, people in at.items() if len(people) > small]
        if any(len(at[table]) > small + 1 for table in full) or len(full) > larger:
            raise CannotSeat(f"In Runde {number + 1} haben mehr Personen feste Plätze an einem Tisch, als er Plätze hat.")
        for table, people in at.items():
            if any((one, other) in self.apart or (other, one) in self.apart for place, one in enumerate(people) for other in people[place + 1 :]):
                raise CannotSeat(f"In Runde {number + 1} haben zwei Personen, die getrennt sitzen sollen, feste Plätze an Tisch {table + 1}.")
