"""Tokens that only a browser keeps, in its signed cookie: how somebody without an account is known again for one thing."""

from __future__ import annotations

import hashlib
import secrets

from flask import session as cookie


class BrowserTokens:
    """A token a thing, at most so many; the newest stay. `name` is theirs in the cookie."""

    def __init__(self, name: str, most: int) -> None:
        self._name = name
        self._most = most

    def hash_of(self, number: int) -> bytes | None:
        """The SHA-256 of the token that this browser holds for a thing, else None. The database keeps no more than that."""
        kept = cookie.get(self._name)
        token = kept.get(str(number)) if isinstance(kept, dict) else None
        return _hash(token) if isinstance(token, str) else None

    def give(self, number: int) -> bytes:
        """Give this browser a token for a thing, or leave it the one that it has; returns its hash."""
        known = self.hash_of(number)
        if known is not None:
            return known
        kept = cookie.get(self._name)
        token = secrets.token_urlsafe(24)
        cookie[self._name] = dict([*(kept.items() if isinstance(kept, dict) else ()), (str(number), token)][-self._most :])
        return _hash(token)

    def forget(self, number: int) -> None:
        """Take the token back."""
        kept = cookie.get(self._name)
        if isinstance(kept, dict) and str(number) in kept:
            cookie[self._name] = {name: token for name, token in kept.items() if name != str(number)}


def _hash(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()
