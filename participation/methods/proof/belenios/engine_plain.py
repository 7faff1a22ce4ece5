"""The same as `engine.py` with nothing but Python, for the checker that an evidence pack brings along: it verifies, and holds no secret.

In a pack this file stands in the place of `engine.py`.
"""

from __future__ import annotations

_BASES = (2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41, 43, 47, 53, 59, 61, 67, 71, 73, 79, 83, 89, 97)


def big(value: int | str) -> int:
    """The number."""
    return int(value)


def power(base: int, exponent: int, modulus: int) -> int:
    """base ** exponent modulo modulus."""
    return pow(base, exponent, modulus)


def secret_power(base: int, exponent: int, modulus: int) -> int:
    """Not here: Python's powers tell their exponent by their time."""
    raise ValueError("this engine is for checking only")


def inverse(value: int, modulus: int) -> int:
    """The number that makes 1 with this one. Raises ZeroDivisionError where there is none."""
    try:
        return pow(value, -1, modulus)
    except ValueError:
        raise ZeroDivisionError("not invertible") from None


def is_square(value: int, prime: int) -> bool:
    """Whether some number's square is this one, modulo an odd prime: the Jacobi symbol is 1 (Cohen, algorithm 1.4.10)."""
    value, sign = value % prime, 1
    while value:
        while not value & 1:
            value >>= 1
            if prime & 7 in (3, 5):
                sign = -sign
        value, prime = prime, value
        if value & 3 == 3 and prime & 3 == 3:
            sign = -sign
        value %= prime
    return prime == 1 and sign == 1


def is_prime(value: int) -> bool:
    """Whether the number is all but certainly a prime (25 Miller–Rabin rounds)."""
    if value < 2 or any(value % base == 0 for base in _BASES):
        return value in _BASES
    odd, twos = value - 1, 0
    while not odd & 1:
        odd, twos = odd >> 1, twos + 1
    return all(_passes(base, odd, twos, value) for base in _BASES)


def _passes(base: int, odd: int, twos: int, value: int) -> bool:
    found = pow(base, odd, value)
    if found in (1, value - 1):
        return True
    for _ in range(twos - 1):
        found = found * found % value
        if found == value - 1:
            return True
    return False
