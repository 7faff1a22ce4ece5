"""The copy of one's data: everything that is kept about a person, as JSON and as a page to read."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from participation.accounts.models import Person, WebSession
from participation.kit.dates import say_date, say_moment
from participation.kit.language import gettext as _
from participation.kit.language import lazy


@dataclass(frozen=True, slots=True)
class OwnFile:
    """A file that a person uploaded: where it lies, and what the person calls it."""

    path: Path
    words: str = ""


_WORDS = {
    "account": lazy("Konto"),
    "sessions": lazy("Angemeldete Geräte"),
    "passkeys": lazy("Passkeys"),
    "authenticator_app": lazy("App mit Codes"),
    "recovery_codes_left": lazy("Ersatzcodes, die noch gelten"),
    "linked_providers": lazy("Verbundene Dienste"),
    "name": lazy("Name"),
    "last_used_at": lazy("Zuletzt benutzt"),
    "provider": lazy("Dienst"),
    "second_signs": lazy("Zweite Nachweise"),
    "proposals": lazy("Vorschläge"),
    "supports": lazy("Unterstützungen"),
    "moved_supports": lazy("Übertragene Unterstützungen"),
    "moved_at": lazy("übertragen"),
    "target_id": lazy("Nummer des Ziels"),
    "official_answers": lazy("Antworten der Stadt"),
    "contributions": lazy("Beiträge"),
    "ratings": lazy("Bewertungen"),
    "reports": lazy("Meldungen"),
    "follows": lazy("Diskussionen, denen ich folge"),
    "visits": lazy("Wann ich Diskussionen zuletzt gelesen habe"),
    "objections": lazy("Einsprüche gegen Zusammenfassungen"),
    "votes": lazy("Abstimmungen"),
    "notices": lazy("Mitteilungen"),
    "followed_consultations": lazy("Beteiligungen, denen ich folge"),
    "followed_at": lazy("folge ich seit"),
    "deleted_by_itself": lazy("Was wir von selbst löschen"),
    "consents": lazy("Einwilligungen"),
    "version": lazy("Fassung"),
    "place": lazy("Seite"),
    "given_at": lazy("Gegeben"),
    "withdrawn_at": lazy("Widerrufen"),
    "what": lazy("Was"),
    "deleted": lazy("Gelöscht"),
    "number": lazy("Anzahl"),
    "email": lazy("E-Mail-Adresse"),
    "public_name": lazy("Name auf dieser Seite"),
    "real_name": lazy("Name"),
    "position": lazy("Amt oder Funktion"),
    "role": lazy("Rolle"),
    "language": lazy("Sprache"),
    "has_password": lazy("Passwort gesetzt"),
    "created_at": lazy("Angelegt"),
    "email_confirmed_at": lazy("Adresse bestätigt"),
    "guest_since": lazy("Gast ohne Konto seit"),
    "verified_at": lazy("Wohnsitz nachgewiesen"),
    "verified_until": lazy("Nachweis gilt bis"),
    "verification_end": lazy("Warum der Nachweis endete"),
    "roll_from": lazy("Nachweis von einem anderen Konto seit"),
    "verification": lazy("Nachweis des Wohnsitzes"),
    "proof": lazy("Weg des Nachweises"),
    "valid_until": lazy("Gilt bis"),
    "ended_at": lazy("Beendet"),
    "end_reason": lazy("Warum beendet"),
    "end_note": lazy("Bemerkung dazu"),
    "district": lazy("Ortsteil"),
    "blocked_at": lazy("Gesperrt"),
    "blocked_until": lazy("Ende der Sperre"),
    "blocked_reason": lazy("Grund der Sperre"),
    "moderates_consultations": lazy("Moderiert Beteiligung Nummer"),
    "browser": lazy("Gerät"),
    "last_seen_at": lazy("Zuletzt gesehen"),
    "title": lazy("Titel"),
    "text": lazy("Text"),
    "body": lazy("Text"),
    "reason": lazy("Grund"),
    "status": lazy("Stand"),
    "consultation": lazy("Beteiligung"),
    "reference": lazy("Nummer"),
    "published_at": lazy("Veröffentlicht"),
}
"""Keys of the JSON file in words, for the page to read."""


def words_for(key: str) -> str:
    """What a key means; a room's own key as it is, with blanks."""
    return str(_WORDS[key]) if key in _WORDS else key.replace("_", " ")


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


def shown(value: Any) -> str:
    """A value for people: moments in words, nothing as a dash."""
    if isinstance(value, datetime):
        return say_moment(value)
    if isinstance(value, date):
        return say_date(value)
    if isinstance(value, bool):
        return _("ja") if value else _("nein")
    if isinstance(value, Mapping):
        return "; ".join(f"{name}: {shown(inner)}" for name, inner in value.items()) or "–"
    if isinstance(value, list | tuple):
        return "; ".join(shown(inner) for inner in value) or "–"
    return "–" if value is None or value == "" else str(value)


def _plain(value: Any) -> Any:
    if isinstance(value, datetime | date):
        return value.isoformat()
    return str(value)
