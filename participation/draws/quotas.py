"""Quotas as a clerk sets them: proposed from the town's shares, checked cell by cell, explained in sentences."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from participation.councils.models import Council
from participation.kit.language import gettext as _
from participation.kit.language import grouped
from participation.methods.sortition.explain import Change, WhatIf
from participation.methods.sortition.problem import Quota

WHOLE = 10_000
"""The shares of a feature add up to this: hundredths of a percent."""
MOST_SLACK = 10
SHOWN_PRICES = 8
Cell = tuple[str, str]
"""A feature's code and a value's."""


def proposed(council: Council, slack: int = 1) -> list[Quota]:
    """From each share of the population what it means in seats, rounded both ways, with so many seats of slack; without a share, anything."""
    found = []
    for feature in council.features:
        for value in feature.values:
            share = value["share"]
            least, most = 0, council.seats
            if share is not None:
                exact = council.seats * int(share)
                least, most = max(0, exact // WHOLE - slack), min(council.seats, -(-exact // WHOLE) + slack)
            found.append(Quota(feature.code, str(value["code"]), least, most))
    return found


@dataclass(frozen=True)
class Draft:
    """Quotas as they were typed: what could be read, and what is wrong, by cell; a feature's own faults stand at the empty value."""

    quotas: list[Quota]
    typed: Mapping[tuple[str, str, str], str]
    faults: dict[Cell, str] = field(default_factory=dict)


def field_name(bound: str, feature: int, value: int) -> str:
    """The form's name of a cell, by the places of feature and value."""
    return f"{bound}-{feature}-{value}"


def read_quotas(council: Council, sent: Mapping[str, str]) -> Draft:
    """The quotas from a form's fields, with the faults of all cells at once."""
    quotas, typed, faults = [], {}, {}
    for row, feature in enumerate(council.features):
        for column, value in enumerate(feature.values):
            code = str(value["code"])
            bounds = []
            for bound in ("min", "max"):
                text = (sent.get(field_name(bound, row, column)) or "").strip()[:12]
                typed[feature.code, code, bound] = text
                if text.isascii() and text.isdigit() and int(text) <= council.seats:
                    bounds.append(int(text))
            if len(bounds) < 2:
                faults[feature.code, code] = _("Bitte geben Sie zwei ganze Zahlen von 0 bis %(seats)s an.", seats=council.seats)
            elif bounds[0] > bounds[1]:
                faults[feature.code, code] = _("Die kleinste Zahl ist größer als die größte.")
            else:
                quotas.append(Quota(feature.code, code, *bounds))
    return Draft(quotas, typed, {**sum_faults(council, quotas), **faults})


def draft_of(council: Council, quotas: Sequence[Quota]) -> Draft:
    """Stored or proposed quotas as a form shows them."""
    typed = {}
    for quota in quotas:
        typed[quota.feature, quota.value, "min"], typed[quota.feature, quota.value, "max"] = str(quota.minimum), str(quota.maximum)
    return Draft(list(quotas), typed, sum_faults(council, quotas) if quotas else {})


def sum_faults(council: Council, quotas: Sequence[Quota]) -> dict[Cell, str]:
    """Where the bounds of a feature cannot add up to the seats; looked at only where each of its values has its quota."""
    faults = {}
    for feature in council.features:
        own = [quota for quota in quotas if quota.feature == feature.code]
        if len(own) < len(feature.values):
            continue
        least, most = sum(quota.minimum for quota in own), sum(quota.maximum for quota in own)
        if least > council.seats:
            faults[feature.code, ""] = _("Zusammen mindestens %(sum)s, es gibt aber nur %(seats)s Plätze.", sum=least, seats=council.seats)
        elif most < council.seats:
            faults[feature.code, ""] = _("Zusammen höchstens %(sum)s, es gibt aber %(seats)s Plätze.", sum=most, seats=council.seats)
    return faults


def is_complete(council: Council, quotas: Sequence[Quota]) -> bool:
    """Whether each value of each feature has its quota, and no other."""
    known = {(feature.code, code) for feature in council.features for code in feature.codes}
    return bool(known) and known == {(quota.feature, quota.value) for quota in quotas}


def name_of(council: Council, quota: Quota) -> str:
    """A cell in words: `Ortsteil Nord`."""
    feature = next((feature for feature in council.features if feature.code == quota.feature), None)
    return f"{feature.label} {feature.label_of(quota.value)}" if feature is not None else quota.name


def change_words(council: Council, change: Change) -> str:
    """A moved bound: `mindestens 4 statt 5 bei Ortsteil Nord`."""
    where = name_of(council, change.quota)
    if change.bound == "minimum":
        return _("mindestens %(to)s statt %(was)s bei %(where)s", to=change.to, was=change.quota.minimum, where=where)
    return _("höchstens %(to)s statt %(was)s bei %(where)s", to=change.to, was=change.quota.maximum, where=where)


def way_words(council: Council, way: Sequence[Change]) -> str:
    """A way out of a conflict as one phrase."""
    return _(" und ").join(change_words(council, change) for change in way)


def percent_words(share: float) -> str:
    """`9,1 %`."""
    return grouped(f"{share * 100:.1f}") + "\u00a0%"


def price_words(council: Council, now_smallest: float, prices: Sequence[WhatIf]) -> list[str]:
    """What each seat of slack would give to those with the smallest chance, the dearest quotas first."""
    looser = [price for price in prices if price.smallest is not None and _loosens(price.change) and price.smallest > now_smallest + 5e-4]
    looser.sort(key=lambda price: -(price.smallest or 0))
    return [
        _(
            "Ein Platz mehr Spielraum bei %(where)s (%(change)s) hebt die kleinste Chance von %(was)s auf %(to)s.",
            where=name_of(council, price.change.quota),
            change=_("mindestens %(number)s", number=price.change.to)
            if price.change.bound == "minimum"
            else _("höchstens %(number)s", number=price.change.to),
            was=percent_words(now_smallest),
            to=percent_words(price.smallest or 0),
        )
        for price in looser[:SHOWN_PRICES]
    ]


def _loosens(change: Change) -> bool:
    return change.to < change.quota.minimum if change.bound == "minimum" else change.to > change.quota.maximum
