"""Making files of data in the background: once, whoever is nudged; after a crash the parts that are done are not made again."""

from __future__ import annotations

from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from time import monotonic

from sqlalchemy import select
from sqlalchemy.orm import Session

from participation.consultations.queries import consultation_by_id
from participation.datasets.scope import Scope
from participation.kit import clock
from participation.kit.database import own_transaction, snapshot
from participation.kit.jobs import Job
from participation.kit.pages import settings
from participation.kit.whole_files import delete_whole, new_name, path_of, sum_and_size, written_whole
from participation.kit.work import tell_progress, tend_files, work_on
from participation.opendata.actions import MAKE_DATA, expire_data, finish_data, note_entry, public_files_due
from participation.opendata.catalogue_files import write_catalogue
from participation.opendata.joining import drop
from participation.opendata.making import Order, make
from participation.opendata.models import EVERYTHING, DataFile
from participation.opendata.terms import attribution_of, licence_of, title_of

A_SWEEP = 20
"""Seconds after which a sweep begins no further file: mails wait for the same worker."""
PARTS_KEPT = timedelta(days=1)
"""Parts older than this would mix what is with what was: they are made again."""


def data_dir() -> Path:
    """Where files of data lie."""
    return settings().var_dir / "data_files"


def make_data(file_id: int) -> None:
    """Make one file; after a failure it is tried again by the sweep, three times in all."""
    work_on(DataFile, file_id, _make)


def _make(file_id: int, attempt: int) -> None:
    root, now = data_dir(), clock.now()
    folder = root / f"parts-{file_id}"
    with own_transaction() as session:
        wanted = session.get_one(DataFile, file_id)
        before = wanted.stored_name
        if not folder.is_dir():
            note_entry(session, file_id)
        order = _order(session, wanted)

    def tell(done: int, total: int) -> None:
        with own_transaction() as other:
            tell_progress(other, DataFile, file_id, attempt, done, total, clock.now())

    path = path_of(root, new_name())
    with written_whole(path) as stream:
        numbers = make(snapshot, order, folder, stream, tell)
    with own_transaction() as session:
        kept = finish_data(session, file_id, attempt, path.name, *sum_and_size(path), numbers, now)
    drop(folder)
    if not kept:
        delete_whole(root, path.name)
    elif before is not None:
        delete_whole(root, before)


def _order(session: Session, wanted: DataFile) -> Order:
    own = settings()
    base, licence = own.base_url.rstrip("/"), licence_of(own)
    if wanted.scope == EVERYTHING:
        name, title, homepage, scope = "alles", title_of(own), f"{base}/daten", Scope(None, base)
    else:
        consultation = consultation_by_id(session, wanted.scope)
        name, title, scope = consultation.slug, consultation.title, Scope(wanted.scope, base)
        homepage = scope.below(consultation.slug)
    private = wanted.requested_by_id is not None
    return Order(scope, name, title, (licence.name, licence.text), attribution_of(own), homepage, private)


def sweep_data() -> None:
    """Have public files made that are missing or stale, delete private ones past their date and parts that nobody goes on with, make what waits."""
    root, now = data_dir(), clock.now()
    with own_transaction() as session:
        public_files_due(session, now)
        known = set(session.scalars(select(DataFile.id)))
    with suppress(OSError):
        for folder in root.glob("parts-*"):
            old = folder.stat().st_mtime < (now - PARTS_KEPT).timestamp()
            if old or int(folder.name.removeprefix("parts-")) not in known:
                drop(folder)
    begun = monotonic()

    def make(file_id: int) -> None:
        if monotonic() - begun < A_SWEEP:
            make_data(file_id)

    tend_files(DataFile, root, expire_data, make)
    write_catalogue(settings(), root)


JOBS: dict[str, Job] = {MAKE_DATA: make_data}
"""By the names with which they are nudged."""
