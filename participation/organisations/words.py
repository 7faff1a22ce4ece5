"""What this room calls its things."""

from __future__ import annotations

from participation.kit.language import lazy
from participation.organisations.models import Kind, State

KIND_NAMES = {
    Kind.ASSOCIATION: lazy("Verein"),
    Kind.INITIATIVE: lazy("Initiative"),
    Kind.COMPANY: lazy("Unternehmen"),
    Kind.AUTHORITY: lazy("Behörde"),
    Kind.OTHER: lazy("Andere Organisation"),
}
STATE_NAMES = {
    State.REQUESTED: lazy("Noch zu prüfen"),
    State.CONFIRMED: lazy("Geprüft"),
    State.DECLINED: lazy("Abgelehnt"),
    State.REVOKED: lazy("Beendet"),
}
