"""What pages cost on the servers: CPU of the server's processes a request, beside a Flask hello on the same server in the same run.

    python benchmarks/served.py [--proposals 5000] [--contributions 5000] [--requests 300] [--rounds 5]

Each server (waitress with 8 threads, granian with one worker) is started on a free port of this machine with a database of its own,
asked one request after the other over one connection as a browser without an account does (compressed), and stopped. CPU is read
from /proc/PID/task/*/schedstat, so this runs on Linux only; the best of several rounds counts. Prints a plain table; nothing is
asserted.
"""

from __future__ import annotations

import argparse
import http.client
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stderr, suppress
from datetime import UTC, datetime
from io import StringIO
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "benchmarks")]

import pages  # noqa: E402  # this checkout's, beside this file

from participation.app import create_app  # noqa: E402  # this checkout's, not an installed one
from participation.kit.database import db  # noqa: E402  # as above
from participation.kit.schema import migrate  # noqa: E402  # as above
from participation.methods.counting.text import table  # noqa: E402  # as above
from participation.settings import Settings  # noqa: E402  # as above

SECRET = "benchmark-" + "x" * 32
HELLO = "from flask import Flask\napp = Flask('hello')\napp.add_url_rule('/', view_func=lambda: 'Hello')\n"
WAITRESS = "from {module} import app; import waitress; waitress.serve(app, host='127.0.0.1', port={port}, threads=8)"
SERVERS = {
    "waitress": lambda module, port: [sys.executable, "-c", WAITRESS.format(module=module, port=port)],
    "granian": lambda module, port: [
        *(sys.executable, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port), "--workers", "1"),
        *("--log-level", "error", f"{module}:app"),
    ],
}
"""The command that serves a module's `app`."""
BROWSER = {"Host": "localhost", "Accept": "text/html", "Accept-Encoding": "gzip, deflate", "User-Agent": "benchmark"}


def a_free_port() -> int:
    """A port of this machine that nobody uses."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


@contextmanager
def serving(server: str, module: str, folder: Path) -> Iterator[tuple[subprocess.Popen[bytes], int]]:
    """A server of a module in a folder, ready to answer; its process and port."""
    port = a_free_port()
    environment = {**os.environ, "PYTHONPATH": f"{folder}{os.pathsep}{ROOT}"}
    process = subprocess.Popen(
        SERVERS[server](module, port), cwd=folder, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
    )
    try:
        for _ in range(300):
            try:
                socket.create_connection(("127.0.0.1", port), 1).close()
                break
            except OSError:
                time.sleep(0.1)
        yield process, port
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait(20)


def family(pid: int) -> list[int]:
    """A process and those that it started."""
    children = [int(child) for file in Path(f"/proc/{pid}/task").glob("*/children") for child in file.read_text().split()]
    return [pid, *(each for child in children for each in family(child))]


def cpu_of(pid: int) -> float:
    """Milliseconds of CPU that a process and its children have used."""
    used = [int(file.read_text().split()[0]) for each in family(pid) for file in Path(f"/proc/{each}/task").glob("*/schedstat")]
    return sum(used) / 1e6


def ask(process: subprocess.Popen[bytes], port: int, path: str, requests: int, rounds: int, **headers: str) -> tuple[float, int, int, str]:
    """CPU ms of the server a request, the best of the rounds; the answer's status and its bytes; its ETag."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    best, status, size, tag = float("inf"), 0, 0, ""
    for count in (10, *[requests] * rounds):
        before = cpu_of(process.pid)
        for _ in range(count):
            connection.request("GET", path, headers={**BROWSER, **headers})
            answer = connection.getresponse()
            status, size, tag = answer.status, len(answer.read()), answer.headers.get("ETag", "")
        if count == requests:
            best = min(best, (cpu_of(process.pid) - before) / count)
    connection.close()
    return best, status, size, tag


def a_folder(folder: Path, proposals: int, contributions: int) -> str:
    """The two applications as modules in a folder, the town's database beside; returns the address of the list."""
    var = folder / "var"
    settings = Settings(secret_key=SECRET, var_dir=var, base_url="http://localhost", mail_transport="null")
    pages.NOW = datetime.now(UTC)  # the server's clock runs
    with redirect_stderr(StringIO()):
        app = create_app(settings)
        migrate(app)
    with app.app_context():
        slug, _number = pages.a_town(db.session(), proposals, contributions)
        db.session.remove()
        db.engine.dispose()
    (folder / "hello_app.py").write_text(HELLO)
    (folder / "town_app.py").write_text(
        "from pathlib import Path\nfrom participation.app import create_app\nfrom participation.settings import Settings\n"
        f"app = create_app(Settings(secret_key={SECRET!r}, var_dir=Path({str(var)!r}), base_url='http://localhost', mail_transport='null'))\n"
    )
    return f"/beteiligungen/{slug}/vorschlaege"


def main() -> None:
    """Start the servers one after the other, ask, print the table."""
    options = argparse.ArgumentParser(description=__doc__.split("\n")[0] if __doc__ else "")
    options.add_argument("--proposals", type=int, default=5000)
    options.add_argument("--contributions", type=int, default=5000)
    options.add_argument("--requests", type=int, default=300)
    options.add_argument("--rounds", type=int, default=5)
    chosen = options.parse_args()
    rows = []
    with tempfile.TemporaryDirectory() as place:
        base = a_folder(Path(place), chosen.proposals, chosen.contributions)
        for server in SERVERS:
            with serving(server, "hello_app", Path(place)) as (process, port):
                reference, status, size, _tag = ask(process, port, "/", chosen.requests, chosen.rounds)
            rows.append([server, "hello", str(status), f"{reference:.3f}", "1.0", f"{size / 1024:.1f}"])
            with serving(server, "town_app", Path(place)) as (process, port):
                tag = ask(process, port, base, 1, 1)[3]
                asked = {"start": "/", "list": base, "list, 304": base, "detail": f"{base}/1", "consultation": base.rpartition("/")[0]}
                for name, path in asked.items():
                    headers = {"If-None-Match": tag} if "304" in name else {}
                    took, status, size, _tag = ask(process, port, path, chosen.requests, chosen.rounds, **headers)
                    rows.append([server, name, str(status), f"{took:.3f}", f"{took / reference:.1f}", f"{size / 1024:.1f}"])
    print(f"{chosen.proposals} proposals, {chosen.contributions} contributions to one of them; server's CPU ms a request, best of {chosen.rounds}")
    print(table([["server", "page", "status", "ms", "× hello", "KB sent"], *rows]))


if __name__ == "__main__":
    main()
