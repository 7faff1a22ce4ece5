"""A council information system for tests: a small program on a real port that answers as OParl 1.1 says, or badly where it is told to."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

SCHEMA = "https://schema.oparl.org/1.1/"
Bad = Callable[[Callable[..., Any]], Iterable[bytes]]


class _Quiet(WSGIRequestHandler):
    def log_message(self, *arguments: Any) -> None:
        pass


class _Server(WSGIServer):
    daemon_threads = True

    def handle_error(self, request: Any, client_address: Any) -> None:
        pass  # a client that was cut off


@dataclass
class Ris:
    """The system: its objects by path, what it was asked, and where it answers badly."""

    port: int = 0
    objects: dict[str, dict[str, Any]] = field(default_factory=dict)
    bad: dict[str, Bad] = field(default_factory=dict)
    asked: list[tuple[str, bool]] = field(default_factory=list)  # path, and whether only a change was asked for
    not_modified: int = 0

    @property
    def host(self) -> str:
        """As the setting names it."""
        return f"127.0.0.1:{self.port}"

    def url(self, path: str) -> str:
        """The address of an object."""
        return f"http://{self.host}{path}"

    def put(self, path: str, kind: str, **said: Any) -> str:
        """Give an object another content; returns its address."""
        self.objects[path] = {"id": self.url(path), "type": SCHEMA + kind, "created": "2026-09-01T08:00:00+02:00", **said}
        return self.url(path)

    def delete(self, path: str) -> None:
        """What the specification leaves of a deleted object."""
        kind = self.objects[path]["type"]
        self.objects[path] = {"id": self.url(path), "type": kind, "deleted": True, "modified": "2026-10-01T08:00:00+02:00"}

    def __call__(self, environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        path = environ["PATH_INFO"]
        self.asked.append((path, "HTTP_IF_NONE_MATCH" in environ))
        if path in self.bad:
            return self.bad[path](start)
        if path not in self.objects:
            start("404 Not Found", [("Content-Type", "application/json")])
            return [b"{}"]
        content = json.dumps(self.objects[path], ensure_ascii=False).encode()
        etag = f'"{sha256(content).hexdigest()[:16]}"'
        if environ.get("HTTP_IF_NONE_MATCH") == etag:
            self.not_modified += 1
            start("304 Not Modified", [("ETag", etag)])
            return []
        start("200 OK", [("Content-Type", "application/json; charset=utf-8"), ("ETag", etag), ("Content-Length", str(len(content)))])
        return [content]

    def furnish(self) -> str:
        """A system with a body, two committees, a meeting that was and one that comes, and a paper; returns the paper's address."""
        self.put("/system", "System", oparlVersion=SCHEMA, name="Ratsinformation Auenstedt", body=self.url("/bodies"))
        body = self.put("/body/1", "Body", name="Stadt Auenstedt", system=self.url("/system"), organization=self.url("/organizations"))
        building = self.put("/organization/1", "Organization", body=body, name="Bauausschuss", organizationType="Gremium")
        council = self.put("/organization/2", "Organization", body=body, name="Stadtrat", organizationType="Gremium")
        first, second = self.url("/agendaitem/1"), self.url("/agendaitem/2")
        self.put(
            "/meeting/1",
            "Meeting",
            name="7. Sitzung des Bauausschusses",
            start="2026-09-22T18:00:00+02:00",
            end="2026-09-22T20:30:00+02:00",
            organization=[building],
            web="https://ris.auenstedt.example/sitzung/1",
            agendaItem=[
                {"id": self.url("/agendaitem/9"), "type": SCHEMA + "AgendaItem", "number": "1", "name": "Eröffnung", "public": True},
                {
                    "id": first,
                    "type": SCHEMA + "AgendaItem",
                    "meeting": self.url("/meeting/1"),
                    "number": "Ö 5",
                    "name": "Bänke am Fluss",
                    "public": True,
                    "result": "einstimmig empfohlen",
                    "resolutionText": "Der Ausschuss empfiehlt dem Rat, sechs Bänke aufzustellen.",
                },
            ],
        )
        self.put("/meeting/2", "Meeting", name="Sitzung des Stadtrats", start="2026-10-20T17:00:00+02:00", organization=[council], agendaItem=[])
        self.put("/agendaitem/2", "AgendaItem", meeting=self.url("/meeting/2"), number="Ö 11", name="Bänke am Fluss", public=True)
        return self.put(
            "/paper/123",
            "Paper",
            body=body,
            name="Bänke am Fluss",
            reference="VO/2026/0123",
            paperType="Beschlussvorlage",
            date="2026-09-10",
            web="https://ris.auenstedt.example/vorlage/123",
            mainFile={
                "id": self.url("/file/1"),
                "type": SCHEMA + "File",
                "name": "Vorlage VO/2026/0123",
                "mimeType": "application/pdf",
                "accessUrl": "https://ris.auenstedt.example/datei/1",
                "downloadUrl": "https://ris.auenstedt.example/datei/1?download",
            },
            consultation=[
                self._consultation(1, self.url("/meeting/1"), first, [building], "Vorberatung", False),
                self._consultation(2, self.url("/meeting/2"), second, [council], "Beschlussfassung", True),
            ],
        )

    def _consultation(self, number: int, meeting: str, item: str, organizations: list[str], role: str, decides: bool) -> dict[str, Any]:
        return {
            "id": self.url(f"/consultation/{number}"),
            "type": SCHEMA + "Consultation",
            "paper": self.url("/paper/123"),
            "meeting": meeting,
            "agendaItem": item,
            "organization": organizations,
            "role": role,
            "authoritative": decides,
        }

    def decide(self) -> None:
        """The council has decided."""
        said = {"number": "Ö 11", "name": "Bänke am Fluss", "public": True, "result": "mehrheitlich beschlossen"}
        self.put("/agendaitem/2", "AgendaItem", meeting=self.url("/meeting/2"), resolutionText="Der Stadtrat stellt sechs Bänke auf.", **said)


@contextmanager
def running_ris() -> Iterator[Ris]:
    """The system on a port of its own, with its paper."""
    ris = Ris()
    server = make_server("127.0.0.1", 0, ris, server_class=_Server, handler_class=_Quiet)
    ris.port = server.server_port
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        ris.furnish()
        yield ris
    finally:
        server.shutdown()
        server.server_close()
        thread.join(timeout=5)


def says(content: bytes, status: str = "200 OK", **headers: str) -> Bad:
    """Whatever is asked, this is the answer."""

    def answer(start: Callable[..., Any]) -> Iterable[bytes]:
        start(status, [(name.replace("_", "-"), value) for name, value in headers.items()])
        return [content]

    return answer


def drips(piece: bytes = b" ", every: float = 0.05) -> Bad:
    """An answer that never ends, a little at a time."""

    def answer(start: Callable[..., Any]) -> Iterable[bytes]:
        start("200 OK", [("Content-Type", "application/json")])
        return iter(lambda: _wait(piece, every), b"never")

    return answer


def sleeps(seconds: float) -> Bad:
    """Nothing for a while."""

    def answer(start: Callable[..., Any]) -> Iterable[bytes]:
        time.sleep(seconds)
        start("200 OK", [])
        return [b"{}"]

    return answer


def _wait(piece: bytes, every: float) -> bytes:
    time.sleep(every)
    return piece
