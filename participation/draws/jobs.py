"""Computing lotteries in the background: one at a time, whoever is nudged; whatever a crash left is found again each minute."""

from __future__ import annotations

import time
from dataclasses import dataclass
from importlib.metadata import version
from typing import Any

from sqlalchemy.orm import Session

from participation import __version__
from participation.councils.queries import council_by_id
from participation.draws.lottery_actions import (
    LOTTERY_JOB,
    Claim,
    claim_lottery,
    fail_lottery,
    finish_lottery,
    give_back,
    give_up_silent,
    tell_progress,
)
from participation.draws.models import DRAW_PANELS, Lottery
from participation.draws.pool import frozen_problem, problem_of, with_own_homes
from participation.draws.public_events import tell_what_was_before
from participation.draws.queries import freeze_of, quotas_of, waiting_lotteries
from participation.draws.seat_actions import close_unanswered
from participation.draws.summaries import summary_of
from participation.invitations.pool import pool_of
from participation.kit import clock
from participation.kit.database import own_transaction, snapshot
from participation.kit.errors import NotFound
from participation.kit.jobs import Job
from participation.kit.language import gettext as _
from participation.kit.pages import settings
from participation.kit.sealing import seals_of
from participation.methods.sortition.drawing import prepare, public_lottery
from participation.methods.sortition.problem import Cancelled, CannotDraw, Problem

__all__ = ["JOBS", "LOTTERY_JOB", "compute_lottery", "sweep_draws"]
TELLS_EVERY = 1.0
"""Seconds between two signs of life."""


def engine() -> str:
    """What computed a lottery: other versions may find other panels of the same quality."""
    return f"participation {__version__}, highspy {version('highspy')}"


def compute_lottery(lottery_id: int) -> None:
    """Compute one lottery. Called twice, it is computed once; after an accident the sweep tries again, three times in all."""
    with own_transaction() as session:
        claim = claim_lottery(session, lottery_id, clock.now())
    if claim is None:
        return
    try:
        _compute(claim)
    except Cancelled:
        return  # its row says so already
    except CannotDraw:
        with own_transaction() as session:
            fail_lottery(session, claim, _("Keine Besetzung aus diesem Lostopf erfüllt alle Quoten."), clock.now())
    except BaseException:
        with own_transaction() as session:
            give_back(session, claim, clock.now())
        raise


@dataclass(frozen=True)
class _Task:
    """What is to be computed; a test run has no public pool."""

    problem: Problem
    method: str
    seed: str
    title: str
    pool: list[dict[str, Any]] | None


def _compute(claim: Claim) -> None:
    with snapshot() as session:
        task = _task(session, claim)
    prepared = prepare(task.problem, method=task.method, panels=DRAW_PANELS, seed=task.seed, progress=_Progress(claim))
    document = None
    if task.pool is not None:
        lottery = public_lottery(prepared, [person["person"] for person in task.pool], {}, engine(), task.title)
        document = with_own_homes(lottery, task.pool)
    summary = summary_of(prepared)
    with own_transaction() as session:
        finish_lottery(session, claim, document, summary, clock.now())


def _task(session: Session, claim: Claim) -> _Task:
    """The frozen pool, or for a test run the pool as it stands. Raises CannotDraw where it is too small."""
    lottery = session.get_one(Lottery, claim.lottery_id)
    council = council_by_id(session, lottery.council_id)
    if lottery.trial:
        people = pool_of(session, council, seals_of(settings()))
        if len(people) < council.seats:
            raise CannotDraw("Es gibt mehr Plätze als Menschen im Lostopf.")
        return _Task(problem_of(people, quotas_of(session, council), council.seats), lottery.method, lottery.seed, council.title, None)
    freeze = freeze_of(session, council, with_document=True)
    if freeze is None:
        raise NotFound
    problem, pool = frozen_problem(freeze.document)
    return _Task(problem, lottery.method, lottery.seed, council.title, pool)


class _Progress:
    """Tells how far it is, at most once a second, and stops the computing where the claim no longer holds."""

    def __init__(self, claim: Claim) -> None:
        self.claim, self.told, self.step = claim, 0.0, ""

    def __call__(self, what: str, done: int, of: int) -> None:
        if what == self.step and time.monotonic() - self.told < TELLS_EVERY:
            return
        self.told, self.step = time.monotonic(), what
        with own_transaction() as session:
            holds = tell_progress(session, self.claim, what, done, of, clock.now())
        if not holds:
            raise Cancelled


def sweep_draws() -> None:
    """Compute what waits: a nudge was lost, or a worker died; and give on the seats whose deadline is over."""
    with own_transaction() as session:
        give_up_silent(session, clock.now())
        tell_what_was_before(session, clock.now())
    with own_transaction() as session:
        close_unanswered(session, settings(), seals_of(settings()), clock.now())
    with own_transaction() as session:
        waiting = waiting_lotteries(session)
    for lottery_id in waiting:
        compute_lottery(lottery_id)


JOBS: dict[str, Job] = {LOTTERY_JOB: compute_lottery}
"""What the worker does when nudged, by name."""
