"""Which columns of this room hold personal data. The logs themselves hold none: trackers lead to nobody, names never enter."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import delete
from sqlalchemy.orm import Session

from participation.kit.privacy import CONSENT_BASIS, Activity, Held, rolling
from participation.public_log.models import LogSubscription

UNCONFIRMED = timedelta(days=2)
"""How long an address waits for its confirmation."""

_WAITS = LogSubscription.confirmed_at.is_(None)


def sweep_unconfirmed(session: Session, now: datetime) -> int:
    """Delete addresses that nobody confirmed in time; returns how many."""
    gone = delete(LogSubscription).where(_WAITS, LogSubscription.asked_at < now - UNCONFIRMED)
    return int(session.execute(gone).rowcount)  # type: ignore[attr-defined]  # a DELETE has it


HELD = (
    Held(
        "public_log_subscription",
        ("email", "token_hash"),
        "Adresse, an die neue Stände des öffentlichen Protokolls gehen",
        "bis die Person abbestellt; ohne Bestätigung zwei Tage",
        rolling("public_log_subscription, not confirmed", LogSubscription.asked_at, UNCONFIRMED, _WAITS),
        sweep_unconfirmed,
    ),
)

ACTIVITY = Activity(
    "Öffentliches Protokoll",
    basis=CONSENT_BASIS,
    people="Wer das Protokoll abonniert hat",
    recipients="Mailserver der Stadt",
    held=HELD,
)
"""For the register of processing."""
