"""How the room says things on its pages."""

from __future__ import annotations

from datetime import datetime

from participation.duplicates.models import Consent, Merge, MergePart, MergeState
from participation.duplicates.rules import is_open
from participation.kit.language import gettext as _
from participation.kit.language import lazy
from participation.methods.texts.differences import Difference, DifferenceKind

CONSENT_NAMES = {
    Consent.ASKED: lazy("Noch keine Antwort"),
    Consent.GIVEN: lazy("Zugestimmt"),
    Consent.REFUSED: lazy("Abgelehnt"),
    Consent.NOT_NEEDED: lazy("Keine Zustimmung nötig"),
}


def say_difference_from_mine(found: Difference) -> str:
    """The same to somebody who is writing the first of the two texts."""
    if found.kind == DifferenceKind.NEGATION:
        mine = _("Ihr Text sagt „%(word)s“, dieser Vorschlag nicht.", word=found.first)
        return mine if found.first else _("Dieser Vorschlag sagt „%(word)s“, Ihr Text nicht.", word=found.second)
    return _("Ihr Text sagt „%(one)s“, dieser Vorschlag sagt „%(other)s“.", one=found.first, other=found.second)


def state_of(merge: Merge, now: datetime) -> tuple[str, str]:
    """Where a merge stands, and the kind of badge for it."""
    if merge.state == MergeState.DONE:
        return _("Zusammengeführt"), "success"
    if merge.state == MergeState.CANCELLED:
        return _("Beendet"), "neutral"
    return (_("Angefragt"), "info") if is_open(merge, now) else (_("Frist abgelaufen"), "neutral")


def state_of_part(part: MergePart) -> str:
    """What its author said, or what became of it."""
    if part.is_merged:
        return _("Aufgegangen")
    return _("Wieder getrennt") if part.split_at is not None else str(CONSENT_NAMES[part.consent])
