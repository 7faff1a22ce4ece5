"""Groups beside each other, in words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from participation.kit.language import gettext as _
from participation.methods.surveys.definition import Survey as Definition
from participation.methods.surveys.results.comparing import Comparison
from participation.methods.surveys.results.tallies import Share
from participation.surveys.comparisons import marks_of
from participation.surveys.parts import ANSWERS, GROUPS, keys_of
from participation.surveys.showing import key_names, option_name, option_names


@dataclass(frozen=True, slots=True)
class Cell:
    """One group's answer: how many (None: hidden, or not told to everyone), which share (0 to 1), its interval, the weighted share, 1 or −1 where marked."""

    share: float | None
    mark: int = 0
    count: int | None = None
    low: float | None = None
    high: float | None = None
    weighted: float | None = None


@dataclass(frozen=True, slots=True)
class GroupTable:
    """Groups beside each other: the columns are groups, each line one answer."""

    title: str
    groups: tuple[str, ...]
    people: tuple[int | None, ...]
    lines: tuple[tuple[str, tuple[Cell, ...]], ...]
    weighted: bool


def exact_table(definition: Definition, groups: str, answers: str, found: Comparison) -> GroupTable:
    """A comparison as those see it who run the survey."""
    table, marks = found.table, marks_of(found)
    cells = [
        tuple(
            _exact(
                table.cells[line][place],
                table.shares[line][place],
                table.weighted[line][place] if table.weighted else None,
                marks.get((group, option), 0),
            )
            for line, group in enumerate(table.rows)
        )
        for place, option in enumerate(table.columns)
    ]
    return _table(definition, groups, answers, table.rows, table.row_totals, table.columns, cells, weighted=table.weighted is not None)


def _exact(count: int | None, share: Share | None, weighted: Share | None, mark: int) -> Cell:
    if count is None or share is None:
        return Cell(None)
    return Cell(share.value, mark, count, share.low, share.high, weighted.value if weighted is not None else None)


def fixed_table(definition: Definition, told: Mapping[str, Any]) -> GroupTable:
    """A comparison as everyone sees it: what the kept result says of it."""
    lines = told["lines"]
    cells = [tuple(_rounded(line, place) for line in lines) for place in range(len(told["options"]))]
    names, people = [line["group"] for line in lines], [line["people"] for line in lines]
    heavy = any(line["weighted"] for line in lines)
    return _table(definition, told["groups"], told["answers"], names, people, told["options"], cells, weighted=heavy)


def _rounded(line: Mapping[str, Any], place: int) -> Cell:
    share, heavy = line["shares"][place], line["weighted"][place] if line["weighted"] else None
    return Cell(None if share is None else share / 100, line["marks"][place], weighted=None if heavy is None else heavy / 100)


def _table(
    definition: Definition, groups: str, answers: str, rows: Any, people: Any, columns: Any, cells: list[tuple[Cell, ...]], *, weighted: bool
) -> GroupTable:
    """Names for what the codes say; groups in which nobody is are left out."""
    main = definition.languages[0]
    by_group, _row = keys_of(definition, GROUPS)[groups]
    by_answer, _row = keys_of(definition, ANSWERS)[answers]
    group_names, names = option_names(by_group, main), option_names(by_answer, main)
    there = [place for place, number in enumerate(people) if number != 0]
    return GroupTable(
        _(
            "%(question)s – nach: %(groups)s",
            question=dict(key_names(definition, ANSWERS))[answers],
            groups=dict(key_names(definition, GROUPS))[groups],
        ),
        tuple(option_name(by_group, group_names, rows[place]) for place in there),
        tuple(people[place] for place in there),
        tuple((option_name(by_answer, names, code), tuple(line[place] for place in there)) for code, line in zip(columns, cells, strict=True)),
        weighted,
    )
