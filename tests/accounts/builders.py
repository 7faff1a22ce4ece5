"""People with passwords, mails and the links in them."""

from __future__ import annotations

import re
from datetime import timedelta
from functools import cache
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from participation.accounts.models import District, Person, Role
from participation.accounts.passwords import hash_password
from participation.accounts.team_models import StaffInvitation
from participation.kit import clock
from participation.kit.codes import hash_token
from participation.kit.mail import OutboxMail
from tests.builders import a_person

PASSWORD = "vier Wörter ohne Reim"


@cache
def _hashed(password: str) -> str:
    return hash_password(password)


def a_person_with_password(
    session: Session, name: str = "", *, password: str = PASSWORD, role: Role = Role.RESIDENT, verified: bool = False
) -> Person:
    """Somebody who signs in by password."""
    person = a_person(session, name, role=role, verified=verified)
    person.password_hash = _hashed(password)
    session.flush()
    return person


def mails_to(session: Session, address: str) -> list[OutboxMail]:
    """What is on its way to an address, in order."""
    session.expire_all()
    return list(session.scalars(select(OutboxMail).where(OutboxMail.recipient == address).order_by(OutboxMail.id)))


def link_in(mail: OutboxMail) -> str:
    """The path of the link that a mail holds."""
    found = re.search(r"^http://localhost(/\S+)$", mail.text, re.MULTILINE)
    assert found, mail.text
    return found[1]


def link_to(session: Session, address: str) -> str:
    """The path of the link in the last mail to an address."""
    return link_in(mails_to(session, address)[-1])


def a_named_district(session: Session, name: str) -> District:
    """A part of the town."""
    district = District(name=name)
    session.add(district)
    session.flush()
    return district


def neutral(page: str, *personal: str) -> str:
    """A page without what differs by chance: nonces, tokens, and the address that was typed."""
    page = re.sub(r'(nonce|name="csrf_token" value)="[^"]*"', r"\1", page)
    for text in personal:
        page = page.replace(text, "…")
    return page


def an_invitation(session: Session, by: Person, token: str) -> StaffInvitation:
    """An open invitation into the team, with its link's token."""
    now = clock.now()
    told: dict[str, Any] = {"email": "tim@stadt.example", "real_name": "Tim Team", "position": "Bauamt", "role": Role.OFFICE}
    made = StaffInvitation(token_hash=hash_token(token), invited_by_id=by.id, created_at=now, expires_at=now + timedelta(days=14), **told)
    session.add(made)
    session.flush()
    return made
