"""Fair orders of long lists: random ones that cost the same on every page, and several lists read in turn."""

from __future__ import annotations

import hashlib
from bisect import bisect_right
from collections.abc import Sequence

from participation.methods.intervals import wilson_lower_bound

_ROUNDS = 4


def contention(up: int, down: int) -> float:
    """How surely both sides have a large share: the lower bound of the smaller side's share, between 0 and 0.5.

    50 against 50 comes before 5 against 5, and both before 100 against 1. Source: Wilson's interval, as in `wilson_lower_bound`.
    """
    return wilson_lower_bound(min(up, down), up + down)


def number_at(place: int, total: int, seed: int) -> int:
    """Which of the numbers 0 … total − 1 stands at a place (from 0) of the random order that a seed names.

    A permutation that is computed and not stored: a Feistel network over the next power of four, walked on until it falls into the
    range (Black and Rogaway, Ciphers with arbitrary finite domains, CT-RSA 2002). One number more changes one place, until the
    total passes a power of four. Raises ValueError for a place outside.
    """
    return _walk(place, total, seed, forward=True)


def place_of(number: int, total: int, seed: int) -> int:
    """At which place of the same order a number stands: the inverse of `number_at`."""
    return _walk(number, total, seed, forward=False)


def _walk(value: int, total: int, seed: int, *, forward: bool) -> int:
    if not 0 <= value < total:
        raise ValueError(f"{value} is not between 0 and {total - 1}")
    half = max(1, ((total - 1).bit_length() + 1) // 2)
    keys = _keys(seed)
    value = _feistel(value, half, keys if forward else keys[::-1], forward=forward)
    while value >= total:
        value = _feistel(value, half, keys if forward else keys[::-1], forward=forward)
    return value


def _keys(seed: int) -> list[int]:
    digest = hashlib.sha256(str(seed).encode()).digest()
    return [int.from_bytes(digest[8 * number : 8 * number + 8]) for number in range(_ROUNDS)]


def _feistel(value: int, half: int, keys: Sequence[int], *, forward: bool) -> int:
    mask = (1 << half) - 1
    left, right = value >> half, value & mask
    for key in keys:
        if forward:
            left, right = right, left ^ (_mixed(right, key) & mask)
        else:
            left, right = right ^ (_mixed(left, key) & mask), left
    return left << half | right


def _mixed(value: int, key: int) -> int:
    """A hash of 64 bits (the finisher of SplitMix64), its upper part."""
    mixed = (value + key) & 0xFFFFFFFFFFFFFFFF
    mixed = ((mixed ^ mixed >> 30) * 0xBF58476D1CE4E5B9) & 0xFFFFFFFFFFFFFFFF
    mixed = ((mixed ^ mixed >> 27) * 0x94D049BB133111EB) & 0xFFFFFFFFFFFFFFFF
    return mixed >> 32


def in_turn(lengths: Sequence[int], start: int, size: int) -> list[tuple[int, int]]:
    """A stretch of the order that takes the first of each list, then the second of each, and so on: (list, index in it) pairs.

    `lengths`: of the lists; one that is used up is passed over. Costs the same wherever the stretch begins.
    """
    found: list[tuple[int, int]] = []
    end = min(start + size, sum(lengths))
    if start >= end:
        return found
    round_ = bisect_right(range(max(lengths) + 1), start, key=lambda number: _before(lengths, number)) - 1
    place = _before(lengths, round_)
    while place < end:
        for which, length in enumerate(lengths):
            if round_ < length:
                if start <= place < end:
                    found.append((which, round_))
                place += 1
        round_ += 1
    return found


def turn_of(lengths: Sequence[int], which: int, index: int) -> int:
    """At which place of that order an entry of a list stands: the inverse of `in_turn`."""
    return _before(lengths, index) + sum(length > index for length in lengths[:which])


def _before(lengths: Sequence[int], rounds: int) -> int:
    """How many entries so many whole rounds hold."""
    return sum(min(length, rounds) for length in lengths)


def pinned_places(others: int, pins: int) -> list[int]:
    """Where entries are set in among `others` so that the first five hold them: at the third and fifth place, earlier where there are few."""
    return [min(2 + 2 * number, others + number) for number in range(pins)]
