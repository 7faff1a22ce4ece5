"""The address of a concern's page for whoever sent it without an account: its random name, and a keyed hash that it is ours.

It is in the sender's mails alone and kept nowhere; another key of the installation makes it void.
"""

from __future__ import annotations

import base64
import hmac

from participation.concerns.models import Concern
from participation.kit.sealing import Seals, seals_of
from participation.settings import Settings

_PURPOSE = "own concern"
_PROOF_BYTES = 16


def proof(seals: Seals, public_id: str) -> str:
    """What stands behind a concern's name: 128 bits in URL-safe base64, 22 characters."""
    return base64.urlsafe_b64encode(seals.fingerprint(_PURPOSE, public_id)[:_PROOF_BYTES]).decode().rstrip("=")


def is_proof(given: str, seals: Seals, public_id: str) -> bool:
    """Whether it was made for just this; takes the same time whatever is wrong with it."""
    return hmac.compare_digest(proof(seals, public_id).encode(), given.encode("utf-8", "replace"))


def own_path(settings: Settings, concern: Concern) -> str:
    """Where its sender confirms it, takes it back, or has the address deleted."""
    return f"/anliegen/mein/{concern.public_id}/{proof(seals_of(settings), concern.public_id)}"


def own_url(settings: Settings, concern: Concern) -> str:
    """The same as a whole address, for mails."""
    return settings.base_url.rstrip("/") + own_path(settings, concern)


def public_path(concern_id: int) -> str:
    """Where everybody reads it."""
    return f"/anliegen/{concern_id}"


def public_url(settings: Settings, concern_id: int) -> str:
    """The same as a whole address."""
    return settings.base_url.rstrip("/") + public_path(concern_id)
