"""The addresses of a registration's own page and of its ticket: each names the registration and holds a keyed hash that it is ours.

Neither holds anything about a person. The hash is made for one purpose: who sees a ticket cannot take the registration back, and the
link in the mail is no ticket. Both are kept nowhere; another key of the installation makes them void.
"""

from __future__ import annotations

import base64
import hmac

from participation.kit.sealing import Seals, seals_of
from participation.meetings.registration_models import Registration
from participation.settings import Settings

OWN, TICKET = "meeting registration", "meeting ticket"
PROOF_BYTES = 16
"""Enough that nobody guesses one, and a ticket's code stays coarse enough for any phone."""


def proof(seals: Seals, purpose: str, meeting_id: int, public_id: str) -> str:
    """What stands behind a registration's name: 128 bits in URL-safe base64, 22 characters."""
    made = seals.fingerprint(purpose, f"{meeting_id}\0{public_id}")[:PROOF_BYTES]
    return base64.urlsafe_b64encode(made).decode().rstrip("=")


def is_proof(given: str, seals: Seals, purpose: str, meeting_id: int, public_id: str) -> bool:
    """Whether it was made for just this; takes the same time whatever is wrong with it."""
    return hmac.compare_digest(proof(seals, purpose, meeting_id, public_id).encode(), given.encode("utf-8", "replace"))


def own_path(settings: Settings, registration: Registration) -> str:
    """Where whoever registered sees, confirms and takes back the registration."""
    return f"/sitzungen/anmeldung/{registration.public_id}/{proof(seals_of(settings), OWN, registration.meeting_id, registration.public_id)}"


def own_url(settings: Settings, registration: Registration) -> str:
    """The same as a whole address, for mails."""
    return settings.base_url.rstrip("/") + own_path(settings, registration)


def ticket_url(settings: Settings, registration: Registration) -> str:
    """What a ticket's QR code says: opened by the door's staff, it lets in."""
    made = proof(seals_of(settings), TICKET, registration.meeting_id, registration.public_id)
    return f"{settings.base_url.rstrip('/')}/einlass/{registration.meeting_id}/{registration.public_id}/{made}"
