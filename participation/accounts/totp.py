"""Codes of an app that change every 30 seconds (TOTP, RFC 6238): pyotp behind one door."""

from __future__ import annotations

import hmac
import unicodedata
from datetime import datetime

import pyotp

SECONDS = 30
DIGITS = 6
AROUND = (0, -1, 1)
"""Clocks go wrong: the span before and the one after count too."""


def new_secret() -> str:
    """160 random bits in base 32, as apps take them."""
    return pyotp.random_base32()


def app_address(secret: str, account: str, platform: str) -> str:
    """The `otpauth://` address that an app reads from the QR code."""
    return pyotp.TOTP(secret, digits=DIGITS, interval=SECONDS).provisioning_uri(name=account, issuer_name=platform)


def typed_key(secret: str) -> str:
    """The secret in groups of four, to be typed."""
    return " ".join(secret[start : start + 4] for start in range(0, len(secret), 4))


def clean_digits(typed: str) -> str:
    """What was typed without blanks; empty where it can be no such code."""
    text = "".join(unicodedata.normalize("NFKC", typed[:40]).split())
    return text if len(text) == DIGITS and text.isascii() and text.isdigit() else ""


def step_of(secret: str, typed: str, now: datetime, last_step: int | None) -> int | None:
    """The span whose code was typed; None for a wrong code, and for one of a span that is not after the last one used."""
    digits, app, here = clean_digits(typed).encode(), pyotp.TOTP(secret, digits=DIGITS, interval=SECONDS), int(now.timestamp()) // SECONDS
    found = [here + shift for shift in AROUND if hmac.compare_digest(app.generate_otp(here + shift).encode(), digits)]
    return next((step for step in found if last_step is None or step > last_step), None)
