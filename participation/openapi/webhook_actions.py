"""Setting up webhooks, and sending something once more."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from participation.accounts.models import Person
from participation.kit import audit
from participation.kit.errors import Conflict, Invalid
from participation.kit.jobs import enqueue_after_commit
from participation.kit.language import gettext as _
from participation.kit.rules import demand_of
from participation.kit.sealing import Seals
from participation.openapi.events import EVENTS
from participation.openapi.models import URL_LENGTH, DeliveryState, Webhook, WebhookDelivery
from participation.openapi.rules import may_manage_webhooks
from participation.openapi.signing import new_secret
from participation.papers.fetching import Web

MOST_WEBHOOKS = 20
SEND_WEBHOOKS = "webhooks.send"
"""The job that sends what is due; `clockwork.py` says which function that is."""


def add_webhook(
    session: Session, actor: Person | None, web: Web, seals: Seals, url: str, events: Sequence[str], now: datetime
) -> tuple[Webhook, str]:
    """An address that is told what happens from now on: the row, and the secret, which is shown once. Raises Invalid naming the field."""
    person = demand_of(actor, may_manage_webhooks(actor))
    address = url.strip()
    if len(address) > URL_LENGTH or not web.allows(address):
        hosts = ", ".join(web.hosts) or _("noch keiner")
        sentence = _(
            "Bitte geben Sie eine Adresse mit https:// auf einem erlaubten Server an. Erlaubt: %(hosts)s (Einstellung webhook_hosts).", hosts=hosts
        )
        raise Invalid(sentence, "url")
    chosen = [name for name in EVENTS if name in events]
    if not chosen or len(chosen) != len(set(events)):
        raise Invalid(_("Bitte wählen Sie mindestens ein Ereignis."), "events")
    if session.scalar(select(func.count(Webhook.id)).where(Webhook.url == address)):
        raise Invalid(_("Diese Adresse ist schon eingetragen."), "url")
    if (session.scalar(select(func.count(Webhook.id))) or 0) >= MOST_WEBHOOKS:
        raise Invalid(_("Mehr als %(number)s Webhooks sind nicht möglich.", number=MOST_WEBHOOKS), "url")
    secret = new_secret()
    webhook = Webhook(url=address, secret=seals.seal({"secret": secret}), events=" ".join(chosen), made_by_id=person.id, made_at=now)
    session.add(webhook)
    audit.append(session, at=now, actor=person, action="webhook.added", subject=webhook, data={"events": chosen})
    return webhook, secret


def stop_webhook(session: Session, actor: Person | None, webhook: Webhook, now: datetime) -> None:
    """Tell it nothing more. What waits is kept while its days last. Twice changes nothing."""
    person = demand_of(actor, may_manage_webhooks(actor))
    if webhook.disabled_at is None:
        webhook.disabled_at = now
        audit.append(session, at=now, actor=person, action="webhook.closed", subject=webhook)


def resume_webhook(session: Session, actor: Person | None, webhook: Webhook, now: datetime) -> None:
    """Tell it again."""
    person = demand_of(actor, may_manage_webhooks(actor))
    if webhook.disabled_at is not None:
        webhook.disabled_at = webhook.failing_since = None
        audit.append(session, at=now, actor=person, action="webhook.reopened", subject=webhook)
        enqueue_after_commit(session, SEND_WEBHOOKS)


def remove_webhook(session: Session, actor: Person | None, webhook: Webhook, now: datetime) -> None:
    """Forget the address, its secret and what it was told."""
    person = demand_of(actor, may_manage_webhooks(actor))
    audit.append(session, at=now, actor=person, action="webhook.removed", subject=webhook)
    session.execute(delete(WebhookDelivery).where(WebhookDelivery.webhook_id == webhook.id))
    session.delete(webhook)


def send_again(session: Session, actor: Person | None, webhook: Webhook, delivery: WebhookDelivery, now: datetime) -> None:
    """Send an event once more, under the same number: receivers know it by that. Raises Conflict where the webhook is stopped."""
    person = demand_of(actor, may_manage_webhooks(actor))
    if webhook.disabled_at is not None:
        raise Conflict(_("Dieser Webhook ist angehalten. Bitte schalten Sie ihn zuerst wieder ein."))
    delivery.state, delivery.next_at, delivery.attempts, delivery.done_at = DeliveryState.WAITING, now, 0, None
    audit.append(session, at=now, actor=person, action="webhook.asked_again", subject=webhook, data={"delivery": delivery.id})
    enqueue_after_commit(session, SEND_WEBHOOKS)
