"""The report of a consultation: begin a version, choose and write its sections, publish it, ask for its file."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from participation.accounts.models import Person
from participation.consultations.models import Consultation
from participation.dossiers import rules
from participation.dossiers.models import CHANGES_LENGTH, TITLE_LENGTH, Dossier, DossierFile
from participation.dossiers.queries import draft_of, latest_published, versions_of
from participation.dossiers.sections.contents import NAMES
from participation.kit import audit
from participation.kit.errors import Conflict, Invalid
from participation.kit.jobs import enqueue_after_commit
from participation.kit.language import gettext as _
from participation.kit.rules import demand_of
from participation.kit.text import clean_line, clean_text
from participation.kit.upserts import insert_or
from participation.kit.work import WorkState, touch

MAKE_FILE = "dossier file"
"""The job that makes the PDF."""
TEXT_LENGTH = 10_000
KIND = "dossier"


def begin_dossier(session: Session, clerk: Person | None, consultation: Consultation, title: str, now: datetime) -> Dossier:
    """Begin a version with all sections, or as the last one published has them, and have its PDF made. Raises Conflict where a draft is there."""
    clerk = demand_of(clerk, rules.may_work(clerk, consultation))
    if draft_of(session, consultation.id) is not None:
        raise Conflict(_("Es gibt schon einen Entwurf. Arbeiten Sie an ihm weiter."))
    versions, last = versions_of(session, consultation.id), latest_published(session, consultation.id)
    if len(versions) >= rules.MOST_VERSIONS:
        raise Conflict(_("Mehr als %(most)s Fassungen sind nicht möglich.", most=rules.MOST_VERSIONS))
    dossier = Dossier(
        consultation_id=consultation.id,
        number=max((one.number for one in versions), default=0) + 1,
        title=(last.title if last is not None else clean_line(title)[:TITLE_LENGTH]) or _("Gesamtbericht"),
        sections=list(last.sections) if last is not None else list(NAMES),
        texts=dict(last.texts) if last is not None else {},
        drafted_by_id=clerk.id,
        created_at=now,
        changed_at=now,
    )
    session.add(dossier)
    session.flush()
    audit.append(session, at=now, actor=clerk, action="dossier.begun", subject=(KIND, dossier.id), data={"version": dossier.number})
    _ask_for_file(session, dossier, now)
    return dossier


@dataclass(frozen=True, slots=True)
class Draft:
    """What somebody typed: title, what is new, which sections, their texts."""

    title: str
    changes: str
    sections: Collection[str]
    texts: Mapping[str, str]


def write_dossier(session: Session, clerk: Person | None, consultation: Consultation, dossier: Dossier, draft: Draft, now: datetime) -> None:
    """Change a draft. Raises Invalid."""
    clerk = _writer(session, clerk, consultation, dossier)
    title, changes = clean_line(draft.title), clean_text(draft.changes)
    if not title:
        raise Invalid(_("Bitte geben Sie dem Bericht einen Titel."), "title")
    if len(title) > TITLE_LENGTH:
        raise Invalid(_("Der Titel ist zu lang. Erlaubt sind %(limit)s Zeichen.", limit=TITLE_LENGTH), "title")
    if len(changes) > CHANGES_LENGTH:
        raise Invalid(_("Der Text ist zu lang. Erlaubt sind %(limit)s Zeichen.", limit=CHANGES_LENGTH), "changes")
    texts = {name: clean_text(draft.texts.get(name, "")) for name in NAMES}
    for name, typed in texts.items():
        if len(typed) > TEXT_LENGTH:
            raise Invalid(_("Der Text ist zu lang. Erlaubt sind %(limit)s Zeichen.", limit=TEXT_LENGTH), f"text_{name}")
    chosen = [name for name in NAMES if name in draft.sections]
    if not chosen:
        raise Invalid(_("Bitte wählen Sie mindestens einen Abschnitt."), "sections")
    dossier.title, dossier.changes, dossier.sections = title, changes, chosen
    dossier.texts = {name: typed for name, typed in texts.items() if typed}
    dossier.changed_at = now
    session.flush()
    audit.append(session, at=now, actor=clerk, action="dossier.edited", subject=(KIND, dossier.id))
    _ask_for_file(session, dossier, now)


def publish_dossier(
    session: Session, clerk: Person | None, consultation: Consultation, dossier: Dossier, said: Sequence[Mapping[str, Any]], now: datetime
) -> None:
    """Let everybody read it. `said`: what it says from now on (`contents.collect`). Raises Invalid where it says nothing or not what is new."""
    clerk = _writer(session, clerk, consultation, dossier)
    if dossier.number > 1 and not dossier.changes:
        raise Invalid(_("Bitte schreiben Sie zuerst in den Entwurf, was neu ist. Das steht bei der Fassung."))
    if not said:
        raise Invalid(_("Zu den gewählten Abschnitten gibt es noch nichts zu berichten. Wählen Sie andere oder schreiben Sie einen Text."))
    dossier.said = [dict(section) for section in said]
    dossier.published_at, dossier.published_by_id = now, clerk.id
    session.flush()
    audit.append(session, at=now, actor=clerk, action="dossier.published", subject=(KIND, dossier.id), data={"version": dossier.number})
    _ask_for_file(session, dossier, now)


def discard_dossier(session: Session, clerk: Person | None, consultation: Consultation, dossier: Dossier, now: datetime) -> None:
    """Throw a draft away; its file is deleted by the sweep."""
    clerk = _writer(session, clerk, consultation, dossier)
    number = dossier.id
    session.execute(delete(DossierFile).where(DossierFile.dossier_id == number))
    session.delete(dossier)
    session.flush()
    audit.append(session, at=now, actor=clerk, action="dossier.discarded", subject=(KIND, number))


def request_file(session: Session, clerk: Person | None, consultation: Consultation, dossier: Dossier, now: datetime) -> None:
    """Have the PDF of a draft made anew, with the numbers of now."""
    clerk = _writer(session, clerk, consultation, dossier)
    _ask_for_file(session, dossier, now)
    audit.append(session, at=now, actor=clerk, action="dossier.file_requested", subject=(KIND, dossier.id))


def ask_again(session: Session, dossier_id: int, now: datetime) -> None:
    """Have a published version's PDF made anew, because something that it cites can be read no longer, or again."""
    _ask_for_file(session, session.get_one(Dossier, dossier_id), now)


def _ask_for_file(session: Session, dossier: Dossier, now: datetime) -> None:
    """One row a version; the old file stays until the new one is there, and can be fetched by nobody meanwhile."""
    fresh = {"state": WorkState.REQUESTED, "attempts": 0, "touched_at": now, "done": 0, "total": 0}
    put = insert_or(session, DossierFile).values(dossier_id=dossier.id, size=0, mark="", **fresh)
    session.execute(put.on_conflict_do_update(index_elements=["dossier_id"], set_=fresh))
    found = session.scalars(select(DossierFile).where(DossierFile.dossier_id == dossier.id), execution_options={"populate_existing": True}).one()
    enqueue_after_commit(session, MAKE_FILE, file_id=found.id)


def finish_file(session: Session, file_id: int, attempt: int, stored_name: str, size: int, mark: str, now: datetime) -> bool:
    """Hand a file over. False where another was asked for meanwhile: then this one is to be thrown away."""
    values = {"state": WorkState.READY, "stored_name": stored_name, "size": size, "mark": mark, "made_at": now, "touched_at": now}
    return touch(session, DossierFile, file_id, attempt, **values)


def _writer(session: Session, clerk: Person | None, consultation: Consultation, dossier: Dossier) -> Person:
    """Who writes the draft, which is held against other writers."""
    session.flush()
    session.execute(select(Dossier.id).where(Dossier.id == dossier.id).with_for_update())
    session.refresh(dossier)
    return demand_of(clerk, rules.may_write(clerk, consultation, dossier))
