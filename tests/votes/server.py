"""A real server process for tests and measurements: `python -m tests.votes.server PORT THREADS` with PARTICIPATION_* settings."""

from __future__ import annotations

import sys

import waitress

from participation.app import create_app


def main() -> None:
    """Serve the application on loopback until the process is killed."""
    port, threads = int(sys.argv[1]), int(sys.argv[2])
    waitress.serve(create_app(), host="127.0.0.1", port=port, threads=threads, connection_limit=500, _quiet=True)


if __name__ == "__main__":
    main()
