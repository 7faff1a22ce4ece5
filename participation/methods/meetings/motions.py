"""Whether a motion is carried: yes, no and abstentions among those present, a majority that was said before, and a quorum.

Simple majority: more yes than no, abstentions do not count (§ 32 Abs. 1 BGB for associations as the Federal Court of Justice reads it,
BGHZ 83, 35). Two thirds: of the valid yes and no. Absolute majority: more than half of those present, so that who abstains or says nothing
counts against it. Equality is a rejection. All in whole numbers.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Literal


class Majority(StrEnum):
    """How much is needed."""

    SIMPLE = "simple"
    TWO_THIRDS = "two-thirds"
    ABSOLUTE = "absolute"


@dataclass(frozen=True, slots=True)
class MotionResult:
    """How it ended. `present`: checked in when voting ended; `needed`: the fewest yes that would have carried it, with these no and those present."""

    yes: int
    no: int
    abstained: int
    present: int
    quorum: int
    needed: int
    outcome: Literal["carried", "rejected", "no-quorum"]


def decide_motion(yes: int, no: int, abstained: int, *, present: int, quorum: int = 0, majority: Majority = Majority.SIMPLE) -> MotionResult:
    """The result of a motion. Raises ValueError for negative numbers or for more votes than people present."""
    if min(yes, no, abstained, present, quorum) < 0:
        raise ValueError("numbers of votes are not negative")
    if yes + no + abstained > present:
        raise ValueError("more votes than people present")
    needed = _needed(no, present, majority)
    outcome: Literal["carried", "rejected", "no-quorum"] = "no-quorum" if present < quorum else ("carried" if yes >= needed else "rejected")
    return MotionResult(yes, no, abstained, present, quorum, needed, outcome)


def _needed(no: int, present: int, majority: Majority) -> int:
    if majority == Majority.ABSOLUTE:
        return present // 2 + 1
    if majority == Majority.TWO_THIRDS:
        return max(1, 2 * no)  # yes : (yes + no) >= 2 : 3
    return no + 1
