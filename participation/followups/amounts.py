"""Money and months as people type and read them: whole cents, whole months, nothing in floating point."""

from __future__ import annotations

import re
from datetime import date

from participation.kit.dates import MONTHS
from participation.kit.language import gettext as _
from participation.kit.language import grouped, language

MOST_CENTS = 10**12
"""Ten thousand million euros: more than any city spends."""
FIRST_YEAR, LAST_YEAR = 2000, 2100

_EUROS = re.compile(r"(\d{1,3}(?:[. ]\d{3})+|\d{1,12})(?:,(\d{1,2})|,-)?", re.ASCII)
_ISO_MONTH = re.compile(r"(\d{4})-(\d{1,2})", re.ASCII)
_NUMBER_MONTH = re.compile(r"(\d{1,2})\s*[./]\s*(\d{4})", re.ASCII)
_NAMED_MONTH = re.compile(r"(\w+)\.?\s+(\d{4})")


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


def read_month(typed: str) -> date | None:
    """`2027-03`, `03.2027` or `März 2027` as that month's first day; None for nothing. Raises ValueError for anything else."""
    text = typed.strip()
    if not text:
        return None
    year, month = _year_and_month(text)
    if not (1 <= month <= 12 and FIRST_YEAR <= year <= LAST_YEAR):
        raise ValueError(_("Bitte geben Sie Monat und Jahr an, zum Beispiel 03.2027."))
    return date(year, month, 1)


def _year_and_month(text: str) -> tuple[int, int]:
    if found := _ISO_MONTH.fullmatch(text):
        return int(found[1]), int(found[2])
    if found := _NUMBER_MONTH.fullmatch(text):
        return int(found[2]), int(found[1])
    if (found := _NAMED_MONTH.fullmatch(text)) and found[2].isascii():
        names = [name.casefold() for name in MONTHS["de"]] + [name.casefold() for name in MONTHS["en"]]
        if found[1].casefold() in names:
            return int(found[2]), names.index(found[1].casefold()) % 12 + 1
    return 0, 0


def say_month(value: date) -> str:
    """`März 2027`."""
    return f"{MONTHS[language()][value.month - 1]} {value.year}"


def say_period(from_month: date | None, to_month: date | None) -> str:
    """`März 2027 bis Juni 2028`, `ab März 2027`, `bis Juni 2028`; nothing where neither is known."""
    if from_month and to_month:
        if from_month == to_month:
            return say_month(from_month)
        return _("%(begin)s bis %(end)s", begin=say_month(from_month), end=say_month(to_month))
    if from_month:
        return _("ab %(month)s", month=say_month(from_month))
    return _("bis %(month)s", month=say_month(to_month)) if to_month else ""


def say_cost(once: int | None, yearly: int | None) -> str:
    """`einmalig 12.500 €, danach 300 € im Jahr`; nothing where neither is known."""
    parts = []
    if once is not None:
        parts.append(_("einmalig %(amount)s", amount=say_euros(once)) if once else _("einmalig nichts"))
    if yearly is not None:
        parts.append(_("jedes Jahr %(amount)s", amount=say_euros(yearly)) if yearly else _("danach nichts"))
    return ", ".join(parts)
