"""Reads of the staff's pages: tokens, webhooks, deliveries."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload

from participation.accounts.models import Person
from participation.consultations.models import Consultation, Stage
from participation.kit.dates import city_zone
from participation.openapi.models import ApiToken, Webhook, WebhookDelivery

MOST_SHOWN = 100


def tokens_for(session: Session, person: Person) -> Sequence[ApiToken]:
    """The newest tokens: a person's own, for the administration everybody's."""
    statement = select(ApiToken).options(joinedload(ApiToken.person), joinedload(ApiToken.consultation))
    if not person.is_administrator:
        statement = statement.where(ApiToken.person_id == person.id)
    return session.scalars(statement.order_by(ApiToken.id.desc()).limit(MOST_SHOWN)).all()


def token_by_id(session: Session, token_id: int) -> ApiToken | None:
    """A token by its number."""
    return session.get(ApiToken, token_id)


def number_valid(session: Session, person: Person, today: date) -> int:
    """How many of a person's tokens hold."""
    mine = (ApiToken.person_id == person.id, ApiToken.revoked_at.is_(None), ApiToken.ends_on >= today)
    return session.scalar(select(func.count(ApiToken.id)).where(*mine)) or 0


def consultations_run_by(session: Session, person: Person) -> Sequence[Consultation]:
    """The published consultations that a person runs, for the choice of one."""
    statement = select(Consultation).where(Consultation.stage != Stage.DRAFT)
    if not person.is_administrator:
        statement = statement.where(Consultation.id.in_([mandate.consultation_id for mandate in person.mandates]))
    return session.scalars(statement.order_by(Consultation.id.desc()).limit(MOST_SHOWN)).all()


def own_tokens(session: Session, person: Person) -> dict[str, list[dict[str, Any]]]:
    """A person's tokens for the copy of the own data."""
    rows = session.scalars(select(ApiToken).where(ApiToken.person_id == person.id).order_by(ApiToken.id))
    told = [
        {
            "name": one.name,
            "datasets": one.datasets,
            "made_at": one.made_at.astimezone(city_zone()),
            "ends_on": one.ends_on.isoformat(),
            "last_used_on": one.last_used_on.isoformat() if one.last_used_on else None,
            "revoked_at": one.revoked_at.astimezone(city_zone()) if one.revoked_at else None,
        }
        for one in rows
    ]
    return {"api_tokens": told} if told else {}


def webhooks(session: Session) -> Sequence[Webhook]:
    """All addresses that are told, the newest first."""
    return session.scalars(select(Webhook).order_by(Webhook.id.desc()).limit(MOST_SHOWN)).all()


def webhook_by_id(session: Session, webhook_id: int) -> Webhook | None:
    """One of them."""
    return session.get(Webhook, webhook_id)


def deliveries(session: Session, webhook: Webhook) -> Sequence[WebhookDelivery]:
    """What one was told of late, the newest first."""
    statement = select(WebhookDelivery).where(WebhookDelivery.webhook_id == webhook.id).options(joinedload(WebhookDelivery.event))
    return session.scalars(statement.order_by(WebhookDelivery.id.desc()).limit(MOST_SHOWN)).all()


def delivery_by_id(session: Session, webhook: Webhook, delivery_id: int) -> WebhookDelivery | None:
    """One delivery of a webhook."""
    return session.scalar(select(WebhookDelivery).where(WebhookDelivery.id == delivery_id, WebhookDelivery.webhook_id == webhook.id))
