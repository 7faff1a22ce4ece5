"""Reads of invitations into the team."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from participation.accounts.team_models import StaffInvitation
from participation.kit.codes import hash_token
from participation.kit.errors import Gone, NotFound
from participation.kit.language import gettext as _

MOST = 200
"""Invitations that the page lists, the newest first."""


def invitations(session: Session) -> Sequence[StaffInvitation]:
    """The latest invitations, with who sent them."""
    asked = select(StaffInvitation).options(joinedload(StaffInvitation.invited_by)).order_by(StaffInvitation.id.desc()).limit(MOST)
    return session.scalars(asked).all()


def invitation_by_id(session: Session, number: int) -> StaffInvitation:
    """One invitation, or NotFound."""
    found = session.get(StaffInvitation, number)
    if found is None:
        raise NotFound
    return found


def invitation_by_token(session: Session, token: str, now: datetime) -> StaffInvitation:
    """A living invitation. Raises NotFound for a token that was never given, Gone where it was used, withdrawn or ran out."""
    found = session.scalar(select(StaffInvitation).where(StaffInvitation.token_hash == hash_token(token)))
    if found is None:
        raise NotFound(_("Diesen Link gibt es nicht. Bitte kopieren Sie ihn ganz aus der E-Mail oder fordern Sie einen neuen an."))
    if found.used_at is not None or found.withdrawn_at is not None or found.expires_at <= now:
        raise Gone(_("Diese Einladung gilt nicht mehr. Bitte lassen Sie sich noch einmal einladen."))
    return found
