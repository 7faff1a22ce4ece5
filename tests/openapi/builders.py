"""Tokens and webhooks for tests, made by the acts that people do."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy.orm import Session

from participation.accounts.models import Person
from participation.consultations.models import Consultation
from participation.kit import clock
from participation.kit.sealing import seals_of
from participation.openapi.access import day_of
from participation.openapi.actions import SCOPES, Wish, make_token
from participation.openapi.events import EVENTS
from participation.openapi.models import ApiToken, Webhook
from participation.openapi.webhook_actions import add_webhook
from participation.papers.fetching import Web
from participation.settings import Settings


def a_token(
    session: Session, person: Person, consultation: Consultation | None = None, datasets: Sequence[str] = SCOPES, days: int = 30
) -> tuple[ApiToken, str]:
    """A token of somebody who may have one."""
    now = clock.now()
    return make_token(session, person, Wish("Auswertung", datasets, consultation, day_of(now) + timedelta(days=days)), now)


def a_webhook(session: Session, settings: Settings, person: Person, url: str, events: Sequence[str] = tuple(EVENTS)) -> tuple[Webhook, str]:
    """An address that is told everything."""
    host = url.split("/")[2]
    return add_webhook(session, person, Web((host,), testing=True), seals_of(settings), url, events, clock.now())
