"""A large pool computed in the background: what its page tells meanwhile, how long it takes, and how much memory.

    python benchmarks/pool.py [people in the pool] [seats]

By default 5,000 people who said yes, for 40 seats, with the example's five features; the lottery is computed by the worker's job in a process
of its own, and this one looks once a second at the row from which the page tells its progress.
"""

from __future__ import annotations

import multiprocessing
import resource
import sys
import tempfile
import time
from datetime import timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from flask import Flask  # after the path

from participation.app import create_app
from participation.demo import hall
from participation.demo.council import Outline, invite
from participation.demo.people import settle
from participation.demo.town import Town
from participation.draws.jobs import compute_lottery
from participation.draws.lottery_actions import freeze_pool, request_lottery, set_quotas
from participation.draws.models import UNFINISHED, Lottery
from participation.draws.quotas import proposed
from participation.kit import clock
from participation.kit.database import db
from participation.kit.schema import migrate
from participation.kit.sealing import seals_of
from participation.settings import Settings

DAY = timedelta(days=1)


def prepare(app: Flask, settings: Settings, people: int, seats: int) -> int:
    """A council whose lottery waits to be computed; its number in the database."""
    now = clock.now().replace(microsecond=0)
    session, town, seals = db.session(), Town(), seals_of(settings)
    with clock.frozen(now - 60 * DAY) as then:
        cast = settle(session, town, 20, app.config["SECRET_KEY"], then)
        consultation = hall.set_up(session, cast, now, settings.files_dir)
    outline = Outline("Großer Bürgerrat", "Wie groß darf ein Lostopf sein?", seats, people * 5, people * 17 // 10, people, now - 30 * DAY, now - DAY)
    council = invite(session, cast, town, consultation, outline, seals)
    set_quotas(session, cast["admin"], consultation, council, proposed(council, 1), now)
    freeze_pool(session, cast["admin"], consultation, council, seals, now)
    lottery = request_lottery(session, cast["admin"], consultation, council, method="leximin", reason="", trial=False, now=now)
    session.commit()
    return lottery.id


def compute(settings: Settings, lottery_id: int) -> None:
    """What the worker does; tells its own cost."""
    app = create_app(settings)
    before, wall, cpu = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.perf_counter(), time.process_time()
    with app.app_context():
        compute_lottery(lottery_id)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    print(
        f"computed in {time.process_time() - cpu:.1f} s CPU, {time.perf_counter() - wall:.1f} s; memory {before // 1024} MB before, {peak // 1024} MB at most"
    )


def main(people: int = 5_000, seats: int = 40) -> None:
    """Compute one lottery while looking on."""
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(testing=True, var_dir=Path(folder), database_url=f"sqlite:///{folder}/pool.sqlite", secret_key="k" * 32)
        app = create_app(settings)
        migrate(app)
        with app.app_context():
            lottery_id = prepare(app, settings, people, seats)
        worker = multiprocessing.get_context("spawn").Process(target=compute, args=(settings, lottery_id))
        worker.start()
        seen: dict[str, list[str]] = {}
        while worker.is_alive():
            worker.join(1)
            with app.app_context():
                lottery = db.session().get_one(Lottery, lottery_id)
                if lottery.state in UNFINISHED and lottery.step:
                    seen.setdefault(lottery.step, []).append(f"{lottery.done}/{lottery.total}")
        for step, told in seen.items():
            print(f"  {step}: seen {len(told)} times, {', '.join([*told[:2], *told[-1:]])}")
        with app.app_context():
            print(db.session().get_one(Lottery, lottery_id).state, db.session().get_one(Lottery, lottery_id).summary)


if __name__ == "__main__":
    main(*(int(value) for value in sys.argv[1:]))
