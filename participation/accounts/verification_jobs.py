"""Telling people that their verification runs out, and the log that it has; the rules ask the date themselves and wait for nobody."""

from __future__ import annotations

from participation.accounts.mails import mail_verification_ends
from participation.accounts.verification_queries import lapsed, soon_over
from participation.accounts.verification_rules import RENEWED_BEFORE
from participation.kit import audit, clock
from participation.kit.database import own_transaction
from participation.kit.pages import settings


def sweep_verifications() -> tuple[int, int]:
    """Mail whoever has a month left, and note what ran out. Returns how many people were told and how many verifications were noted."""
    now, told, noted = clock.now(), 0, 0
    while True:
        with own_transaction() as session:
            ending, over = soon_over(session, now + RENEWED_BEFORE, now), lapsed(session, now)
            for one in ending:
                one.warned_at = now
                if one.person.email:
                    mail_verification_ends(session, settings(), one.person, now)
            for one in over:
                one.lapse_noted_at = now
                audit.append(session, at=now, actor=None, action="resident.lapsed", subject=one.person)
        told, noted = told + len(ending), noted + len(over)
        if not ending and not over:
            return told, noted
