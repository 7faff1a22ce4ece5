"""Filling a roll of codes: a list looked through and read in whole, or a plain number of codes; taken back before the opening."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import date, datetime
from itertools import islice
from typing import Any

from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.orm import Session

from participation.accounts.models import Person
from participation.consultations.models import Consultation
from participation.kit import audit
from participation.kit.columns import guess, header_of
from participation.kit.dates import city_zone
from participation.kit.errors import Conflict, Invalid
from participation.kit.jobs import enqueue_after_commit
from participation.kit.language import gettext as _
from participation.kit.rules import demand
from participation.kit.sealing import Seals
from participation.kit.text import clean_line
from participation.kit.work import WorkState
from participation.votes.channel_models import RollEntry, RollImport
from participation.votes.models import Vote
from participation.votes.roll_reading import KNOWN_AS, MAX_BYTES, Column, Listed, Places, check_list
from participation.votes.roll_rules import may_fill_roll

READ_ROLL = "roll"
"""The job that reads a list in."""
CHUNK = 2000
MOST_CODES = 100_000


def upload_list(
    session: Session,
    actor: Person,
    consultation: Consultation,
    vote: Vote,
    content: bytes,
    name: str,
    delete_on: date,
    seals: Seals,
    now: datetime,
) -> RollImport:
    """Take a list and look it through; nothing of it counts yet. Raises Invalid for what is no table, or a day of deletion before the end."""
    demand(may_fill_roll(actor, consultation, vote))
    if len(content) > MAX_BYTES:
        raise Invalid(_("Die Datei ist zu groß. Erlaubt sind %(limit)s MB.", limit=MAX_BYTES // 1024 // 1024), "file")
    ends = max(vote.closes_at or now, now).astimezone(city_zone()).date()
    if delete_on <= ends:
        raise Invalid(_("Der Löschtag muss nach dem Ende der Abstimmung liegen."), "delete_on")
    header, _first = header_of(content)
    places = guess(header, KNOWN_AS)
    made = RollImport(
        vote_id=vote.id,
        actor_id=actor.id,
        file_name=clean_line(name)[:120] or "verzeichnis.csv",
        sha256=hashlib.sha256(content).hexdigest(),
        content=seals.seal_bytes(content),
        mapping=kept_as(places),
        findings=_look_through(content, places),
        delete_on=delete_on,
        uploaded_at=now,
        touched_at=now,
        state=WorkState.PENDING,
    )
    session.add(made)
    session.flush()
    audit.append(session, at=now, actor=actor, action="vote.list_uploaded", subject=("vote", vote.id), data={"sha256": made.sha256})
    return made


def choose_columns(
    session: Session, actor: Person, consultation: Consultation, vote: Vote, made: RollImport, places: Places, seals: Seals, now: datetime
) -> None:
    """Say what the columns are, and look through the list again."""
    demand(may_fill_roll(actor, consultation, vote))
    if made.state != WorkState.PENDING:
        raise Conflict(_("Diese Datei wird schon eingelesen."))
    made.mapping, made.findings = kept_as(places), _look_through(content_of(made, seals), places)
    session.flush()
    audit.append(session, at=now, actor=actor, action="vote.list_columns_chosen", subject=("vote", vote.id))


def take_list(session: Session, actor: Person, consultation: Consultation, vote: Vote, made: RollImport, now: datetime) -> None:
    """Read a list in, in the background. Raises Invalid where something in it is wrong, Conflict where the roll is filled already."""
    session.refresh(vote, ["state"], with_for_update=True)
    demand(may_fill_roll(actor, consultation, vote))
    if made.state != WorkState.PENDING:
        raise Conflict(_("Diese Datei wird schon eingelesen."))
    if made.findings.get("number_of_faults") or not made.findings.get("voters"):
        raise Invalid(_("Die Datei hat noch Fehler. Es wurde nichts eingelesen."))
    _demand_empty(session, vote)
    made.state, made.touched_at, made.total = WorkState.REQUESTED, now, int(made.findings["voters"])
    session.flush()
    data = {"voters": made.total, "sha256": made.sha256}
    audit.append(session, at=now, actor=actor, action="vote.list_taken", subject=("vote", vote.id), data=data)
    enqueue_after_commit(session, READ_ROLL, import_id=made.id)


def make_plain_codes(session: Session, actor: Person, consultation: Consultation, vote: Vote, number: int, now: datetime) -> None:
    """Fill the roll with so many entries without names, numbered from 1; their codes are made with their letters."""
    session.refresh(vote, ["state"], with_for_update=True)
    demand(may_fill_roll(actor, consultation, vote))
    if not 1 <= number <= MOST_CODES:
        raise Invalid(_("Bitte geben Sie eine Anzahl zwischen 1 und %(most)s an.", most="100.000"), "number")
    _demand_empty(session, vote)
    for start in range(1, number + 1, CHUNK):
        rows = [_entry(vote.id, str(one), None) for one in range(start, min(start + CHUNK, number + 1))]
        session.execute(insert(RollEntry), rows)
    audit.append(session, at=now, actor=actor, action="vote.codes_planned", subject=("vote", vote.id), data={"codes": number})


def _demand_empty(session: Session, vote: Vote) -> None:
    """A roll is filled once: by one list, or by a number of codes. Raises Conflict."""
    filled = session.scalar(select(func.count()).select_from(RollEntry).where(RollEntry.vote_id == vote.id))
    reading = select(func.count()).where(RollImport.vote_id == vote.id, RollImport.state.in_((WorkState.REQUESTED, WorkState.RUNNING)))
    if filled or session.scalar(reading):
        raise Conflict(_("Das Verzeichnis ist schon gefüllt. Nehmen Sie es zuerst zurück."))


def keep_voters(session: Session, made: RollImport, voters: Iterator[Listed], seals: Seals) -> int:
    """Store the next chunk of a list's voters and return how many these were; zero at its end."""
    rows = [_entry(made.vote_id, voter.number, seals.seal(voter.personal)) for voter in islice(voters, CHUNK)]
    if rows:
        session.execute(insert(RollEntry), rows)
    return len(rows)


def _entry(vote_id: int, number: str, sealed: bytes | None) -> dict[str, Any]:
    return {"vote_id": vote_id, "number": number, "sealed": sealed}


def finish_list(session: Session, made: RollImport, voters: int, now: datetime) -> None:
    """The list is in: from now on it counts, and the file goes."""
    done = {"state": WorkState.READY, "content": None, "read_at": now, "touched_at": now, "done": voters, "total": voters}
    session.execute(update(RollImport).where(RollImport.id == made.id).values(**done))
    audit.append(session, at=now, actor=None, action="vote.list_read", subject=("vote", made.vote_id), data={"voters": voters})


def forget_entries(session: Session, vote: Vote) -> int:
    """Delete a draft's entries; returns how many these were."""
    return _forget(session, vote.id)


def forget_voters(session: Session, import_id: int) -> None:
    """Delete what an attempt that broke off has left."""
    _forget(session, session.get_one(RollImport, import_id).vote_id)


def _forget(session: Session, vote_id: int) -> int:
    return int(session.execute(delete(RollEntry).where(RollEntry.vote_id == vote_id)).rowcount)  # type: ignore[attr-defined]  # a DELETE has it


def undo_roll(session: Session, actor: Person, consultation: Consultation, vote: Vote, now: datetime) -> int:
    """Empty the roll of a draft, files and entries; returns how many entries these were. Raises Conflict while a list is being read in."""
    session.refresh(vote, ["state"], with_for_update=True)
    demand(may_fill_roll(actor, consultation, vote))
    unfinished = select(func.count()).where(RollImport.vote_id == vote.id, RollImport.state.in_((WorkState.REQUESTED, WorkState.RUNNING)))
    if session.scalar(unfinished):
        raise Conflict(_("Die Liste wird gerade eingelesen. Bitte warten Sie, bis sie fertig ist."))
    gone = forget_entries(session, vote)
    session.execute(update(RollImport).where(RollImport.vote_id == vote.id).values(state=WorkState.GONE, content=None, touched_at=now))
    audit.append(session, at=now, actor=actor, action="vote.roll_emptied", subject=("vote", vote.id), data={"entries": gone})
    return gone


def _look_through(content: bytes, places: Places) -> dict[str, Any]:
    findings = check_list(content, places)
    return {"voters": findings.voters, "faults": [list(fault) for fault in findings.faults], "number_of_faults": findings.number_of_faults}


def content_of(made: RollImport, seals: Seals) -> bytes:
    """The file of a list. Raises Conflict where it is gone."""
    if made.content is None:
        raise Conflict(_("Diese Datei gibt es nicht mehr."))
    return seals.open_bytes(bytes(made.content))


def kept_as(places: Places) -> dict[str, int]:
    """As it is kept."""
    return {str(column): place for column, place in places.items()}


def kept_places(made: RollImport) -> Places:
    """As it was kept."""
    return {Column(column): int(place) for column, place in made.mapping.items()}
