"""The worker computes maps of which something changed, each at most once a minute, and deletes answers past their date."""

from __future__ import annotations

from pathlib import Path

from participation.kit import clock
from participation.kit.database import own_transaction, snapshot
from participation.kit.jobs import Job
from participation.kit.kept_results import recompute, stale
from participation.kit.pages import settings
from participation.kit.whole_files import delete_whole, new_name, path_of, written_whole
from participation.kit.work import tell_progress, tend_files, work_on
from participation.opinions.actions import sweep_answers
from participation.opinions.computing import computed, votes_from
from participation.opinions.file_actions import MAKE_FILE, expire_files, finish_file
from participation.opinions.files import write_files
from participation.opinions.models import OpinionFile, OpinionMap, Result
from participation.opinions.queries import all_answers, all_statements
from participation.opinions.stale import COMPUTE_MAP


def compute_map(map_id: int) -> bool:
    """Compute a map if something changed and nobody does so now, or did within a minute. Returns whether it was computed."""
    return recompute(Result, Result.map_id, map_id, lambda: made(map_id))


def made(map_id: int) -> dict[str, object]:
    """What a map's row holds of its answers as they are now."""
    with snapshot() as session:  # which lets others write meanwhile
        opinion_map, result = session.get_one(OpinionMap, map_id), session.get_one(Result, map_id)
        seed, before = opinion_map.seed, result.data
        statements = all_statements(session, map_id)
        known, hidden = [one.id for one in statements], [one.id for one in statements if one.hidden_at is not None]
        votes = votes_from(((row.person_id, row.statement_id, row.mark) for row in all_answers(session, map_id)), known)
    return {"data": computed(votes, seed, hidden, before)}  # outside of any transaction: nobody waits for it


def compute_stale_maps() -> None:
    """Compute what changed: its nudge came within the minute, was lost, or its worker died."""
    with own_transaction() as session:
        numbers = stale(session, Result, Result.map_id)
    for number in numbers:
        compute_map(number)


def sweep_old_answers() -> None:
    """Delete single answers past their date."""
    with own_transaction() as session:
        sweep_answers(session, clock.now())


def make_file(file_id: int) -> None:
    """Make the file that somebody asked for: once, whoever is nudged."""
    work_on(OpinionFile, file_id, _write_file)


def _write_file(file_id: int, attempt: int) -> None:
    def tell(done: int, total: int) -> None:
        with own_transaction() as session:
            tell_progress(session, OpinionFile, file_id, attempt, done, total, clock.now())

    with own_transaction() as session:
        map_id = session.get_one(OpinionFile, file_id).map_id
    name = new_name()
    path = path_of(files_dir(), name)
    with written_whole(path) as stream:
        write_files(map_id, stream, tell)
    with own_transaction() as session:
        kept = finish_file(session, file_id, attempt, name, path.stat().st_size, clock.now())
    if not kept:
        delete_whole(files_dir(), name)


def sweep_files() -> None:
    """Delete files past their days and what a crash left, then make what waits: a nudge was lost, or a worker died."""
    tend_files(OpinionFile, files_dir(), expire_files, make_file)


def files_dir() -> Path:
    """Where the files lie until they are fetched."""
    return settings().var_dir / "opinion-files"


JOBS: dict[str, Job] = {COMPUTE_MAP: compute_map, MAKE_FILE: make_file}
"""By the names with which they are nudged."""
