"""Cross tables: two questions at once, small cells hidden, with a test that knows of the weights."""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt
from typing import Any

import numpy as np
from numpy.typing import NDArray

from participation.methods.surveys.definition import ONE_OF, Kind
from participation.methods.surveys.results.cells import LEAST, Counts, Hidden, protect
from participation.methods.surveys.results.chances import chi_square_above
from participation.methods.surveys.results.columns import ANSWERED, Column, Mask
from participation.methods.surveys.results.tallies import Share, Weights, share
from participation.methods.surveys.results.weights import effective_number

MOST_CELLS = 1_600


class CannotCross(ValueError):
    """These two questions make no table: why, in German."""


@dataclass(frozen=True, slots=True)
class Test:
    """Whether rows and columns have to do with each other: chi-square over its design effect (Rao and Scott, first order), Cramér's V from 0 to 1."""

    statistic: float
    freedom: int
    chance: float
    design_effect: float
    cramers_v: float


@dataclass(frozen=True, slots=True)
class Cross:
    """A table of people. `cells` and totals: None is hidden. `shares`: of each row's people, None where a number of the row is hidden.

    Of a question with several answers a column counts those who chose it, and the columns do not add up to the row.
    """

    rows: tuple[str, ...]
    columns: tuple[str, ...]
    people: int | None
    cells: tuple[tuple[int | None, ...], ...]
    row_totals: tuple[int | None, ...]
    column_totals: tuple[int | None, ...]
    shares: tuple[tuple[Share | None, ...], ...]
    weighted: tuple[tuple[Share | None, ...], ...] | None
    test: Test | None

    @property
    def withheld(self) -> bool:
        """Whether nothing can be shown."""
        return all(cell in (None, 0) for row in self.cells for cell in row)


def cross(row: Column, column: Column, weights: Weights | None = None, least: int = LEAST) -> Cross:
    """Count who gave which two answers; `row` has one answer a person, `column` one or several. `weights` (n): shown beside, as shares.

    What has fewer than `least` people is hidden, with as much else as is needed that nobody can work it out. Raises CannotCross.
    """
    if row.kind not in ONE_OF | {Kind.SCALE} or row.values is None:
        raise CannotCross("Die Zeilen der Tabelle brauchen eine Frage mit einer Antwort.")
    if column.values is None or column.kind not in ONE_OF | {Kind.SCALE, Kind.MULTIPLE}:
        raise CannotCross("Die Spalten der Tabelle brauchen eine Frage mit einer oder mehreren Antworten.")
    if len(row.labels) * len(column.labels) > MOST_CELLS:
        raise CannotCross(
            f"Die Tabelle hätte {len(row.labels) * len(column.labels)} Felder; erlaubt sind {MOST_CELLS}. Fassen Sie Antworten zusammen."
        )
    base = (row.state == ANSWERED) & (column.state == ANSWERED)
    if column.kind == Kind.MULTIPLE:
        return _of_several(row, column, base, weights, least)
    places = (row.values[base].astype(np.int64), column.values[base].astype(np.int64))
    shape = (len(row.labels), len(column.labels))
    counts = table_of(*places, shape)
    hidden = protect(counts, least)
    heavy = weights[base] if weights is not None else None
    test = None if hidden[-1, -1] else rao_scott(*places, shape, heavy)
    return _shown(row, column, counts, counts.sum(axis=1), hidden, _masses(*places, shape, heavy), heavy, test)


def table_of(rows: NDArray[np.int64], columns: NDArray[np.int64], shape: tuple[int, int]) -> Counts:
    """How many people stand in each cell."""
    return np.bincount(rows * shape[1] + columns, minlength=shape[0] * shape[1]).reshape(shape).astype(np.int64)


def _masses(rows: NDArray[np.int64], columns: NDArray[np.int64], shape: tuple[int, int], weights: Weights | None) -> _Masses | None:
    if weights is None:
        return None
    cells = np.bincount(rows * shape[1] + columns, weights, shape[0] * shape[1]).reshape(shape)
    return _Masses(cells, cells.sum(axis=1), _effective(rows, weights, shape[0]))


def _effective(rows: NDArray[np.int64], weights: Weights, number: int) -> list[float]:
    return [effective_number(weights[rows == row]) for row in range(number)]


@dataclass(frozen=True, slots=True)
class _Masses:
    """Weights added up: in cells, in rows, and each row's effective number."""

    cells: NDArray[Any]
    rows: NDArray[Any]
    effective: list[float]


def _of_several(row: Column, column: Column, base: Mask, weights: Weights | None, least: int) -> Cross:
    """Each option is a table of its own, chosen or not, whose rows are known to all."""
    rows, chosen = row.values[base].astype(np.int64), column.values[base]  # type: ignore[index]  # looked at by cross
    shape = (len(row.labels), len(column.labels))
    counts = np.zeros(shape, dtype=np.int64)
    hidden = np.zeros((shape[0] + 1, shape[1] + 1), dtype=np.bool_)
    in_rows = np.bincount(rows, minlength=shape[0])
    for place in range(shape[1]):
        counts[:, place] = np.bincount(rows[chosen[:, place]], minlength=shape[0])
        guarded = protect(np.stack([counts[:, place], in_rows - counts[:, place]], axis=1), least)
        hidden[:, place] |= guarded[:, 0] | guarded[:, 1]
        hidden[:, -1] |= guarded[:, 2]
    hidden[hidden[:, -1], :-1] = True
    masses = None
    heavy = weights[base] if weights is not None else None
    if heavy is not None:
        cells = np.stack([np.bincount(rows, heavy * chosen[:, place], shape[0]) for place in range(shape[1])], axis=1)
        masses = _Masses(cells, np.bincount(rows, heavy, shape[0]), _effective(rows, heavy, shape[0]))
    return _shown(row, column, counts, in_rows, hidden, masses, heavy, None)


def _shown(
    row: Column, column: Column, counts: Counts, in_rows: NDArray[np.int64], hidden: Hidden, masses: _Masses | None, heavy: Weights | None, test: Test | None
) -> Cross:  # fmt: skip
    def seen(value: int, place: tuple[int, int]) -> int | None:
        return None if hidden[place] else int(value)

    rows, columns = range(counts.shape[0]), range(counts.shape[1])

    def open_to(line: int, place: int) -> bool:
        return not hidden[line, place] and not hidden[line, -1]

    shares = tuple(
        tuple(share(int(counts[line, place]), int(in_rows[line]), int(in_rows[line])) if open_to(line, place) else None for place in columns)
        for line in rows
    )
    weighted = None
    if masses is not None and heavy is not None:
        weighted = tuple(
            tuple(
                share(float(masses.cells[line, place]), float(masses.rows[line]), masses.effective[line]) if open_to(line, place) else None
                for place in columns
            )
            for line in rows
        )
    return Cross(
        row.labels, column.labels, seen(int(in_rows.sum()), (-1, -1)),
        tuple(tuple(seen(int(counts[line, place]), (line, place)) for place in columns) for line in rows),
        tuple(seen(int(in_rows[line]), (line, -1)) for line in rows),
        tuple(seen(int(counts[:, place].sum()), (-1, place)) for place in columns),
        shares, weighted, test,
    )  # fmt: skip


def rao_scott(rows: NDArray[np.int64], columns: NDArray[np.int64], shape: tuple[int, int], weights: Weights | None = None) -> Test | None:
    """Chi-square of independence, divided by the mean design effect of cells and totals; None where a table has fewer than two filled rows or columns.

    Variances of shares as if people came with replacement. Without weights this is Pearson's test.
    Source: J. N. K. Rao, A. J. Scott, On chi-squared tests for multiway contingency tables with cell proportions estimated from survey data,
    Annals of Statistics 12 (1984), section 3.
    """
    size = len(rows)
    heavy = np.ones(size) if weights is None else weights
    total = float(heavy.sum())
    if not size or total <= 0:
        return None
    cells = np.bincount(rows * shape[1] + columns, heavy, shape[0] * shape[1]).reshape(shape) / total
    cells = cells[cells.sum(axis=1) > 0][:, cells.sum(axis=0) > 0]
    high, wide = cells.shape
    if high < 2 or wide < 2:
        return None
    expected = np.outer(cells.sum(axis=1), cells.sum(axis=0))
    phi = float(((cells - expected) ** 2 / expected).sum())
    freedom = (high - 1) * (wide - 1)
    effect = 1.0 if weights is None else _mean_effect(rows, columns, shape, heavy) / freedom
    statistic = size * phi / max(effect, 1e-9)
    return Test(statistic, freedom, chi_square_above(statistic, freedom), effect, sqrt(min(1.0, phi / min(high - 1, wide - 1))))


def _mean_effect(rows: NDArray[np.int64], columns: NDArray[np.int64], shape: tuple[int, int], weights: Weights) -> float:
    """Σ (1 − p) d over the cells, less the same over the totals; d: how much larger a share's variance is than with equal weights."""
    found = 0.0
    for sign, places in ((1, rows * shape[1] + columns), (-1, rows), (-1, columns)):
        number = int(places.max()) + 1
        total, size = weights.sum(), len(weights)
        share_of = np.bincount(places, weights, number) / total
        squares = np.bincount(places, weights**2, number)
        # Σ w² (1{k} − p)² = Σ_k w² (1 − 2p) + p² Σ w²
        variance = (squares * (1 - 2 * share_of) + share_of**2 * squares.sum()) / total**2
        filled = share_of > 0
        found += sign * float((variance[filled] * size / share_of[filled]).sum())  # (1 − p) · v / (p (1 − p) / n)
    return found
