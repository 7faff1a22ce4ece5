"""Ballots acknowledged a second, each durable, by 32 clients over HTTP, beside raw commits of the same disk in the same run.

    python benchmarks/ballots.py [BALLOTS] [--folder FOLDER] [--only waitress|granian|direct]

A server process on loopback (waitress; granian where it is installed), a SQLite file, real signed-in forms with their tokens. The
reference writes the same two rows by one connection, one commit a ballot (WAL, synchronous FULL). The server's CPU a ballot is the figure
that a busy machine changes least. Prints a table; nothing is asserted.
"""

from __future__ import annotations

import argparse
import importlib.util
import os
import sqlite3
import statistics
import sys
import tempfile
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from participation.app import create_app  # noqa: E402  # this checkout's, not an installed one
from participation.kit.database import db  # noqa: E402  # as above
from participation.kit.schema import migrate  # noqa: E402  # as above
from participation.methods.counting.text import table  # noqa: E402  # as above
from tests.conftest import settings_for  # noqa: E402  # as above
from tests.votes.clients import Line, Voter, a_poll, served  # noqa: E402  # as above

CLIENTS = 32
GRANIAN = (
    "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1", "--port", "{port}", "--workers", "1",
    "--blocking-threads", "{threads}", "--no-ws", "--log-level", "error", "wsgi:app",
)  # fmt: skip


def raw_commits(folder: Path, number: int) -> list[float]:
    """Seconds of each of so many durable commits of one mark and one ballot."""
    connection = sqlite3.connect(folder / "raw.sqlite", isolation_level=None)
    for pragma in ("journal_mode=WAL", "synchronous=FULL"):
        connection.execute(f"PRAGMA {pragma}")
    connection.execute("CREATE TABLE roll_mark (vote_id INTEGER, person_id INTEGER, PRIMARY KEY (vote_id, person_id)) WITHOUT ROWID")
    connection.execute(
        "CREATE TABLE ballot (key BLOB PRIMARY KEY, vote_id INTEGER, tracker TEXT, marks TEXT, UNIQUE (vote_id, tracker)) WITHOUT ROWID"
    )
    took = []
    for person in range(number):
        begin = time.perf_counter()
        connection.execute("BEGIN IMMEDIATE")
        connection.execute("INSERT INTO roll_mark VALUES (1, ?)", (person,))
        connection.execute("INSERT INTO ballot VALUES (?, 1, ?, '[1,2]')", (os.urandom(16), os.urandom(10).hex()))
        connection.execute("COMMIT")
        took.append(time.perf_counter() - begin)
    connection.close()
    return took


def cpu_seconds(process_id: int) -> float:
    """CPU time that a process and its children have used so far (Linux)."""
    fields = Path(f"/proc/{process_id}/stat").read_text().rpartition(") ")[2].split()
    own = (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
    children = Path(f"/proc/{process_id}/task/{process_id}/children").read_text().split()
    return own + sum(cpu_seconds(int(child)) for child in children)


def by_http(folder: Path, ballots: int, command: Sequence[str], group: bool) -> tuple[float, list[float], float]:
    """Seconds in all, seconds of each acknowledged ballot, and the server's CPU seconds."""
    url = f"sqlite:///{folder / 'served.sqlite'}"
    settings = settings_for(url, folder / "var")
    app = create_app(settings)
    migrate(app)
    poll = a_poll(app, ballots)
    with app.app_context():
        db.engine.dispose()
    os.environ.pop("PARTICIPATION_GROUP_COMMIT", None)
    with served(url, folder / "var", CLIENTS, settings.secret_key, command, {"PARTICIPATION_GROUP_COMMIT": "1" if group else "0"}) as (
        process,
        port,
    ):
        lines = [Line(port) for _ in range(CLIENTS)]

        def client(number: int) -> list[float]:
            took = []
            for voter in poll.voters[number::CLIENTS]:
                took += timed(lines[number], poll.path, voter)
            return took

        begin, used = time.perf_counter(), cpu_seconds(process.pid)
        with ThreadPoolExecutor(CLIENTS) as pool:
            found = list(pool.map(client, range(CLIENTS)))
        seconds, used = time.perf_counter() - begin, cpu_seconds(process.pid) - used
    return seconds, [one for client_took in found for one in client_took], used


def timed(line: Line, path: str, voter: Voter) -> list[float]:
    """The seconds until this ballot was acknowledged; nothing where it was not."""
    begin = time.perf_counter()
    return [time.perf_counter() - begin] if line.cast(path, voter) else []


def quantiles(took: list[float]) -> tuple[str, str]:
    """Median and 99th percentile in milliseconds."""
    cuts = statistics.quantiles(took, n=100)
    return f"{cuts[49] * 1000:.1f}", f"{cuts[98] * 1000:.1f}"


def main() -> None:
    """Run the reference before and after, the servers between, and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("ballots", nargs="?", type=int, default=2000)
    parser.add_argument("--folder", type=Path, default=Path("var"))
    parser.add_argument("--only", choices=("waitress", "granian", "direct"))
    asked = parser.parse_args()
    asked.folder.mkdir(parents=True, exist_ok=True)
    kinds: list[tuple[str, Sequence[str], bool]] = [("waitress", (), True), ("direct", (), False)]
    if importlib.util.find_spec("granian"):
        kinds.insert(1, ("granian", GRANIAN, True))
    rows = []
    with tempfile.TemporaryDirectory(dir=asked.folder) as name:
        reference = raw_commits(Path(name), 500)
    rate = len(reference) / sum(reference)
    rows.append(["one commit a ballot, raw SQLite", f"{rate:.0f}", *quantiles(reference), "1.0", ""])
    for kind, command, group in kinds:
        if asked.only and kind != asked.only:
            continue
        with tempfile.TemporaryDirectory(dir=asked.folder) as name:
            seconds, took, used = by_http(Path(name), asked.ballots, command, group)
        title = "waitress, a commit for each" if kind == "direct" else f"{kind}, in groups"
        number = len(took)
        cpu = f"{used / number * 1000:.1f}"
        rows.append([f"{title} ({number} of {asked.ballots})", f"{number / seconds:.0f}", *quantiles(took), f"{number / seconds / rate:.1f}", cpu])
    with tempfile.TemporaryDirectory(dir=asked.folder) as name:
        again = raw_commits(Path(name), 500)
    rows.append(["raw SQLite once more", f"{len(again) / sum(again):.0f}", *quantiles(again), "", ""])
    print(table([["", "ballots/s", "p50 ms", "p99 ms", "× raw", "CPU ms a ballot"], *rows]))


if __name__ == "__main__":
    main()
