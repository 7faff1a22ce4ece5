"""What each route of the interface answers to whom."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from sqlalchemy.orm import Session

from participation.kit import clock
from participation.openapi.models import WebhookDelivery, WebhookEvent
from participation.settings import Settings
from tests.house.routes import Row, World
from tests.openapi.builders import a_token, a_webhook


def furnish(session: Session, world: World) -> None:
    """A token of the moderator, an address that was told something."""
    session.refresh(world.moderator, ["mandates"])  # rooms before this one gave further tasks
    world.api_token, _word = a_token(session, world.moderator)
    world.webhook, _secret = a_webhook(session, Settings(secret_key="x" * 40, testing=True), world.administrator, "https://programme.example/hook")
    event = WebhookEvent(number="evt_1_1", type="vote.counted", at=clock.now(), path="/votes/1")
    session.add(event)
    session.flush()
    world.delivery = WebhookDelivery(webhook_id=world.webhook.id, event_id=event.id, next_at=clock.now() + timedelta(days=1))
    session.add(world.delivery)
    session.flush()


def hook(path: str = "") -> Callable[[World], str]:
    """An address of the webhook's pages; names in braces are things of the world."""
    return lambda world: f"/verwaltung/webhooks/{world.webhook.id}" + path.format(world=world)


ADMINISTRATION, SETS = "sign-in 403 403 403 403 403 200", "sign-in 403 403 403 403 403 303"
TOKENS = "sign-in 403 200 200 403 403 200"

# in the order of ROLES: anonymous resident moderator_elsewhere moderator office council administrator
TABLE: dict[str, Row] = {
    "api.index GET": Row(lambda world: "/api/v1/", "200"),
    "api.description GET": Row(lambda world: "/api/v1/openapi.json", "200"),
    "api.listing GET": Row(lambda world: f"/api/v1/proposals?consultation={world.consultation.slug}", "200"),
    "api.item GET": Row(lambda world: f"/api/v1/consultations/{world.consultation.slug}", "200"),
    "api.missing GET": Row(lambda world: "/api/v1/a/b/c", "404"),
    "api_pages.start GET": Row(lambda world: "/api", "200"),
    "api_pages.fields GET": Row(lambda world: "/api/felder/votes", "200"),
    "oparl.system GET": Row(lambda world: "/oparl/v1.1/system", "200"),
    "oparl.listing GET": Row(lambda world: "/oparl/v1.1/papers", "200"),
    "oparl.item GET": Row(lambda world: "/oparl/v1.1/body/1", "200"),
    "oparl.missing GET": Row(lambda world: "/oparl/v1.1/a/b/c", "404"),
    "api_tokens.tokens GET": Row(lambda world: "/verwaltung/api-schluessel", TOKENS),
    "api_tokens.tokens POST": Row(
        lambda world: "/verwaltung/api-schluessel",
        TOKENS,
        lambda world: {"name": "Auswertung", "datasets": ["proposals"], "consultation_id": "", "ends_on": "2026-12-31"},
    ),
    "api_tokens.revoke POST": Row(lambda world: f"/verwaltung/api-schluessel/{world.api_token.id}/widerrufen", "sign-in 403 404 303 403 403 303"),
    "webhooks.index GET": Row(lambda world: "/verwaltung/webhooks", ADMINISTRATION),
    "webhooks.index POST": Row(
        lambda world: "/verwaltung/webhooks",
        "sign-in 403 403 403 403 403 422",
        lambda world: {"url": "https://nicht.example/erlaubt", "events": ["vote.counted"]},
    ),
    "webhooks.show GET": Row(hook(), ADMINISTRATION),
    "webhooks.stop POST": Row(hook("/anhalten"), SETS),
    "webhooks.resume POST": Row(hook("/einschalten"), SETS),
    "webhooks.remove POST": Row(hook("/loeschen"), SETS),
    "webhooks.again POST": Row(hook("/zustellungen/{world.delivery.id}/noch-einmal"), SETS),
}
