"""How Belenios writes things down: compact JSON with keys in the order of the specification, big numbers as decimal strings, SHA-256.

Reading is strict: one spelling for each value, no key too many, no number longer than the group's. What is read is what was hashed.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Sequence
from hashlib import sha256
from typing import Any, NoReturn

from participation.methods.proof.belenios.arithmetic import big
from participation.methods.proof.belenios.faults import BAD_FORM, BAD_NUMBER, NOT_IN_GROUP, Refused
from participation.methods.proof.belenios.groups import Group

Json = Any
LARGEST_INT = 1_073_741_823
"""Belenios writes larger weights and sums as strings."""

MOST_DIGITS = 80
"""Of a number that belongs to no group: a weight."""


def compact(value: Json) -> str:
    """The one spelling of a value."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def sha256_hex(text: str) -> str:
    """By this, data are named in the archive."""
    return sha256(text.encode()).hexdigest()


def sha256_base64(text: str) -> str:
    """By this, a voter finds their ballot again: unpadded base64."""
    return base64.b64encode(sha256(text.encode()).digest()).decode().rstrip("=")


def written_weight(value: int) -> int | str:
    """A weight or sum as JSON."""
    return int(value) if value <= LARGEST_INT else str(value)


def bad_form(what: str) -> NoReturn:
    """Refuse data whose form is not kept."""
    raise Refused(BAD_FORM, {"what": what})


def read_json(text: str, what: str) -> Json:
    """Read JSON: no key twice, no fractions, no huge numbers, nothing nested deeply."""

    def only_once(pairs: list[tuple[str, Json]]) -> dict[str, Json]:
        found = dict(pairs)
        if len(found) != len(pairs):
            bad_form(what)
        return found

    def small(digits: str) -> int:
        if len(digits) > 11:
            raise Refused(BAD_NUMBER, {"what": what})
        return int(digits)

    def refuse(_text: str) -> NoReturn:
        bad_form(what)

    try:
        return json.loads(text, object_pairs_hook=only_once, parse_int=small, parse_float=refuse, parse_constant=refuse)
    except (ValueError, RecursionError):
        bad_form(what)


def read_compact(text: str, what: str) -> Json:
    """Read JSON that is in its one spelling."""
    value = read_json(text, what)
    if compact(value) != text:
        bad_form(what)
    return value


def fields(value: Json, what: str, *names: str) -> list[Json]:
    """The values of exactly these keys in exactly this order."""
    if not isinstance(value, dict) or tuple(value) != names:
        bad_form(what)
    return list(value.values())


def array(value: Json, what: str, length: int | None = None) -> list[Json]:
    """A list, of this length where one is given."""
    if not isinstance(value, list) or (length is not None and len(value) != length):
        bad_form(what)
    return value


def string(value: Json, what: str) -> str:
    """A string that can be written as UTF-8."""
    if not isinstance(value, str) or any(0xD800 <= ord(character) < 0xE000 for character in value):
        bad_form(what)
    return value


def integer(value: Json, what: str) -> int:
    """A small number, not below 0."""
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        bad_form(what)
    return value


def weight(value: Json, what: str) -> int:
    """A weight or sum: a small number, or a larger one as a string."""
    if isinstance(value, str):
        number = decimal(value, MOST_DIGITS, what)
        if number <= LARGEST_INT:
            bad_form(what)
        return number
    return integer(value, what)


def exponent(value: Json, group: Group, what: str) -> int:
    """A number from 0 to q − 1."""
    number = decimal(value, len(str(group.q)), what)
    if number >= group.q:
        raise Refused(BAD_NUMBER, {"what": what})
    return number


def element(value: Json, group: Group, what: str) -> int:
    """An element of the group. Whether it is one is checked here, for everything that is ever received."""
    number = decimal(value, len(str(group.p)), what)
    if not group.holds(number):
        raise Refused(NOT_IN_GROUP, {"what": what})
    return number


def elements(values: Json, group: Group, what: str, length: int | None = None) -> list[int]:
    """A list of elements."""
    return [element(value, group, what) for value in array(values, what, length)]


def exponents(values: Json, group: Group, what: str, length: int | None = None) -> list[int]:
    """A list of numbers from 0 to q − 1."""
    return [exponent(value, group, what) for value in array(values, what, length)]


def written(numbers: Sequence[int]) -> list[str]:
    """Big numbers as JSON."""
    return [str(number) for number in numbers]


def decimal(value: Json, digits: int, what: str) -> int:
    """A number from 0 of at most so many digits, without leading zeros. Longer ones are refused unread."""
    if not isinstance(value, str) or not value.isascii() or not value.isdigit() or (value[0] == "0" and value != "0"):
        bad_form(what)
    if len(value) > digits:
        raise Refused(BAD_NUMBER, {"what": what})
    return big(value)
