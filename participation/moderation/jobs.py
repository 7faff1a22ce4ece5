"""The moderation's clockwork: look at new texts, remind, end what is over."""

from __future__ import annotations

from participation.consultations.pace import sweep_turns
from participation.kit import clock
from participation.kit.database import current_session
from participation.kit.gathering import gather
from participation.kit.pages import settings
from participation.moderation.actions import forget_addresses
from participation.moderation.looking_actions import end_appeals, look_at_new, remind_due


def look() -> int:
    """Look at the texts that came since the last time, and commit."""
    session = current_session()
    opened = look_at_new(session, gather("moderation.targets"), clock.now())
    session.commit()
    return opened


def remind() -> int:
    """Remind those who moderate of what is due, and commit."""
    session = current_session()
    sent = remind_due(session, settings().base_url.rstrip("/"), clock.now())
    session.commit()
    return sent


def sweep_moderation() -> tuple[int, int, int]:
    """End what can no longer be appealed, forget addresses and turns, and commit."""
    session, now = current_session(), clock.now()
    done = end_appeals(session, now), forget_addresses(session, now), sweep_turns(session, now)
    session.commit()
    return done
