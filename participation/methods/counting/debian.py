"""Schulze's method as Debian's constitution (A.5) runs it: a quorum and a majority against the default option, then the Schwartz set.

Options that too few prefer to the default option, or that do not beat it by their ratio, are taken out first. Among the others, as long
as nobody is unbeaten, the weakest win of the leading circle is left out.
"""

from __future__ import annotations

from collections.abc import Collection
from fractions import Fraction

from participation.methods.counting.ballots import CountingError, RankedBallots
from participation.methods.counting.lots import lot_order
from participation.methods.counting.margin import NOT_COMPUTED
from participation.methods.counting.outcome import Dropped, Outcome
from participation.methods.counting.schulze import Matrix, pairwise, ranked, strongest_paths
from participation.methods.counting.simple import fill_seats
from participation.methods.counting.terms import Terms

Defeat = tuple[int, int]


def count_schulze_debian(ballots: RankedBallots, terms: Terms) -> Outcome:
    """Find the one winner; it may be the default option. Needs `terms.default_option`; raises CountingError."""
    default = _default(ballots, terms)
    if terms.seats != 1:
        raise CountingError("Die Schulze-Methode in Debians Form vergibt genau einen Platz.")
    matrix = pairwise(ballots)
    dropped = _dropped(matrix, default, ballots, terms)
    out = {one.option for one in dropped}
    left = [option for option in range(len(ballots.options)) if option not in out]
    best, cut = schwartz_winners(matrix, left)
    lot = None if terms.seed is None else lot_order(ballots.options, terms.seed)
    valid = ballots.total - ballots.blank
    winners, ties = fill_seats([best], 1, lot) if valid else ((), ())
    return Outcome(
        rule="schulze-debian",
        options=ballots.options,
        winners=winners,
        seats=1,
        total=ballots.total,
        valid=valid,
        blank=ballots.blank,
        invalid=0,
        ties=ties,
        margin=NOT_COMPUTED,
        complete=not any(tie.decided_by == "open" for tie in ties),
        lot=lot,
        eligible=terms.eligible,
        ranking=_ranking(matrix, left),
        pairwise=matrix,
        paths=strongest_paths(matrix),
        default_option=default,
        dropped=dropped,
        cut=cut,
    )


def _default(ballots: RankedBallots, terms: Terms) -> int:
    for name in (terms.default_option, *(name for name, _ratio in terms.majorities)):
        if name is None:
            raise CountingError("Diese Regel braucht die Angabe, welche Option „nichts davon“ bedeutet (default_option).")
        if name not in ballots.options:
            raise CountingError(f"Die Option „{name[:80]}“ steht nicht auf dem Stimmzettel.")
    return ballots.options.index(terms.default_option or "")


def _dropped(matrix: Matrix, default: int, ballots: RankedBallots, terms: Terms) -> tuple[Dropped, ...]:
    """Quorum before majority, as the constitution has it; more than equality is asked even for the ratio 1."""
    ratios = dict(terms.majorities)
    found = []
    for option, name in enumerate(ballots.options):
        if option == default:
            continue
        in_favour, against = matrix[option][default], matrix[default][option]
        ratio = ratios.get(name, Fraction(1))
        if terms.support_quorum is not None and in_favour < terms.support_quorum:
            found.append(Dropped(option, "quorum", in_favour, against, terms.support_quorum))
        elif in_favour < ratio * against or in_favour <= against:
            found.append(Dropped(option, "majority", in_favour, against, ratio))
    return tuple(found)


def schwartz_winners(matrix: Matrix, options: Collection[int]) -> tuple[list[int], tuple[tuple[Defeat, ...], ...]]:
    """The options that nobody left beats, after leaving out the weakest wins of the circle as often as needed, and those wins by step."""
    defeats = {(one, other) for one in options for other in options if matrix[one][other] > matrix[other][one]}
    left = set(options)
    cut: list[tuple[Defeat, ...]] = []
    while True:
        left = _schwartz_set(defeats, left)
        defeats = {defeat for defeat in defeats if left.issuperset(defeat)}
        if not defeats:
            return sorted(left), tuple(cut)
        weakest = min(_strength(matrix, defeat) for defeat in defeats)
        cut.append(tuple(sorted(defeat for defeat in defeats if _strength(matrix, defeat) == weakest)))
        defeats -= set(cut[-1])


def _strength(matrix: Matrix, defeat: Defeat) -> tuple[int, int]:
    winner, loser = defeat
    return matrix[winner][loser], -matrix[loser][winner]


def _schwartz_set(defeats: Collection[Defeat], options: Collection[int]) -> set[int]:
    """Options that beat, directly or over others, everyone who beats them so."""
    beaten = {option: {loser for winner, loser in defeats if winner == option} for option in options}
    for middle in options:
        for option in options:
            if middle in beaten[option]:
                beaten[option] |= beaten[middle]
    return {option for option in options if all(other in beaten[option] for other in options if option in beaten[other])}


def _ranking(matrix: Matrix, left: list[int]) -> tuple[tuple[int, ...], ...]:
    """The options left, ranked along the strongest paths among them (for orientation: the winner comes from the Schwartz set)."""
    among = tuple(tuple(matrix[one][other] for other in left) for one in left)
    return tuple(tuple(left[place] for place in level) for level in ranked(strongest_paths(among)))
