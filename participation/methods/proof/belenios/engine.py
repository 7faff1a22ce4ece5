"""The one door to gmpy2, which calculates powers eight times as fast as Python does. `engine_plain.py` opens the same without it."""

from __future__ import annotations

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
