"""What is fixed before a count besides the rule: seats, seed of the lot, quorums, how double marks are read."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from participation.methods.counting.ballots import CountingError

Overvotes = Literal["exhaust", "skip"]


@dataclass(frozen=True)
class Terms:
    """The terms of a count.

    `seed` (bytes committed before the vote) gives the order of the lot; without one a tie that matters stays open.
    `overvotes` is how a rank with several options is read by IRV and STV: `exhaust` stops the ballot there (IRV: only while two or
    more of them are continuing), `skip` passes over that rank. `eligible` is the size of the roll; `turnout_quorum` the share of it
    that must have voted, `consent_quorum` the share of it that must stand behind the winning side (yes/no only).
    `default_option` (the name of "none of these"), `support_quorum` (ballots that must prefer an option to it) and `majorities` (option
    → ratio by which it must beat it; 1 where it is not named) are Debian's.
    """

    seats: int = 1
    seed: bytes | None = None
    overvotes: Overvotes = "exhaust"
    eligible: int | None = None
    turnout_quorum: Fraction | None = None
    consent_quorum: Fraction | None = None
    default_option: str | None = None
    support_quorum: Fraction | None = None
    majorities: tuple[tuple[str, Fraction], ...] = ()

    def __post_init__(self) -> None:
        if self.seats < 1:
            raise CountingError("Es muss mindestens ein Platz zu vergeben sein.")
        if self.overvotes not in ("exhaust", "skip"):
            raise CountingError("Doppelte Ränge werden als „exhaust“ oder „skip“ gelesen.")
        if self.eligible is not None and self.eligible < 0:
            raise CountingError("Die Zahl der Stimmberechtigten ist negativ.")
        for quorum in (self.turnout_quorum, self.consent_quorum):
            if quorum is not None and not 0 <= quorum <= 1:
                raise CountingError("Ein Quorum liegt zwischen 0 und 1.")
            if quorum and self.eligible is None:
                raise CountingError("Ein Quorum braucht die Zahl der Stimmberechtigten.")
        if self.support_quorum is not None and self.support_quorum < 0:
            raise CountingError("Das Quorum einer Option ist negativ.")
        if any(ratio < 1 for _name, ratio in self.majorities):
            raise CountingError("Eine verlangte Mehrheit ist mindestens 1.")
