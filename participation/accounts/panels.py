"""What this room shows on every page: the way to the sign-in page and back, the administration's links."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from flask import request, url_for

from participation.accounts.bylines import pseudonyms_as_data
from participation.accounts.consents import consents_as_data
from participation.accounts.models import Person
from participation.accounts.network_actions import networks_as_data
from participation.accounts.notices import notices_as_data
from participation.accounts.rules import may_administrate
from participation.accounts.verification_queries import verification_as_data
from participation.kit.database import current_session
from participation.kit.identity import visitor
from participation.kit.language import gettext as _
from participation.kit.links import Link

ENTRY = "accounts."


def frame() -> dict[str, Any]:
    """For the page around every page: `sign_in_url`, the sign-in page that leads back here."""
    return {} if visitor() else {"sign_in_url": _sign_in_url()}


def _sign_in_url() -> str:
    url = url_for("accounts.sign_in")
    if request.method != "GET" or request.path == "/" or (request.endpoint or "").startswith(ENTRY):
        return url
    return f"{url}?next={quote(request.full_path.rstrip('?'), safe='/')}"


def staff_links(person: Person) -> list[Link]:
    """People and codes, for administrators."""
    if not may_administrate(person):
        return []
    pages = (
        (_("Personen"), url_for("people.index")),
        (_("Team einladen"), url_for("team.index")),
        (_("Codes für Briefe"), url_for("codes.make")),
        (_("Einwilligungen"), url_for("consents.index")),
    )
    return [Link(label, url, current=request.path.startswith(url)) for label, url in pages]


def own_verification(person: Person) -> dict[str, Any]:
    """How, since when and how long the person is counted as a resident, for the copy of the own data."""
    return {"verification": verification_as_data(current_session(), person)}


def own_consents(person: Person) -> dict[str, Any]:
    """What the person agreed to, in the very words, for the copy of the own data."""
    return {"consents": consents_as_data(current_session(), person)}


def own_pseudonyms(person: Person) -> dict[str, Any]:
    """By which names the person goes in single consultations, for the copy of the own data."""
    return {"pseudonyms": pseudonyms_as_data(current_session(), person.id)}


def own_notices(person: Person) -> dict[str, Any]:
    """What the person was told, for the copy of the own data."""
    return {"notices": notices_as_data(current_session(), person)}


def own_networks(person: Person) -> dict[str, Any]:
    """Of which acts a network's hash is kept for a while, for the copy of the own data; the hash itself says nothing to anybody."""
    return {"network_traces": networks_as_data(current_session(), person.id)}
