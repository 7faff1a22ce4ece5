"""Reads about second signs: what a person has, and what is still to be shown at sign-in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Integer, bindparam, exists, func, select
from sqlalchemy.orm import Session, joinedload

from participation.accounts.factor_models import AuthenticatorApp, LinkedIdentity, Passkey, RecoveryCode
from participation.accounts.models import HOLDS_NOW, Mandate, Person
from participation.accounts.rules import NextStep, Signs, step_due
from participation.kit.database import Base
from participation.kit.errors import NotFound


def _count(table: type[Base], *where: ColumnElement[bool]) -> Any:
    return select(func.count()).select_from(table).where(*where).scalar_subquery()


_WHOSE = bindparam("whose", type_=Integer)
_STANDING = select(  # built once: asked at every sign-in
    _count(AuthenticatorApp, AuthenticatorApp.person_id == _WHOSE, AuthenticatorApp.confirmed_at.is_not(None)),
    _count(Passkey, Passkey.person_id == _WHOSE),
    _count(RecoveryCode, RecoveryCode.person_id == _WHOSE, RecoveryCode.used_at.is_(None)),
    _count(LinkedIdentity, LinkedIdentity.person_id == _WHOSE),
    exists().where(Mandate.person_id == _WHOSE, HOLDS_NOW),
)


def signs_of(session: Session, person_id: int) -> Signs:
    """What a person can show beside a password or a mailed link."""
    return _signs_and_mandate(session, person_id)[0]


def _signs_and_mandate(session: Session, person_id: int) -> tuple[Signs, bool]:
    row = session.execute(_STANDING, {"whose": person_id}).one()
    return Signs(app=bool(row[0]), passkeys=row[1], codes=row[2], links=row[3]), bool(row[4])


def sees_private_data(session: Session, person: Person) -> bool:
    """Whether somebody works for the city or moderates, and so sees what is private to others."""
    return person.is_staff or _signs_and_mandate(session, person.id)[1]


@dataclass(frozen=True, slots=True)
class Standing:
    """Where somebody stands at sign-in: what one has, whether a second sign must be (`strict`), what is due now, and whether one sees private data."""

    signs: Signs
    strict: bool
    due: NextStep
    sees_private_data: bool


def standing_of(session: Session, person: Person, *, required: bool) -> Standing:
    """What is due of a person who has shown one sign. `required`: the installation's rule for whoever sees private data."""
    signs, moderates = _signs_and_mandate(session, person.id)
    strict = person.is_staff or moderates
    return Standing(signs, strict and required, step_due(signs, strict=strict, required=required), strict)


def app_of(session: Session, person_id: int) -> AuthenticatorApp | None:
    """A person's app, confirmed or not; where the database can, held until the transaction ends."""
    return session.scalars(select(AuthenticatorApp).where(AuthenticatorApp.person_id == person_id).with_for_update()).one_or_none()


def passkeys_of(session: Session, person_id: int) -> Sequence[Passkey]:
    """A person's passkeys, the oldest first."""
    return session.scalars(select(Passkey).where(Passkey.person_id == person_id).order_by(Passkey.id)).all()


def own_passkey(session: Session, person_id: int, passkey_id: int) -> Passkey:
    """One of a person's own. Raises NotFound."""
    passkey = session.scalars(select(Passkey).where(Passkey.id == passkey_id, Passkey.person_id == person_id)).one_or_none()
    if passkey is None:
        raise NotFound
    return passkey


def passkey_by_credential(session: Session, credential_id: bytes) -> Passkey | None:
    """The passkey of a credential with its person; where the database can, held until the transaction ends."""
    statement = select(Passkey).where(Passkey.credential_id == credential_id).options(joinedload(Passkey.person, innerjoin=True))
    return session.execute(statement.with_for_update(of=Passkey)).scalar_one_or_none()


def links_of(session: Session, person_id: int) -> Sequence[LinkedIdentity]:
    """The providers a person can sign in with."""
    return session.scalars(select(LinkedIdentity).where(LinkedIdentity.person_id == person_id).order_by(LinkedIdentity.id)).all()


def ways_in(session: Session, person: Person) -> dict[str, Any]:
    """What is kept of a person's ways in, for the copy of the own data; no secret, no hash."""
    signs = signs_of(session, person.id)
    return {
        "second_signs": {"authenticator_app": signs.app, "recovery_codes_left": signs.codes},
        "passkeys": [{"name": one.name, "created_at": one.created_at, "last_used_at": one.last_used_at} for one in passkeys_of(session, person.id)],
        "linked_providers": [
            {"provider": one.provider, "created_at": one.created_at, "last_used_at": one.last_used_at} for one in links_of(session, person.id)
        ],
    }


def unused_code_hashes(session: Session, person_id: int) -> set[bytes]:
    """The hashes of the recovery codes that are left."""
    statement = select(RecoveryCode.code_hash).where(RecoveryCode.person_id == person_id, RecoveryCode.used_at.is_(None))
    return {bytes(found) for found in session.scalars(statement)}
