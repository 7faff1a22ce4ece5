"""Sentences as templates: marked where they are written, filled and translated where they are shown; numbers as German reads them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction


def N_(message: str) -> str:
    """Mark a German text for translation where it is written; it is translated where it is shown."""
    return message


def ngettext(singular: str, plural: str) -> tuple[str, str]:
    """Mark a text in two forms for translation where it is written; the number chooses where it is shown."""
    return singular, plural


@dataclass(frozen=True)
class Sentence:
    """A template (msgid) and its values; with `plural` and `number` where the form depends on a number."""

    message: str
    values: Mapping[str, object] = field(default_factory=dict)
    plural: str | None = None
    number: int = 1


def as_it_is(message: str) -> str:
    """No translation: the German text itself."""
    return message


def by_number(singular: str, plural: str, number: int) -> str:
    """No translation: the German form for this number."""
    return singular if number == 1 else plural


def fill(
    sentence: Sentence,
    translate: Callable[[str], str] = as_it_is,
    translate_number: Callable[[str, str, int], str] = by_number,
) -> str:
    """Translate a template and put its values in."""
    if sentence.plural is None:
        return translate(sentence.message) % sentence.values
    return translate_number(sentence.message, sentence.plural, sentence.number) % sentence.values


def grouped(number: int) -> str:
    """A whole number as German writes it: 1.234.567."""
    return f"{number:,}".replace(",", ".")


def percent(share: Fraction) -> str:
    """A share as percent with one decimal at most: `50,1 %`; cut, not rounded, so that 49.99 never reads 50."""
    tenths = share.numerator * 1000 // share.denominator
    whole, rest = divmod(tenths, 10)
    return f"{whole},{rest} %" if rest else f"{whole} %"


def rounded(value: Fraction, digits: int = 2) -> str:
    """A fraction as German writes it, rounded to the nearest with a fixed number of decimals; only for showing."""
    scale = 10**digits
    shifted = (2 * abs(value.numerator) * scale + value.denominator) // (2 * value.denominator)
    whole, rest = divmod(shifted, scale)
    sign = "−" if value < 0 and shifted else ""
    return f"{sign}{grouped(whole)},{str(rest).zfill(digits)}" if digits else f"{sign}{grouped(whole)}"
