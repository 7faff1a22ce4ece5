"""The public randomness that decides: what can be named before it exists, when it comes to be, and what its value looks like."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any

from participation.kit.dates import say_moment
from participation.kit.errors import Invalid
from participation.kit.language import gettext as _
from participation.kit.language import lazy
from participation.kit.text import clean_line

QUICKNET = "52db9ba70e0cc0f6eaf7803dd07447a1f5477735fd3f661792ba94600c84e971"
"""The hash of drand's chain `quicknet`, run by the League of Entropy."""
QUICKNET_BEGAN = datetime(2023, 8, 23, 15, 9, 27, tzinfo=UTC)
QUICKNET_PERIOD = timedelta(seconds=3)
LATEST = timedelta(days=365)
"""How far ahead randomness can be named."""
_HEX = re.compile(r"[0-9a-f]{64}")
_NUMBERS = re.compile(r"\d{1,3}( \d{1,3}){2,19}")


class Kind(StrEnum):
    """Where chance comes from."""

    DICE = "dice"
    DRAND = "drand"
    OFFICIAL = "official"


KIND_NAMES = {
    Kind.DICE: lazy("Drei zehnseitige Würfel im Saal"),
    Kind.DRAND: lazy("Zufallszahl aus dem Netz drand"),
    Kind.OFFICIAL: lazy("Gewinnzahlen einer staatlichen Lotterie"),
}


@dataclass(frozen=True, slots=True)
class Named:
    """Randomness named before it exists: what stands in the published lottery, and when it comes to be."""

    terms: dict[str, Any]
    happens_at: datetime


def name_randomness(kind: str, source: str, happens_at: datetime | None, drand_round: int | None, now: datetime) -> Named:
    """Check what is to be named. Raises Invalid where it exists already or nobody could tell which one is meant."""
    if kind not in set(Kind):
        raise Invalid(_("Bitte wählen Sie, woher der Zufall kommt."), "kind")
    if kind == Kind.DRAND:
        if drand_round is None or not 0 < drand_round < 10**10:
            raise Invalid(_("Bitte geben Sie die Nummer der drand-Runde an."), "drand_round")
        happens_at = QUICKNET_BEGAN + (drand_round - 1) * QUICKNET_PERIOD
    if happens_at is None:
        raise Invalid(_("Bitte geben Sie an, wann der Zufall entsteht."), "happens_at")
    if not now < happens_at <= now + LATEST:
        field = "drand_round" if kind == Kind.DRAND else "happens_at"
        raise Invalid(
            _("Der Zufall muss in der Zukunft liegen, höchstens ein Jahr entfernt. Genannt ist: %(when)s.", when=say_moment(happens_at)), field
        )
    terms: dict[str, Any] = {"kind": kind, "when": happens_at.astimezone(UTC).isoformat(timespec="seconds")}
    if kind == Kind.DRAND:
        return Named({**terms, "chain": QUICKNET, "round": drand_round}, happens_at)
    source = clean_line(source)[:200]
    if not source:
        raise Invalid(_("Bitte beschreiben Sie genau, welcher Zufall gilt, zum Beispiel Ort oder Ziehung."), "source")
    return Named({**terms, "source": source}, happens_at)


def checked_value(kind: str, raw: str) -> str:
    """A value as it was read, in the one spelling that counts. Raises Invalid where it does not have the form."""
    text = clean_line(raw)[:200]
    if kind == Kind.DICE:
        digits = text.replace(" ", "").replace("-", "")
        if not (len(digits) == 3 and digits.isascii() and digits.isdigit()):
            raise Invalid(_("Bitte geben Sie genau drei Ziffern ein, zum Beispiel 407."), "value")
        return digits
    if kind == Kind.DRAND:
        value = text.lower()
        if not _HEX.fullmatch(value):
            raise Invalid(_("Der Wert „randomness“ einer drand-Runde hat 64 Zeichen von 0 bis 9 und a bis f."), "value")
        return value
    value = " ".join(re.sub(r"[,;/–-]", " ", text).split())
    if not value.isascii() or not _NUMBERS.fullmatch(value):
        raise Invalid(_("Bitte geben Sie die Gewinnzahlen mit Leerzeichen dazwischen ein, in der gezogenen Reihenfolge."), "value")
    return " ".join(str(int(number)) for number in value.split())
