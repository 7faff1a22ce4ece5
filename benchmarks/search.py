"""What a full-text search of the list costs among so many German texts, beside a Flask hello in the same run.

    python benchmarks/search.py [--sizes 500 5000 50000] [--databases sqlite postgresql]

Texts are those of the citizens' assembly in ../shared/data/texts where they are present, repeated with other words behind them,
else sentences of this file. Wall ms of `list_proposals` with words (count and first page in a transaction of its own), the best of
several rounds; the number of hits beside it, because a word that most texts hold is the worst case. Nothing is asserted.
"""

from __future__ import annotations

import argparse
import csv
import io
import random
import sys
import tempfile
from contextlib import redirect_stderr
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from flask import Flask  # noqa: E402  # this checkout's, not an installed one
from sqlalchemy import select, text, update  # noqa: E402  # as above

from benchmarks.orders import Took, best  # noqa: E402  # as above
from benchmarks.pages import NOW, a_database, a_town  # noqa: E402  # as above
from benchmarks.similar import WHAT, WHERE, WHY  # noqa: E402  # as above
from benchmarks.thread import hello  # noqa: E402  # as above
from participation.app import create_app  # noqa: E402  # as above
from participation.kit import clock  # noqa: E402  # as above
from participation.kit.database import db, snapshot  # noqa: E402  # as above
from participation.kit.schema import migrate  # noqa: E402  # as above
from participation.kit.search import index_new  # noqa: E402  # as above
from participation.proposals.filters import Filters  # noqa: E402  # as above
from participation.proposals.listing import list_proposals  # noqa: E402  # as above
from participation.proposals.models import Proposal  # noqa: E402  # as above
from participation.proposals.orders import Order  # noqa: E402  # as above
from participation.settings import Settings  # noqa: E402  # as above

TEXTS = ROOT.parent / "shared" / "data" / "texts" / "klimarat-half.csv"
SAID = ("Radweg", "Haus", "Bäume", "strasse", "Radweg Straße", "öffentlich Verkehr Bahn", "Xylophon", "die", "en", "e")


def the_texts() -> list[str]:
    """What people wrote, or sentences like it."""
    if not TEXTS.exists():
        return [f"{what} am {where}: {why}." for what in WHAT for where in WHERE for why in WHY]
    with TEXTS.open(encoding="utf-8", newline="") as file:
        return [row["text"] for row in csv.DictReader(file)]


def measured(app: Flask, size: int) -> dict[str, tuple[Took, int]]:
    """Each query's time and number of hits, with a town of this size in the application's database."""
    migrate(app)
    chance, texts = random.Random(3), the_texts()
    with app.app_context():
        session = db.session()
        a_town(session, size, 1)
        ids = session.scalars(select(Proposal.id)).all()
        said = [(number, chance.choice(texts)[:100], f"{chance.choice(texts)} {chance.choice(texts)}") for number in ids]
        index_new(session, "proposal", said)
        session.execute(update(Proposal).values(status="new"))
        session.commit()
        if db.engine.dialect.name == "postgresql":
            session.execute(text("ANALYZE"))
            session.commit()
        db.session.remove()
        say_hello = hello()
        found: dict[str, tuple[Took, int]] = {"Flask hello": (best(lambda _number: say_hello(), 200), 0)}
        for words in SAID:

            def look(_number: int, words: str = words) -> int:
                with snapshot() as reading:
                    return list_proposals(reading, 1, Filters(words=words, order=Order.MATCHING)).total

            found[words] = best(look, 3, 3), look(0)
        db.engine.dispose()
    return found


def main() -> None:
    """Make a town of each size on each database and search it."""
    options = argparse.ArgumentParser(description=__doc__.split("\n")[0] if __doc__ else "")
    options.add_argument("--sizes", nargs="*", type=int, default=[500, 5_000, 50_000])
    options.add_argument("--databases", nargs="*", choices=("sqlite", "postgresql"), default=["sqlite", "postgresql"])
    chosen = options.parse_args()
    for kind in chosen.databases:
        tables: dict[int, dict[str, tuple[Took, int]]] = {}
        for size in chosen.sizes:
            with tempfile.TemporaryDirectory() as place, a_database(kind, Path(place)) as url, redirect_stderr(io.StringIO()), clock.frozen(NOW):
                told = {"secret_key": "b" * 40, "database_url": url, "var_dir": Path(place)}
                tables[size] = measured(create_app(Settings(**told, base_url="http://localhost", mail_transport="null")), size)
        print(f"{kind}; CPU ms / wall ms and hits of a search with its first page:")
        print(f"{'':28}" + "".join(f"{size:>29,}" for size in tables))
        for name in ("Flask hello", *SAID):
            rows = [tables[size][name] for size in tables]
            print(f"{name:28}" + "".join(f"{cpu:>10.2f} /{wall:>8.2f}{hits:>9,}" for (cpu, wall), hits in rows))


if __name__ == "__main__":
    main()
