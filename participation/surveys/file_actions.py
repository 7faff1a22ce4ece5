"""The life of a file of answers: asked for, made by a worker, fetched for a few days, forgotten."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from participation.accounts.models import Person
from participation.consultations.models import Consultation
from participation.kit import audit
from participation.kit.cells import MOST_COLUMNS
from participation.kit.errors import Invalid
from participation.kit.jobs import enqueue_after_commit
from participation.kit.language import gettext as _
from participation.kit.rules import demand
from participation.kit.upserts import insert_or
from participation.kit.work import WorkState, forget_files, touch
from participation.surveys.columns import columns_of
from participation.surveys.export_sav import MOST_CELLS, can_write_sav
from participation.surveys.models import Survey
from participation.surveys.queries import definition_of, responses, version_of
from participation.surveys.result_models import SurveyFile
from participation.surveys.rules import may_read_answers

MAKE_FILE = "survey file"
"""The job that makes a file."""
KINDS = ("xlsx", "xml", "sav")
LASTS = timedelta(days=3)
"""How long a finished file can be fetched."""


def request_file(session: Session, actor: Person, consultation: Consultation, survey: Survey, kind: str, now: datetime) -> None:
    """Ask for a file of all answers as they are when it is made; asked twice, it is the same. Raises Invalid for what cannot be made."""
    demand(may_read_answers(actor, consultation, survey))
    if kind not in KINDS:
        raise Invalid(_("Bitte wählen Sie eine Datei aus."))
    number = responses(session, survey)
    _check(kind, len(columns_of(definition_of(version_of(session, survey)))), number)
    fresh: dict[str, object] = {"state": WorkState.REQUESTED, "requested_at": now, "touched_at": now, "attempts": 0, "done": 0, "total": number}
    row = insert_or(session, SurveyFile).values(survey_id=survey.id, kind=kind, stored_name=None, sha256="", size=0, **fresh)
    again = row.on_conflict_do_update(
        index_elements=["survey_id", "kind"], set_=fresh, where=SurveyFile.state.not_in((WorkState.REQUESTED, WorkState.RUNNING))
    )
    file_id = session.execute(again.returning(SurveyFile.id)).scalar_one_or_none()
    if file_id is None:
        return
    enqueue_after_commit(session, MAKE_FILE, file_id=file_id)
    audit.append(session, at=now, actor=actor, action="survey.file_requested", subject=("survey", survey.id), data={"kind": kind})


def _check(kind: str, columns: int, people: int) -> None:
    if kind == "sav" and not can_write_sav():
        raise Invalid(_('SPSS-Dateien kann diese Plattform noch nicht schreiben. Die Technik installiert dafür: pip install "participation[spss]"'))
    if kind == "sav" and columns * people > MOST_CELLS:
        raise Invalid(_("Für SPSS sind es zu viele Antworten. Bitte nehmen Sie die CSV-Dateien."))
    if kind == "xlsx" and columns + 2 > MOST_COLUMNS:
        raise Invalid(_("Die Tabelle hat mehr Spalten, als Excel fasst. Bitte nehmen Sie die CSV-Datei mit einer Zeile je Angabe."))


def finish_file(session: Session, file_id: int, attempt: int, stored_name: str, sha256: str, size: int, now: datetime) -> bool:
    """Hand a file over. False where another worker was taken for this one's successor: then it is to be thrown away."""
    values = {
        "state": WorkState.READY,
        "stored_name": stored_name,
        "sha256": sha256,
        "size": size,
        "done": SurveyFile.total,
        "finished_at": now,
        "expires_at": now + LASTS,
    }
    if not touch(session, SurveyFile, file_id, attempt, **values):
        return False
    audit.append(session, at=now, actor=None, action="survey.file_made", subject=("survey_file", file_id), data={"sha256": sha256})
    return True


def expire_files(session: Session, now: datetime) -> list[str]:
    """Forget what is past its date. Returns the names of the files that must be deleted."""
    return forget_files(session, SurveyFile, now)


def files_of(session: Session, survey_id: int) -> dict[str, SurveyFile]:
    """The files of a survey by their kinds."""
    return {one.kind: one for one in session.scalars(select(SurveyFile).where(SurveyFile.survey_id == survey_id))}
