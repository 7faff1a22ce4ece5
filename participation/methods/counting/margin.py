"""How close it was: the smallest number of ballots that, marked differently, would alter who wins.

The number of ballots stays as it is. Where the exact number is out of reach (IRV, STV, Schulze in general: NP-hard or open) the
kind says what is known instead, see `Margin`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from participation.methods.counting.outcome import Check, Margin

NOT_COMPUTED = Margin("not-computed")


def yes_no_margin(yes: int, no: int, others: int, checks: Sequence[Check]) -> Margin:
    """Exact; `others` are abstentions, blank and invalid ballots. A missed turnout cannot be altered by marking differently."""
    if any(check.name == "turnout" and not check.met for check in checks):
        return NOT_COMPUTED
    needed = max((check.required for check in checks if check.name == "consent"), default=0)
    to_yes = max(1, needed - yes, (no - yes) // 2 + 1)
    to_no = max(1, needed - no, -(-(yes - no) // 2))
    ways = []
    if yes > no and yes >= needed:
        ways = [to_no_side(yes, no), yes - needed + 1 if needed else None]
    elif no >= needed and yes + no:
        ways = [(no - yes) // 2 + 1, no - needed + 1 if needed else None]
    else:
        ways = [to_yes if to_yes <= no + others else None, to_no if to_no <= yes + others else None]
    found = [way for way in ways if way is not None]
    return Margin("exact", min(found)) if found else NOT_COMPUTED


def to_no_side(yes: int, no: int) -> int:
    """Ballots that must turn from yes to no until yes is no longer ahead."""
    return -(-(yes - no) // 2)


def plurality_margin(votes: Sequence[int], seats: int) -> Margin:
    """Exact: a ballot that changes sides moves the last winner and the first loser by one each."""
    if len(votes) <= seats:
        return NOT_COMPUTED
    ranked = sorted(votes, reverse=True)
    last_in, first_out = ranked[seats - 1], ranked[seats]
    if not last_in:
        return NOT_COMPUTED
    return Margin("exact", max(1, -(-(last_in - first_out) // 2)))


approval_margin = plurality_margin
"""Exact too: a ballot can drop the last winner and add the first loser, and enough ballots name the one without the other."""


def runoff_margin(first: int, second: int) -> Margin:
    """IRV: the last round's difference gives an upper bound; a smaller change in an earlier round may do (Magrino et al. 2011)."""
    return Margin("at-most", max(1, -(-(first - second) // 2)))


def beatpath_margin(pairwise: Sequence[Sequence[int]], winner: int) -> Margin:
    """Schulze: who beats everybody in pairs wins as long as that holds, so half the narrowest win is a lower bound."""
    leads = [pairwise[winner][other] - pairwise[other][winner] for other in range(len(pairwise)) if other != winner]
    if not leads or min(leads) <= 0:
        return NOT_COMPUTED
    return Margin("at-least", -(-min(leads) // 2))


MOST_COMPARISONS = 3_000_000


def sum_margin(totals: Sequence[int], rows: Sequence[tuple[Sequence[int], int]], seats: int, lowest: int, highest: int) -> Margin:
    """Sums of numbers, more is better: exact where the pairs are few enough to try, else what the widest change of a ballot allows.

    For a winner and a loser, a changed ballot gives the loser the highest number and the winner the lowest; the ballots that move most
    go first. The smallest number over all pairs is exact, as no pair can be turned with fewer.
    """
    order = sorted(range(len(totals)), key=lambda option: -totals[option])
    winners, losers = order[:seats], order[seats:]
    if not losers or totals[winners[-1]] == totals[losers[0]]:
        return Margin("exact", 1) if losers and rows else NOT_COMPUTED
    if len(winners) * len(losers) * max(1, len(rows)) > MOST_COMPARISONS:
        return Margin("at-least", -(-(totals[winners[-1]] - totals[losers[0]]) // (2 * (highest - lowest))))
    needed = [_turned(totals[winner] - totals[loser], winner, loser, rows, highest - lowest) for winner in winners for loser in losers]
    found = [number for number in needed if number is not None]
    return Margin("exact", min(found)) if found else NOT_COMPUTED


def _turned(lead: int, winner: int, loser: int, rows: Sequence[tuple[Sequence[int], int]], width: int) -> int | None:
    """How many ballots must change until this lead is gone; None where all of them do not suffice."""
    gains: Counter[int] = Counter()
    for marks, number in rows:
        gains[width + marks[winner] - marks[loser]] += number
    changed = 0
    for gain in sorted(gains, reverse=True):
        if gain <= 0:
            return None
        needed = -(-lead // gain)
        if needed <= gains[gain]:
            return changed + needed
        changed += gains[gain]
        lead -= gains[gain] * gain
    return None
