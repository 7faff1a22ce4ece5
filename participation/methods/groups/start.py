"""A first seating from a difference matrix: where one is found, no two people meet twice.

Tables t, people in columns of t. In round r the person in row j of column i sits at table (j + a[r][i]) mod t. Two people of columns i and k meet in
two rounds r and s only if a[r][i] − a[r][k] = a[s][i] − a[s][k] mod t; so all differences of two columns shall differ (Bose and Bush, 1952,
"Orthogonal arrays of strength two and three"). People of one column never meet at all, which also deals out whoever is alike.
"""

from __future__ import annotations

from random import Random

_TRIES = 4000


def difference_matrix(tables: int, rounds: int, columns: int, chance: Random) -> list[list[int]]:
    """For each column one shift a round; columns whose differences could not all be made different have as few equal ones as were found."""
    found = [[0] * rounds]
    while len(found) < columns:
        found.append(_column(found, tables, rounds, chance))
    return found


def _column(found: list[list[int]], tables: int, rounds: int, chance: Random) -> list[int]:
    best, fewest = [0] * rounds, rounds * len(found) + 1
    for _try in range(max(1, _TRIES // (rounds * len(found)))):
        column, equal = _greedy(found, tables, rounds, chance)
        if equal < fewest:
            best, fewest = column, equal
        if not fewest:
            break
    return best


def _greedy(found: list[list[int]], tables: int, rounds: int, chance: Random) -> tuple[list[int], int]:
    seen = [set[int]() for _column in found]
    column, equal = [], 0
    for number in range(rounds):
        order = sorted(range(tables), key=lambda _shift: chance.random())
        clashes = [sum((shift - other[number]) % tables in met for other, met in zip(found, seen, strict=True)) for shift in order]
        shift = order[clashes.index(min(clashes))]
        equal += min(clashes)
        for other, met in zip(found, seen, strict=True):
            met.add((shift - other[number]) % tables)
        column.append(shift)
    return column, equal


def first_rounds(order: list[int], tables: int, rounds: int, chance: Random) -> list[list[list[int]]]:
    """People in `order`, one column after the other, at their tables in each round; sizes differ by at most one."""
    shifts = difference_matrix(tables, rounds, -(-len(order) // tables), chance)
    seated: list[list[list[int]]] = [[[] for _table in range(tables)] for _round in range(rounds)]
    for place, person in enumerate(order):
        column, row = divmod(place, tables)
        for number in range(rounds):
            seated[number][(row + shifts[column][number]) % tables].append(person)
    return seated
