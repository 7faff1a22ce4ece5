"""What a page of the list costs in each order at its beginning, in its middle and near its end, among so many proposals.

    python benchmarks/orders.py [--sizes 500 5000 50000] [--databases sqlite postgresql]

CPU ms of this process and wall ms (a PostgreSQL server works beside it) of `list_proposals`: the rows of one page in a transaction
of its own, nothing rendered. Twenty pages at each place, so that one lucky page decides nothing. "after a support" is the first look
after something changed that the order goes by. Prints a plain table with the largest beside the smallest; nothing is asserted.
"""

from __future__ import annotations

import argparse
import io
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import redirect_stderr
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from flask import Flask  # noqa: E402  # this checkout's, not an installed one
from sqlalchemy import text, update  # noqa: E402  # as above
from sqlalchemy.orm import Session  # noqa: E402  # as above

from benchmarks.pages import NOW, a_database, a_town  # noqa: E402  # as above
from benchmarks.thread import hello  # noqa: E402  # as above
from participation.app import create_app  # noqa: E402  # as above
from participation.kit import clock  # noqa: E402  # as above
from participation.kit.database import db, snapshot  # noqa: E402  # as above
from participation.kit.schema import migrate  # noqa: E402  # as above
from participation.proposals.filters import Filters  # noqa: E402  # as above
from participation.proposals.listing import list_proposals  # noqa: E402  # as above
from participation.proposals.models import Proposal  # noqa: E402  # as above
from participation.proposals.orders import Order  # noqa: E402  # as above
from participation.settings import Settings  # noqa: E402  # as above

ORDERS = [order for order in Order if order != Order.MATCHING]
PLACES = ("first", "middle", "last")
PAGES = 20
Took = tuple[float, float]


def best(act: Callable[[int], object], runs: int = 40, rounds: int = 4) -> Took:
    """Milliseconds of CPU and of wall time of one call: the best of several rounds; the call is told its number."""
    for number in range(10):
        act(number)
    found = []
    for _round in range(rounds):
        busy, begun = time.process_time(), time.perf_counter()
        for number in range(runs):
            act(number)
        found.append(((time.process_time() - busy) / runs * 1000, (time.perf_counter() - begun) / runs * 1000))
    return min(cpu for cpu, _wall in found), min(wall for _cpu, wall in found)


def pages_at(place: str, total: int) -> list[int]:
    """The numbers of pages at a place."""
    last = total // 20
    near = {"first": 1, "middle": last // 2, "last": last - PAGES + 1}[place]
    return [max(1, near + step) if place != "first" else 1 for step in range(PAGES)]


def measured(app: Flask, size: int) -> dict[str, Took]:
    """Each order and place, with a town of this size in the application's database."""
    migrate(app)
    with app.app_context():
        session = db.session()
        a_town(session, size, 1)
        move = update(Proposal).values(
            last_activity=Proposal.support_count * 1000 + Proposal.id,
            last_answer=Proposal.support_count % 3 * Proposal.id,
            contested=Proposal.id % 97,
        )
        session.execute(move)
        session.commit()
        if db.engine.dialect.name == "postgresql":
            session.execute(text("ANALYZE"))
            session.commit()
        db.session.remove()
        say_hello = hello()
        found = {"Flask hello": best(lambda _number: say_hello(), 500)}
        for order in ORDERS:
            for place in PLACES:
                pages = pages_at(place, size)

                def look(number: int, order: Order = order, pages: list[int] = pages) -> object:
                    filters = Filters(order=order, page=pages[number % PAGES], seed=number % PAGES * 99_991)
                    with snapshot() as reading:
                        return list_proposals(reading, 1, filters).items

                found[f"{order}, {place}"] = best(look)
        found["unterstuetzt, middle, after a support"] = after_a_support(size)
        db.engine.dispose()
    return found


def after_a_support(size: int) -> Took:
    """The first look at a page in the middle after somebody's support."""
    took = []
    for number in range(1, 9):
        session: Session = db.session()
        session.execute(update(Proposal).where(Proposal.id == number).values(support_count=Proposal.support_count + 1))
        session.commit()
        db.session.remove()
        busy, begun = time.process_time(), time.perf_counter()
        with snapshot() as reading:
            list_proposals(reading, 1, Filters(order=Order.SUPPORTED, page=size // 40))
        took.append(((time.process_time() - busy) * 1000, (time.perf_counter() - begun) * 1000))
    return min(took)


def show(kind: str, tables: dict[int, dict[str, Took]]) -> None:
    """One table for a database."""
    sizes, by = list(tables), int(kind == "postgresql")
    print(f"{kind}; CPU ms / wall ms a page; the largest beside the smallest by CPU on SQLite, by wall time on PostgreSQL:")
    print(f"{'':42}" + "".join(f"{size:>20,}" for size in sizes) + f"{'grows':>10}")
    for name in tables[sizes[0]]:
        cells = "".join(f"{tables[size][name][0]:>11.3f} /{tables[size][name][1]:>7.3f}" for size in sizes)
        print(f"{name:42}{cells}{tables[sizes[-1]][name][by] / tables[sizes[0]][name][by]:>10.2f}")


def main() -> None:
    """Make a town of each size on each database and turn its pages."""
    options = argparse.ArgumentParser(description=__doc__.split("\n")[0] if __doc__ else "")
    options.add_argument("--sizes", nargs="*", type=int, default=[500, 5_000, 50_000])
    options.add_argument("--databases", nargs="*", choices=("sqlite", "postgresql"), default=["sqlite", "postgresql"])
    chosen = options.parse_args()
    for kind in chosen.databases:
        tables: dict[int, dict[str, Took]] = {}
        for size in chosen.sizes:
            with tempfile.TemporaryDirectory() as place, a_database(kind, Path(place)) as url, redirect_stderr(io.StringIO()), clock.frozen(NOW):
                told = {"secret_key": "b" * 40, "database_url": url, "var_dir": Path(place)}
                tables[size] = measured(create_app(Settings(**told, base_url="http://localhost", mail_transport="null")), size)
        show(kind, tables)


if __name__ == "__main__":
    main()
