"""What texts under review are called on the page."""

from __future__ import annotations

from participation.kit.language import gettext as _
from participation.kit.language import lazy
from participation.reviews.models import ReviewText, Stage, State, Suggestion

STATE_NAMES = {
    State.OPEN: lazy("Offen"),
    State.ACCEPTED: lazy("Übernommen"),
    State.REJECTED: lazy("Nicht übernommen"),
    State.WITHDRAWN: lazy("Zurückgezogen"),
}
_STATE_KINDS = {State.OPEN: "info", State.ACCEPTED: "success", State.REJECTED: "danger", State.WITHDRAWN: "neutral"}


def text_badge(text: ReviewText) -> tuple[str, str]:
    """How far a text is: words and kind of its badge."""
    return {
        Stage.DRAFT: (_("Noch nicht veröffentlicht"), "neutral"),
        Stage.OPEN: (_("Fassung %(number)s", number=text.number), "success"),
        Stage.CLOSED: (_("Abgeschlossen"), "neutral"),
    }[Stage(text.stage)]


def suggestion_badge(suggestion: Suggestion) -> tuple[str, str]:
    """What became of a suggestion: words and kind of its badge."""
    if suggestion.is_hidden:
        return _("Ausgeblendet"), "warning"
    return str(STATE_NAMES[State(suggestion.state)]), _STATE_KINDS[State(suggestion.state)]
