"""Money as people type and read it: whole cents, nothing in floating point."""

from __future__ import annotations

import re

from participation.kit.language import gettext as _
from participation.kit.language import grouped, language

MOST_CENTS = 10**12
"""Ten thousand million euros: more than any city spends."""

_EUROS = re.compile(r"(\d{1,3}(?:[. ]\d{3})+|\d{1,12})(?:,(\d{1,2})|,-)?", re.ASCII)


def read_euros(typed: str) -> int | None:
    """`12.500`, `12500,50` or `12.500 €` in cents; None for nothing.

    Raises ValueError for what is no amount in the German manner, also for `12.5` and `1,000.00`, which could mean two things.
    """
    text = typed.replace("€", "").replace("Euro", "").replace("\u00a0", " ").replace("\u202f", " ").strip()
    if not text:
        return None
    found = _EUROS.fullmatch(text)
    if found is None:
        raise ValueError(_("Bitte geben Sie einen Betrag in Euro an, zum Beispiel 12.500 oder 12.500,50."))
    cents = int(re.sub(r"[. ]", "", found[1])) * 100 + int((found[2] or "0").ljust(2, "0"))
    if cents > MOST_CENTS:
        raise ValueError(_("Dieser Betrag ist zu groß. Bitte prüfen Sie die Nullen."))
    return cents


def type_euros(cents: int | None) -> str:
    """Cents as one would type them: `12500` or `12500,50`."""
    if cents is None:
        return ""
    return str(cents // 100) + (f",{cents % 100:02d}" if cents % 100 else "")


def say_euros(cents: int) -> str:
    """`12.500 €` or `12.500,50 €`, exact to the cent; English `€12,500`."""
    whole = f"{cents // 100:,}" + (f".{cents % 100:02d}" if cents % 100 else "")
    return f"{grouped(whole)}\u00a0€" if language() == "de" else f"€{grouped(whole)}"
