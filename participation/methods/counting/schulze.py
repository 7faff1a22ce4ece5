"""Schulze's method (beatpath): compare all options in pairs, and follow the strongest chains of wins.

Strength by winning votes, as Debian's constitution (A.6) and Schulze (2011) do: a pair's win counts the voters who prefer the winner.
Options left off a ballot are below all that are on it and equal among themselves.
"""

from __future__ import annotations

from collections.abc import Sequence

from participation.methods.counting.ballots import RankedBallots
from participation.methods.counting.lots import lot_order
from participation.methods.counting.margin import NOT_COMPUTED, beatpath_margin
from participation.methods.counting.outcome import Outcome
from participation.methods.counting.simple import fill_seats
from participation.methods.counting.terms import Terms

Matrix = tuple[tuple[int, ...], ...]


def count_schulze(ballots: RankedBallots, terms: Terms) -> Outcome:
    """Rank all options; the best win the seats (for several seats: simply the upper part of the ranking, not in proportion)."""
    matrix = pairwise(ballots)
    paths = strongest_paths(matrix)
    ranking = ranked(paths)
    lot = None if terms.seed is None else lot_order(ballots.options, terms.seed)
    valid = ballots.total - ballots.blank
    winners, ties = fill_seats(ranking, terms.seats, lot) if valid else ((), ())
    single = len(winners) == terms.seats == 1
    return Outcome(
        rule="schulze",
        options=ballots.options,
        winners=winners,
        seats=terms.seats,
        total=ballots.total,
        valid=valid,
        blank=ballots.blank,
        invalid=0,
        ties=ties,
        margin=beatpath_margin(matrix, winners[0]) if single else NOT_COMPUTED,
        complete=not any(tie.decided_by == "open" for tie in ties),
        lot=lot,
        eligible=terms.eligible,
        ranking=ranking,
        pairwise=matrix,
        paths=paths,
    )


def pairwise(ballots: RankedBallots) -> Matrix:
    """How many ballots prefer each row to each column.

    A row is added up as one long integer with a field for each column, wide enough for all ballots: one addition a mark instead of one
    a pair.
    """
    size = len(ballots.options)
    width = max(1, ballots.total.bit_length())
    field = [1 << width * option for option in range(size)]
    everyone = sum(field)
    rows = [0] * size
    for ranking, number in ballots.rankings.items():
        below = everyone
        if number == 1:
            for option in ranking:
                below -= field[option]
                rows[option] += below
        else:
            for option in ranking:
                below -= field[option]
                rows[option] += below * number
    for ranks, number in ballots.weak.items():
        below = everyone
        for rank in ranks:
            below -= sum(field[option] for option in rank)
            for option in rank:
                rows[option] += below * number
    ones = (1 << width) - 1
    return tuple(tuple(row >> width * column & ones for column in range(size)) for row in rows)


def strongest_paths(matrix: Matrix) -> Matrix:
    """The strength of the strongest path from each row to each column: its weakest win (Floyd and Warshall)."""
    size = len(matrix)
    paths = [[matrix[i][j] if matrix[i][j] > matrix[j][i] else 0 for j in range(size)] for i in range(size)]
    for middle in range(size):
        through = paths[middle]
        for start, row in enumerate(paths):
            reach = row[middle]
            if start == middle or not reach:
                continue
            row[:] = [
                direct if direct >= reach or direct >= onward else (onward if onward < reach else reach)
                for direct, onward in zip(row, through, strict=True)
            ]
            row[start] = 0
    return tuple(tuple(row) for row in paths)


def ranked(paths: Matrix) -> tuple[tuple[int, ...], ...]:
    """Levels from best to last: each holds the options that none of those left beats along paths."""
    left = list(range(len(paths)))
    levels: list[tuple[int, ...]] = []
    while left:
        level = tuple(option for option in left if not _beaten(option, left, paths))
        levels.append(level)
        left = [option for option in left if option not in level]
    return tuple(levels)


def _beaten(option: int, left: Sequence[int], paths: Matrix) -> bool:
    return any(paths[other][option] > paths[option][other] for other in left)
