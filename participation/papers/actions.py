"""A council paper is named, read again, or could not be read; what was known stays until something newer was read whole."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import delete, update
from sqlalchemy.orm import Session

from participation.kit import audit
from participation.kit.errors import Invalid
from participation.kit.jobs import enqueue_after_commit
from participation.kit.language import gettext as _
from participation.kit.upserts import insert_or
from participation.papers.fetching import Trouble, Web
from participation.papers.models import CouncilPaper, PaperAnswer, PaperStep
from participation.papers.queries import paper_by_url, paper_to_read
from participation.papers.reading import Dealt, Told

READ_PAPERS = "papers.read"
"""The job that reads what is due; `clockwork.py` says which function that is."""
USUAL = timedelta(hours=6)
"""A paper is read again so often."""
DELETED = timedelta(days=7)
"""One that the council took back, so seldom."""
FIRST_WAIT, LONGEST_WAIT = timedelta(minutes=15), timedelta(days=1)
"""After a failure; twice as long after each further one."""


def name_paper(session: Session, url: str, web: Web, now: datetime, field: str = "paper_url") -> CouncilPaper:
    """The paper of an address, to be read in the background; one that is known stays as it is. Raises Invalid, naming the field.

    Whoever names it logs what it is named for.
    """
    typed = url.strip()
    if not web.hosts:
        raise Invalid(_("Diese Plattform liest kein Ratsinformationssystem. Das richtet die Verwaltung der Plattform ein."), field)
    if not web.allows(typed):
        raise Invalid(_("Von dieser Adresse liest die Plattform nichts. Erlaubt sind: %(hosts)s, mit https.", hosts=", ".join(web.hosts)), field)
    values = {"url": typed, "next_at": now, "added_at": now, "failures": 0, "is_deleted": False}
    empty = dict.fromkeys(("name", "reference", "paper_type", "web", "file_name", "file_url", "error"), "")
    session.execute(insert_or(session, CouncilPaper).values(**values, **empty).on_conflict_do_nothing(index_elements=["url"]))
    found = paper_by_url(session, typed)
    if found is None:
        raise Invalid(_("Die Vorlage konnte nicht gespeichert werden. Bitte versuchen Sie es noch einmal."), field)
    enqueue_after_commit(session, READ_PAPERS)
    return found


def read_soon(session: Session, paper_id: int, now: datetime) -> None:
    """Read a paper again without waiting for its time."""
    session.execute(update(CouncilPaper).where(CouncilPaper.id == paper_id).values(next_at=now))
    enqueue_after_commit(session, READ_PAPERS)


def note_read(session: Session, paper_id: int, told: Told, now: datetime) -> bool:
    """Keep what was read. Returns whether anything is new; then a line is logged."""
    paper = paper_to_read(session, paper_id)
    before = _shown(paper)
    said = told.paper
    paper.is_deleted, paper.read_at = said.deleted, now
    if not said.deleted:  # of a deleted one nothing is told any more: what was known stays, marked
        paper.name, paper.reference, paper.paper_type, paper.day = said.name, said.reference, said.paper_type, said.day
        paper.web, paper.file_name, paper.file_url = said.web, said.file_name, said.file_url
        fresh = [_step(number, one) for number, one in enumerate(told.dealt)]
        if [_words(step) for step in fresh] != [_words(step) for step in paper.steps]:
            session.execute(delete(PaperStep).where(PaperStep.paper_id == paper_id))
            session.expire(paper, ["steps"])
            for step in fresh:
                step.paper_id = paper_id
                session.add(step)
    paper.error, paper.failures, paper.failed_at = "", 0, None
    paper.next_at = now + (DELETED if said.deleted else USUAL)
    session.execute(delete(PaperAnswer).where(PaperAnswer.paper_id == paper_id))
    for url, kept in told.answers.items():
        session.add(PaperAnswer(paper_id=paper_id, url=url, etag=kept.etag, last_modified=kept.last_modified, content=kept.content))
    session.flush()
    changed = _shown(paper_to_read(session, paper_id)) != before
    if changed:
        audit.append(session, at=now, actor=None, action="paper.read_anew", subject=paper, data={"deleted": said.deleted})
    return changed


def note_failure(session: Session, paper_id: int, trouble: Trouble, now: datetime) -> None:
    """A paper could not be read: what was known stays, staff see why, and the next try waits longer."""
    paper = paper_to_read(session, paper_id)
    paper.failures += 1
    paper.error, paper.failed_at = str(trouble), now
    paper.next_at = now + wait_after(paper.failures)
    if paper.failures == 1:
        audit.append(session, at=now, actor=None, action="paper.unread", subject=paper, data={"trouble": str(trouble)})


def wait_after(failures: int) -> timedelta:
    """How long the next try waits after so many failures in a row."""
    wait: timedelta = FIRST_WAIT * 2 ** min(max(failures - 1, 0), 20)
    return min(wait, LONGEST_WAIT)


def _step(number: int, one: Dealt) -> PaperStep:
    meeting, item = one.meeting, one.item
    return PaperStep(
        position=number,
        organization=one.organization,
        meeting=meeting.name if meeting else "",
        meets_at=meeting.start if meeting else None,
        is_cancelled=meeting.cancelled if meeting else False,
        role=one.consulted.role,
        number=item.number if item else "",
        result=item.result if item else "",
        resolution=item.resolution if item else "",
        web=meeting.web if meeting else "",
    )


_TOLD = ("position", "organization", "meeting", "meets_at", "is_cancelled", "role", "number", "result", "resolution", "web")


def _words(step: PaperStep) -> tuple[object, ...]:
    return tuple(getattr(step, name) for name in _TOLD)


def _shown(paper: CouncilPaper) -> tuple[object, ...]:
    columns = ("name", "reference", "paper_type", "day", "web", "file_name", "file_url", "is_deleted")
    return (*(getattr(paper, name) for name in columns), *(_words(step) for step in paper.steps))
