"""The copy of one's data: everything that is kept about a person, as JSON and as a page to read."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from participation.accounts.models import Person, WebSession
from participation.accounts.own_words import value_for, words_for
from participation.kit.dates import say_date, say_moment
from participation.kit.language import gettext as _


@dataclass(frozen=True, slots=True)
class OwnFile:
    """A file that a person uploaded: where it lies, and what the person calls it."""

    path: Path
    words: str = ""


def own_data(person: Person, sessions: Sequence[WebSession], ways: Mapping[str, Any], gathered: Iterable[tuple[str, Any]]) -> dict[str, Any]:
    """Account, signed-in browsers, ways in (`factors.ways_in`) and what the other rooms give. The district and mandates are loaded already."""
    account = {
        "email": person.email,
        "public_name": person.public_name,
        "real_name": person.real_name,
        "position": person.position,
        "role": str(person.role),
        "language": person.language,
        "has_password": person.password_hash is not None,
        "created_at": person.created_at,
        "email_confirmed_at": person.email_confirmed_at,
        "guest_since": person.guest_since,
        "verified_at": person.verified_at,
        "verified_until": person.verified_until,
        "verification_end": person.verification_end,
        "roll_from": person.roll_from,
        "district": person.district.name if person.district else None,
        "blocked_at": person.blocked_at,
        "blocked_until": person.blocked_until,
        "blocked_reason": person.blocked_reason,
        "moderates_consultations": [mandate.consultation_id for mandate in person.mandates],
    }
    browsers = [{"browser": row.browser, "created_at": row.created_at, "last_seen_at": row.last_seen_at} for row in sessions]
    data: dict[str, Any] = {"account": account, "sessions": browsers, **ways}
    for name, part in gathered:
        data[name] = part
    return data


def as_json(data: Mapping[str, Any]) -> str:
    """The data as a JSON text; moments in ISO 8601."""
    return json.dumps(data, ensure_ascii=False, indent=2, default=_plain) + "\n"


def shown(value: Any, key: str = "") -> str:
    """A value for people: moments and what is fixed (by its key) in words, nothing as a dash."""
    value = value_for(key, value)
    if isinstance(value, datetime):
        return say_moment(value)
    if isinstance(value, date):
        return say_date(value)
    if isinstance(value, bool):
        return _("ja") if value else _("nein")
    if isinstance(value, Mapping):
        return "; ".join(f"{words_for(name)}: {shown(inner, name)}" for name, inner in value.items()) or "–"
    if isinstance(value, list | tuple):
        return "; ".join(shown(inner) for inner in value) or "–"
    return "–" if value is None or value == "" else str(value)


def _plain(value: Any) -> Any:
    if isinstance(value, datetime | date):
        return value.isoformat()
    return str(value)
