"""The emergency brake: while it is on, everybody can read and nothing that is sent is taken.

It lies in the database, so it holds for all processes together, and whoever may lift it can still sign in and do so.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from flask import Flask, request
from sqlalchemy import select
from sqlalchemy.orm import Session

from participation.kit import audit
from participation.kit.database import only_reads, reading_only
from participation.kit.errors import Conflict, Invalid, Unavailable
from participation.kit.glances import Glance
from participation.kit.language import gettext as _
from participation.kit.outages import Outage, OutageKind
from participation.kit.text import clean_line

_ON = Glance(select(Outage.reason).where(Outage.kind == OutageKind.READ_ONLY, Outage.ends_at.is_(None)))
SAFE = ("GET", "HEAD", "OPTIONS")


def init_brake(app: Flask, free: Collection[str]) -> None:
    """Refuse everything that is sent while the brake is on, except to the endpoints that are `free`."""

    @app.before_request
    def hold() -> None:
        if request.method in SAFE or request.endpoint in free:
            return
        reason = brake_reason()
        if reason is not None:
            raise Unavailable(
                _(
                    "Die Plattform nimmt gerade nichts an. Lesen können Sie alles. Grund: %(reason)s Ihre Eingabe ist nicht gespeichert. Bitte bewahren Sie sie auf und versuchen Sie es später noch einmal.",
                    reason=reason if reason.endswith((".", "!", "?")) else f"{reason}.",
                )
            )


def brake_reason() -> str | None:
    """Why the brake is on; None where it is off."""
    before = only_reads()
    reading_only(True)  # a question of its own: a request that is refused must not wait for writers
    try:
        row = _ON.first()
    finally:
        reading_only(before)
    return None if row is None else str(row[0])


def running_brake(session: Session) -> Outage | None:
    """The brake that is on now, held against other writers."""
    statement = select(Outage).where(Outage.kind == OutageKind.READ_ONLY, Outage.ends_at.is_(None)).with_for_update()
    return session.scalars(statement).one_or_none()


def pull_brake(session: Session, actor: audit.Actor | None, reason: str, now: datetime) -> Outage:
    """Stop everything that writes. Raises Invalid without a reason, Conflict where the brake is on already. The caller has asked who may."""
    why = clean_line(reason)[:300]
    if not why:
        raise Invalid(_("Bitte geben Sie den Grund an. Alle können ihn lesen."), "reason")
    if running_brake(session) is not None:
        raise Conflict(_("Die Notbremse ist schon gezogen."))
    outage = Outage(kind=OutageKind.READ_ONLY, starts_at=now, reason=why, told_by_id=actor.id if actor else None)
    session.add(outage)
    session.flush()
    audit.append(session, at=now, actor=actor, action="platform.braked", subject=outage, data={"reason": why})
    return outage


def release_brake(session: Session, actor: audit.Actor | None, now: datetime) -> Outage:
    """Let the platform go on. Raises Conflict where the brake is off. The caller has asked who may."""
    outage = running_brake(session)
    if outage is None:
        raise Conflict(_("Die Notbremse ist nicht gezogen."))
    if outage.starts_at >= now:
        raise Conflict(_("Die Notbremse ist eben erst gezogen worden. Bitte warten Sie einen Moment."))
    outage.ends_at = now
    session.flush()
    audit.append(session, at=now, actor=actor, action="platform.released", subject=outage)
    return outage
