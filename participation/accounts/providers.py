"""Identity providers as the installation's file names them; nonsense is refused at the start."""

from __future__ import annotations

import ipaddress
import json
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from flask import Flask, current_app

from participation.accounts.models import Person
from participation.accounts.rules import may_link
from participation.kit.errors import NotFound
from participation.settings import Settings, SettingsError

RESIDENTS, STAFF = "residents", "staff"


@dataclass(frozen=True, slots=True)
class Provider:
    """One provider: who it is, for whom, and what its words are worth here."""

    key: str
    label: str
    issuer: str
    client_id: str
    client_secret: str = field(default="", repr=False)
    audience: str = RESIDENTS
    """`residents`, or `staff`: the city's own directory, by which nobody gets an account."""
    scopes: str = "openid email"
    ask_for: str = ""
    """The levels asked for (`acr_values`)."""
    verifies: tuple[str, ...] = ()
    """Levels (`acr`) that show that a person is who it says, so that it counts as one resident."""
    second_sign: tuple[str, ...] = ()
    """Levels that are worth a second sign."""
    person_claim: str = "sub"
    """The claim that is the same for one human being whatever the account; its keyed hash stops a second account."""
    human_claims: tuple[str, ...] = ()
    """The claims of family name, given names and date of birth, in this order. A keyed hash of them is the same as that of letters to people and of
    the counter, so that nobody counts twice by two ways."""
    residence_claim: str = ""
    """The claim that must have one of `residence_values` for a person to count as a resident, e.g. `address.postal_code`."""
    residence_values: tuple[str, ...] = ()
    district_claim: str = ""
    """The claim that holds the name of the district."""

    @property
    def for_staff(self) -> bool:
        """Whether this is the city's own directory."""
        return self.audience == STAFF


_NAMES = {
    "key": "key",
    "label": "label",
    "issuer": "issuer",
    "client_id": "client_id",
    "client_secret": "client_secret",
    "for": "audience",
    "scopes": "scopes",
    "ask_for": "ask_for",
    "verifies": "verifies",
    "second_sign": "second_sign",
    "person_claim": "person_claim",
    "human_claims": "human_claims",
    "residence_claim": "residence_claim",
    "residence_values": "residence_values",
    "district_claim": "district_claim",
}
_LISTS = ("verifies", "second_sign", "human_claims", "residence_values")


def init_providers(app: Flask, settings: Settings) -> None:
    """Give the application its providers. Raises SettingsError for a file that makes no sense."""
    app.extensions["providers"] = read_providers(settings.oidc_file, loopback=settings.demo or settings.testing) if settings.oidc_file else {}


def read_providers(file: Path, *, loopback: bool) -> dict[str, Provider]:
    """The providers of a TOML or JSON file by their keys. `loopback`: this machine may be asked without https, in the demo and in tests."""
    try:
        text = file.read_text(encoding="utf-8")
        content = json.loads(text) if file.suffix == ".json" else tomllib.loads(text)
    except (OSError, ValueError) as error:
        raise SettingsError(f"PARTICIPATION_OIDC_FILE {file} cannot be read: {error}") from error
    entries = content.get("provider") if isinstance(content, dict) else None
    if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries) or set(content) != {"provider"}:
        raise SettingsError(f"PARTICIPATION_OIDC_FILE {file} must hold a list named provider ([[provider]] in TOML), and nothing else.")
    found: dict[str, Provider] = {}
    for number, entry in enumerate(entries, 1):
        provider = _provider(entry, f"{file}, provider {number}", file.parent, loopback)
        if provider.key in found:
            raise SettingsError(f"{file}, provider {number}: the key {provider.key!r} is there twice.")
        found[provider.key] = provider
    return found


def _provider(entry: Mapping[str, Any], where: str, folder: Path, loopback: bool) -> Provider:
    given = dict(entry)
    secret_file = given.pop("client_secret_file", None)
    unknown = sorted(set(given) - set(_NAMES))
    if unknown:
        raise SettingsError(f"{where}: {unknown[0]!r} is not a setting of a provider. Known: {', '.join((*_NAMES, 'client_secret_file'))}")
    if secret_file is not None:
        given["client_secret"] = _secret(secret_file, given, where, folder)
    values = {_NAMES[name]: _checked(name, value, where) for name, value in given.items()}
    for name in ("key", "label", "issuer", "client_id"):
        if not values.get(name):
            raise SettingsError(f"{where}: {name} is missing.")
    provider = Provider(**values)
    _check(provider, where, loopback)
    return provider


def _secret(file: Any, given: Mapping[str, Any], where: str, folder: Path) -> str:
    if "client_secret" in given or not isinstance(file, str):
        raise SettingsError(f"{where}: give client_secret or client_secret_file, not both; the file is a path.")
    try:
        return (folder / file).read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(f"{where}: client_secret_file cannot be read: {error}") from error


def _checked(name: str, value: Any, where: str) -> Any:
    if name in _LISTS:
        if not isinstance(value, list) or not all(isinstance(one, str) and one for one in value):
            raise SettingsError(f"{where}: {name} must be a list of texts.")
        return tuple(value)
    if not isinstance(value, str):
        raise SettingsError(f"{where}: {name} must be a text.")
    return value


def _check(provider: Provider, where: str, loopback: bool) -> None:
    parts = urlsplit(provider.issuer)
    here = loopback and _is_loopback(parts.hostname or "")
    secure = parts.scheme == "https" or (parts.scheme == "http" and here)
    faults = {
        "key must be lower-case letters, digits and hyphens, at most 40": not re.fullmatch(r"[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?", provider.key),
        "label must be at most 60 characters": len(provider.label) > 60,
        "issuer must be an https address without query": not (secure and parts.hostname) or bool(parts.query or parts.fragment or parts.username),
        "for must be residents or staff": provider.audience not in (RESIDENTS, STAFF),
        "scopes must begin with openid": "openid" not in provider.scopes.split(),
        "verifies is for residents' providers": bool(provider.for_staff and provider.verifies),
        "residence_claim and residence_values belong together": bool(provider.residence_claim) != bool(provider.residence_values),
        "person_claim must not be empty": not provider.person_claim,
        "human_claims must be three: family name, given names, date of birth": len(provider.human_claims) not in (0, 3),
    }
    for sentence, wrong in faults.items():
        if wrong:
            raise SettingsError(f"{where}: {sentence}.")


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def all_providers() -> dict[str, Provider]:
    """The installation's providers by their keys, in the order of the file."""
    found: dict[str, Provider] = current_app.extensions["providers"]
    return found


def provider_of(key: str) -> Provider:
    """The provider of a key. Raises NotFound."""
    provider = all_providers().get(key)
    if provider is None:
        raise NotFound
    return provider


def offered_to(person: Person | None, *, sees_private_data: bool = False) -> list[Provider]:
    """Whom somebody can link; to a reader, all there are."""
    return [
        one for one in all_providers().values() if person is None or may_link(person, staff_only=one.for_staff, sees_private_data=sees_private_data)
    ]
