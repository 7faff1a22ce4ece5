"""How the pool stands beside the town: numbers by feature, small ones hidden, and who is missing. Pure but for the reading of the pool."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from sqlalchemy.orm import Session

from participation.councils.features import WHOLE
from participation.councils.models import Council
from participation.invitations.pool import said_yes
from participation.kit.sealing import Seals

SMALLEST = 5
"""Numbers below this are not shown."""
ENOUGH = 2
"""So many people for a seat make a draw by quotas easy; fewer are called missing."""


@dataclass(frozen=True, slots=True)
class Standing:
    """One value of a feature: how many said yes (None: hidden), the town's share and the pool's, and whether too few came."""

    label: str
    number: int | None
    town: Fraction | None
    pool: Fraction | None
    is_missing: bool


@dataclass(frozen=True, slots=True)
class FeatureStanding:
    """A feature with its values, and how many did not want to say."""

    label: str
    values: tuple[Standing, ...]
    untold: int


def shielded(counts: Mapping[str, int], smallest: int = SMALLEST) -> dict[str, int | None]:
    """Counts that add up to a known total, with those below `smallest` hidden, and one more where the rest would betray a single one.

    Zero stays zero: it names nobody.
    """
    hidden = {key for key, count in counts.items() if 0 < count < smallest}
    others = sorted((key for key, count in counts.items() if count and key not in hidden), key=lambda key: (counts[key], key))
    if len(hidden) == 1 and others:
        hidden.add(others[0])
    return {key: None if key in hidden else count for key, count in counts.items()}


def standing_of(session: Session, council: Council, seals: Seals) -> tuple[int, int, list[FeatureStanding]]:
    """How many said yes, how many of them can be drawn, and each feature's standing."""
    people = list(said_yes(session, council, seals))
    drawable = sum(len(person.features) == len(council.features) for person in people)
    found = []
    for feature in council.features:
        counts = Counter(person.features.get(feature.code, "") for person in people)
        shown = shielded({code: counts[code] for code in feature.codes})
        values = []
        for value in feature.values:
            code, share = str(value["code"]), value["share"]
            town = Fraction(int(share), WHOLE) if share is not None else None
            number = shown[code]
            pool = Fraction(number, len(people)) if number is not None and people else None
            missing = town is not None and counts[code] < int(ENOUGH * town * council.seats)
            values.append(Standing(str(value["label"]), number, town, pool, missing))
        found.append(FeatureStanding(feature.label, tuple(values), counts[""]))
    return len(people), drawable, found
