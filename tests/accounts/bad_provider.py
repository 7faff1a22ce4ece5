"""A provider that errs or lies as a test wants: what it says is set before each sign-in."""

from __future__ import annotations

import base64
import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from joserfc import jwt
from joserfc.jwk import OctKey, RSAKey

CLIENT, SECRET = "mitreden", "only-for-tests-only-for-tests-xx"
KEY = RSAKey.generate_key(2048, {"kid": "one", "use": "sig", "alg": "RS256"})
OTHER = RSAKey.generate_key(2048, {"kid": "one", "use": "sig", "alg": "RS256"})
STRANGE = RSAKey.generate_key(2048, {"kid": "two", "use": "sig", "alg": "RS256"})


def _part(content: dict[str, Any]) -> str:
    return base64.urlsafe_b64encode(json.dumps(content).encode()).decode().rstrip("=")


@dataclass
class BadProvider:
    """What it says; a test changes it."""

    issuer: str
    nonce: str = ""
    claims: dict[str, Any] = field(default_factory=dict)
    without: tuple[str, ...] = ()
    sign: str = "RS256"
    token: dict[str, Any] | None = None
    """Instead of a token."""
    status: int = 200
    document: dict[str, Any] = field(default_factory=dict)
    document_status: int = 200
    userinfo: dict[str, Any] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)

    def id_token(self) -> str:
        """An ID token with what is wrong with it."""
        now = int(time.time())
        claims = {"iss": self.issuer, "sub": "dora", "aud": CLIENT, "exp": now + 300, "iat": now, "nonce": self.nonce, **self.claims}
        claims = {name: value for name, value in claims.items() if name not in self.without}
        if self.sign == "none":
            return ".".join((_part({"alg": "none"}), _part(claims), ""))
        if self.sign == "HS256":
            return jwt.encode({"alg": "HS256"}, claims, OctKey.import_key(SECRET), algorithms=["HS256"])
        return jwt.encode(
            {"alg": "RS256", "kid": "two" if self.sign == "strange" else "one"}, claims, {"other": OTHER, "strange": STRANGE}.get(self.sign, KEY)
        )

    def answer(self, path: str) -> tuple[int, Any]:
        """What it answers at a path."""
        self.asked.append(path)
        if path == "/.well-known/openid-configuration":
            usual = {name: f"{self.issuer}/{name}" for name in ("authorization_endpoint", "token_endpoint", "jwks_uri", "userinfo_endpoint")}
            return self.document_status, {
                "issuer": self.issuer,
                "id_token_signing_alg_values_supported": ["RS256", "HS256", "none"],
                **usual,
                **self.document,
            }
        if path == "/jwks_uri":
            return 200, {"keys": [KEY.as_dict(private=False)]}
        if path == "/userinfo_endpoint":
            return 200, {"sub": "dora", **self.userinfo}
        if self.token is not None:
            return self.status, self.token
        return self.status, {"access_token": "x", "token_type": "Bearer", "expires_in": 60, "id_token": self.id_token()}


@contextmanager
def bad_provider() -> Iterator[BadProvider]:
    """One on a free port of loopback."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self._say()

        def do_POST(self) -> None:
            self.rfile.read(int(self.headers.get("Content-Length", 0)))
            self._say()

        def _say(self) -> None:
            status, content = provider.answer(self.path)
            body = content.encode() if isinstance(content, str) else json.dumps(content).encode()
            self.send_response(status)
            if status == 302:
                self.send_header("Location", "http://127.0.0.1:9/elsewhere")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_said: object) -> None:
            """Nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    provider = BadProvider(f"http://127.0.0.1:{server.server_port}")
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield provider
    finally:
        server.shutdown()
        server.server_close()
        thread.join(20)
