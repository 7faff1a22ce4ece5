"""The moderation's clockwork: look at new texts, remind, end what is over."""

from __future__ import annotations

from sqlalchemy import select

from participation.consultations.models import Consultation, Stage
from participation.consultations.pace import sweep_turns
from participation.kit import clock
from participation.kit.database import current_session
from participation.kit.gathering import gather
from participation.kit.pages import settings
from participation.moderation.actions import forget_addresses
from participation.moderation.crowd_actions import check_crowds, sweep_crowds
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
    sent = remind_due(session, settings(), clock.now())
    session.commit()
    return sent


def sweep_moderation() -> tuple[int, int, int]:
    """End what can no longer be appealed, forget addresses and turns, and commit."""
    session, now = current_session(), clock.now()
    done = end_appeals(session, now), forget_addresses(session, now), sweep_turns(session, now)
    sweep_crowds(session, now)
    session.commit()
    return done


def look_at_crowds() -> int:
    """Look whether supports and votes of running consultations come from crowds of their own making, each in a transaction of its own."""
    session, found = current_session(), 0
    numbers = session.scalars(select(Consultation.id).where(Consultation.stage == Stage.PUBLISHED).order_by(Consultation.id)).all()
    for number in numbers:
        found += check_crowds(session, number, gather("moderation.crowds"), clock.now())
        session.commit()
    return found
