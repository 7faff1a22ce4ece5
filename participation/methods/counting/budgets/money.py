"""Amounts and points as files write them, exact: `1500000`, `98500.50`, `1 200,5`; never through a float."""

from __future__ import annotations

import re
from fractions import Fraction

_SPACES = re.compile(r"[\s\u00a0\u202f']")
_PLAIN = re.compile(r"(-?)([0-9]{1,15})(?:[.,]([0-9]{1,12}))?\Z")
_THOUSANDS = re.compile(r"(-?)([0-9]{1,3}(?:([.,])[0-9]{3})(?:\3[0-9]{3})*)(?:([.,])([0-9]{1,12}))?\Z")


def exact_number(text: str) -> Fraction | None:
    """The number that a text writes in decimal digits, or None. One point or comma is the decimal mark; of several, the last one.

    `1,200,000.50` and `1.200.000,50` are read; `1.200` is one and a fifth, as a single mark never separates thousands in these files.
    """
    cleaned = _SPACES.sub("", text)
    plain = _PLAIN.match(cleaned)
    if plain:
        sign, whole, rest = plain.groups()
        return _built(sign, whole, rest or "")
    long = _THOUSANDS.match(cleaned)
    if long and long[4] != long[3]:
        return _built(long[1], long[2].replace(long[3], ""), long[5] or "")
    return None


def _built(sign: str, whole: str, rest: str) -> Fraction:
    value = Fraction(int(whole + rest), 10 ** len(rest))
    return -value if sign else value


def decimals(value: int | Fraction) -> int:
    """How many decimals it takes to write this number (which has finitely many)."""
    found = 0
    value = Fraction(value)
    denominator = value.denominator
    while denominator > 1:
        found += 1
        value *= 10
        denominator = value.denominator
    return found


def plain(amount: int | Fraction, scale: int) -> str:
    """An amount in units of 1/scale as a file writes it: `98500.5`, without needless zeros; exact where the amount is whole."""
    value = Fraction(amount) / scale
    whole, rest = divmod(abs(value.numerator), value.denominator)
    sign = "-" if value < 0 else ""
    if not rest:
        return f"{sign}{whole}"
    digits = decimals(value)
    return f"{sign}{whole}.{str(rest * 10**digits // value.denominator).zfill(digits)}"
