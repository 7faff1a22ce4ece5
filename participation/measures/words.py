"""How measures, what they came from and what happened with them are said on the page."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from participation.kit.dates import say_date
from participation.kit.language import gettext as _
from participation.kit.language import lazy, ngettext
from participation.kit.money import say_euros
from participation.measures.models import STATUS_NAMES, MeasureEvent, MeasureStatus, Origin, What
from participation.measures.origins import Node

ORIGIN_NAMES = {
    Origin.PROPOSAL: lazy("Vorschlag"),
    Origin.RECOMMENDATION: lazy("Empfehlung des Bürgerrats"),
    Origin.VOTE: lazy("Abstimmung"),
    Origin.PROJECT: lazy("Projekt im Bürgerhaushalt"),
}
ORIGIN_WORDS = {Origin.PROPOSAL: "vorschlag", Origin.RECOMMENDATION: "empfehlung", Origin.VOTE: "abstimmung", Origin.PROJECT: "projekt"}
"""What a kind of thing is called in addresses and forms."""
_KINDS = {word: kind for kind, word in ORIGIN_WORDS.items()}


def say_node(node: Node) -> str:
    """A thing in an address: `vorschlag-12`."""
    return f"{ORIGIN_WORDS[node[0]]}-{node[1]}"


def read_node(said: str) -> Node | None:
    """The thing of an address; None for anything else."""
    word, _dash, number = said.partition("-")
    if word not in _KINDS or not (number.isascii() and number.isdigit() and len(number) <= 9):
        return None
    return _KINDS[word], int(number)


def badge(status: str) -> tuple[str, str]:
    """A status as a badge: its word and its kind."""
    name, kind = STATUS_NAMES[MeasureStatus(status)]
    return str(name), kind


def badges() -> Mapping[str, tuple[str, str]]:
    """All of them, by status."""
    return {str(status): badge(status) for status in MeasureStatus}


def late_words(days: int) -> str:
    """`seit 3 Tagen überfällig`."""
    return ngettext("seit %(num)d Tag überfällig", "seit %(num)d Tagen überfällig", days)


def event_title(event: MeasureEvent) -> str:
    """What happened, in a few words."""
    step = event.milestone.title if event.milestone is not None else ""
    said: dict[str, Any] = {
        What.MADE: _("Maßnahme angelegt: %(status)s", status=badge(event.status)[0]) if event.status else _("Maßnahme angelegt"),
        What.STATUS: _("Neuer Stand: %(status)s", status=badge(event.status)[0]) if event.status else "",
        What.END_MOVED: _end_moved(event),
        What.BUDGET: _budget(event),
        What.PLANNED: _("Meilenstein geplant: %(step)s, für den %(day)s", step=step, day=say_date(event.to_day)),
        What.DONE: _("Meilenstein erreicht: %(step)s", step=step),
        What.REOPENED: _("Meilenstein doch nicht erreicht: %(step)s", step=step),
        What.MOVED: _(
            "Meilenstein verschoben: %(step)s, vom %(was)s auf den %(day)s", step=step, was=say_date(event.from_day), day=say_date(event.to_day)
        ),
        What.DROPPED: _("Meilenstein gestrichen: %(step)s", step=step),
    }
    return str(said[What(event.what)])


def _end_moved(event: MeasureEvent) -> str:
    if event.from_day is None:
        return _("Geplantes Ende: %(day)s", day=say_date(event.to_day))
    if event.to_day is None:
        return _("Kein geplantes Ende mehr, bisher: %(day)s", day=say_date(event.from_day))
    return _("Geplantes Ende verschoben: vom %(was)s auf den %(day)s", was=say_date(event.from_day), day=say_date(event.to_day))


def _budget(event: MeasureEvent) -> str:
    if event.to_amount is None:
        return _("Geplante Kosten: wieder offen")
    if event.from_amount is None:
        return _("Geplante Kosten: %(amount)s", amount=say_euros(event.to_amount))
    return _("Geplante Kosten geändert: von %(was)s auf %(amount)s", was=say_euros(event.from_amount), amount=say_euros(event.to_amount))
