"""Ties: first by the last earlier round in which the options differed, then by lot; and what happens where no lot was drawn.

The lot is not drawn when the tie turns up: its order follows from a seed that was committed before the vote, by HMAC-SHA256 of each
option's name under the seed, smallest value first. Whoever holds the seed can repeat it with any tool:

    printf %s "Name der Option" | openssl dgst -sha256 -mac HMAC -macopt hexkey:SEED
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from participation.methods.counting.outcome import Lot, Outcome, Tie, TiePurpose

MOST_COUNTS = 256
"""How many ways a lot could fall are counted through, at most, to see whether it matters."""


def lot_order(options: Sequence[str], seed: bytes) -> Lot:
    """Derive the order of the lot: HMAC-SHA256 with the seed as key over each name (UTF-8), ascending."""
    drawn = [hmac.new(seed, name.encode("utf-8", "surrogatepass"), hashlib.sha256).digest() for name in options]
    return Lot(seed, tuple(sorted(range(len(options)), key=lambda option: drawn[option])))


@dataclass
class TieBreaker:
    """Breaks the ties of one count and remembers how.

    With `lot`, by its order. Without: by `script` (choices to try), then by the first option on the paper while `guessing`, else not at
    all. `guesses` lists the options among which a choice was made without a lot.
    """

    lot: Lot | None = None
    script: tuple[int, ...] = ()
    guessing: bool = False
    guesses: list[tuple[int, ...]] = field(default_factory=list)

    def pick(
        self,
        tied: Sequence[int],
        history: Sequence[Sequence[int]],
        purpose: TiePurpose,
        round_number: int,
    ) -> tuple[int | None, Tie | None]:
        """Pick the one to exclude (fewest votes) or whose surplus goes first (most) among options equal now.

        `history` are the votes of all earlier rounds, oldest first. Returns the choice (None: open) and the tie to report (None: there
        was only one). Scottish order 2007, rules 49(2)–(3) and 51(2); with three or more, those still equal in the deciding round are
        compared in the rounds before it.
        """
        if len(tied) == 1:
            return tied[0], None
        extreme = min if purpose == "exclusion" else max
        left = list(tied)
        earlier = None
        for number in range(len(history), 0, -1):
            votes = history[number - 1]
            best = extreme(votes[option] for option in left)
            remaining = [option for option in left if votes[option] == best]
            if len(remaining) < len(left):
                left, earlier = remaining, number
            if len(left) == 1:
                return left[0], Tie(purpose, tuple(tied), "earlier-round", (left[0],), round_number, earlier)
        return self._draw(left, tuple(tied), purpose, round_number, earlier)

    def _draw(self, left: list[int], tied: tuple[int, ...], purpose: TiePurpose, round_number: int, earlier: int | None) -> tuple[int | None, Tie]:
        if self.lot is not None:
            ranked = sorted(left, key=self.lot.order.index)
            choice = ranked[-1] if purpose == "exclusion" else ranked[0]
            return choice, Tie(purpose, tied, "lot", (choice,), round_number, earlier)
        if len(self.guesses) < len(self.script):
            choice = self.script[len(self.guesses)]
        elif self.guessing:
            choice = left[0]
        else:
            return None, Tie(purpose, tuple(left), "open", (), round_number, earlier)
        self.guesses.append(tuple(left))
        return choice, Tie(purpose, tied, "immaterial", (choice,), round_number, earlier)


def count_with_ties(count: Callable[[TieBreaker], Outcome], lot: Lot | None, cost: int) -> Outcome:
    """Count once with a lot; without one, see whether the lot could matter at all, and stop at the first tie where it does.

    `cost` says how long one count takes (different ballots, options squared): large counts are tried fewer ways. Ties whose every way
    gives the same winners (in whatever order) are passed over as `immaterial`; where the ways are too many to try, the first tie is
    left open.
    """
    if lot is not None:
        return count(TieBreaker(lot))
    first = TieBreaker(guessing=True)
    outcome = count(first)
    if not first.guesses:
        return outcome
    most = max(2, min(MOST_COUNTS, 2_000_000 // max(1, cost)))
    winners_by_way = _all_ways(count, first, outcome, most)
    settled = 0 if winners_by_way is None else _settled(winners_by_way, first)
    if settled == len(first.guesses):
        return outcome
    chosen = tuple(tied[0] for tied in first.guesses[:settled])
    return count(TieBreaker(script=chosen))


Ways = dict[tuple[int, ...], frozenset[int]]


def _all_ways(count: Callable[[TieBreaker], Outcome], first: TieBreaker, outcome: Outcome, most: int) -> Ways | None:
    """Count every way the lots could fall: choices → winners; None when there are more than `most`."""
    ways: Ways = {tuple(tied[0] for tied in first.guesses): frozenset(outcome.winners)}
    waiting = _alternatives((), first.guesses)
    while waiting:
        if len(ways) + len(waiting) > most:
            return None
        script = waiting.pop()
        breaker = TieBreaker(script=script, guessing=True)
        winners = frozenset(count(breaker).winners)
        choices = script + tuple(tied[0] for tied in breaker.guesses[len(script) :])
        ways[choices] = winners
        waiting += _alternatives(script, breaker.guesses)
    return ways


def _alternatives(script: tuple[int, ...], guesses: list[tuple[int, ...]]) -> list[tuple[int, ...]]:
    """Scripts that differ from this way of counting in exactly one later choice."""
    found = []
    taken = script
    for tied in guesses[len(script) :]:
        found += [(*taken, other) for other in tied[1:]]
        taken = (*taken, tied[0])
    return found


def _settled(ways: Ways, first: TieBreaker) -> int:
    """How many of the first ties, in order, make no difference to the winners."""
    taken: tuple[int, ...] = ()
    for position, tied in enumerate(first.guesses):
        results = []
        for choice in tied:
            prefix = (*taken, choice)
            results.append({winners for way, winners in ways.items() if way[: position + 1] == prefix})
        if any(result != results[0] for result in results):
            return position
        taken = (*taken, tied[0])
    return len(first.guesses)
