"""What draws do when something happens elsewhere; connected in `between_rooms.py`."""

from __future__ import annotations

from sqlalchemy.orm import Session

from participation.accounts.models import Person
from participation.draws.sweep_actions import forget_member


def forget_account(session: Session, *, person: Person, **_also: object) -> None:
    """An account was deleted: its seat stands alone again, and can be joined with another by the code in the letter."""
    forget_member(session, person)
