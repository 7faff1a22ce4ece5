"""Ballots acknowledged a second, each durable, by 32 clients over HTTP, beside raw commits of the same disk in the same run.

    python benchmarks/ballots.py [BALLOTS] [--folder FOLDER] [--only NAME] [--disk-latency-ms 2.5]

Server processes on loopback (waitress; granian where it is installed, with one worker and with two), a SQLite file, real signed-in
forms with their tokens. All requests are made beforehand; one thread of this process sends them on 32 kept-open lines, and its CPU is
told beside the server's, because both share the machine. The reference writes the same two rows by one connection, one commit a
ballot (WAL, synchronous FULL), before and after each server: what a shared disk gives changes by the minute. Nothing is asserted.

`--disk-latency-ms` imitates a slower disk: a small library in C, loaded before the C library into this process and into every server,
waits so long in each fsync and fdatasync and then calls the real one. Reference and product pass through the same wait; the table says so.
"""

from __future__ import annotations

import argparse
import importlib.util
import os
import selectors
import socket
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from participation.app import create_app  # noqa: E402  # this checkout's, not an installed one
from participation.kit.database import db  # noqa: E402  # as above
from participation.kit.schema import migrate  # noqa: E402  # as above
from participation.methods.counting.text import table  # noqa: E402  # as above
from tests.conftest import settings_for  # noqa: E402  # as above
from tests.votes.clients import a_poll, cast_request, served  # noqa: E402  # as above

CLIENTS = 32
RAW = 300
WARM = 5
"""Percent of the ballots that are cast first and not counted: the server's first requests fill its memory."""


def granian(workers: int) -> tuple[str, ...]:
    """The command of a granian server with so many processes."""
    return (
        "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1", "--port", "{port}", "--workers", str(workers),
        "--blocking-threads", "{threads}", "--no-ws", "--log-level", "error", "wsgi:app",
    )  # fmt: skip


KINDS: dict[str, tuple[str, Sequence[str], bool]] = {
    "waitress": ("waitress, in groups", (), True),
    "granian": ("granian, 1 worker, in groups", granian(1), True),
    "granian2": ("granian, 2 workers, in groups", granian(2), True),
    "direct": ("waitress, a commit for each", (), False),
}


SLOW = """
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdlib.h>
#include <unistd.h>
static void wait_for_disk(void) { const char *told = getenv("SLOW_DISK_US"); if (told) usleep((useconds_t)atoi(told)); }
int fsync(int file) { wait_for_disk(); return ((int (*)(int))dlsym(RTLD_NEXT, "fsync"))(file); }
int fdatasync(int file) { wait_for_disk(); return ((int (*)(int))dlsym(RTLD_NEXT, "fdatasync"))(file); }
"""


def begin_again_on_a_slow_disk(milliseconds: float) -> None:
    """Start this benchmark once more, in place, with every fsync and fdatasync so much slower, here and in whatever it starts."""
    if "SLOW_DISK_US" in os.environ:
        return
    folder = tempfile.mkdtemp(prefix="slow-disk-")
    source, library = Path(folder) / "slow.c", Path(folder) / "slow.so"
    source.write_text(SLOW)
    subprocess.run(["cc", "-shared", "-fPIC", "-O1", "-o", str(library), str(source), "-ldl"], check=True)  # whichever compiler there is
    told = {**os.environ, "LD_PRELOAD": str(library), "SLOW_DISK_US": str(round(milliseconds * 1000))}
    os.execve(sys.executable, [sys.executable, *sys.argv], told)  # noqa: S606  # the same program


@dataclass
class Run:
    """What was measured: seconds in all, seconds of each, CPU seconds of the server and of the clients."""

    seconds: float
    took: list[float] = field(default_factory=list)
    server: float = 0.0
    clients: float = 0.0

    @property
    def rate(self) -> float:
        """How many a second."""
        return len(self.took) / self.seconds


def raw_commits(folder: Path, number: int, threads: int = 1) -> Run:
    """So many durable commits of one mark and one ballot by one connection, for which so many threads queue."""
    connection = sqlite3.connect(folder / f"raw-{os.urandom(4).hex()}.sqlite", isolation_level=None, check_same_thread=False)
    for pragma in ("journal_mode=WAL", "synchronous=FULL"):
        connection.execute(f"PRAGMA {pragma}")
    connection.execute("CREATE TABLE roll_mark (vote_id INTEGER, person_id INTEGER, PRIMARY KEY (vote_id, person_id)) WITHOUT ROWID")
    connection.execute(
        "CREATE TABLE ballot (key BLOB PRIMARY KEY, vote_id INTEGER, tracker TEXT, marks TEXT, UNIQUE (vote_id, tracker)) WITHOUT ROWID"
    )
    turn = Lock()

    def write(person: int) -> float:
        begin = time.perf_counter()
        with turn:
            connection.execute("BEGIN IMMEDIATE")
            connection.execute("INSERT INTO roll_mark VALUES (1, ?)", (person,))
            connection.execute("INSERT INTO ballot VALUES (?, 1, ?, '[1,2]')", (os.urandom(16), os.urandom(10).hex()))
            connection.execute("COMMIT")
        return time.perf_counter() - begin

    begin = time.perf_counter()
    if threads == 1:
        took = [write(person) for person in range(number)]
    else:
        with ThreadPoolExecutor(threads) as pool:
            took = list(pool.map(write, range(number)))
    seconds = time.perf_counter() - begin
    connection.close()
    return Run(seconds, took)


def cpu_seconds(process_id: int) -> float:
    """CPU time that a process and its children have used so far (Linux)."""
    fields = Path(f"/proc/{process_id}/stat").read_text().rpartition(") ")[2].split()
    own = (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
    children = " ".join(path.read_text() for path in Path(f"/proc/{process_id}/task").glob("*/children")).split()
    return own + sum(cpu_seconds(int(child)) for child in children)


class Wire:
    """One kept-open connection that sends its next request as soon as the last was answered."""

    def __init__(self, port: int) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port))
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.began = 0.0
        self._got = b""

    def send(self, request: bytes) -> None:
        """Send a request; it is small enough to leave at once."""
        self._got = b""
        self.began = time.perf_counter()
        self.socket.sendall(request)

    def answer(self) -> bytes:
        """Take what came; the whole answer when it is complete, else nothing. Raises ConnectionError when the line broke."""
        part = self.socket.recv(65536)
        if not part:
            raise ConnectionError("the server hung up")
        self._got += part
        head, _blank, body = self._got.partition(b"\r\n\r\n")
        at = head.lower().find(b"\r\ncontent-length:")
        complete = at >= 0 and len(body) >= int(head[at + 17 :].split(b"\r\n", 1)[0])
        return head if complete else b""


def send_all(port: int, requests: list[bytes]) -> list[float]:
    """Send all requests on 32 lines. Returns the seconds of each that was acknowledged by a 303 to its receipt."""
    took: list[float] = []
    waiting = iter(requests)
    with selectors.DefaultSelector() as selector:
        for _ in range(min(CLIENTS, len(requests))):
            wire = Wire(port)
            selector.register(wire.socket, selectors.EVENT_READ, wire)
            wire.send(next(waiting))
        while selector.get_map():
            for key, _events in selector.select():
                wire = key.data
                head = wire.answer()
                if not head:
                    continue
                if head.startswith(b"HTTP/1.1 303") and b"/beleg\r\n" in head + b"\r\n":
                    took.append(time.perf_counter() - wire.began)
                following = next(waiting, None)
                if following is None:
                    selector.unregister(wire.socket)
                    wire.socket.close()
                else:
                    wire.send(following)
    return took


def by_http(folder: Path, ballots: int, command: Sequence[str], group: bool) -> Run:
    """Serve a new database and cast all ballots."""
    url = f"sqlite:///{folder / 'served.sqlite'}"
    settings = settings_for(url, folder / "var")
    app = create_app(settings)
    migrate(app)
    first = ballots * WARM // 100
    poll = a_poll(app, first + ballots)
    with app.app_context():
        db.engine.dispose()
    requests = [cast_request(poll.path, voter) for voter in poll.voters]
    os.environ.pop("PARTICIPATION_GROUP_COMMIT", None)
    more = {"PARTICIPATION_GROUP_COMMIT": "1" if group else "0"}
    with served(url, folder / "var", CLIENTS, settings.secret_key, command, more) as (process, port):
        send_all(port, requests[:first])
        server, clients, begin = cpu_seconds(process.pid), time.process_time(), time.perf_counter()
        took = send_all(port, requests[first:])
        return Run(time.perf_counter() - begin, took, cpu_seconds(process.pid) - server, time.process_time() - clients)


def quantiles(took: list[float]) -> tuple[str, str]:
    """Median and 99th percentile in milliseconds."""
    cuts = statistics.quantiles(took, n=100)
    return f"{cuts[49] * 1000:.1f}", f"{cuts[98] * 1000:.1f}"


def served_row(title: str, run: Run, ballots: int, raw: float) -> list[str]:
    """A server's line of the table; `raw` in commits a second."""
    number = len(run.took)
    cpu = [f"{seconds / number * 1000:.2f}" for seconds in (run.server, run.clients)]
    return [f"{title} ({number} of {ballots})", f"{run.rate:.0f}", *quantiles(run.took), f"{raw:.0f}", f"{run.rate / raw:.1f}", *cpu]


def main() -> None:
    """Run each server between two references, and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("ballots", nargs="?", type=int, default=3000)
    parser.add_argument("--folder", type=Path, default=Path("var"))
    parser.add_argument("--only", choices=tuple(KINDS))
    parser.add_argument("--disk-latency-ms", type=float, default=0.0, help="imitate a disk that needs so much longer for each fsync")
    asked = parser.parse_args()
    if asked.disk_latency_ms:
        begin_again_on_a_slow_disk(asked.disk_latency_ms)
        print(f"IMITATED DISK: each fsync and fdatasync waits {asked.disk_latency_ms} ms longer, of the reference and of the product alike")
    asked.folder = asked.folder.resolve()
    asked.folder.mkdir(parents=True, exist_ok=True)
    kinds = [asked.only] if asked.only else [kind for kind in KINDS if "granian" not in kind or importlib.util.find_spec("granian")]
    with tempfile.TemporaryDirectory(dir=asked.folder) as name:
        references, rows = [raw_commits(Path(name), RAW)], []
        for kind in kinds:
            title, command, group = KINDS[kind]
            with tempfile.TemporaryDirectory(dir=asked.folder) as own:
                run = by_http(Path(own), asked.ballots, command, group)
            references.append(raw_commits(Path(name), RAW))
            before, after = references[-2:]
            rows.append(served_row(title, run, asked.ballots, 2 * RAW / (before.seconds + after.seconds)))
        queued = raw_commits(Path(name), RAW, CLIENTS)
    every = Run(sum(run.seconds for run in references), [one for run in references for one in run.took])
    rows.insert(0, ["raw SQLite, one connection", f"{every.rate:.0f}", *quantiles(every.took), "", "1.0", "", ""])
    rows.insert(1, [f"raw SQLite, {CLIENTS} threads queue for it", f"{queued.rate:.0f}", *quantiles(queued.took), "", "", "", ""])
    print(table([["", "ballots/s", "p50 ms", "p99 ms", "raw beside", "× raw", "CPU ms, server", "CPU ms, clients"], *rows]))
    print(f"load of the machine in the last minute: {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")


if __name__ == "__main__":
    main()
