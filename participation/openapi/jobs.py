"""What the worker does for webhooks: note what happened, tell it, forget it. No transaction is open while another server is asked."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime, timedelta

import structlog
from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session, joinedload

from participation.accounts.models import NoticeKind, Person, Role
from participation.accounts.notices import tell
from participation.consultations.models import Consultation, Phase, Stage
from participation.datasets.scope import Scope
from participation.kit import audit, clock
from participation.kit.audit import AuditEntry
from participation.kit.database import own_transaction
from participation.kit.language import LazyText, lazy
from participation.kit.pages import settings
from participation.kit.sealing import Unsealable, seals_of
from participation.openapi.events import BY_ACT, EVENTS
from participation.openapi.models import DeliveryState, Webhook, WebhookDelivery, WebhookEvent, WebhookMark
from participation.openapi.reading import one
from participation.openapi.resources import BY_PATH, ROOT
from participation.openapi.signing import signature
from participation.papers.fetching import FetchError, Web

log = structlog.get_logger()
AT_ONCE, ENTRIES = 20, 500
"""Deliveries and entries of the log a run; the rest comes a minute later."""
WAITS = (1, 5, 30, 120, 360, 720, 1440)
"""Minutes until the next attempt; after the last of them a day each."""
GIVE_UP = timedelta(days=5)
"""After so long without an answer an event is given up, and an address that failed so long is told nothing more."""
LEASE = timedelta(minutes=5)
"""Nobody else tries meanwhile; a worker that dies costs this much."""
KEPT = timedelta(days=30)
USER_AGENT = "participation (Standard Webhooks)"


def tell_programs() -> None:
    """The sweep of each minute."""
    note_events()
    send_webhooks()
    stop_silent()


def note_events() -> None:
    """Note what happened since the last look: from the audit log, and phases whose moment came. Only what everyone may read counts."""
    now = clock.now()
    with own_transaction() as session:
        mark = session.get(WebhookMark, 1)
        if mark is None:
            newest = session.scalar(select(func.max(AuditEntry.id))) or 0
            session.add(WebhookMark(id=1, audit_id=newest, looked_at=now))
            return
        hooks = list(session.scalars(select(Webhook).where(Webhook.disabled_at.is_(None))))
        for kind, number, path, at in [*_acts(session, mark), *_phases(session, mark, now)]:
            _note(session, hooks, kind, number, path, at)
        mark.looked_at = now


def _acts(session: Session, mark: WebhookMark) -> Iterator[tuple[str, str, int, datetime]]:
    statement = select(AuditEntry).where(AuditEntry.id > mark.audit_id).order_by(AuditEntry.id).limit(ENTRIES)
    for entry in session.scalars(statement).all():
        mark.audit_id = entry.id
        if entry.action in BY_ACT:
            kind, find = BY_ACT[entry.action]
            for thing in find(session, entry):
                yield kind, f"evt_{entry.id}_{thing}", thing, entry.at


def _phases(session: Session, mark: WebhookMark, now: datetime) -> Iterator[tuple[str, str, int, datetime]]:
    public = Phase.consultation_id.in_(select(Consultation.id).where(Consultation.stage == Stage.PUBLISHED))
    for kind, column in (("phase.began", Phase.starts_at), ("phase.ended", Phase.ends_at)):
        came = select(Phase.id, column).where(public, column > mark.looked_at, column <= now).order_by(column, Phase.id).limit(ENTRIES)
        for phase_id, at in session.execute(came):
            yield kind, f"evt_{kind.replace('.', '_')}_{phase_id}_{int(at.timestamp())}", phase_id, at


def _note(session: Session, hooks: list[Webhook], kind: str, number: str, thing: int, at: datetime) -> None:
    told = [hook for hook in hooks if kind in hook.types]
    resource = BY_PATH[EVENTS[kind].resource]
    found = one(session, resource, Scope(None, ""), thing) if told else None
    if found is None or session.scalar(select(WebhookEvent.id).where(WebhookEvent.number == number)) is not None:
        return
    event = WebhookEvent(
        number=number, type=kind, at=at, path=found["links"]["self"].removeprefix(ROOT), consultation=found.get("consultation") or ""
    )
    session.add(event)
    session.flush()
    session.add_all(WebhookDelivery(webhook_id=hook.id, event_id=event.id, next_at=clock.now()) for hook in told)


def send_webhooks() -> None:
    """Send what is due, one after the other."""
    told = settings()
    web = Web(told.webhook_hosts, told.testing)
    for number in _due(clock.now()):
        taken = _take(number, clock.now())
        if taken is not None:
            url, secret, event = taken
            _settle(number, *_send(web, url, secret, event), clock.now())


def _due(now: datetime) -> list[int]:
    with own_transaction() as session:
        statement = (
            select(WebhookDelivery.id)
            .join(Webhook, Webhook.id == WebhookDelivery.webhook_id)
            .where(WebhookDelivery.state == DeliveryState.WAITING, WebhookDelivery.next_at <= now, Webhook.disabled_at.is_(None))
            .order_by(WebhookDelivery.next_at, WebhookDelivery.id)
            .limit(AT_ONCE)
        )
        return list(session.scalars(statement))


def _take(number: int, now: datetime) -> tuple[str, str, WebhookEvent] | None:
    """Take a delivery for a while, if nobody has it."""
    free = (WebhookDelivery.id == number, WebhookDelivery.state == DeliveryState.WAITING, WebhookDelivery.next_at <= now)
    with own_transaction() as session:
        taking = update(WebhookDelivery).where(*free).values(next_at=now + LEASE, attempts=WebhookDelivery.attempts + 1)
        if session.execute(taking.returning(WebhookDelivery.id)).scalar_one_or_none() is None:
            return None
        both = (joinedload(WebhookDelivery.webhook), joinedload(WebhookDelivery.event))
        found = session.get_one(WebhookDelivery, number, options=both)
        try:
            return found.webhook.url, str(seals_of(settings()).open(found.webhook.secret)["secret"]), found.event
        except Unsealable:  # the sealing keys were changed: without its secret nothing can be signed
            _stop(session, found.webhook, now, _unreadable(found.webhook))
            return None


def _send(web: Web, url: str, secret: str, event: WebhookEvent) -> tuple[int | None, str]:
    """The status of the answer, or why there was none."""
    body, timestamp = body_of(event), int(clock.now().timestamp())
    headers = {
        "Content-Type": "application/json",
        "User-Agent": USER_AGENT,
        "webhook-id": event.number,
        "webhook-timestamp": str(timestamp),
        "webhook-signature": signature(secret, event.number, timestamp, body),
    }
    try:
        return web.post(url, body, headers), ""
    except FetchError as error:
        return None, str(error.trouble)


def body_of(event: WebhookEvent) -> bytes:
    """What is sent: what happened, when, and where it can be read. No person, no text."""
    link = f"{settings().base_url.rstrip('/')}{ROOT}{event.path}"
    said = {"id": event.number, "type": event.type, "timestamp": event.at.isoformat(timespec="seconds")}
    return json.dumps(said | {"data": {"consultation": event.consultation or None, "url": link}}, ensure_ascii=False).encode()


def _settle(number: int, status: int | None, error: str, now: datetime) -> None:
    """Note what came of an attempt."""
    with own_transaction() as session:
        both = (joinedload(WebhookDelivery.webhook), joinedload(WebhookDelivery.event))
        found = session.get(WebhookDelivery, number, options=both)
        if found is None:
            return  # its webhook was removed meanwhile
        hook, found.status, found.error = found.webhook, status, error
        if status is not None and 200 <= status < 300:
            found.state, found.done_at, hook.failing_since = DeliveryState.DONE, now, None
            return
        wait = timedelta(minutes=WAITS[min(found.attempts, len(WAITS)) - 1])
        found.next_at = now + wait
        if found.next_at > max(found.event.at, hook.made_at) + GIVE_UP and found.attempts > len(WAITS):
            found.state = DeliveryState.FAILED
        hook.failing_since = hook.failing_since or now
        if status == 410:
            _stop(session, hook, now, _silent(hook))
    log.info("webhook not delivered", delivery=number, status=status, trouble=error)


def stop_silent() -> None:
    """Tell nothing more where nobody has answered for days."""
    now = clock.now()
    with own_transaction() as session:
        silent = select(Webhook).where(Webhook.disabled_at.is_(None), Webhook.failing_since <= now - GIVE_UP)
        for hook in session.scalars(silent).all():
            _stop(session, hook, now, _silent(hook))


def _silent(hook: Webhook) -> LazyText:
    return lazy("Der Webhook „%(url)s“ ist angehalten, weil die Adresse seit Tagen nicht antwortet oder es sie nicht mehr gibt.", url=hook.url[:120])


def _unreadable(hook: Webhook) -> LazyText:
    return lazy("Der Webhook „%(url)s“ ist angehalten, weil sein Geheimnis nicht mehr lesbar ist. Bitte richten Sie ihn neu ein.", url=hook.url[:120])


def _stop(session: Session, hook: Webhook, now: datetime, why: LazyText) -> None:
    """Stop an address by itself, and tell the administration."""
    if hook.disabled_at is not None:
        return
    hook.disabled_at = now
    audit.append(session, at=now, actor=None, action="webhook.closed", subject=hook)
    people = session.scalars(select(Person.id).where(Person.role == Role.ADMINISTRATOR, Person.deleted_at.is_(None), Person.blocked_at.is_(None)))
    tell(session, list(people), kind=NoticeKind.WORK, title=why, url=f"/verwaltung/webhooks/{hook.id}", now=now)


def sweep_events() -> None:
    """Forget what was told long ago."""
    before = clock.now() - KEPT
    with own_transaction() as session:
        old = select(WebhookEvent.id).where(WebhookEvent.at < before)
        session.execute(delete(WebhookDelivery).where(WebhookDelivery.event_id.in_(old)))
        session.execute(delete(WebhookEvent).where(WebhookEvent.at < before))
