"""Signatures of webhooks as Standard Webhooks 1.0.0 says (symmetric, `v1`): whoever has the secret can tell a true call from a forged one."""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets

PREFIX = "whsec_"


def new_secret() -> str:
    """A fresh secret of 256 random bits as receivers type it."""
    return PREFIX + base64.b64encode(secrets.token_bytes(32)).decode()


def signature(secret: str, number: str, timestamp: int, body: bytes) -> str:
    """What stands in `webhook-signature`: HMAC-SHA256 over `number.timestamp.body`."""
    key = base64.b64decode(secret.removeprefix(PREFIX))
    return "v1," + base64.b64encode(hmac.digest(key, f"{number}.{timestamp}.".encode() + body, hashlib.sha256)).decode()
