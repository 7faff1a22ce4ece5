"""Street names and house numbers as people write them, made comparable."""

from __future__ import annotations

import re

from participation.kit.text import clean_line, fold

_SHORT = re.compile(r"str(?:\.|$)(?=\s|$)|str\.")
_TAIL = re.compile(r"^(?P<street>.*\D)\s+(?P<number>\d{1,4}\s*[a-zA-Z]?)$")


def street_key(name: str) -> str:
    """A street's name as it is compared: folded, "str." written out, hyphens and spaces gone. `Bahnhofstr.` is `bahnhofstrasse`."""
    return re.sub(r"[\s.\-–]+", "", _SHORT.sub("strasse", fold(clean_line(name))))[:80]


def house_number(said: str) -> str:
    """`12 A` becomes `12a`."""
    return re.sub(r"\s+", "", fold(clean_line(said)))[:12]


def split_number(street: str, number: str) -> tuple[str, str]:
    """Street and number, also where somebody wrote both into one field."""
    found = None if number.strip() else _TAIL.match(clean_line(street))
    return (found["street"], found["number"]) if found else (street, number)
