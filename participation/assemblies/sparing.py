"""How often one person may write here; counted before the act, for all processes together."""

from __future__ import annotations

from datetime import datetime, timedelta

from participation.accounts.models import Person
from participation.kit.limits import check_limit

TEXTS_AN_HOUR = 60
FILES_AN_HOUR = 60


def spare_texts(person: Person, now: datetime) -> None:
    """Before a text, a note or a dissent is saved. Raises TooMany."""
    check_limit(f"assemblies:texts:{person.id}", TEXTS_AN_HOUR, timedelta(hours=1), now)


def spare_files(person: Person, now: datetime) -> None:
    """Before a file is taken or a report is made. Raises TooMany."""
    check_limit(f"assemblies:files:{person.id}", FILES_AN_HOUR, timedelta(hours=1), now)
