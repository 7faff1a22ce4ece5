"""Whether more happened in a short time than the usual rate makes likely: new accounts, supports of one proposal.

Events are counted in windows of one length. How often as many or more would come by chance is the upper tail of a Poisson
distribution with the rate that is usual; since many windows are looked at, each is held against `level` divided by their number
(Bonferroni). The usual rate is the median of the windows in which something happened, without the loudest, so that a burst does not hide itself by raising
the mean, and at least one event a window: what is rare is never called a burst because of two events. A burst says "look here": real
campaigns make bursts, too.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import exp, lgamma, log

LEVEL = 0.001
"""The chance that is taken of calling any window of a quiet course a burst."""
FEWEST = 5
"""Fewer events are never a burst."""


@dataclass(frozen=True, slots=True)
class Burst:
    """Neighbouring windows with too many events: from `start` up to `end` (in the unit of the times), how many, how many are usual."""

    start: int
    end: int
    count: int
    usual: float
    chance: float


def upper_tail(count: int, rate: float) -> float:
    """The probability of `count` events or more where `rate` are usual (Poisson). Summed from `count` on, so that small ones stay exact."""
    if count <= 0:
        return 1.0
    if rate <= 0:
        return 0.0
    if count <= rate:  # the lower side has fewer terms and no loss: the tail is at least about a half
        return max(0.0, 1.0 - sum(_term(k, rate) for k in range(count)))
    total, k, term = 0.0, count, _term(count, rate)
    while term > total * 1e-17 and term > 0.0:
        total += term
        k += 1
        term *= rate / k
    return min(1.0, total)


def _term(k: int, rate: float) -> float:
    return exp(k * log(rate) - rate - lgamma(k + 1))


def usual_rate(counts: Iterable[int]) -> float:
    """The median of the windows in which something happened, without the loudest of them; at least one."""
    some = sorted(count for count in counts if count > 0)[:-1]
    if not some:
        return 1.0
    middle = len(some) // 2
    median = some[middle] if len(some) % 2 else (some[middle - 1] + some[middle]) / 2
    return max(1.0, float(median))


def bursts(
    times: Sequence[int], window: int, *, span: tuple[int, int] | None = None, usual: float | None = None, level: float = LEVEL
) -> list[Burst]:
    """The bursts among events at these times (whole numbers, e.g. seconds), in the order of time.

    `window`: a window's length; `span`: from when to when was looked, else from the first event to the last; `usual`: events a window that
    are usual, where the caller knows better than these times do. Windows without an event count, because they were looked at. Raises
    ValueError for a window that is not positive.
    """
    if window <= 0:
        raise ValueError("a window needs a length")
    if not times:
        return []
    first, last = span or (min(times), max(times))
    counts = Counter(time // window for time in times)
    looked = max(1, last // window - first // window + 1, len(counts))
    rate = usual_rate(counts.values()) if usual is None else max(1.0, usual)
    most = level / looked
    loud = [place for place in sorted(counts) if counts[place] >= FEWEST and upper_tail(counts[place], rate) < most]
    return [_joined(run, counts, window, rate) for run in _runs(loud)]


def _runs(places: Sequence[int]) -> list[list[int]]:
    runs: list[list[int]] = []
    for place in places:
        if runs and place == runs[-1][-1] + 1:
            runs[-1].append(place)
        else:
            runs.append([place])
    return runs


def _joined(run: Sequence[int], counts: Counter[int], window: int, rate: float) -> Burst:
    count, usual = sum(counts[place] for place in run), rate * len(run)
    return Burst(run[0] * window, (run[-1] + 1) * window, count, usual, upper_tail(count, usual))
