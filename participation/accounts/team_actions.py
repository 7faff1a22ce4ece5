"""Inviting into the city's team: by an administrator, to one address, for two weeks; accepted once, with a password of one's own."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import delete, or_, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from participation.accounts.mails import mail_invitation
from participation.accounts.models import Person, Role
from participation.accounts.people import NewPerson, create_person
from participation.accounts.queries import person_by_email
from participation.accounts.rules import may_administrate
from participation.accounts.team_models import StaffInvitation
from participation.kit import audit
from participation.kit.codes import hash_token, new_token
from participation.kit.errors import Conflict, Gone, Invalid
from participation.kit.language import gettext as _
from participation.kit.rules import demand_of
from participation.kit.text import clean_line
from participation.settings import Settings

LASTS = timedelta(days=14)
KEPT = timedelta(days=30)
"""How long a used, withdrawn or lapsed invitation is still shown."""


def invite_staff(
    session: Session, actor: Person | None, email: str, role: Role, real_name: str, position: str, settings: Settings, now: datetime
) -> StaffInvitation:
    """Mail a link that opens an account with a role. The address is folded already.

    Raises Invalid for what is missing and for an address that has an account, Conflict where it is invited already.
    """
    actor = demand_of(actor, may_administrate(actor))
    name, position = clean_line(real_name), clean_line(position)
    if role == Role.RESIDENT:
        raise Invalid(_("Bitte wählen Sie eine Rolle im Team. Einwohner:innen registrieren sich selbst."), "role")
    if not name:
        raise Invalid(_("Bitte geben Sie den Namen an. Er steht neben jedem Beitrag dieser Person."), "real_name")
    if not position:
        raise Invalid(_("Bitte geben Sie Amt oder Funktion an, zum Beispiel „Amt für Stadtplanung“."), "position")
    if person_by_email(session, email) is not None:
        raise Invalid(
            _("Mit dieser Adresse gibt es schon ein Konto. Suchen Sie die Person unter „Personen“ und geben Sie ihr dort die Rolle."), "email"
        )
    token = new_token()
    values = {"email": email, "real_name": name[:120], "position": position[:120], "role": role, "invited_by_id": actor.id}
    invitation = StaffInvitation(token_hash=hash_token(token), created_at=now, expires_at=now + LASTS, **values)
    _end_lapsed(session, email, now)
    try:
        with session.begin_nested():
            session.add(invitation)
    except IntegrityError as error:
        raise Conflict(
            _("Diese Adresse ist schon eingeladen. Ziehen Sie die Einladung zurück, wenn sie noch einmal verschickt werden soll.")
        ) from error
    mail_invitation(session, settings, email, name, token, LASTS, now)
    audit.append(session, at=now, actor=actor, action="staff_invitation.sent", subject=invitation, data={"role": str(role)})
    return invitation


def _end_lapsed(session: Session, email: str, now: datetime) -> None:
    """An invitation whose days are over no longer stands in the way of a new one."""
    lapsed = (
        StaffInvitation.email == email,
        StaffInvitation.expires_at <= now,
        StaffInvitation.used_at.is_(None),
        StaffInvitation.withdrawn_at.is_(None),
    )
    session.execute(update(StaffInvitation).where(*lapsed).values(withdrawn_at=now))


def withdraw_invitation(session: Session, actor: Person | None, invitation: StaffInvitation, now: datetime) -> None:
    """The link no longer opens anything."""
    actor = demand_of(actor, may_administrate(actor))
    taken = session.execute(
        update(StaffInvitation)
        .where(StaffInvitation.id == invitation.id, StaffInvitation.used_at.is_(None), StaffInvitation.withdrawn_at.is_(None))
        .values(withdrawn_at=now)
    )
    if taken.rowcount != 1:  # type: ignore[attr-defined]  # an UPDATE's cursor result
        raise Conflict(_("Diese Einladung ist schon angenommen oder zurückgezogen."))
    session.refresh(invitation)
    audit.append(session, at=now, actor=actor, action="staff_invitation.withdrawn", subject=invitation)


def accept_invitation(session: Session, invitation: StaffInvitation, password_hash: str, language: str, now: datetime) -> Person:
    """Open the account. Whoever has the link has the mailbox: the address counts as confirmed. Raises Gone for a link used meanwhile."""
    taken = session.execute(
        update(StaffInvitation)
        .where(
            StaffInvitation.id == invitation.id,
            StaffInvitation.used_at.is_(None),
            StaffInvitation.withdrawn_at.is_(None),
            StaffInvitation.expires_at > now,
        )
        .values(used_at=now)
    )
    if taken.rowcount != 1:  # type: ignore[attr-defined]  # an UPDATE's cursor result
        raise Gone(_("Diese Einladung gilt nicht mehr. Bitte lassen Sie sich noch einmal einladen."))
    new = NewPerson(
        email=invitation.email,
        role=Role(invitation.role),
        real_name=invitation.real_name,
        position=invitation.position,
        password_hash=password_hash,
        language=language,
    )
    person = create_person(session, new, now)
    audit.append(session, at=now, actor=person, action="staff_invitation.accepted", subject=invitation)
    return person


def forget_invitations(session: Session, email: str) -> None:
    """Delete what was sent to an address, with the account."""
    session.execute(delete(StaffInvitation).where(StaffInvitation.email == email))


def sweep_invitations(session: Session, now: datetime) -> int:
    """Delete invitations whose days are long over. Returns how many."""
    before = now - KEPT
    over = or_(StaffInvitation.expires_at < before, StaffInvitation.used_at < before, StaffInvitation.withdrawn_at < before)
    return int(session.execute(delete(StaffInvitation).where(over)).rowcount)  # type: ignore[attr-defined]  # a DELETE's cursor result
