"""How often something may be tried here. No bucket names an account alone: nobody can lock another person out."""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta

from participation.kit.limits import Limit, check_limits, network_prefix

QUARTER = timedelta(minutes=15)
HOUR = timedelta(hours=1)


def limit_sign_in(email: str, remote_address: str | None, now: datetime) -> None:
    """Before a password is weighed. Raises TooMany; a mailed link still works then."""
    _limit("sign-in", email, remote_address, now, QUARTER, account=8, prefix=150, overall=5_000)


def limit_mail(email: str, remote_address: str | None, now: datetime) -> None:
    """Before a link is mailed to an address. A whole class or meeting behind one network may sign up at once."""
    _limit("mail", email, remote_address, now, HOUR, account=6, prefix=150, overall=5_000)


def limit_codes(person_id: int, remote_address: str | None, now: datetime) -> None:
    """Before a verification code is looked up."""
    _limit("code", str(person_id), remote_address, now, HOUR, account=12, prefix=150, overall=5_000)


def limit_own_password(person_id: int, remote_address: str | None, now: datetime) -> None:
    """Before a signed-in person's password is weighed."""
    _limit("own-password", str(person_id), remote_address, now, QUARTER, account=8, prefix=150, overall=5_000)


def limit_second_step(person_id: int, remote_address: str | None, now: datetime) -> None:
    """Before a code of an app is compared. Here the account alone has a bucket too: who gets here knows the password or has the mailbox, and six
    digits would be guessed from many networks. A passkey still works then.
    """
    check_limits([Limit(f"second-step:account:{person_id}", 20, HOUR)], now)
    _limit("second-step", str(person_id), remote_address, now, QUARTER, account=8, prefix=150, overall=5_000)


def limit_passkeys(remote_address: str | None, now: datetime) -> None:
    """Before a challenge for a passkey is made: each is a row for some minutes."""
    _limit("passkey", "", remote_address, now, QUARTER, account=150, prefix=150, overall=5_000)


def limit_providers(remote_address: str | None, now: datetime) -> None:
    """Before an identity provider is asked."""
    _limit("provider", "", remote_address, now, QUARTER, account=150, prefix=150, overall=5_000)


def _limit(what: str, whose: str, remote_address: str | None, now: datetime, period: timedelta, *, account: int, prefix: int, overall: int) -> None:
    network = network_prefix(remote_address)
    who = hashlib.sha256(whose.encode("utf-8", "replace")).hexdigest()[:24]
    check_limits(
        [
            Limit(f"{what}:account:{who}:{network}", account, period),
            Limit(f"{what}:prefix:{network}", prefix, period),
            Limit(f"{what}:overall", overall, period),
        ],
        now,
    )
