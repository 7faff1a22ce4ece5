"""The browser's signed cookie, with the signing made ready once: Flask makes its serialiser and derives its key anew for each use."""

from __future__ import annotations

from functools import cache
from typing import Any

from flask import Flask
from flask.sessions import SecureCookieSessionInterface
from itsdangerous import TimestampSigner, URLSafeTimedSerializer


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


class ReadyCookies(SecureCookieSessionInterface):
    """Flask's signed cookies, byte for byte, with one serialiser for the application's life."""

    def __init__(self) -> None:
        self._made: tuple[Any, URLSafeTimedSerializer] | None = None

    def get_signing_serializer(self, app: Flask) -> URLSafeTimedSerializer | None:
        """The serialiser; made anew only where the secret has changed."""
        if not app.secret_key:
            return None
        keys = [*(app.config["SECRET_KEY_FALLBACKS"] or ()), app.secret_key]
        if self._made is None or self._made[0] != keys:
            options = {"key_derivation": self.key_derivation, "digest_method": self.digest_method}
            self._made = keys, URLSafeTimedSerializer(keys, salt=self.salt, serializer=self.serializer, signer=ReadySigner, signer_kwargs=options)
        return self._made[1]
