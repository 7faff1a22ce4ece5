"""How often one person may suggest here; counted before the act, for all processes together."""

from __future__ import annotations

from datetime import datetime, timedelta

from participation.accounts.models import Person
from participation.kit.limits import check_limit

TEXTS_AN_HOUR = 60


def spare_suggestions(person: Person, now: datetime) -> None:
    """Before a suggestion is previewed or saved. Raises TooMany."""
    check_limit(f"amendments:texts:{person.id}", TEXTS_AN_HOUR, timedelta(hours=1), now)
