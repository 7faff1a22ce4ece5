"""What the result page shows of a count by numbers: sums, means, resistances or middle grades, and how often each number was given."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from participation.kit.language import gettext as _
from participation.kit.language import language

Json = Mapping[str, Any]


def is_scored(outcome: Json) -> bool:
    """Whether a stored outcome comes from numbers."""
    return "grades" in outcome


def bar_values(outcome: Json) -> list[tuple[str, int | float]]:
    """What the bars show: each option's sum, mean or resistance. Grades have no sum, so they have no bars."""
    values = outcome.get("values", {})
    known = {name: Fraction(value) for name, value in values.items() if value is not None}
    return [(name, int(value) if value.denominator == 1 else round(float(value), 2)) for name, value in known.items()]


def score_rows(outcome: Json) -> list[list[str]]:
    """A line for each option in the order of the result: name, and what decides (with shares of better and worse for grades)."""
    if not is_scored(outcome):
        return []
    order = [name for level in outcome["ranking"] for name in level]
    order += [name for name in outcome["options"] if name not in order]
    if "gauges" in outcome:
        return [[name, *_gauge(outcome, outcome["gauges"][name])] for name in order]
    return [[name, _exact(outcome["values"][name])] for name in order] if "values" in outcome else []  # an empty urn has no middle grades


def scale_words(outcome: Json) -> list[str]:
    """The numbers of the scale in words, from the lowest up."""
    if not is_scored(outcome):
        return []
    lowest, highest = outcome["scale"]
    names = outcome["grade_names"]
    return [_(names[mark - lowest]) if names else str(mark) for mark in range(lowest, highest + 1)]


def count_rows(outcome: Json) -> list[list[str]]:
    """A line for each option: how often each number was given, and how often none."""
    if not is_scored(outcome):
        return []
    return [[name, *(str(number) for number in outcome["grades"][name]), str(outcome["missing"][name])] for name in outcome["options"]]


def _gauge(outcome: Json, gauge: Json) -> list[str]:
    lowest, names = outcome["scale"][0], outcome["grade_names"]
    middle = int(gauge["grade"])
    grade = _(names[middle - lowest]) if names else str(middle)
    return [grade, str(gauge["better"]), str(gauge["worse"])]


def _exact(value: str | None) -> str:
    if value is None:
        return _("keine Zahl")
    found = Fraction(value)
    if found.denominator == 1:
        return str(found.numerator)
    shown = f"{float(found):.2f}"
    return f"{shown.replace('.', ',') if language() == 'de' else shown} ({found.numerator}/{found.denominator})"
