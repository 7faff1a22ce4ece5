"""Costs and months as people type and read them: whole months, nothing in floating point."""

from __future__ import annotations

import re
from datetime import date

from participation.kit.dates import MONTHS
from participation.kit.language import gettext as _
from participation.kit.language import language
from participation.kit.money import say_euros

FIRST_YEAR, LAST_YEAR = 2000, 2100

_ISO_MONTH = re.compile(r"(\d{4})-(\d{1,2})", re.ASCII)
_NUMBER_MONTH = re.compile(r"(\d{1,2})\s*[./]\s*(\d{4})", re.ASCII)
_NAMED_MONTH = re.compile(r"(\w+)\.?\s+(\d{4})")


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
