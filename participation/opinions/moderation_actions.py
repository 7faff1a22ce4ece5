"""What the moderation's decisions do to an accepted statement: hide it, show it again, take personal data out of it."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy.orm import Session

from participation.accounts.models import Person
from participation.consultations.models import Consultation
from participation.consultations.targets import without
from participation.kit import audit
from participation.kit.errors import Conflict
from participation.kit.language import gettext as _
from participation.kit.rules import demand
from participation.opinions import rules
from participation.opinions.actions import REASON_LENGTH
from participation.opinions.map_actions import lock_map
from participation.opinions.models import OpinionMap, Statement
from participation.opinions.stale import mark_stale


def hide_statement(
    session: Session, moderator: Person | None, consultation: Consultation, opinion_map: OpinionMap, statement: Statement, reason: str, now: datetime
) -> None:
    """Let nobody answer or read a statement any more but its author. Raises Conflict where it is not shown."""
    _begin(session, moderator, consultation, opinion_map, statement)
    if not statement.is_shown:
        raise Conflict(_("Über diese Aussage wurde inzwischen anders entschieden. Bitte sehen Sie die Liste noch einmal an."))
    _turn(session, moderator, opinion_map, statement, reason[:REASON_LENGTH], now)


def show_statement(
    session: Session, moderator: Person | None, consultation: Consultation, opinion_map: OpinionMap, statement: Statement, now: datetime
) -> None:
    """Show a hidden statement again; of one that is not hidden nothing changes."""
    _begin(session, moderator, consultation, opinion_map, statement)
    if statement.hidden_at is not None:
        _turn(session, moderator, opinion_map, statement, "", now)


def _turn(session: Session, moderator: Person | None, opinion_map: OpinionMap, statement: Statement, reason: str, now: datetime) -> None:
    statement.hidden_at, statement.reason = (now if reason else None), reason
    session.flush()
    if statement.seen_count:
        mark_stale(session, opinion_map)
    action = "opinion_statement.hide" if reason else "opinion_statement.show"
    audit.append(session, at=now, actor=moderator, action=action, subject=statement, data={"map": opinion_map.id})


def cut_statement(
    session: Session,
    moderator: Person | None,
    consultation: Consultation,
    opinion_map: OpinionMap,
    statement: Statement,
    passages: Collection[str],
    now: datetime,
) -> int:
    """Take passages out of a statement for good. Returns how often one was found."""
    _begin(session, moderator, consultation, opinion_map, statement)
    statement.text, found = without(statement.text, passages)
    if found:
        audit.append(session, at=now, actor=moderator, action="opinion_statement.cut", subject=statement, data={"passages": found})
    return found


def _begin(session: Session, moderator: Person | None, consultation: Consultation, opinion_map: OpinionMap, statement: Statement) -> None:
    lock_map(session, opinion_map)
    session.refresh(statement)
    demand(rules.may_decide_statement(moderator, consultation, opinion_map, statement))
