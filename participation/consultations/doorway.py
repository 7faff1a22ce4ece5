"""How every room's views enter a consultation: find it by its address, and only where it may be seen."""

from __future__ import annotations

from participation.accounts.current import current_person
from participation.consultations.models import Consultation
from participation.consultations.queries import consultation_by_slug
from participation.consultations.rules import may_moderate, may_see
from participation.kit.database import current_session
from participation.kit.rules import demand


def enter(slug: str) -> Consultation:
    """The consultation of an address. Raises NotFound where it is missing or this person may not see it."""
    consultation = consultation_by_slug(current_session(), slug)
    demand(may_see(current_person(), consultation))
    return consultation


def enter_to_moderate(slug: str) -> Consultation:
    """The same for those who run it. Raises Refused or NotFound for others."""
    consultation = enter(slug)
    demand(may_moderate(current_person(), consultation))
    return consultation
