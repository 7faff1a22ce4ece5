"""What the things of a chain, and the ways from one to the next, are called on the page."""

from __future__ import annotations

from participation.kit.language import gettext as _
from participation.kit.language import lazy
from participation.traces.models import Thing, Way

KIND_WORDS = {
    Thing.STATEMENT: "aussage",
    Thing.TOPIC: "thema",
    Thing.CONTRIBUTION: "beitrag",
    Thing.PROPOSAL: "vorschlag",
    Thing.SURVEY: "umfrage",
}
"""What a kind of thing is called in addresses and forms."""
WITH_PAGE = frozenset({Thing.STATEMENT, Thing.TOPIC, Thing.CONTRIBUTION, Thing.PROPOSAL})
"""Things that have a page of this room's, on which staff link them with others."""
KINDS = {word: kind for kind, word in KIND_WORDS.items()}

NAMES = {
    Thing.STATEMENT: lazy("Aussage"),
    Thing.TOPIC: lazy("Thema der Diskussion"),
    Thing.CONTRIBUTION: lazy("Beitrag einer Diskussion"),
    Thing.PROPOSAL: lazy("Vorschlag"),
    Thing.SURVEY: lazy("Umfrage"),
    Thing.VOTE: lazy("Abstimmung"),
    Thing.RECOMMENDATION: lazy("Empfehlung des Bürgerrats"),
    Thing.PROJECT: lazy("Projekt im Bürgerhaushalt"),
    Thing.MEASURE: lazy("Maßnahme der Stadt"),
}
_BECAME = {
    Thing.STATEMENT: lazy("Aus dieser Aussage wurde:"),
    Thing.TOPIC: lazy("Aus diesem Thema wurde:"),
    Thing.CONTRIBUTION: lazy("Aus diesem Beitrag wurde:"),
    Thing.PROPOSAL: lazy("Aus diesem Vorschlag wurde:"),
    Thing.VOTE: lazy("Aus dieser Abstimmung wurde:"),
    Thing.RECOMMENDATION: lazy("Aus dieser Empfehlung wurde:"),
    Thing.PROJECT: lazy("Aus diesem Projekt wurde:"),
}


def phrase(way: Way, kind: Thing, title: str) -> str:
    """How a thing followed from an earlier one of this kind; `title` where that one does not stand right before it."""
    if way == Way.WITHIN:
        return _("In der Diskussion zu „%(title)s“:", title=title) if title else _("In der Diskussion dazu:")
    if way == Way.LINKED:
        return _("An „%(title)s“ knüpft an:", title=title) if title else _("Daran knüpft an:")
    return _("Aus „%(title)s“ wurde:", title=title) if title else str(_BECAME[kind])
