"""Reading the register's extract in: looked through, read in whole by a job, taken back before the draw."""

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
from participation.councils.models import Council
from participation.invitations.models import EarlierInvitation, InvitationDraw, RegisterImport, RegisterPerson
from participation.invitations.reading import KNOWN_AS, MAX_BYTES, Column, Entry, Mapping_, check_register
from participation.invitations.rules import may_read_register, may_undo_register
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

READ_REGISTER = "register"
"""The job that reads an extract in."""
CHUNK = 2000


def was_drawn(session: Session, council: Council) -> bool:
    """Whether a draw was fixed for this council."""
    return bool(session.scalar(select(func.count()).where(InvitationDraw.council_id == council.id)))


def upload_register(
    session: Session, actor: Person, consultation: Consultation, council: Council, content: bytes, name: str, seals: Seals, now: datetime
) -> RegisterImport:
    """Take an extract and look it through; nothing of it counts yet. Raises Invalid for what is no table."""
    demand(may_read_register(actor, consultation, council, was_drawn(session, council)))
    if len(content) > MAX_BYTES:
        raise Invalid(_("Die Datei ist zu groß. Erlaubt sind %(limit)s MB.", limit=MAX_BYTES // 1024 // 1024), "file")
    header, _first = header_of(content)
    mapping = guess(header, KNOWN_AS)
    made = RegisterImport(
        council_id=council.id,
        actor_id=actor.id,
        file_name=clean_line(name)[:120] or "register.csv",
        sha256=hashlib.sha256(content).hexdigest(),
        content=seals.seal_bytes(content),
        mapping=keep_mapping(mapping),
        findings=look_through(content, mapping, council, now),
        uploaded_at=now,
        touched_at=now,
        state=WorkState.PENDING,
    )
    session.add(made)
    session.flush()
    audit.append(session, at=now, actor=actor, action="register.uploaded", subject=made, data={"council": council.id, "sha256": made.sha256})
    return made


def choose_columns(
    session: Session,
    actor: Person,
    consultation: Consultation,
    council: Council,
    made: RegisterImport,
    mapping: Mapping_,
    seals: Seals,
    now: datetime,
) -> None:
    """Say what the columns are, and look through the extract again."""
    demand(may_read_register(actor, consultation, council, was_drawn(session, council)))
    content = content_of(made, seals)
    made.mapping, made.findings = keep_mapping(mapping), look_through(content, mapping, council, now)
    session.flush()
    audit.append(session, at=now, actor=actor, action="register.columns_chosen", subject=made)


def take_register(session: Session, actor: Person, consultation: Consultation, council: Council, made: RegisterImport, now: datetime) -> None:
    """Read an extract in, in the background. Raises Invalid where something in it is wrong, Conflict where it is being read already."""
    demand(may_read_register(actor, consultation, council, was_drawn(session, council)))
    if made.state != WorkState.PENDING:
        raise Conflict(_("Diese Datei wird schon eingelesen."))
    if made.findings.get("number_of_faults") or not made.findings.get("people"):
        raise Invalid(_("Die Datei hat noch Fehler. Es wurde nichts eingelesen."))
    others = select(func.count()).where(
        RegisterImport.council_id == council.id, RegisterImport.state.in_((WorkState.REQUESTED, WorkState.RUNNING, WorkState.READY))
    )
    if session.scalar(others):
        raise Conflict(_("Für diesen Bürgerrat ist schon ein Register eingelesen. Nehmen Sie es zuerst zurück."))
    made.state, made.touched_at, made.total = WorkState.REQUESTED, now, int(made.findings["people"])
    session.flush()
    audit.append(session, at=now, actor=actor, action="register.taken", subject=made, data={"people": made.total, "sha256": made.sha256})
    enqueue_after_commit(session, READ_REGISTER, import_id=made.id)


def keep_people(session: Session, made: RegisterImport, entries: Iterator[Entry], alike: set[str], seals: Seals) -> int:
    """Store the next chunk of an extract's people and return how many these were; zero at its end."""
    chunk = list(islice(entries, CHUNK))
    if not chunk:
        return 0
    rows = [_row(made, entry, alike, seals) for entry in chunk]
    prints = [row["fingerprint"] for row in rows]
    earlier = select(EarlierInvitation.fingerprint).where(EarlierInvitation.council_id != made.council_id)
    found: set[bytes] = set()
    for start in range(0, len(prints), 500):
        found.update(bytes(one) for one in session.scalars(earlier.where(EarlierInvitation.fingerprint.in_(prints[start : start + 500]))))
    session.execute(insert(RegisterPerson), [{**row, "was_invited": row["fingerprint"] in found} for row in rows])
    return len(rows)


def _row(made: RegisterImport, entry: Entry, alike: set[str], seals: Seals) -> dict[str, Any]:
    return {
        "import_id": made.id,
        "council_id": made.council_id,
        "row": entry.row,
        "district": entry.district,
        "age": entry.age,
        "sex": entry.sex,
        "sealed": seals.seal({name: value for name, value in entry.personal.items() if name not in (Column.SEX, Column.DISTRICT) and value}),
        "fingerprint": seals.fingerprint("council person", entry.person),
        "home": seals.fingerprint(f"council {made.council_id} home", entry.home),
        "ticket": seals.fingerprint(f"council {made.council_id} ticket", entry.person),
        "is_twin": not alike.isdisjoint(entry.likeness),
    }


def finish_register(session: Session, made: RegisterImport, people: int, now: datetime) -> None:
    """The extract is in: from now on it counts, and the file goes."""
    session.execute(
        update(RegisterImport)
        .where(RegisterImport.id == made.id)
        .values(state=WorkState.READY, content=None, read_at=now, touched_at=now, done=people, total=people)
    )
    audit.append(session, at=now, actor=None, action="register.read", subject=("register_import", made.id), data={"people": people})


def forget_people(session: Session, import_id: int) -> None:
    """Delete what an attempt that broke off has left."""
    session.execute(delete(RegisterPerson).where(RegisterPerson.import_id == import_id))


def undo_register(session: Session, actor: Person, consultation: Consultation, council: Council, made: RegisterImport, now: datetime) -> int:
    """Take an extract back, file and people; returns how many people these were."""
    demand(may_undo_register(actor, consultation, council, made, was_drawn(session, council)))
    gone = int(session.execute(delete(RegisterPerson).where(RegisterPerson.import_id == made.id)).rowcount)  # type: ignore[attr-defined]  # a DELETE has it
    made.state, made.content, made.touched_at = WorkState.GONE, None, now
    session.flush()
    audit.append(session, at=now, actor=actor, action="register.undone", subject=made, data={"people": gone})
    return gone


def look_through(content: bytes, mapping: Mapping_, council: Council, now: datetime) -> dict[str, Any]:
    """What is wrong with an extract, as it is kept."""
    findings = check_register(content, mapping, council, now.astimezone(city_zone()).date())
    return {
        "people": findings.people,
        "faults": [list(fault) for fault in findings.faults],
        "number_of_faults": findings.number_of_faults,
        "twins": len(findings.likenesses),
    }


def likenesses(content: bytes, mapping: Mapping_, council: Council, today: date) -> set[str]:
    """By what people of an extract look alike."""
    return check_register(content, mapping, council, today).likenesses


def content_of(made: RegisterImport, seals: Seals) -> bytes:
    """The file of an extract. Raises Conflict where it is gone."""
    if made.content is None:
        raise Conflict(_("Diese Datei gibt es nicht mehr."))
    return seals.open_bytes(bytes(made.content))


def keep_mapping(mapping: Mapping_) -> dict[str, int]:
    """As it is kept."""
    return {str(column): place for column, place in mapping.items()}


def kept_mapping(made: RegisterImport) -> Mapping_:
    """As it was kept."""
    return {Column(column): int(place) for column, place in made.mapping.items()}
