"""Big numbers, by the engine that is there (`engine.py`: gmpy2), and what is built from them: tables of powers, products of many.

Numbers are typed as `int`; those that came through `big` are gmpy2's and behave alike. `secret_power` takes a time that does not depend on the
exponent; it is for keys that live on. `FixedBase` is for many powers of one number and picks from a table, so it is for numbers used once.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from participation.methods.proof.belenios.engine import big, inverse, is_prime, is_square, power, secret_power

__all__ = ["FixedBase", "big", "fixed_base", "inverse", "is_prime", "is_square", "power", "product_of_powers", "secret_power"]


class FixedBase:
    """All powers of one number from a table: one multiplication for each byte of the exponent."""

    def __init__(self, base: int, modulus: int, bits: int) -> None:
        self._modulus = modulus
        self._size = (bits + 7) // 8
        self._rows: list[list[int]] = []
        for _ in range(self._size):
            row = [big(1)]
            for _ in range(255):
                row.append(row[-1] * base % modulus)
            self._rows.append(row)
            base = row[-1] * base % modulus

    def power(self, exponent: int) -> int:
        """base ** exponent for an exponent from 0 to below 2 ** bits."""
        modulus, result = self._modulus, big(1)
        for row, digit in zip(self._rows, int(exponent).to_bytes(self._size, "little"), strict=True):
            if digit:
                result = result * row[digit] % modulus
        return result


@lru_cache(maxsize=8)
def fixed_base(base: int, modulus: int, bits: int) -> FixedBase:
    """The table of one base, kept for the next call: a table of 2048-bit numbers takes 2 to 20 MB and up to 0.2 s."""
    return FixedBase(base, modulus, bits)


def product_of_powers(bases: Sequence[int], exponents: Sequence[int], modulus: int) -> int:
    """Π bases[i] ** exponents[i], after Pippenger: equal digits of all exponents are gathered first, then weighed once."""
    longest = max((int(exponent).bit_length() for exponent in exponents), default=0)
    width = max(2, min(12, len(bases).bit_length() - 2))
    mask = (1 << width) - 1
    digits = [int(exponent) for exponent in exponents]
    result = big(1)
    for start in reversed(range(0, longest, width)):
        for _ in range(width):
            result = result * result % modulus
        buckets: dict[int, int] = {}
        for base, exponent in zip(bases, digits, strict=True):
            digit = exponent >> start & mask
            if digit:
                buckets[digit] = buckets[digit] * base % modulus if digit in buckets else base
        result = result * _weighed(buckets, mask, modulus) % modulus
    return result


def _weighed(buckets: dict[int, int], highest: int, modulus: int) -> int:
    """Π buckets[d] ** d, by running products from the highest digit down."""
    running = total = big(1)
    for digit in range(highest, 0, -1):
        if digit in buckets:
            running = running * buckets[digit] % modulus
        total = total * running % modulus
    return total
