"""The map: how much 5,000 places weigh as a browser gets them, and the script of the map's page, both compressed.

    python benchmarks/map.py

Figures to hold: 150 KB for the data, 85 KB for the script, nothing from another host.
"""

from __future__ import annotations

import gzip
import random
import re
import sys
import tempfile
import time
import tomllib
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from sqlalchemy import insert  # after the path
from sqlalchemy.orm import Session

from participation.app import create_app
from participation.demo.places import Whereabouts
from participation.demo.town_map import FILE
from participation.kit import clock
from participation.kit.database import db
from participation.kit.schema import migrate
from participation.places.models import Place
from participation.proposals.models import Proposal, ProposalStage
from participation.settings import Settings
from tests.builders import a_consultation, a_resident

PLACES = 5_000
IDEAS = Path(__file__).resolve().parents[1] / "participation" / "demo" / "ideas.toml"


def titles() -> list[str]:
    """As many different titles: the example's own, two halves put together."""
    told = [title for idea in tomllib.loads(IDEAS.read_text(encoding="utf-8"))["idea"] for title in idea["titles"]]
    shuffled = random.Random(1)
    return [f"{shuffled.choice(told).rsplit(' ', 2)[0]} {shuffled.choice(told).split(' ', 2)[-1]}"[:120] for _number in range(PLACES)]


def fill(session: Session, where: Whereabouts) -> str:
    """A consultation with that many proposals, each with a place; its address."""
    consultation, author, now = a_consultation(session), a_resident(session), clock.now()
    where.fill_streets(session, now)
    districts = list(dict.fromkeys(street.district for street in where.drawing.streets))
    rows = []
    for number, title in enumerate(titles(), 1):
        place: Place | None = None
        while place is None:
            place = where.place(session, where.random.choice(districts))
        rows.append({"consultation_id": consultation.id, "author_id": author.id, "reference": f"2026-{number:05d}", "stage": ProposalStage.PUBLISHED,
                     "title": title, "created_at": now, "published_at": now, "shuffle_a": number, "shuffle_b": -number, "place_id": place.id,
                     "place_label": place.label})  # fmt: skip
    session.execute(insert(Proposal), rows)
    session.commit()
    return f"/beteiligungen/{consultation.slug}/vorschlaege"


def main() -> None:
    """Measure and say."""
    with tempfile.TemporaryDirectory() as folder:
        app = create_app(Settings(demo=True, var_dir=Path(folder), base_url="http://localhost", map_file=FILE))
        migrate(app)
        with app.app_context(), Session(db.engine, expire_on_commit=False) as session:
            url = fill(session, Whereabouts(app.extensions["town_map"]))
        client = app.test_client()
        began = time.perf_counter()
        data = client.get(url + "/karte.json", headers={"Accept-Encoding": "gzip"})
        first = time.perf_counter() - began
        began = time.perf_counter()
        unchanged = client.get(url + "/karte.json", headers={"If-None-Match": data.headers["ETag"]})
        print(f"data of {PLACES} places: {len(data.data) / 1000:.1f} KB compressed, {len(gzip.decompress(data.data)) / 1000:.0f} KB plain (goal 150)")
        print(f"made in {first * 1000:.0f} ms, unchanged ({unchanged.status_code}) in {(time.perf_counter() - began) * 1000:.1f} ms")
        page = client.get(url + "/karte").text
        scripts, total = re.findall(r'<script src="([^"]+)"', page), 0
        for script in scripts:
            weight = len(client.get(script, headers={"Accept-Encoding": "gzip"}).data)
            total += weight
            print(f"  {script.split('/', 3)[-1]}: {weight / 1000:.1f} KB")
        print(f"script of the map's page: {total / 1000:.1f} KB compressed (goal 85)")
        outside = re.findall(r'(?:src|href|data-base|data-tiles)="(https?://[^"]+|//[^"]+)"', page)
        print(f"addresses of other hosts: {len(outside)} {outside}")
        base = re.search(r'data-base="([^"]+)"', page)
        assert base is not None
        print(f"the town's drawing: {len(client.get(base[1], headers={'Accept-Encoding': 'gzip'}).data) / 1000:.1f} KB compressed")


if __name__ == "__main__":
    main()
