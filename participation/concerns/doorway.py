"""How this room's views enter: who asks, and the concern."""

from __future__ import annotations

from participation.accounts.current import current_person
from participation.concerns.models import Concern
from participation.concerns.queries import concern_by_id
from participation.concerns.rules import Asking, may_read
from participation.followups.queries import offices_of
from participation.kit.database import current_session
from participation.kit.rules import demand


def asking() -> Asking:
    """Who asks, with the offices that the person works for."""
    session, person = current_session(), current_person()
    return Asking(person, offices_of(session, person))


def enter_concern(concern_id: int) -> Concern:
    """A concern that has arrived. Raises NotFound."""
    concern = concern_by_id(current_session(), concern_id)
    demand(may_read(concern))
    return concern
