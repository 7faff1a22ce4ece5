"""Making files of answers in the background: once, whoever is nudged; whatever a crash left is found again each minute."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy.orm import Session

from participation.kit import clock
from participation.kit.database import own_transaction, snapshot
from participation.kit.pages import settings
from participation.kit.whole_files import delete_whole, new_name, path_of, sum_and_size, written_whole
from participation.kit.work import tell_progress, tend_files, work_on
from participation.surveys.exporting import Source, write_file
from participation.surveys.file_actions import expire_files, finish_file
from participation.surveys.models import State, Survey
from participation.surveys.queries import definition_of, responses, version_of
from participation.surveys.result_models import SurveyFile
from participation.surveys.result_queries import kept_columns, result_row


def files_dir() -> Path:
    """Where files of answers lie."""
    return settings().var_dir / "survey_files"


def make_file(file_id: int) -> None:
    """Make one file; after a failure it is tried again by the sweep, three times in all."""
    work_on(SurveyFile, file_id, _make)


def _make(file_id: int, attempt: int) -> None:
    with own_transaction() as session:
        wanted = session.get_one(SurveyFile, file_id)
        kind, before = wanted.kind, wanted.stored_name
    name = new_name(kind)
    path = path_of(files_dir(), name)
    with snapshot() as session, written_whole(path) as stream:
        survey = session.get_one(Survey, wanted.survey_id)
        total = responses(session, survey)

        def tell(done: int) -> None:
            with own_transaction() as other:
                tell_progress(other, SurveyFile, file_id, attempt, done, total, clock.now())

        definition = definition_of(version_of(session, survey))
        write_file(Source(session, survey, definition, tell, weights_for(session, survey)), kind, stream)
    with own_transaction() as session:
        kept = finish_file(session, file_id, attempt, name, *sum_and_size(path), clock.now())
    if not kept:
        delete_whole(files_dir(), name)
    elif before is not None:
        delete_whole(files_dir(), before)


def weights_for(session: Session, survey: Survey) -> list[float]:
    """The weights in the order of the responses' keys; none while answers still come, and none where nothing is weighted."""
    row = result_row(session, survey.id)
    if survey.state != State.CLOSED or row is None or row.is_stale or row.is_running:
        return []
    kept = kept_columns(session, survey.id, definition_of(version_of(session, survey)))
    weights = kept[1] if kept is not None else None
    return weights.tolist() if weights is not None and len(weights) == responses(session, survey) else []


def sweep_files() -> None:
    """Delete files past their date, then make what waits: a nudge was lost, or a worker died."""
    tend_files(SurveyFile, files_dir(), expire_files, make_file)
