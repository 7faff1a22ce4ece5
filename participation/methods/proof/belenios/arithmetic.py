"""Big numbers: the one door to gmpy2, which calculates powers eight times as fast as Python does.

Numbers are typed as `int`; those that came through `big` are gmpy2's and behave alike. `secret_power` takes a time that does not depend on the
exponent; it is for keys that live on. `FixedBase` is for many powers of one number and picks from a table, so it is for numbers used once.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import cast

import gmpy2


def big(value: int | str) -> int:
    """The number in the form that calculates fast."""
    return cast(int, gmpy2.mpz(value))


def power(base: int, exponent: int, modulus: int) -> int:
    """base ** exponent modulo modulus, for exponents that need not stay secret."""
    return cast(int, gmpy2.powmod(base, exponent, modulus))


def secret_power(base: int, exponent: int, modulus: int) -> int:
    """The same for a secret exponent above 0 and an odd modulus: its time does not tell the exponent."""
    return cast(int, gmpy2.powmod_sec(base, exponent, modulus))


def inverse(value: int, modulus: int) -> int:
    """The number that makes 1 with this one. Raises ZeroDivisionError where there is none."""
    return cast(int, gmpy2.invert(value, modulus))


def is_square(value: int, prime: int) -> bool:
    """Whether some number's square is this one, modulo an odd prime."""
    return cast(int, gmpy2.jacobi(value, prime)) == 1


def is_prime(value: int) -> bool:
    """Whether the number is a prime (Baillie–PSW and 25 Miller–Rabin rounds)."""
    return bool(gmpy2.is_prime(value, 25))


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
