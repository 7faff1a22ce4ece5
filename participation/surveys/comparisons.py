"""Groups beside each other: for those who run a survey as exact as a table may be, for everyone rounded and only where it was chosen before the close."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from participation.methods.surveys.results.columns import Column
from participation.methods.surveys.results.comparing import Comparison, compare
from participation.methods.surveys.results.crosses import CannotCross
from participation.methods.surveys.results.tallies import Weights
from participation.surveys.parts import column_for

ROUNDED = 10
"""Group sizes that everyone sees are rounded to tens, shares to whole percent."""


def compared(columns: Mapping[str, Column], groups: str, answers: str, weights: Weights | None = None) -> Comparison | None:
    """Two columns by their keys; None where there are too few numbers for bands. Raises CannotCross."""
    sides = column_for(columns, groups), column_for(columns, answers)
    return None if sides[0] is None or sides[1] is None else compare(sides[0], sides[1], weights)


def marks_of(found: Comparison) -> dict[tuple[str, str], int]:
    """(group, option) → 1 where the group says it more often than all others, −1 where less often, by more than chance."""
    return {(one.group, one.option): 1 if one.share > one.others else -1 for one in found.differences if one.believed}


def fixed_comparisons(columns: Mapping[str, Column], groups: str, questions: Sequence[str], weights: Weights | None) -> list[dict[str, Any]]:
    """What everyone may see of the groups, as a value that JSON knows; a table in which nothing can be shown is left out."""
    found = []
    for key in questions:
        try:
            one = compared(columns, groups, key, weights)
        except CannotCross:
            continue
        if one is not None and not one.table.withheld:
            found.append({"groups": groups, "answers": key, **_rounded(one)})
    return found


def _rounded(found: Comparison) -> dict[str, Any]:
    table, marks = found.table, marks_of(found)
    lines = []
    for place, group in enumerate(table.rows):
        total = table.row_totals[place]
        shares = [round(share.value * 100) if share is not None else None for share in table.shares[place]]
        heavy = [round(share.value * 100) if share is not None else None for share in table.weighted[place]] if table.weighted else []
        lines.append(
            {
                "group": group,
                "people": None if total is None else ROUNDED * round(total / ROUNDED),
                "shares": shares,
                "weighted": heavy,
                "marks": [marks.get((group, option), 0) for option in table.columns],
            }
        )
    return {"options": list(table.columns), "lines": lines}
