"""OpenID Connect, code flow with PKCE: what is asked of a provider and how its answers are checked. Authlib is used here alone."""

from __future__ import annotations

import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

import requests
from authlib.common.errors import AuthlibBaseError
from authlib.common.security import generate_token
from authlib.integrations.base_client.sync_openid import OpenIDMixin
from authlib.integrations.requests_client import OAuth2Session
from joserfc.errors import JoseError

from participation.accounts.evidence import CodeKeys, human_from
from participation.accounts.providers import Provider

WAIT = (3.05, 6.0)
"""Seconds to reach a provider, and for its answer."""
FRESH = 3600.0
"""Seconds that its document and keys are kept."""
DOWN = 15.0
"""Seconds in which a provider that did not answer is not asked again, so that it does not hold up the platform."""
KEYS_AT_MOST = 60.0
"""Its keys are fetched again for an unknown one, at most so often."""
LARGEST = 1_000_000
ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA", "Ed25519")
"""Signatures with a public key only: never `none`, never one that the client's secret could make."""
LEEWAY = 60
_ENDPOINTS = ("authorization_endpoint", "token_endpoint", "jwks_uri")


class ProviderDown(Exception):
    """The provider cannot be reached, or answers with an error of its own."""


class BadProvider(Exception):
    """What the provider sent cannot be trusted; the reason is for the operator's log, not for people."""


@dataclass(frozen=True, slots=True)
class Begun:
    """A sign-in under way: what the browser keeps in its signed cookie until it comes back."""

    state: str
    nonce: str
    verifier: str


@dataclass(frozen=True, slots=True)
class Identity:
    """What a provider says of somebody, as far as it matters here."""

    provider: str
    issuer: str
    subject: str
    person: str
    """The same for one human being (`person_claim`); empty where the provider did not say."""
    email: str
    """Only one that the provider has verified."""
    verified: bool
    """Whether the level is high enough, and the place the city's, for a resident."""
    second_sign: bool
    district: str
    human: str = ""
    """The keyed hash of name and date of birth (`human_claims`), in hexadecimal; what the provider said of them ends here."""


@dataclass
class _Known:
    document: dict[str, Any]
    keys: dict[str, Any] | None = None
    fetched: float = 0.0
    keys_fetched: float = 0.0


@dataclass
class Client(OpenIDMixin):  # type: ignore[misc]  # the mixin has no types
    """The platform at one provider; what it learnt of it is kept for an hour, in each process."""

    provider: Provider
    keys: CodeKeys | None = None
    """For the keyed hash of who somebody is; without them `Identity.human` stays empty."""
    _known: _Known | None = None
    _down_since: float = -DOWN
    _lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def client_id(self) -> str:
        """How the provider calls this platform."""
        return self.provider.client_id

    def begin(self, redirect_uri: str) -> tuple[str, Begun]:
        """Where the browser goes to sign in, and what it must bring back. Raises ProviderDown, BadProvider."""
        begun = Begun(generate_token(43), generate_token(43), generate_token(64))
        more = {"acr_values": self.provider.ask_for} if self.provider.ask_for else {}
        with self._session(redirect_uri) as session:
            url, _state = session.create_authorization_url(
                self.load_server_metadata()["authorization_endpoint"], state=begun.state, code_verifier=begun.verifier, nonce=begun.nonce, **more
            )
        return str(url), begun

    def finish(self, begun: Begun, code: str, issuer: str, redirect_uri: str) -> Identity:
        """Change the code that the browser brought for the provider's word about the person, and check it. Raises ProviderDown, BadProvider."""
        document = self.load_server_metadata()
        if (issuer or document.get("authorization_response_iss_parameter_supported")) and issuer != self.provider.issuer:
            raise BadProvider("the answer names another issuer")  # RFC 9207: a mix-up of providers
        try:
            with self._session(redirect_uri) as session:
                token = session.fetch_token(
                    document["token_endpoint"], grant_type="authorization_code", code=code, code_verifier=begun.verifier, allow_redirects=False
                )
                claims = self._claims(token, begun.nonce)
                return self._identity({**self._more(session, document, claims), **claims})
        except requests.RequestException as error:
            raise ProviderDown(type(error).__name__) from error
        except (AuthlibBaseError, JoseError, ValueError, KeyError, TypeError) as error:
            raise BadProvider(f"{type(error).__name__}: {error}"[:200]) from error

    def _session(self, redirect_uri: str) -> OAuth2Session:
        methods = self.load_server_metadata().get("token_endpoint_auth_methods_supported", ["client_secret_basic"])
        method = "client_secret_basic" if "client_secret_basic" in methods else "client_secret_post"
        session = OAuth2Session(
            client_id=self.provider.client_id,
            client_secret=self.provider.client_secret or None,
            token_endpoint_auth_method=method if self.provider.client_secret else "none",
            scope=self.provider.scopes,
            redirect_uri=redirect_uri,
            code_challenge_method="S256",
            default_timeout=WAIT,
            leeway=0,  # a token is used at once; one of a minute is none too short
        )
        session.register_compliance_hook("access_token_response", _not_elsewhere)
        return session

    def _claims(self, token: Mapping[str, Any], nonce: str) -> dict[str, Any]:
        """The checked claims of the ID token: signature, issuer, audience, nonce, times, the hash of the access token."""
        if not isinstance(token.get("id_token"), str) or not token.get("access_token"):
            raise BadProvider("no ID token")  # without an access token its hash would not be compared
        options = {
            "iss": {"essential": True, "values": [self.provider.issuer]},
            "aud": {"essential": True, "values": [self.provider.client_id]},
            "sub": {"essential": True},
            "nonce": {"essential": True, "value": nonce},
        }
        claims = dict(self.parse_id_token(token, nonce, claims_options=options, leeway=LEEWAY))
        if not isinstance(claims["sub"], str) or not 0 < len(claims["sub"]) <= 255:
            raise BadProvider("no subject")
        return claims

    def _more(self, session: OAuth2Session, document: Mapping[str, Any], claims: Mapping[str, Any]) -> dict[str, Any]:
        """What the provider tells at its user info endpoint, where it has one; it must speak of the same subject."""
        if "userinfo_endpoint" not in document:
            return {}
        answer = _json(session.get(document["userinfo_endpoint"], allow_redirects=False))
        if answer.get("sub") != claims["sub"]:
            raise BadProvider("the user info speaks of somebody else")
        return {name: value for name, value in answer.items() if name not in ("acr", "amr", "iss", "aud")}

    def _identity(self, claims: Mapping[str, Any]) -> Identity:
        provider, level = self.provider, str(claims.get("acr") or "")
        email = claims.get("email") if claims.get("email_verified") is True else None
        lives_here = not provider.residence_claim or _text(claims, provider.residence_claim) in provider.residence_values
        return Identity(
            provider=provider.key,
            issuer=provider.issuer,
            subject=str(claims["sub"]),
            person=_text(claims, provider.person_claim),
            email=email if isinstance(email, str) else "",
            verified=bool(level) and level in provider.verifies and lives_here,
            second_sign=bool(level) and level in provider.second_sign,
            district=_text(claims, provider.district_claim) if provider.district_claim else "",
            human=self._human(claims),
        )

    def _human(self, claims: Mapping[str, Any]) -> str:
        told = [_text(claims, claim) for claim in self.provider.human_claims]
        human = human_from(*told) if self.keys and told else None
        return human.evidence(self.keys).hex() if human and self.keys else ""

    def load_server_metadata(self) -> dict[str, Any]:
        """The provider's own description of itself, from its configured address only."""
        with self._lock:
            now = time.monotonic()
            if self._known is None or now - self._known.fetched > FRESH:
                document = self._fetch(self.provider.issuer.rstrip("/") + "/.well-known/openid-configuration", now)
                self._known = _Known(self._checked(document), fetched=now)
            return self._known.document

    def fetch_jwk_set(self, force: bool = False) -> dict[str, Any]:
        """The keys that the provider signs with."""
        document = self.load_server_metadata()
        with self._lock:
            known, now = self._known, time.monotonic()
            if known is None:
                raise ProviderDown("forgotten meanwhile")
            if known.keys is None or (force and now - known.keys_fetched > KEYS_AT_MOST):
                known.keys, known.keys_fetched = self._fetch(document["jwks_uri"], now), now
            return known.keys

    def _fetch(self, url: str, now: float) -> dict[str, Any]:
        if now - self._down_since < DOWN:
            raise ProviderDown("did not answer a moment ago")
        try:
            return _json(requests.get(url, timeout=WAIT, allow_redirects=False, headers={"Accept": "application/json"}))
        except (requests.RequestException, ProviderDown) as error:
            self._down_since = now
            raise ProviderDown(type(error).__name__) from error

    def _checked(self, document: dict[str, Any]) -> dict[str, Any]:
        """The document with only what may be used. Raises BadProvider for that of somebody else, or one that leads elsewhere."""
        if document.get("issuer") != self.provider.issuer:
            raise BadProvider("its document names another issuer")
        used = [*_ENDPOINTS, *(["userinfo_endpoint"] if "userinfo_endpoint" in document else [])]
        here = urlsplit(self.provider.issuer)
        for name in used:
            parts = urlsplit(str(document.get(name, "")))
            if (parts.scheme, parts.netloc) != (here.scheme, here.netloc):
                raise BadProvider(f"{name} is not on the host of the issuer")
        offered = document.get("id_token_signing_alg_values_supported") or ["RS256"]
        document["id_token_signing_alg_values_supported"] = [one for one in ALGORITHMS if one in offered]
        return document


def _not_elsewhere(response: requests.Response) -> requests.Response:
    if response.is_redirect or response.is_permanent_redirect:
        raise BadProvider("the token endpoint leads elsewhere")
    return response


def _json(response: requests.Response) -> dict[str, Any]:
    if response.status_code != 200 or len(response.content) > LARGEST:
        raise ProviderDown(f"status {response.status_code}")
    try:
        content = response.json()
    except ValueError as error:
        raise BadProvider("no JSON") from error
    if not isinstance(content, dict):
        raise BadProvider("no JSON object")
    return content


def _text(claims: Mapping[str, Any], path: str) -> str:
    """A claim as text, also one inside another: `address.postal_code`."""
    value: Any = claims
    for name in path.split("."):
        value = value.get(name) if isinstance(value, Mapping) else None
    return str(value)[:255] if isinstance(value, str | int) and not isinstance(value, bool) else ""
