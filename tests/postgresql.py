"""A PostgreSQL server that the tests start for themselves and take away again."""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from pathlib import Path
from types import TracebackType
from uuid import uuid4

import psycopg


def find_postgresql() -> Path | None:
    """The folder with initdb and pg_ctl: the newest below /usr/lib/postgresql, or where PATH leads; None without."""
    candidates = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: float(path.parent.name), reverse=True)
    on_path = shutil.which("initdb")
    if on_path:
        candidates.append(Path(on_path).resolve().parent)
    return next((path for path in candidates if (path / "initdb").exists() and (path / "pg_ctl").exists()), None)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class PostgreSQL:
    """`with PostgreSQL(binaries) as server: server.new_database()`; as root it runs as an unprivileged user."""

    def __init__(self, binaries: Path) -> None:
        self.binaries = binaries
        self.port = _free_port()
        self.folder = Path(tempfile.mkdtemp(prefix="participation-pg-"))
        self._user: str | None = None
        if os.geteuid() == 0:  # the server refuses to run as root
            names = {entry.pw_name for entry in pwd.getpwall()}
            self._user = "postgres" if "postgres" in names else "nobody"
            shutil.chown(self.folder, self._user)

    def _run(self, *command: str) -> None:
        subprocess.run(
            command,
            check=True,
            user=self._user,
            cwd=self.folder,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env={"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8"},
        )

    def __enter__(self) -> PostgreSQL:
        data = str(self.folder / "data")
        self._run(str(self.binaries / "initdb"), "-D", data, "-U", "tests", "-A", "trust", "-E", "UTF8", "--no-sync")
        self.start()
        return self

    def start(self) -> None:
        """Start the server, again where it was stopped."""
        data = str(self.folder / "data")
        quick = {
            "fsync": "off",
            "full_page_writes": "off",
            "synchronous_commit": "off",
            "checkpoint_timeout": "1h",
            "max_wal_size": "4GB",
            "jit": "off",
        }
        options = f"-p {self.port} -k {self.folder} -c listen_addresses=127.0.0.1 {' '.join(f'-c {name}={value}' for name, value in quick.items())}"
        self._run(str(self.binaries / "pg_ctl"), "-D", data, "-w", "-o", options, "-l", str(self.folder / "log"), "start")

    def stop(self, mode: str = "fast") -> None:
        """Stop the server; whoever is connected is cut off. `immediate` writes nothing out: what was in it is never asked for again."""
        self._run(str(self.binaries / "pg_ctl"), "-D", str(self.folder / "data"), "-m", mode, "stop")

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.stop("immediate")
        shutil.rmtree(self.folder, ignore_errors=True)

    def new_database(self, template: str = "") -> str:
        """Make a database, empty or a copy of one (given by its address) to which nobody is connected. Returns its SQLAlchemy address."""
        name = f"test_{uuid4().hex[:12]}"
        with psycopg.connect(host="127.0.0.1", port=self.port, user="tests", dbname="postgres", autocommit=True) as connection:
            copied = f' TEMPLATE "{template.rpartition("/")[2]}"' if template else ""
            connection.execute(f'CREATE DATABASE "{name}"{copied}')  # type: ignore[arg-type]  # names made here
        return f"postgresql+psycopg://tests@127.0.0.1:{self.port}/{name}"
