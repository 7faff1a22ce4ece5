"""The browser's signed cookie, with the signing made ready once: Flask makes its serialiser and derives its key anew for each use.

Every request of somebody who is signed in reads it, every ballot writes it too. What is written is what Flask would write, byte for byte.
"""

from __future__ import annotations

import hmac
import json
from functools import cache
from typing import Any

from flask import Flask
from flask.json.tag import TaggedJSONSerializer
from flask.sessions import SecureCookieSessionInterface
from itsdangerous import HMACAlgorithm, TimestampSigner, URLSafeTimedSerializer

_SAME_IN_JSON = (str, int, bool, type(None))


@cache
def _derived(secret: bytes, salt: bytes) -> bytes:
    """The key that Flask's own signer derives; one installation has one or, while it changes, two."""
    signer = TimestampSigner(secret, salt, key_derivation="hmac")
    return signer.derive_key()


class ReadySigner(TimestampSigner):
    """A signer that remembers the key it derived."""

    def derive_key(self, secret_key: str | bytes | None = None) -> bytes:
        """The key for a secret, by default the newest."""
        secret = self.secret_keys[-1] if secret_key is None else secret_key
        return _derived(secret.encode() if isinstance(secret, str) else secret, self.salt)


class WholeHmac(HMACAlgorithm):
    """The same signature, HMAC with SHA-1 (RFC 2104), asked of OpenSSL in one call instead of five."""

    def get_signature(self, key: bytes, value: bytes) -> bytes:
        """The signature of a value."""
        return hmac.digest(key, value, "sha1")


class ReadyJson(TaggedJSONSerializer):
    """Flask's JSON with marks for what JSON does not know; a cookie of texts, numbers and lists of them has nothing to mark."""

    def dumps(self, value: Any) -> str:
        """The cookie's text."""
        if all(map(_is_same_in_json, value.values())) and len(value) > 1:  # one name alone could be one of the marks
            return json.dumps(value, separators=(",", ":"), sort_keys=True)
        return super().dumps(value)


def _is_same_in_json(value: object) -> bool:
    if type(value) is list:
        return all(type(one) in _SAME_IN_JSON for one in value)
    return type(value) in _SAME_IN_JSON


class ReadyCookies(SecureCookieSessionInterface):
    """Flask's signed cookies, byte for byte, with one serialiser for the application's life."""

    serializer = ReadyJson()

    def __init__(self) -> None:
        self._made: tuple[Any, URLSafeTimedSerializer] | None = None

    def get_signing_serializer(self, app: Flask) -> URLSafeTimedSerializer | None:
        """The serialiser; made anew only where the secret has changed."""
        if not app.secret_key:
            return None
        keys = [*(app.config["SECRET_KEY_FALLBACKS"] or ()), app.secret_key]
        if self._made is None or self._made[0] != keys:
            options = {"key_derivation": self.key_derivation, "algorithm": WholeHmac()}
            self._made = keys, URLSafeTimedSerializer(keys, salt=self.salt, serializer=self.serializer, signer=ReadySigner, signer_kwargs=options)
        return self._made[1]
