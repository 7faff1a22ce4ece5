"""Passkeys (WebAuthn): what a browser is asked and how its answer is checked; the library behind one door.

A passkey here is always found by the device itself (discoverable) and always unlocked by its owner (PIN, finger, face), so it is worth two signs.
"""

from __future__ import annotations

import ipaddress
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlsplit

from webauthn import (
    generate_authentication_options,
    generate_registration_options,
    options_to_json,
    verify_authentication_response,
    verify_registration_response,
)
from webauthn.helpers import base64url_to_bytes, bytes_to_base64url, parse_authentication_credential_json
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

LONGEST = 20_000
"""Characters of an answer; a real one has one to three thousand."""
WAIT = 120_000
"""Milliseconds that the browser gives the person."""


class BadAnswer(ValueError):
    """The answer of the browser does not fit what it was asked, or no passkey of this platform gave it."""


@dataclass(frozen=True, slots=True)
class Site:
    """For whom passkeys are made: the host and the origin of the address that residents type."""

    host: str
    origin: str
    name: str

    @classmethod
    def of(cls, base_url: str, name: str) -> Site:
        """From the configured address only, never from a request."""
        parts = urlsplit(base_url)
        return cls(parts.hostname or "", f"{parts.scheme}://{parts.netloc}", name)

    @property
    def takes_passkeys(self) -> bool:
        """Browsers make none for an address of numbers, nor without https; `localhost` is their exception."""
        try:
            ipaddress.ip_address(self.host)
        except ValueError:
            return self.origin.startswith("https://") or self.host == "localhost" or self.host.endswith(".localhost")
        return False


def new_challenge() -> str:
    """256 random bits, as the browser gives them back."""
    return bytes_to_base64url(secrets.token_bytes(32))


def creation_options(site: Site, handle: str, account: str, shown: str, known: Iterable[bytes], challenge: str) -> str:
    """What the browser needs to make a passkey, as JSON. `handle` is a random name that says nothing about the person."""
    options = generate_registration_options(
        rp_id=site.host,
        rp_name=site.name,
        user_id=handle.encode(),
        user_name=account,
        user_display_name=shown,
        challenge=base64url_to_bytes(challenge),
        timeout=WAIT,
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.REQUIRED, user_verification=UserVerificationRequirement.REQUIRED
        ),
        exclude_credentials=[PublicKeyCredentialDescriptor(id=one) for one in known],
    )
    return options_to_json(options)


def request_options(site: Site, challenge: str) -> str:
    """What the browser needs to let the person choose a passkey, as JSON; it names none, so it betrays nobody."""
    options = generate_authentication_options(
        rp_id=site.host,
        challenge=base64url_to_bytes(challenge),
        timeout=WAIT,
        user_verification=UserVerificationRequirement.REQUIRED,
    )
    return options_to_json(options)


@dataclass(frozen=True, slots=True)
class MadePasskey:
    """A passkey that the browser has just made."""

    credential_id: bytes
    public_key: bytes
    sign_count: int


def read_made(answer: str, challenge: str, site: Site) -> MadePasskey:
    """Check the answer to `creation_options`. Raises BadAnswer."""
    try:
        made = verify_registration_response(
            credential=_short(answer),
            expected_challenge=base64url_to_bytes(challenge),
            expected_rp_id=site.host,
            expected_origin=site.origin,
            require_user_verification=True,
        )
    except (WebAuthnException, ValueError, KeyError, TypeError) as error:
        raise BadAnswer(str(error)) from error
    return MadePasskey(made.credential_id, made.credential_public_key, made.sign_count)


def credential_in(answer: str) -> tuple[bytes, str | None]:
    """Which passkey an answer comes from, and for whom the device says it was made; unchecked. Raises BadAnswer."""
    try:
        credential = parse_authentication_credential_json(_short(answer))
    except (WebAuthnException, ValueError, KeyError, TypeError) as error:
        raise BadAnswer(str(error)) from error
    handle = credential.response.user_handle
    return credential.raw_id, handle.decode("utf-8", "replace") if handle else None


def read_signed(answer: str, challenge: str, site: Site, public_key: bytes, sign_count: int) -> int:
    """Check the answer to `request_options` against the passkey's key. Returns the new count; one that did not grow is a copy's. Raises BadAnswer."""
    try:
        signed = verify_authentication_response(
            credential=_short(answer),
            expected_challenge=base64url_to_bytes(challenge),
            expected_rp_id=site.host,
            expected_origin=site.origin,
            credential_public_key=public_key,
            credential_current_sign_count=sign_count,
            require_user_verification=True,
        )
    except (WebAuthnException, ValueError, KeyError, TypeError) as error:
        raise BadAnswer(str(error)) from error
    return signed.new_sign_count


def _short(answer: str) -> str:
    if len(answer) > LONGEST or not answer.isascii():
        raise BadAnswer("too long, or not what a browser sends")
    return answer
