"""What states and failures of webhooks are called."""

from __future__ import annotations

from collections.abc import Mapping

from participation.kit.language import LazyText, lazy
from participation.openapi.models import DeliveryState, WebhookDelivery
from participation.papers.fetching import Trouble

STATE_NAMES: Mapping[str, LazyText] = {
    DeliveryState.WAITING: lazy("wartet"),
    DeliveryState.DONE: lazy("zugestellt"),
    DeliveryState.FAILED: lazy("aufgegeben"),
}
_TROUBLES: Mapping[str, LazyText] = {
    Trouble.NOT_ALLOWED: lazy("Der Server ist nicht erlaubt, oder sein Name führt in ein inneres Netz."),
    Trouble.UNREACHABLE: lazy("Der Server war nicht erreichbar."),
    Trouble.SLOW: lazy("Der Server antwortete nicht in der Zeit."),
}


def trouble_of(delivery: WebhookDelivery) -> LazyText | None:
    """Why the last attempt failed, as a sentence; None where it did not."""
    if delivery.error:
        return _TROUBLES.get(delivery.error, _TROUBLES[Trouble.UNREACHABLE])
    if delivery.status is not None and not 200 <= delivery.status < 300:
        return lazy("Der Server antwortete mit %(status)s.", status=delivery.status)
    return None
