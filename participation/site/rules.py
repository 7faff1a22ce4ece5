"""Who may read the site's own pages that are not for everybody."""

from __future__ import annotations

from participation.accounts.models import Person
from participation.accounts.rules import may_administrate
from participation.kit.rules import ALLOWED, Verdict


def may_read_register(person: Person | None, *, public: bool) -> Verdict:
    """The register of processing: the administration, and everybody where the city publishes it."""
    return ALLOWED if public else may_administrate(person)
