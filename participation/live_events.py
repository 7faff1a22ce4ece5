"""`participation live`: tells phones of a meeting at once that something is new, by server-sent events, from a process of its own.

It never runs on the threads that serve pages: a thousand open connections would leave none. Five times a second it asks the database, through
the same door that answers polling phones, and sends what changed to whoever waits for that meeting; what is sent is the same for everybody.
Phones that cannot reach it go on polling. docs/meetings.md says how a proxy leads `/live/` here.
"""

from __future__ import annotations

import asyncio
import contextlib
import re
from collections import defaultdict
from dataclasses import dataclass, field

import click
from flask import Flask
from werkzeug.test import create_environ, run_wsgi_app

from participation.serving import make_application, read_settings

PATH = re.compile(rb"GET /live(/beteiligungen/[a-z0-9-]{1,80}/sitzungen/\d{1,10}/stand)(?:\?[^ ]*)? HTTP/1\.[01]\r\n")
EVERY, HEARTBEAT = 0.2, 15.0
"""Seconds between two looks at the database, and after which a line goes out although nothing happened, so that proxies keep the connection."""
MOST = 10_000
"""Connections of one process."""
WAITS = 64 * 1024
"""Bytes that may wait for a phone; one that takes no more is let go, and comes back by itself."""
HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream; charset=utf-8\r\nCache-Control: no-store\r\nX-Accel-Buffering: no\r\nConnection: close\r\n\r\nretry: 3000\n\n"
REFUSED = b"HTTP/1.1 %s\r\nContent-Type: text/plain\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"


@dataclass
class Hall:
    """A meeting: who waits for it, and what they were told last."""

    waiting: set[asyncio.StreamWriter] = field(default_factory=set)
    tag: str = ""
    said: bytes = b""


class LiveEvents:
    """The server. `app` is the application that knows the meetings."""

    def __init__(self, app: Flask) -> None:
        self._app = app
        self._base = app.extensions["settings"].base_url
        self.halls: defaultdict[str, Hall] = defaultdict(Hall)

    @property
    def connections(self) -> int:
        """How many phones wait."""
        return sum(len(hall.waiting) for hall in self.halls.values())

    async def serve(self, host: str, port: int, ready: asyncio.Event | None = None) -> None:
        """Serve until cancelled."""
        server = await asyncio.start_server(self._meet, host, port, limit=16 * 1024, backlog=1024)
        self.port = server.sockets[0].getsockname()[1]
        if ready is not None:
            ready.set()
        async with server:
            await asyncio.gather(server.serve_forever(), self._watch(), self._keep_alive())

    async def _meet(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        path = ""
        try:
            async with asyncio.timeout(10):
                head = await reader.readuntil(b"\r\n\r\n")
            found = PATH.match(head)
            if found is None or self.connections >= MOST:
                writer.write(REFUSED % (b"404 NOT FOUND" if found is None else b"503 SERVICE UNAVAILABLE"))
                return
            path = found.group(1).decode()
            hall = self.halls[path]
            if not hall.said and not await self._ask(path, hall):
                writer.write(REFUSED % b"404 NOT FOUND")
                return
            writer.write(HEAD + hall.said)
            hall.waiting.add(writer)
            await reader.read()  # until the phone goes
        except (TimeoutError, asyncio.IncompleteReadError, asyncio.LimitOverrunError, ConnectionError):
            pass
        finally:
            self._let_go(path, writer)

    def _let_go(self, path: str, writer: asyncio.StreamWriter) -> None:
        hall = self.halls.get(path)
        if hall is not None:
            hall.waiting.discard(writer)
            if not hall.waiting:
                self.halls.pop(path, None)
        with contextlib.suppress(RuntimeError):  # the loop may be gone already
            writer.close()

    async def _watch(self) -> None:
        while True:
            await asyncio.sleep(EVERY)
            for path, hall in list(self.halls.items()):
                if hall.waiting and await self._ask(path, hall):
                    self._tell(path, hall, hall.said)

    async def _keep_alive(self) -> None:
        while True:
            await asyncio.sleep(HEARTBEAT)
            for path, hall in list(self.halls.items()):
                self._tell(path, hall, b": \n\n")

    def _tell(self, path: str, hall: Hall, said: bytes) -> None:
        for writer in list(hall.waiting):
            if writer.is_closing() or writer.transport.get_write_buffer_size() > WAITS:
                self._let_go(path, writer)
            else:
                writer.write(said)

    async def _ask(self, path: str, hall: Hall) -> bool:
        """Look whether a meeting changed; whether there is something new to say. A database that is away for a while says nothing."""
        status, tag, body = await asyncio.get_running_loop().run_in_executor(None, self._look, path, hall.tag)
        if status != 200:
            return False
        hall.tag, hall.said = tag, b"data: " + body.strip().replace(b"\n", b"\ndata: ") + b"\n\n"
        return True

    def _look(self, path: str, tag: str) -> tuple[int, str, bytes]:
        environ = create_environ(path, base_url=self._base, headers={"If-None-Match": tag} if tag else {})
        parts, status, headers = run_wsgi_app(self._app.wsgi_app, environ)
        return int(status.split()[0]), headers.get("ETag", ""), b"".join(parts)


@click.command("live")
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8001, show_default=True)
def live_command(host: str, port: int) -> None:
    """Tell the phones of meetings at once what is new (server-sent events); see docs/meetings.md."""
    events = LiveEvents(make_application(read_settings()))
    click.echo(f"Live events on http://{host}:{port}/live/ (stop with Ctrl+C)")
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(events.serve(host, port))
