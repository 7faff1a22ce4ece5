"""Personal data at rest: sealed with a key that lies outside the database (Fernet: AES-128-CBC with HMAC-SHA256)."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from collections.abc import Mapping, Sequence
from typing import Any

from cryptography.fernet import Fernet, InvalidToken, MultiFernet

from participation.settings import Settings


class Unsealable(ValueError):
    """The text was sealed with a key that is not here, or was changed."""


class Seals:
    """Seals small JSON values; the first key seals, all open, so that keys can be changed. Equal values look different each time."""

    def __init__(self, keys: Sequence[bytes], hashing: bytes) -> None:
        self._fernet = MultiFernet([Fernet(key) for key in keys])
        self._hashing = hashing

    def seal(self, value: Mapping[str, Any]) -> bytes:
        """The value for the database."""
        return self._fernet.encrypt(json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode())

    def open(self, sealed: bytes) -> dict[str, Any]:
        """The value again. Raises Unsealable."""
        try:
            value: dict[str, Any] = json.loads(self._fernet.decrypt(sealed))
        except InvalidToken as error:
            raise Unsealable("sealed with another key") from error
        return value

    def seal_bytes(self, content: bytes) -> bytes:
        """A whole file, sealed."""
        return self._fernet.encrypt(content)

    def open_bytes(self, sealed: bytes) -> bytes:
        """The file again. Raises Unsealable."""
        try:
            return self._fernet.decrypt(sealed)
        except InvalidToken as error:
            raise Unsealable("sealed with another key") from error

    def fingerprint(self, purpose: str, text: str) -> bytes:
        """A keyed hash of 32 bytes by which equal texts are found again, for one purpose only, without keeping the text."""
        return hmac.digest(self._hashing, f"{purpose}\0{text}".encode(), hashlib.sha256)


def seals_of(settings: Settings) -> Seals:
    """The seals of an installation: its `sealing_keys`, or one derived from its secret key."""
    secret = (settings.secret_key or "only-for-demo-and-tests-never-elsewhere").encode()
    derived = base64.urlsafe_b64encode(hmac.digest(secret, b"sealing", hashlib.sha256))
    keys = [key.encode() for key in settings.sealing_keys] or [derived]
    return Seals(keys, hmac.digest(secret, b"fingerprints", hashlib.sha256))
