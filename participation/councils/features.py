"""The features with which a council begins: those that German cities draw by, with their usual values."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from participation.councils.models import FeatureSource
from participation.kit.errors import Invalid
from participation.kit.language import gettext as _
from participation.kit.text import clean_line

WHOLE = 10_000
"""All shares of a feature together, in hundredths of a percent."""
MOST_FEATURES = 12
MOST_VALUES = 30


@dataclass(frozen=True, slots=True)
class Value:
    """One value of a feature: `code` for files, `label` for people, `share` of the population in hundredths of a percent."""

    code: str
    label: str
    share: int | None = None


@dataclass(frozen=True, slots=True)
class FeatureDraft:
    """A feature as it is set up."""

    code: str
    label: str
    source: FeatureSource
    values: tuple[Value, ...]
    share_source: str = ""


def usual_features(districts: Sequence[str]) -> tuple[FeatureDraft, ...]:
    """District, age group and sex from the register; education and where one's family comes from, which only the invited can say.

    In German whatever language the page speaks: they are stored, shown to everybody, and their labels are what files are compared with.
    """
    values = tuple(Value(name, name) for name in districts) or (Value("town", "ganze Stadt"),)
    return (
        FeatureDraft("district", "Ortsteil", FeatureSource.REGISTER, values),
        FeatureDraft("age", "Alter", FeatureSource.REGISTER, tuple(Value(code, label) for code, label, _first, _last in age_groups())),
        FeatureDraft("sex", "Geschlecht", FeatureSource.REGISTER, (Value("f", "weiblich"), Value("m", "männlich"), Value("d", "divers"))),
        FeatureDraft(
            "education",
            "Höchster Abschluss",
            FeatureSource.ASKED,
            (
                Value("none", "kein Abschluss oder Hauptschule"),
                Value("middle", "mittlere Reife"),
                Value("upper", "Abitur oder Fachabitur"),
                Value("degree", "Hochschule oder Meister"),
            ),
        ),
        FeatureDraft(
            "background",
            "Einwanderung",
            FeatureSource.ASKED,
            (Value("yes", "selbst oder ein Elternteil eingewandert"), Value("no", "nicht eingewandert")),
        ),
    )


def age_groups() -> tuple[tuple[str, str, int, int], ...]:
    """Code, label, first and last year of age."""
    return (
        ("16-29", "16 bis 29", 16, 29),
        ("30-44", "30 bis 44", 30, 44),
        ("45-59", "45 bis 59", 45, 59),
        ("60-74", "60 bis 74", 60, 74),
        ("75+", "75 und älter", 75, 130),
    )


def age_group(age: int) -> str:
    """The code of an age in years; empty below 16."""
    return next((code for code, _label, first, last in age_groups() if first <= age <= last), "")


def checked(drafts: Sequence[FeatureDraft]) -> tuple[FeatureDraft, ...]:
    """The features cleaned. Raises Invalid where codes are missing or twice, or shares do not add up to 100 percent."""
    if not 1 <= len(drafts) <= MOST_FEATURES:
        raise Invalid(_("Bitte geben Sie zwischen 1 und %(most)s Merkmale an.", most=MOST_FEATURES))
    clean = tuple(_checked(draft) for draft in drafts)
    if len({draft.code for draft in clean}) < len(clean):
        raise Invalid(_("Jedes Merkmal darf nur einmal vorkommen."))
    return clean


def _checked(draft: FeatureDraft) -> FeatureDraft:
    label = clean_line(draft.label)[:80]
    values = tuple(Value(clean_line(value.code)[:40], clean_line(value.label)[:80], value.share) for value in draft.values)
    if not label or not clean_line(draft.code):
        raise Invalid(_("Bitte geben Sie jedem Merkmal einen Namen."))
    if not 1 <= len(values) <= MOST_VALUES or not all(value.code and value.label for value in values):
        raise Invalid(_("„%(feature)s“ braucht zwischen 1 und %(most)s benannte Werte.", feature=label, most=MOST_VALUES))
    if len({value.code for value in values}) < len(values):
        raise Invalid(_("Bei „%(feature)s“ steht ein Wert zweimal.", feature=label))
    shares = [value.share for value in values]
    known = [share for share in shares if share is not None]
    if known and (len(known) < len(shares) or sum(known) != WHOLE or min(known) < 0):
        raise Invalid(_("Bei „%(feature)s“ müssen die Anteile zusammen 100 Prozent ergeben.", feature=label))
    return FeatureDraft(clean_line(draft.code)[:40], label, draft.source, values, clean_line(draft.share_source)[:200])
