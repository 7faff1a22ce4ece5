"""Making exports in the background: once, whoever is nudged; whatever a crash left is found again each minute."""

from __future__ import annotations

from participation.consultations.queries import consultation_by_id
from participation.kit import clock
from participation.kit.database import own_transaction, snapshot
from participation.kit.pages import settings
from participation.kit.whole_files import delete_orphans, delete_whole, new_name, path_of, sum_and_size, written_whole
from participation.reports.actions import (
    MAKE_EXPORT,
    Claim,
    MadeFile,
    claim_export,
    expire_exports,
    finish_export,
    give_back,
    give_up_silent,
    tell_progress,
)
from participation.reports.pack import pack_name, write_pack
from participation.reports.queries import stored_names, waiting_exports

__all__ = ["MAKE_EXPORT", "make_export", "sweep_exports"]


def make_export(export_id: int) -> None:
    """Make one export's file. Called twice, it is made once; after a failure it is tried again by the sweep, three times in all."""
    with own_transaction() as session:
        claim = claim_export(session, export_id, clock.now())
    if claim is None:
        return
    try:
        made = _write(claim)
    except BaseException:
        with own_transaction() as session:
            give_back(session, claim, clock.now())
        raise
    with own_transaction() as session:
        kept = finish_export(session, claim, made, clock.now())
    if not kept:
        delete_whole(settings().exports_dir, made.stored_name)


def _write(claim: Claim) -> MadeFile:
    def tell(done: int, total: int) -> None:
        with own_transaction() as other:
            tell_progress(other, claim, done, total, clock.now())

    name = new_name()
    path = path_of(settings().exports_dir, name)
    with snapshot() as session, written_whole(path) as stream:
        consultation = consultation_by_id(session, claim.consultation_id)
        write_pack(session, consultation, stream, tell)
        file_name = pack_name(consultation)
    return MadeFile(name, file_name, *sum_and_size(path))


def sweep_exports() -> None:
    """Delete files past their date, then make what waits: a nudge was lost, or a worker died."""
    root, now = settings().exports_dir, clock.now()
    with own_transaction() as session:
        for name in expire_exports(session, now):
            delete_whole(root, name)
        give_up_silent(session, now)
        delete_orphans(root, lambda: stored_names(session), now)
        waiting = waiting_exports(session, now)
    for export_id in waiting:
        make_export(export_id)
