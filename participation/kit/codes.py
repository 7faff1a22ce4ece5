"""One-time codes that people type from paper, and tokens that travel in links."""

from __future__ import annotations

import hashlib
import hmac
import secrets
import unicodedata
from collections.abc import Callable

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's base 32: no I, L, O, U."""

_VALUE = {character: value for value, character in enumerate(ALPHABET)}
_TYPED_FOR = str.maketrans("OIL", "011")
_BYTES = 10
_LETTERS = 16
_GROUPS = (4, 4, 4, 5)


def new_code(random_bytes: Callable[[int], bytes] = secrets.token_bytes) -> str:
    """A fresh code of 80 random bits and a check character: `7K3M-9QXR-V0TB-DH2W8`."""
    number = int.from_bytes(random_bytes(_BYTES), "big")
    letters = "".join(ALPHABET[number >> shift & 31] for shift in range(5 * (_LETTERS - 1), -1, -5))
    return grouped(letters + _check_character(letters))


def grouped(code: str) -> str:
    """A normalised code in groups, as it is printed."""
    parts: list[str] = []
    start = 0
    for length in _GROUPS:
        parts.append(code[start : start + length])
        start += length
    return "-".join(part for part in parts if part)


def normalise(code: str) -> str:
    """The code as it is hashed: upper case, O as 0, I and L as 1, dashes and blanks left out."""
    text = unicodedata.normalize("NFKC", code[:200]).upper().translate(_TYPED_FOR)
    return "".join(character for character in text if character.isalnum())


def looks_valid(code: str) -> bool:
    """Whether a code has the right length and letters and its check character fits: finds typing errors before any look-up.

    One wrong letter and any two letters exchanged are always found.
    """
    letters = normalise(code)
    if len(letters) != _LETTERS + 1 or any(letter not in _VALUE for letter in letters):
        return False
    return _check_character(letters[:-1]) == letters[-1]


def _check_character(letters: str) -> str:
    """The sum of αⁱ·cᵢ in the field of 32 elements (x⁵ + x² + 1): a Reed–Solomon check of one symbol."""
    total = 0
    for letter in letters:
        total = _times_alpha(total ^ _VALUE[letter])
    return ALPHABET[total]


def _times_alpha(element: int) -> int:
    doubled = element << 1
    return doubled ^ 0b100101 if doubled & 32 else doubled


def hash_code(code: str, key: bytes) -> bytes:
    """What the database keeps of a code: HMAC-SHA256 of its normalised form (32 bytes). The key stays outside the database."""
    return hmac.digest(key, normalise(code).encode("utf-8", "replace"), hashlib.sha256)


def new_token() -> str:
    """A fresh token for a link: 256 random bits in URL-safe base64, 43 characters."""
    return secrets.token_urlsafe(32)


def hash_token(token: str) -> bytes:
    """What the database keeps of a token: its SHA-256 (32 bytes); no key is needed, because a token cannot be guessed."""
    return hashlib.sha256(token.encode("utf-8", "replace")).digest()
