"""Groups of people beside each other: their shares with intervals, and where a group differs from all others by more than chance."""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt

import numpy as np

from participation.methods.surveys.definition import ONE_OF, Kind
from participation.methods.surveys.results.cells import LEAST
from participation.methods.surveys.results.chances import discoveries, normal_beyond
from participation.methods.surveys.results.columns import ANSWERED, Column
from participation.methods.surveys.results.crosses import CannotCross, Cross, cross
from participation.methods.surveys.results.tallies import Mean, Weights, mean
from participation.methods.surveys.results.weights import effective_number


@dataclass(frozen=True, slots=True)
class Difference:
    """How a group's share of an option differs from the share among all others; `believed`: among the differences that are hardly chance."""

    group: str
    option: str
    share: float
    others: float
    chance: float
    believed: bool


@dataclass(frozen=True, slots=True)
class Comparison:
    """Groups as the rows of a table in which small cells are hidden, and the differences that can be shown."""

    table: Cross
    differences: tuple[Difference, ...]


@dataclass(frozen=True, slots=True)
class GroupMean:
    """A group's mean of a number; None where the group has too few people to be shown."""

    group: str
    people: int | None
    mean: Mean | None


def compare(groups: Column, answers: Column, weights: Weights | None = None, least: int = LEAST) -> Comparison:
    """Compare the answers to one question between groups (one answer a person, such as a district or a band of ages).

    Each group against all others by the test of two shares (with weights by effective numbers); of all differences those are believed of which at most
    5 % are expected to be false (Benjamini and Hochberg). Only shares that the table shows are compared. Raises CannotCross.
    """
    table = cross(groups, answers, weights, least)
    assert groups.values is not None  # noqa: S101  # cross has looked
    assert answers.values is not None  # noqa: S101  # as above
    base = (groups.state == ANSWERED) & (answers.state == ANSWERED)
    heavy = np.ones(int(base.sum())) if weights is None else weights[base]
    member, said = groups.values[base], answers.values[base]
    found = []
    for line, group in enumerate(table.rows):
        inside = member == line
        for place, option in enumerate(table.columns):
            if None in (table.people, table.cells[line][place], table.column_totals[place]) or not table.row_totals[line]:
                continue
            chosen = said[:, place] if answers.kind == Kind.MULTIPLE else said == place
            told = _two_shares(chosen, inside, heavy)
            if told is not None:
                found.append((group, option, *told))
    believed = discoveries([chance for *_rest, chance in found])
    return Comparison(table, tuple(Difference(*one, believed=sure) for one, sure in zip(found, believed, strict=True)))


def _two_shares(chosen: np.ndarray, inside: np.ndarray, weights: Weights) -> tuple[float, float, float] | None:
    """The two shares and the chance of a difference as large; None where one side is empty or everybody says the same."""
    sides = []
    for side in (inside, ~inside):
        mass = float(weights[side].sum())
        if mass <= 0:
            return None
        sides.append((float(weights[side & chosen].sum()) / mass, effective_number(weights[side])))
    (one, size), (other, rest) = sides
    pooled = (one * size + other * rest) / (size + rest)
    error = sqrt(max(0.0, pooled * (1 - pooled)) * (1 / size + 1 / rest))
    return (one, other, normal_beyond((one - other) / error)) if error > 0 else None


def compare_means(groups: Column, numbers: Column, weights: Weights | None = None, least: int = LEAST) -> tuple[GroupMean, ...]:
    """The mean of a number in each group that has at least `least` people who gave one. Raises CannotCross."""
    if groups.kind not in ONE_OF | {Kind.SCALE} or groups.values is None:
        raise CannotCross("Gruppen brauchen eine Frage mit einer Antwort.")
    if numbers.kind not in (Kind.NUMBER, Kind.CALCULATION) or numbers.values is None:
        raise CannotCross("Einen Mittelwert gibt es nur von Zahlen.")
    base = (groups.state == ANSWERED) & (numbers.state == ANSWERED)
    heavy = np.ones(len(base)) if weights is None else weights
    found = []
    for place, group in enumerate(groups.labels):
        members = base & (groups.values == place)
        size = int(members.sum())
        enough = size >= least
        found.append(GroupMean(group, size if enough or not size else None, mean(numbers.values[members], heavy[members]) if enough else None))
    return tuple(found)
