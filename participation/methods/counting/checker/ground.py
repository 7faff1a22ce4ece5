"""What all parts of the check share: how it can end, numbers from files, the lot."""

from __future__ import annotations

import hashlib
import hmac
import json
import re
from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

Marks = tuple[int, ...]
"""A ballot: positions of options from 1, in the order of preference where there is one; `()` is blank."""
Urn = Mapping[Marks, int]
"""Ballots and how often each was cast."""
Facts = dict[str, Any]
"""What the count found, shaped as the published result; numbers are exact."""

_WHOLE = re.compile(r"-?[0-9]{1,18}")
_NUMBER = re.compile(r"-?[0-9]{1,18}(\.[0-9]{1,18})?([eE][-+]?[0-9]{1,2})?")


class Refuted(Exception):
    """Something in the pack is not as it says."""


class Unreadable(Exception):
    """This is no evidence pack, or a damaged one."""


class TooLarge(Exception):
    """A part of the count that this program cannot repeat in reasonable time."""


def _whole(text: str) -> int:
    if not _WHOLE.fullmatch(text):
        raise Unreadable("Eine Zahl ist unglaubhaft groß")
    return int(text)


def _fraction(text: str) -> Fraction:
    if not _NUMBER.fullmatch(text):
        raise Unreadable("Eine Zahl ist unglaubhaft groß oder zu genau")
    return Fraction(text)


def _no_number(text: str) -> None:
    raise Unreadable(f"{text} ist keine Zahl")


def _no_key_twice(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise Unreadable("Eine Angabe steht doppelt")
    return found


def read_json(name: str, data: bytes) -> dict[str, Any]:
    """A JSON object, its numbers exact. Raises Unreadable for anything else."""
    try:
        found = json.loads(data.decode("utf-8"), parse_int=_whole, parse_float=_fraction, parse_constant=_no_number, object_pairs_hook=_no_key_twice)
    except (ValueError, RecursionError) as error:
        raise Unreadable(f"{name} ist kein lesbares JSON ({type(error).__name__})") from None
    except Unreadable as error:
        raise Unreadable(f"{name}: {error}") from None
    if not isinstance(found, dict):
        raise Unreadable(f"{name} hat nicht die erwartete Form")
    return found


def sha256(data: bytes) -> str:
    """The SHA-256 in hexadecimal digits."""
    return hashlib.sha256(data).hexdigest()


def lot_order(names: Sequence[str], seed: bytes) -> list[int]:
    """Who is ahead in a lot: HMAC-SHA256 with the seed as key over each name, the smallest value first."""
    return sorted(range(len(names)), key=lambda place: hmac.new(seed, names[place].encode("utf-8", "surrogatepass"), hashlib.sha256).digest())


def ceiling(share: Fraction) -> int:
    """Rounded up to a whole number."""
    return -(-share.numerator // share.denominator)


def shown(value: Fraction) -> Fraction:
    """A number as the result shows it: whole, or with six decimals at most."""
    return value if value.denominator == 1 else Fraction(str(float(round(value, 6))))


def same(published: Any, counted: Any, place: str = "Ergebnis") -> None:
    """Compare what was published with what was counted, key by key. Raises Refuted at the first difference, with its place."""
    if isinstance(counted, dict):
        if not isinstance(published, dict):
            raise Refuted(f"{place}: Im veröffentlichten Ergebnis fehlt etwas")
        for key, value in counted.items():
            if key not in published:
                raise Refuted(f"{place} › {key}: Das fehlt im veröffentlichten Ergebnis")
            same(published[key], value, f"{place} › {key}")
    elif isinstance(counted, (list, tuple)):
        if not isinstance(published, list) or len(published) != len(counted):
            raise Refuted(f"{place}: Veröffentlicht ist {_told(published)}, die Nachzählung ergibt {_told(counted)}")
        for number, (one, other) in enumerate(zip(published, counted, strict=True), start=1):
            same(one, other, f"{place} › {number}")
    elif published != counted or isinstance(published, bool) != isinstance(counted, bool):
        raise Refuted(f"{place}: Veröffentlicht ist {_told(published)}, die Nachzählung ergibt {_told(counted)}")


def _told(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False, default=str)
    return text if len(text) <= 200 else text[:200] + "…"
