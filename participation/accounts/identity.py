"""How a request's cookie becomes a person; hands the loader to kit's door."""

from __future__ import annotations

from participation.accounts.quick import quick_visit
from participation.accounts.web_sessions import TOUCH_EVERY, living_session, touch
from participation.kit import clock
from participation.kit.database import current_session, only_reads, own_transaction
from participation.kit.identity import SignedIn
from participation.kit.pages import settings


def load_visitor(token: str) -> SignedIn | None:
    """The signed-in person of a session token, or None where the session ended or rested too long."""
    now = clock.now()
    if only_reads():
        seen = quick_visit(token, settings(), now)
        if seen is not None:
            return SignedIn(token, *seen)
    row = living_session(current_session(), token, settings(), now)
    if row is None:
        return None
    if now - row.last_seen_at > TOUCH_EVERY:
        with own_transaction() as session:
            touch(session, row.id, now)
    return SignedIn(token, row.person, row)
