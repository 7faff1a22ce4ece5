"""Parcels: ballots that lie with an option at one value, and how they move on.

The secret of speed: a ballot is touched when its option's parcel moves and not before; moving strips it of everything that is out
of the race, and what is then identical is merged. After a few rounds a million ballots are a few hundred parcels' entries.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence

from participation.methods.counting.ballots import Ranking

Rest = Sequence[int]
"""Preferences that are left: as bytes where there are at most 256 options (fast in C), else as a tuple. Hashable."""

Pile = list[tuple[Ranking, int]]


class Parcels:
    """Where every ballot lies: a parcel for each option and value.

    `votes` are integers in units of 1/`scale`. First preferences arrive at value `scale`.
    """

    def __init__(self, number_of_options: int, rankings: Mapping[Ranking, int], scale: int) -> None:
        self._size = number_of_options
        self._scale = scale
        self._first: list[Pile] = [[] for _ in range(number_of_options)]
        for grouped in rankings.items():
            if grouped[0]:
                self._first[grouped[0][0]].append(grouped)
        self._later: list[dict[int, dict[Rest, int]]] = [{} for _ in range(number_of_options)]
        self.votes = [scale * sum(number for _, number in pile) for pile in self._first]

    def move(self, source: int, continuing: Collection[int], new_value: Callable[[int], int]) -> tuple[dict[int, tuple[int, int]], int, int]:
        """Move all ballots of `source` to their next continuing option.

        `new_value` gives the value at which a ballot goes on, from the value at which it came. Returns what each target received as
        (ballots, votes), and the ballots and votes without a further preference. The source's own votes are left to the caller.
        """
        received: dict[int, tuple[int, int]] = {}
        spent_ballots = spent_votes = 0
        for value, merged in self._strip(source, continuing):
            moved_at = new_value(value)
            for rest, number in merged.items():
                if not rest:
                    spent_ballots += number
                    spent_votes += number * moved_at
                    continue
                target = rest[0]
                parcel = self._later[target].setdefault(moved_at, {})
                parcel[rest] = parcel.get(rest, 0) + number
                ballots, votes = received.get(target, (0, 0))
                received[target] = ballots + number, votes + number * moved_at
        self._first[source] = []
        self._later[source] = {}
        for target, (_, votes) in received.items():
            self.votes[target] += votes
        return received, spent_ballots, spent_votes

    def _strip(self, source: int, continuing: Collection[int]) -> Iterable[tuple[int, dict[Rest, int]]]:
        """The source's ballots by value, with nothing left on them but continuing options, merged."""
        if self._size <= 256:
            out = bytes(option for option in range(self._size) if option not in continuing)
            if self._first[source]:
                yield self._scale, _strip_tuples(self._first[source], out)
            for value, parcel in self._later[source].items():
                yield value, _strip_bytes(parcel, out)
            return
        if self._first[source]:
            yield self._scale, _strip_any(self._first[source], continuing)
        for value, parcel in self._later[source].items():
            yield value, _strip_any(parcel.items(), continuing)


def _strip_tuples(pile: Pile, out: bytes) -> dict[Rest, int]:
    merged: dict[Rest, int] = {}
    already = merged.get
    for ranking, number in pile:
        rest = bytes(ranking).translate(None, out)
        merged[rest] = already(rest, 0) + number
    return merged


def _strip_bytes(parcel: Mapping[Rest, int], out: bytes) -> dict[Rest, int]:
    merged: dict[Rest, int] = {}
    for ranking, number in parcel.items():
        rest = bytes(ranking).translate(None, out)
        merged[rest] = merged.get(rest, 0) + number
    return merged


def _strip_any(pile: Iterable[tuple[Rest, int]], continuing: Collection[int]) -> dict[Rest, int]:
    merged: dict[Rest, int] = {}
    for ranking, number in pile:
        rest = tuple(option for option in ranking if option in continuing)
        merged[rest] = merged.get(rest, 0) + number
    return merged
