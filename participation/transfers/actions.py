"""Reading a table in: keep the file, say what its columns are, publish all of it or nothing, undo."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import delete, insert, select, update
from sqlalchemy.orm import Session

from participation.accounts.models import Person
from participation.consultations.models import Consultation
from participation.kit import audit
from participation.kit.errors import Conflict, Invalid
from participation.kit.language import gettext as _
from participation.kit.language import ngettext
from participation.kit.rules import demand
from participation.kit.sheets import read_table
from participation.kit.text import clean_line
from participation.proposals.bulk_actions import Ready, forget_givers, publish_many, touched_among, withdraw_many
from participation.transfers import queries, rules
from participation.transfers.models import ImportedProposal, ImportState, ProposalImport
from participation.transfers.reading import Line, Mapped, guess, keep_mapping

FILE_KEPT = timedelta(days=1)
"""How long a file waits that nobody published."""


def upload_table(session: Session, actor: Person, consultation: Consultation, content: bytes, file_name: str, now: datetime) -> ProposalImport:
    """Keep a table that can be read, with a guess of what its columns are. Raises Invalid for one that cannot."""
    demand(rules.may_import(actor, consultation))
    rows = read_table(content)
    made = ProposalImport(
        consultation_id=consultation.id,
        actor_id=actor.id,
        file_name=clean_line(file_name)[:120] or "Tabelle",
        sha256=hashlib.sha256(content).hexdigest(),
        content=content,
        mapping=keep_mapping(guess(rows[0])),
        uploaded_at=now,
    )
    session.add(made)
    session.flush()
    audit.append(session, at=now, actor=actor, action="import.uploaded", subject=("proposal_import", made.id), data={"sha256": made.sha256})
    return made


def change_mapping(session: Session, actor: Person, consultation: Consultation, made: ProposalImport, mapping: Mapped, now: datetime) -> None:
    """Say what the columns are."""
    _lock_pending(session, actor, consultation, made)
    made.mapping = keep_mapping(mapping)
    audit.append(session, at=now, actor=actor, action="import.columns_chosen", subject=("proposal_import", made.id))


def discard_import(session: Session, actor: Person, consultation: Consultation, made: ProposalImport, now: datetime) -> None:
    """Forget a table that was not published."""
    _lock_pending(session, actor, consultation, made)
    audit.append(session, at=now, actor=actor, action="import.discarded", subject=("proposal_import", made.id))
    session.delete(made)
    session.flush()


def publish_import(
    session: Session, actor: Person, consultation: Consultation, made: ProposalImport, lines: Sequence[tuple[Line, Ready]], now: datetime
) -> int:
    """Publish all proposals of a table in one transaction; returns how many. A second click publishes nothing more."""
    demand(rules.may_import(actor, consultation))
    _lock(session, made)
    if made.state != ImportState.PENDING:
        return made.rows
    taken = queries.numbers_taken(session, consultation.id)
    if any(line.number in taken for line, _ready in lines):
        raise Conflict(_("Ein Teil dieser Tabelle wurde gerade von jemand anderem eingelesen. Bitte prüfen Sie die Vorschau."))
    ids = publish_many(session, actor, consultation, [ready for _line, ready in lines], now)
    links = [
        {"proposal_id": number, "import_id": made.id, "consultation_id": consultation.id, "external_number": line.number}
        for number, (line, _ready) in zip(ids, lines, strict=True)
    ]
    session.execute(insert(ImportedProposal), links)
    made.state, made.content, made.done_at, made.rows = ImportState.DONE, None, now, len(ids)
    session.flush()
    told = {"sha256": made.sha256, "rows": len(ids)}
    audit.append(session, at=now, actor=actor, action="proposals.imported", subject=("proposal_import", made.id), data=told)
    return len(ids)


def undo_import(session: Session, actor: Person, consultation: Consultation, made: ProposalImport, now: datetime) -> int:
    """Take back all that an import published, as long as nobody supported, discussed or answered any of it. Returns how many.

    Numbers and reason stay to be read, as with every proposal that was public; the table's own numbers may come in again.
    """
    _lock(session, made)
    demand(rules.may_undo(actor, consultation, made, now))
    ids = queries.ids_of(session, made.id)
    touched = touched_among(session, ids)
    if touched:
        sentence = ngettext(
            "%(num)s Vorschlag wurde schon unterstützt, besprochen, beantwortet oder geändert. Deshalb bleibt alles, wie es ist.",
            "%(num)s Vorschläge wurden schon unterstützt, besprochen, beantwortet oder geändert. Deshalb bleibt alles, wie es ist.",
            touched,
        )
        raise Conflict(sentence)
    forget_givers(session, ids)
    gone = withdraw_many(session, actor, consultation, ids, _("Versehentlich eingelesen."), now)
    free = update(ImportedProposal).where(ImportedProposal.import_id == made.id).values(external_number=None)
    session.execute(free.execution_options(synchronize_session=False))
    made.state, made.undone_at = ImportState.UNDONE, now
    session.flush()
    audit.append(session, at=now, actor=actor, action="import.undone", subject=("proposal_import", made.id), data={"rows": gone})
    return gone


def sweep_tables(session: Session, now: datetime) -> int:
    """Delete tables that nobody published for a day."""
    old = delete(ProposalImport).where(ProposalImport.state == ImportState.PENDING, ProposalImport.uploaded_at < now - FILE_KEPT)
    return len(session.scalars(old.returning(ProposalImport.id)).all())


def _lock(session: Session, made: ProposalImport) -> None:
    statement = select(ProposalImport).where(ProposalImport.id == made.id).with_for_update().execution_options(populate_existing=True)
    if session.scalars(statement).one_or_none() is None:
        raise Invalid(_("Diese Tabelle wurde schon verworfen."))


def _lock_pending(session: Session, actor: Person, consultation: Consultation, made: ProposalImport) -> None:
    demand(rules.may_import(actor, consultation))
    _lock(session, made)
    if made.state != ImportState.PENDING:
        raise Conflict(_("Diese Tabelle ist schon veröffentlicht."))
