"""Who gets a place in a hall, and who moves up from the waiting list: in the order in which people asked, and nobody passes anybody."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Asked:
    """Somebody who asked for places: who (`key`, any number), for how many people together, and whether they have them already."""

    key: int
    seats: int
    placed: bool = False


def moves_up(places: int | None, line: Sequence[Asked]) -> list[int]:
    """The keys of those who get their places now, in the order of the line; `places` None: as many as come.

    Whoever has places keeps them. Of those who wait, the first gets theirs as soon as all of theirs are free together; as long as
    they are not, those behind wait too. So a group is never torn apart and never passed by smaller ones, at the price that a few
    places may stay free. The line is in the order in which people asked. Raises ValueError for fewer than one seat.
    """
    if any(one.seats < 1 for one in line):
        raise ValueError("nobody asks for less than one seat")
    found: list[int] = []
    free = None if places is None else places - sum(one.seats for one in line if one.placed)
    for one in line:
        if one.placed:
            continue
        if free is not None:
            if one.seats > free:
                break
            free -= one.seats
        found.append(one.key)
    return found
