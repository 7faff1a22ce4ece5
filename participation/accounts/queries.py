"""Reads about people."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from participation.accounts.models import District, Person, WebSession


def web_session_of(session: Session, token: str) -> WebSession | None:
    """The signed-in browser of a token with its person and the person's mandates, in one statement."""
    statement = (
        select(WebSession)
        .where(WebSession.token_hash == hashlib.sha256(token.encode()).digest())
        .options(joinedload(WebSession.person).joinedload(Person.mandates), joinedload(WebSession.person).joinedload(Person.district))
    )
    return session.execute(statement).unique().scalar_one_or_none()


def districts(session: Session) -> Sequence[District]:
    """All districts in the city's order."""
    return session.scalars(select(District).order_by(District.position, District.name)).all()
