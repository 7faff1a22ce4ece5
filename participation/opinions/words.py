"""What opinion maps are called on the page."""

from __future__ import annotations

from participation.kit.language import gettext as _
from participation.kit.language import lazy
from participation.opinions.models import OpinionMap, Stage, State, Statement

MARK_NAMES = {1: lazy("Zustimmung"), -1: lazy("Ablehnung"), 0: lazy("Weiter ohne Antwort")}
"""An answer as it is read; also the words on the buttons."""

STATE_NAMES = {State.PENDING: lazy("Wird geprüft"), State.ACCEPTED: lazy("Angenommen"), State.REJECTED: lazy("Abgelehnt")}


def map_badge(opinion_map: OpinionMap) -> tuple[str, str]:
    """How far a map is: text and kind of its badge."""
    return {
        Stage.DRAFT: (_("Entwurf"), "neutral"),
        Stage.OPEN: (_("Offen"), "success"),
        Stage.CLOSED: (_("Beendet"), "neutral"),
    }[Stage(opinion_map.stage)]


def statement_badge(statement: Statement) -> tuple[str, str]:
    """What became of a statement: text and kind of its badge."""
    if statement.hidden_at is not None:
        return _("Ausgeblendet"), "warning"
    return str(STATE_NAMES[State(statement.state)]), {State.PENDING: "info", State.ACCEPTED: "success", State.REJECTED: "danger"}[
        State(statement.state)
    ]


def group_name(group: int) -> str:
    """`Gruppe A` for 0."""
    return _("Gruppe %(letter)s", letter="ABCDEFGHIJ"[group])
