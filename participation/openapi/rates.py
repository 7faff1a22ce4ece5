"""How often a network may read: a bucket of requests each, in the memory of one process (decision 061).

A request costs no row and no look at the database. Each process counts for itself: with N processes up to N times the number passes, and a
restart fills all buckets. The headers are those of draft-ietf-httpapi-ratelimit-headers-10.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from dataclasses import dataclass
from math import ceil

MOST_NETWORKS = 20_000
WINDOW = 60
"""Seconds in which an empty bucket is full again."""


@dataclass(frozen=True, slots=True)
class Standing:
    """What is left after a request. `wait`: seconds until the next one passes; 0 where this one did."""

    most: int
    left: int
    wait: int

    @property
    def headers(self) -> dict[str, str]:
        """What an answer says of it."""
        said = {"RateLimit-Policy": f'"network";q={self.most};w={WINDOW}', "RateLimit": f'"network";r={self.left};t={self.wait or 1}'}
        return said | ({"Retry-After": str(self.wait)} if self.wait else {})


class Rates:
    """The buckets of one process. `most` requests at once, and as many again within a minute."""

    def __init__(self, most: int) -> None:
        self.most = max(1, most)
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()  # what is left, and when that was so
        self._lock = threading.Lock()

    def take(self, network: str, now: float) -> Standing:
        """Count one request of a network at a moment in seconds."""
        speed = self.most / WINDOW
        with self._lock:
            left, since = self._buckets.pop(network, (float(self.most), now))
            left = min(float(self.most), left + max(0.0, now - since) * speed)
            passes = left >= 1
            left -= 1 if passes else 0
            self._buckets[network] = (left, now)
            while len(self._buckets) > MOST_NETWORKS:
                self._buckets.popitem(last=False)
        return Standing(self.most, int(left), 0 if passes else max(1, ceil((1 - left) / speed)))
