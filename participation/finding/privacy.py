"""Which columns of this room hold personal data."""

from __future__ import annotations

from participation.kit.privacy import WITH_ACCOUNT, Held

HELD = (Held("saved_search", ("person_id", "name", "query"), "Gespeicherte Suche", f"bis die Person sie löscht, oder {WITH_ACCOUNT}"),)
