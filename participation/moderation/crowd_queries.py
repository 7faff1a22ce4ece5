"""Reads of the look at crowds: the report of a consultation, one thing, what everyone may read of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from participation.accounts.models import Person
from participation.consultations.crowds import Backed, Crowd
from participation.kit.errors import NotFound
from participation.kit.pagination import Page, offset
from participation.moderation.crowd_models import CrowdCheck, CrowdFinding, CrowdMember, FindingState

PAGE = 50
_c, _f = CrowdCheck.__table__.c, CrowdFinding.__table__.c


@dataclass(frozen=True, slots=True)
class Line:
    """One thing in the report: what was looked at, and its findings by state."""

    subject: Backed
    check: Any
    findings: Mapping[FindingState, int]


def report(session: Session, consultation_id: int, crowds: Sequence[Crowd], number: int) -> Page[Line]:
    """A page of what was checked; what waits for somebody first. Three statements and one a room."""
    total = session.execute(select(func.count()).where(_c.consultation_id == consultation_id)).scalar_one()
    waiting = select(func.count()).where(_f.kind == _c.kind, _f.subject_id == _c.subject_id, _f.state.in_(("open", "asked"))).correlate(_c.kind.table)
    order = (waiting.scalar_subquery().desc(), _c.people.desc(), _c.kind, _c.subject_id)
    asked = select(CrowdCheck.__table__).where(_c.consultation_id == consultation_id).order_by(*order)
    checks = session.execute(asked.limit(PAGE).offset(offset(number, PAGE))).all()
    states: dict[tuple[str, int], Counter[FindingState]] = {}
    counted = select(_f.kind, _f.subject_id, _f.state, func.count().label("number")).where(_f.consultation_id == consultation_id)
    for row in session.execute(counted.group_by(_f.kind, _f.subject_id, _f.state)):
        states.setdefault((row.kind, row.subject_id), Counter())[FindingState(row.state)] = row.number
    subjects = {
        (it.kind, it.id): it
        for crowd in crowds
        for it in crowd.subjects(session, consultation_id, [check.subject_id for check in checks if check.kind == crowd.kind])
    }
    here = [(subjects[check.kind, check.subject_id], check) for check in checks if (check.kind, check.subject_id) in subjects]
    return Page([Line(subject, check, states.get((check.kind, check.subject_id), {})) for subject, check in here], number, PAGE, total)


def waiting_findings(session: Session, consultation_id: int) -> int:
    """How many findings nobody has settled."""
    here = (_f.consultation_id == consultation_id, _f.state == FindingState.OPEN)
    return int(session.execute(select(func.count()).where(*here)).scalar_one())


def check_of(session: Session, kind: str, subject_id: int) -> tuple[CrowdCheck | None, str]:
    """What was looked at of a thing, and the name of whoever read the report last."""
    asked = select(CrowdCheck, Person.public_name).outerjoin(Person, Person.id == CrowdCheck.read_by_id)
    found = session.execute(asked.where(CrowdCheck.kind == kind, CrowdCheck.subject_id == subject_id)).one_or_none()
    return (found[0], found[1] or "") if found is not None else (None, "")


def findings_of(session: Session, kind: str, subject_id: int, most: int = 100) -> Sequence[CrowdFinding]:
    """What stood out of a thing, the latest first."""
    here = (CrowdFinding.kind == kind, CrowdFinding.subject_id == subject_id)
    return session.scalars(select(CrowdFinding).where(*here).order_by(CrowdFinding.id.desc()).limit(most)).all()


def finding_by_id(session: Session, finding_id: int, consultation_id: int | None = None) -> CrowdFinding:
    """One of a consultation. Raises NotFound."""
    found = session.get(CrowdFinding, finding_id)
    if found is None or consultation_id not in (None, found.consultation_id):
        raise NotFound
    return found


def asked_of(session: Session, person_id: int) -> Sequence[Any]:
    """In which findings a person is, for the copy of the own data."""
    asked = select(_f.kind, _f.subject_id, _f.sign, _f.found_at, _f.state, CrowdMember.confirmed_at)
    return session.execute(asked.join(CrowdMember, CrowdMember.finding_id == _f.id).where(CrowdMember.person_id == person_id).order_by(_f.id)).all()
