"""How often one person may write and click here; counted before the act, for all processes together."""

from __future__ import annotations

from datetime import datetime, timedelta

from participation.accounts.models import Person
from participation.kit.limits import check_limit

TEXTS_AN_HOUR = 60
AUTOSAVES_AN_HOUR = 600
UPLOADS_AN_HOUR = 30
INVITATIONS_A_DAY = 15
CLICKS_AN_HOUR = 600


def spare_texts(person: Person, now: datetime) -> None:
    """Before a text is saved. Raises TooMany."""
    check_limit(f"proposals:texts:{person.id}", TEXTS_AN_HOUR, timedelta(hours=1), now)


def spare_autosaves(person: Person, now: datetime) -> None:
    """Before a page saves a draft by itself. Raises TooMany."""
    check_limit(f"proposals:autosaves:{person.id}", AUTOSAVES_AN_HOUR, timedelta(hours=1), now)


def spare_uploads(person: Person, now: datetime) -> None:
    """Before a file is taken. Raises TooMany."""
    check_limit(f"proposals:uploads:{person.id}", UPLOADS_AN_HOUR, timedelta(hours=1), now)


def spare_invitations(person: Person, now: datetime) -> None:
    """Before somebody is invited. Raises TooMany."""
    check_limit(f"proposals:invitations:{person.id}", INVITATIONS_A_DAY, timedelta(days=1), now)


def spare_supports(person: Person, now: datetime) -> None:
    """Before a support is given or taken back. Raises TooMany."""
    check_limit(f"proposals:supports:{person.id}", CLICKS_AN_HOUR, timedelta(hours=1), now)
