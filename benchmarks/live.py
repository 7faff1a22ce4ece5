"""A thousand phones in a hall: how long after a poll opens all of them see it, and answers that all come at once.

    python benchmarks/live.py [--events] [--phones 1000] [--answers 500] [--seconds 10] [--rounds 3] [--database sqlite|postgresql]

The server is a process of its own, waitress with eight threads as `participation serve` starts it; phones are sockets of this process, which
share the machine with it. A phone does what live.js does: every three seconds, a little more or less, it asks for the meeting's version
with the tag that it has; a changed one brings the poll, and the phone's own page follows spread over the seconds that the server says.
Beside each figure stands what a bare request for the version costs at the same time of day. Prints a table; nothing is asserted.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import random
import re
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from participation.app import create_app  # noqa: E402  # this checkout's, not an installed one
from participation.kit import clock  # noqa: E402  # as above
from participation.kit.database import db  # noqa: E402  # as above
from participation.kit.schema import migrate  # noqa: E402  # as above
from participation.meetings import poll_actions  # noqa: E402  # as above
from participation.meetings.live_models import LiveAnswer, LivePoll  # noqa: E402  # as above
from participation.settings import Settings  # noqa: E402  # as above
from tests.meetings.live_builders import Evening, an_evening  # noqa: E402  # as above
from tests.postgresql import PostgreSQL, find_postgresql  # noqa: E402  # as above

EVERY = 3.0
SERVE = "import sys; from participation.serving import serve, make_application, read_settings; serve(make_application(read_settings()), '127.0.0.1', int(sys.argv[1]), worker=False)"


@dataclass
class Phone:
    """A phone: what it keeps between requests."""

    number: int
    cookie: str = ""
    token: str = ""
    tag: str = ""
    saw: dict[int, float] = field(default_factory=dict)
    failed: int = 0


async def ask(port: int, method: str, path: str, headers: dict[str, str], body: str = "") -> tuple[int, dict[str, str], bytes]:
    """One request on a connection of its own."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        lines = [
            f"{method} {path} HTTP/1.1",
            f"Host: 127.0.0.1:{port}",
            "Connection: close",
            *(f"{name}: {value}" for name, value in headers.items()),
        ]
        if body:
            lines += ["Content-Type: application/x-www-form-urlencoded", f"Content-Length: {len(body)}"]
        writer.write(("\r\n".join(lines) + "\r\n\r\n" + body).encode())
        await writer.drain()
        head, _, rest = (await reader.read(-1)).partition(b"\r\n\r\n")
    finally:
        writer.close()
    first, *others = head.decode("latin1").split("\r\n")
    found: dict[str, str] = {}
    for line in others:
        name, _, value = line.partition(": ")
        found.setdefault(name.lower(), value)
    return int(first.split()[1]), found, rest


async def join(port: int, base: str, phone: Phone) -> None:
    """Take part without an account."""
    _status, headers, body = await ask(port, "GET", f"{base}/dabei", {})
    phone.cookie = headers["set-cookie"].split(";")[0]
    phone.token = token_in(body)
    status, headers, _body = await ask(port, "POST", f"{base}/dabei", {"Cookie": phone.cookie}, urlencode({"csrf_token": phone.token}))
    if status != 303:
        raise SystemExit(f"joining: {status}")
    phone.cookie = headers.get("set-cookie", phone.cookie).split(";")[0]


def token_in(body: bytes) -> str:
    """The form's token."""
    found = re.search(rb'name="csrf_token" value="([^"]+)"', body)
    return found.group(1).decode() if found else ""


async def watch(port: int, base: str, phone: Phone, until: asyncio.Event, opened: dict[int, float]) -> None:
    """Poll as live.js does, and note when each poll was first seen."""
    await asyncio.sleep(EVERY * random.random())  # phones do not begin at the same moment
    while not until.is_set():
        try:
            status, headers, body = await ask(port, "GET", f"{base}/stand", {"If-None-Match": phone.tag} if phone.tag else {})
        except OSError:
            status, headers, body = 0, {}, b""
            phone.failed += 1
        if status == 200:
            is_first, phone.tag = not phone.tag, headers.get("etag", "")
            told = json.loads(body)
            for number in opened:
                if f'data-live-poll="{number}-open' in told["poll"]:
                    phone.saw.setdefault(number, time.monotonic())
            if not is_first:  # what it shows already
                asyncio.get_running_loop().call_later(told["spread"] * random.random(), later, port, base, phone)  # as above
        await asyncio.sleep(EVERY * (0.85 + 0.3 * random.random()))  # as above


async def listen(port: int, base: str, phone: Phone, opened: dict[int, float]) -> None:
    """Wait for server-sent events instead, as live.js does where the city runs `participation live`."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port, limit=2**20)
    try:
        writer.write(f"GET /live{base}/stand HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".encode())
        async for line in reader:
            if line.startswith(b"data: "):
                for number in opened:
                    if f'data-live-poll=\\"{number}-open'.encode() in line:
                        phone.saw.setdefault(number, time.monotonic())
    finally:
        writer.close()


_pages: set[asyncio.Task[object]] = set()


def later(port: int, base: str, phone: Phone) -> None:
    """The phone's own page."""
    task: asyncio.Task[object] = asyncio.ensure_future(ask(port, "GET", f"{base}/dabei", {"Cookie": phone.cookie, "HX-Request": "true"}))
    _pages.add(task)
    task.add_done_callback(_pages.discard)


async def answer(port: int, base: str, phone: Phone, poll: int, wait: float) -> float | None:
    """Answer once; how long until it was acknowledged, None where it was refused."""
    await asyncio.sleep(wait)
    began = time.monotonic()
    body = urlencode({"csrf_token": phone.token, "marks": random.randrange(3)})  # as above
    status, _headers, _body = await ask(port, "POST", f"{base}/dabei/umfrage/{poll}", {"Cookie": phone.cookie, "X-Live": "kept"}, body)
    return time.monotonic() - began if status == 200 else None


@contextmanager
def server(settings: dict[str, str], *arguments: str) -> Iterator[None]:
    """A process of the platform."""
    process = subprocess.Popen(
        [sys.executable, *arguments], env={**os.environ, **settings}, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )  # ours
    try:
        yield
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(20)


def share(values: list[float], part: float) -> float:
    """The value below which this part lies."""
    return sorted(values)[min(len(values) - 1, int(len(values) * part))]


async def play(port: int, base: str, evening: Evening, chosen: argparse.Namespace) -> None:
    """The evening, with its figures."""
    for _attempt in range(600):
        try:
            for server_port in (port, port + 1) if chosen.events else (port,):
                await ask(server_port, "GET", f"{base}/stand", {})
            break
        except OSError:
            await asyncio.sleep(0.2)
    phones = [Phone(number) for number in range(chosen.phones)]
    gate = asyncio.Semaphore(20)

    async def enter(phone: Phone) -> None:
        async with gate:
            await join(port, base, phone)

    began = time.monotonic()
    await asyncio.gather(*map(enter, phones))
    print(f"{chosen.phones} phones joined in {time.monotonic() - began:.1f} s")
    until = asyncio.Event()
    opened: dict[int, float] = {}
    watching = [
        asyncio.ensure_future(listen(port + 1, base, phone, opened) if chosen.events else watch(port, base, phone, until, opened)) for phone in phones
    ]
    await asyncio.sleep(EVERY * 2)
    for _round in range(chosen.rounds):
        poll = evening.poll(opened=False)
        evening.session.commit()
        opened[poll.id] = 0.0
        poll_actions.open_poll(evening.session, evening.leader, evening.consultation, evening.meeting, poll, clock.now())
        evening.session.commit()
        opened[poll.id] = time.monotonic()
        await asyncio.sleep(EVERY * 2 + chosen.phones / 50)
        took = [phone.saw[poll.id] - opened[poll.id] for phone in phones if poll.id in phone.saw]
        print(
            f"poll opened → seen by {len(took)} of {len(phones)}: median {statistics.median(took):.2f} s, p95 {share(took, 0.95):.2f} s, last {max(took):.2f} s (goal p95 ≤ {0.5 if chosen.events else 3.5} s)"
        )
        await answers(port, base, evening, phones, poll, chosen)
    until.set()
    if chosen.events:
        for each in watching:
            each.cancel()
    await asyncio.gather(*watching, return_exceptions=True)
    print(f"requests that failed: {sum(phone.failed for phone in phones)}")


async def answers(port: int, base: str, evening: Evening, phones: list[Phone], poll: LivePoll, chosen: argparse.Namespace) -> None:
    """So many answers within so many seconds, while all phones go on asking."""
    some = phones[: chosen.answers]
    took = await asyncio.gather(*(answer(port, base, phone, poll.id, chosen.seconds * random.random()) for phone in some))  # as above
    good = [one for one in took if one is not None]
    evening.session.commit()
    kept = evening.session.query(LiveAnswer).filter(LiveAnswer.poll_id == poll.id).count()
    evening.session.refresh(poll)
    evening.close(poll)
    evening.session.commit()
    print(
        f"{len(some)} answers in {chosen.seconds} s: {len(good)} acknowledged, {kept} kept; median {statistics.median(good):.3f} s, p99 {share(good, 0.99):.3f} s (goal 0 lost, p99 ≤ 1 s)"
    )


def main() -> None:
    """Measure and print."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--phones", type=int, default=1000)
    options.add_argument("--answers", type=int, default=500)
    options.add_argument("--seconds", type=float, default=10)
    options.add_argument("--rounds", type=int, default=3)
    options.add_argument("--events", action="store_true", help="server-sent events instead of asking every three seconds")
    options.add_argument("--port", type=int, default=8977)
    options.add_argument("--database", choices=("sqlite", "postgresql"), default="sqlite")
    chosen = options.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        if chosen.database == "sqlite":
            run(chosen, Path(folder), f"sqlite:///{folder}/town.sqlite")
            return
        binaries = find_postgresql()
        if binaries is None:
            raise SystemExit("PostgreSQL is not installed here")
        with PostgreSQL(binaries) as postgresql:
            run(chosen, Path(folder), postgresql.new_database())


def run(chosen: argparse.Namespace, folder: Path, database: str) -> None:
    """Make the town and play the evening."""
    given = {"secret_key": "benchmark-" + "x" * 32, "database_url": database, "var_dir": str(folder), "base_url": f"http://127.0.0.1:{chosen.port}"}
    app = create_app(Settings(**{**given, "var_dir": folder}, testing=True))  # type: ignore[arg-type]  # as above
    migrate(app)
    with app.app_context():
        evening = an_evening(db.session())
        db.session.commit()
        base = f"/beteiligungen/{evening.consultation.slug}/sitzungen/{evening.meeting.id}"
        told = {f"PARTICIPATION_{name.upper()}": value for name, value in given.items()}
        with ExitStack() as processes:
            processes.enter_context(server(told, "-c", SERVE, str(chosen.port)))
            if chosen.events:
                processes.enter_context(server(told, "-m", "participation.cli", "live", "--port", str(chosen.port + 1)))
            asyncio.run(play(chosen.port, base, evening, chosen))
        db.session.remove()


if __name__ == "__main__":
    main()
