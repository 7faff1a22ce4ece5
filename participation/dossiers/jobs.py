"""The worker makes the PDFs of reports, and makes those anew that cite what was hidden since."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from participation.consultations.queries import consultation_by_id
from participation.dossiers.actions import MAKE_FILE, ask_again, finish_file
from participation.dossiers.blocks import keys_of, mark_of, resolved
from participation.dossiers.models import Dossier, DossierFile
from participation.dossiers.paper import dossier_pdf
from participation.dossiers.queries import files_to_look_at
from participation.dossiers.sections.contents import collect
from participation.kit import clock
from participation.kit.database import own_transaction, snapshot
from participation.kit.jobs import Job
from participation.kit.pages import settings
from participation.kit.whole_files import delete_whole, new_name, path_of, written_whole
from participation.kit.work import tell_progress, tend_files, work_on
from participation.sense.gathered import texts_by


def make_file(file_id: int) -> None:
    """Make the PDF of a version: once, whoever is nudged."""
    work_on(DossierFile, file_id, _write)


def _write(file_id: int, attempt: int) -> None:
    at = [0, 1]

    def tell(done: int, total: int) -> None:
        at[:] = [done, total]
        with own_transaction() as other:
            tell_progress(other, DossierFile, file_id, attempt, done, total, clock.now())

    with snapshot() as session:
        file = session.get_one(DossierFile, file_id)
        dossier, before = session.get_one(Dossier, file.dossier_id), file.stored_name
        consultation, now = consultation_by_id(session, dossier.consultation_id), clock.now()
        said: Sequence[dict[str, Any]] = (
            dossier.said if dossier.is_published else collect(session, consultation, dossier.sections, dossier.texts, now, tell)
        )
        keys = keys_of(said)
        texts = texts_by(session, consultation, keys)
        mark, sections = mark_of(keys, texts), resolved(said, texts)
        told, path = settings(), f"/beteiligungen/{consultation.slug}/gesamtbericht/{dossier.number}"
        when = dossier.published_at or now
        made = dossier_pdf(dossier, consultation.title, sections, told.city_name, told.base_url.rstrip("/"), path, when, lambda: tell(*at))
    name = new_name("pdf")
    with written_whole(path_of(files_dir(), name)) as stream:
        stream.write(made)
    with own_transaction() as session:
        kept = finish_file(session, file_id, attempt, name, len(made), mark, clock.now())
    for gone in [name] if not kept else [before] if before else []:
        delete_whole(files_dir(), gone)


def look_at_cited() -> None:
    """Ask for a new PDF where something that a published version cites was hidden or deleted since, or can be read again."""
    with own_transaction() as session:
        for file, dossier in files_to_look_at(session):
            keys = keys_of(dossier.said)
            texts = texts_by(session, consultation_by_id(session, dossier.consultation_id), keys)
            if mark_of(keys, texts) != file.mark:
                ask_again(session, dossier.id, clock.now())


def sweep_dossier_files() -> None:
    """Delete what no row knows any more, then make what waits: a nudge was lost, or a worker died."""
    tend_files(DossierFile, files_dir(), _nothing, make_file)


def _nothing(session: Session, now: datetime) -> Iterable[str]:
    """Files of reports stay as long as their version."""
    return ()


def files_dir() -> Path:
    """Where the files lie."""
    return settings().var_dir / "dossiers"


JOBS: dict[str, Job] = {MAKE_FILE: make_file}
"""By the names with which they are nudged."""
