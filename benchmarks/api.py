"""What a list of 100 costs in CPU, beside 15 ms.

    python benchmarks/api.py [--sizes 5000] [--databases sqlite postgresql]

In process, through the whole WSGI stack (headers, rate, access log), without a client's own cost. Prints a plain table; nothing is asserted.
"""

from __future__ import annotations

import argparse
import io
import sys
import tempfile
import time
from contextlib import redirect_stderr
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from benchmarks.pages import NOW, a_database, a_town, asking  # noqa: E402  # this checkout's, not an installed one
from participation.app import create_app  # noqa: E402  # as above
from participation.kit import clock  # noqa: E402  # as above
from participation.kit.database import db  # noqa: E402  # as above
from participation.kit.schema import migrate  # noqa: E402  # as above
from participation.settings import Settings  # noqa: E402  # as above

GOAL = 15.0
ROWS = (
    ("proposals, first page", "/api/v1/proposals?limit=100", {}),
    ("proposals, unchanged (304)", "/api/v1/proposals?limit=100", {"same": "yes"}),
    ("proposals, of one consultation", "/api/v1/proposals?limit=100&consultation=stadthalle", {}),
    ("proposals, by status", "/api/v1/proposals?limit=100&status=Neu", {}),
    ("proposals, a filter that keeps nothing", "/api/v1/proposals?limit=100&category=Nirgends", {}),
    ("contributions, first page", "/api/v1/contributions?limit=100", {}),
    ("supports, first page", "/api/v1/supports?limit=100", {}),
    ("one proposal", "/api/v1/proposals/77", {}),
    ("OpenAPI document", "/api/v1/openapi.json", {}),
)


def main() -> None:
    """Make a town, ask, print."""
    options = argparse.ArgumentParser(description=__doc__.split("\n")[0] if __doc__ else "")
    options.add_argument("--size", type=int, default=5000, help="how many proposals, and contributions to one of them")
    options.add_argument("--databases", nargs="*", choices=("sqlite", "postgresql"), default=["sqlite", "postgresql"])
    options.add_argument("--times", type=int, default=60)
    chosen = options.parse_args()
    for kind in chosen.databases:
        with tempfile.TemporaryDirectory() as place, a_database(kind, Path(place)) as url, redirect_stderr(io.StringIO()), clock.frozen(NOW):
            app = create_app(
                Settings(secret_key="x" * 40, database_url=url, var_dir=Path(place), base_url="http://localhost", demo=True, api_per_minute=1_000_000)
            )
            migrate(app)
            with app.app_context():
                a_town(db.session(), chosen.size, chosen.size)
            print(
                f"\n{kind}, {chosen.size} proposals, {chosen.size} contributions; CPU in ms, the median of {chosen.times}; goal for a list: {GOAL:g}"
            )
            for name, path, headers in ROWS:
                ask = asking(app, path)
                if headers:
                    ask = asking(app, path, **{"If-None-Match": ask()[1]["ETag"]})
                spent = sorted(_cost(ask) for _time in range(chosen.times))
                status, _headers, body = ask()
                print(f"{name:40} {spent[len(spent) // 2]:7.2f}   {status:15} {len(body):9,d} bytes")
            with app.app_context():
                db.engine.dispose()


def _cost(ask: object) -> float:
    began = time.process_time()
    ask()  # type: ignore[operator]
    return (time.process_time() - began) * 1000


if __name__ == "__main__":
    main()
