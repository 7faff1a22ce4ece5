"""Who stands behind a proposal, in the words that every page uses."""

from __future__ import annotations

from collections.abc import Sequence

from participation.kit.language import gettext as _
from participation.kit.language import ngettext
from participation.proposals.writing_models import CHANNEL_MARKS, Channel


def byline(name: str | None, *, channel: str | None, others: int, city: str) -> str:
    """“von Ada”, “von Ada und 2 weiteren”, “am Schalter aufgenommen”; never the name of who only entered it."""
    if channel:
        return str(CHANNEL_MARKS[Channel(channel)])
    if others:
        return ngettext("von %(name)s und einer weiteren Person", "von %(name)s und %(num)d weiteren", others, name=name or city)
    return _("von %(name)s", name=name or city)


def full_byline(name: str | None, co_authors: Sequence[str], *, channel: str | None, city: str) -> str:
    """The same with everybody's name, for the proposal's own page."""
    if channel or not co_authors:
        return byline(name, channel=channel, others=0, city=city)
    *before, last = [name or city, *co_authors]
    return _("von %(names)s und %(last)s", names=", ".join(before), last=last)
