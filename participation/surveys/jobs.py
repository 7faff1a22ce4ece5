"""What the worker does for surveys."""

from __future__ import annotations

from participation.kit import clock
from participation.kit.database import own_transaction
from participation.kit.jobs import Job
from participation.kit.pages import settings
from participation.surveys import code_jobs
from participation.surveys.actions import close_due_surveys
from participation.surveys.attaching import delete_from_disk, forget_files
from participation.surveys.computing import compute_result, compute_stale_results
from participation.surveys.file_actions import MAKE_FILE
from participation.surveys.file_jobs import make_file, sweep_files
from participation.surveys.stale import COMPUTE_RESULT


def sweep_surveys() -> None:
    """Close surveys whose time has passed, count those that changed, make files and letters that wait, delete what belongs to nothing any more."""
    with own_transaction() as session:
        close_due_surveys(session, clock.now())
    compute_stale_results()
    with own_transaction() as session:
        forgotten = forget_files(session)
    delete_from_disk(settings().files_dir, forgotten)
    sweep_files()
    code_jobs.sweep_letters()


JOBS: dict[str, Job] = {COMPUTE_RESULT: compute_result, MAKE_FILE: make_file, **code_jobs.JOBS}
"""By the names with which they are nudged."""
