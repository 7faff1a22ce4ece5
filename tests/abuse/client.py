"""A browser made of plain HTTP requests: what an attacker's tool sends, byte by byte, and what comes back."""

from __future__ import annotations

import http.client
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from urllib.parse import quote, urlencode

from tests.house.pages import Page


@dataclass(frozen=True)
class Answer:
    """What the server said."""

    status: int
    headers: Mapping[str, str]
    data: bytes
    cookies: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """The body as text."""
        return self.data.decode("utf-8", "replace")

    @property
    def location(self) -> str:
        """Where it leads."""
        return self.headers.get("location", "")

    @property
    def dangers(self) -> list[str]:
        """Whatever on the page could run text as a program."""
        return Page(self.text).dangers if self.headers.get("content-type", "").startswith("text/html") else []


@dataclass
class Client:
    """One browser with its cookies; `token` is what its forms carry against forgery."""

    port: int
    cookies: dict[str, str] = field(default_factory=dict)
    _token: str = ""

    def ask(self, method: str, path: str, body: bytes | None = None, headers: Mapping[str, str] | None = None) -> Answer:
        """Send one request as it stands; nothing is followed."""
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        sent = {"Host": "127.0.0.1", "Connection": "close", **(headers or {})}
        if self.cookies:
            sent["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        try:
            line.putrequest(method, quote(path, safe="/?&=%;:+,*'()!$@~.[]#-_\\"), skip_host=True, skip_accept_encoding=True)
            for name, value in sent.items():
                line.putheader(name, value)
            if body is not None:
                line.putheader("Content-Length", str(len(body)))
            line.endheaders(body)
            response = line.getresponse()
            given = tuple(value for name, value in response.getheaders() if name.lower() == "set-cookie")
            answer = Answer(response.status, {name.lower(): value for name, value in response.getheaders()}, response.read(), given)
        finally:
            line.close()
        for one in given:
            for name, morsel in SimpleCookie(one).items():
                self.cookies[name] = morsel.value
        return answer

    def get(self, path: str, **headers: str) -> Answer:
        """Read a page."""
        return self.ask("GET", path, headers=headers)

    @property
    def token(self) -> str:
        """The token that this browser's forms carry."""
        if not self._token:
            self._token = next(form.fields["csrf_token"] for form in Page(self.get("/darstellung").text).forms if "csrf_token" in form.fields)
        return self._token

    def post(self, path: str, data: Mapping[str, object] | None = None, headers: Mapping[str, str] | None = None) -> Answer:
        """Send a form as its page does."""
        return self.send(path, urlencode({"csrf_token": self.token, **(data or {})}).encode(), headers)

    def send(self, path: str, body: bytes, headers: Mapping[str, str] | None = None) -> Answer:
        """Send bytes as a form."""
        return self.ask("POST", path, body, {"Content-Type": "application/x-www-form-urlencoded", **(headers or {})})

    def upload(self, path: str, name: str, content: bytes, kind: str = "image/jpeg", field_name: str = "file", **fields: str) -> Answer:
        """Send a form with a file."""
        parts = [
            f'--x\r\nContent-Disposition: form-data; name="{key}"\r\n\r\n{value}\r\n' for key, value in {"csrf_token": self.token, **fields}.items()
        ]
        head = f'--x\r\nContent-Disposition: form-data; name="{field_name}"; filename="{name}"\r\nContent-Type: {kind}\r\n\r\n'
        body = "".join(parts).encode() + head.encode("utf-8", "surrogateescape") + content + b"\r\n--x--\r\n"
        return self.ask("POST", path, body, {"Content-Type": "multipart/form-data; boundary=x"})

    def json(self, path: str, value: object) -> Answer:
        """Send JSON, which no form does."""
        return self.ask("POST", path, json.dumps(value).encode(), {"Content-Type": "application/json"})
