"""What this room shows on every page: the way to the sign-in page and back, the administration's links."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from flask import request, url_for

from participation.accounts.models import Person
from participation.accounts.notices import notices_as_data
from participation.accounts.rules import may_administrate
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
    pages = ((_("Personen"), url_for("people.index")), (_("Team einladen"), url_for("team.index")), (_("Codes für Briefe"), url_for("codes.make")))
    return [Link(label, url, current=request.path.startswith(url)) for label, url in pages]


def own_notices(person: Person) -> dict[str, Any]:
    """What the person was told, for the copy of the own data."""
    return {"notices": notices_as_data(current_session(), person)}
