"""Who speaks next: whoever has spoken least comes first, then whoever asked first.

So first-time speakers go before those who have spoken already, as facilitators' handbooks advise (the "Erstrednerliste" of German
assemblies), and nobody who waits is overtaken twice by the same person without that person having spoken less.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TypeVar

K = TypeVar("K")


@dataclass(frozen=True, slots=True)
class Waiting:
    """Somebody on the list: a number of the request, how often its person has spoken in this meeting, and which request it was in order."""

    request: int
    spoken: int
    asked: int


def speaking_order(waiting: Iterable[Waiting], *, first_speakers_first: bool = True) -> list[int]:
    """The requests in the order in which they are called up; without `first_speakers_first` simply as they asked."""
    key = (lambda one: (one.spoken, one.asked, one.request)) if first_speakers_first else (lambda one: (0, one.asked, one.request))
    return [one.request for one in sorted(waiting, key=key)]
