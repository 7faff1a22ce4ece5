"""Where a consultation stands in time: its phases with their state, and the lines that say so in words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from participation.consultations.models import Consultation, Stage
from participation.consultations.phases import OPENS, Act, PhaseKind
from participation.kit.dates import say_date, say_moment
from participation.kit.language import gettext as _
from participation.kit.links import Link

FIRST_ACTS = (Act.VOTE, Act.PROPOSE, Act.SUPPORT, Act.DISCUSS, Act.RATE)
"""Of several open acts, which one gets the button: what counts most for the result comes first."""


class Span(Protocol):
    """A phase, as an object or as a row of columns."""

    @property
    def title(self) -> str: ...  # noqa: D102  # told by its name
    @property
    def kind(self) -> PhaseKind: ...  # noqa: D102
    @property
    def starts_at(self) -> datetime: ...  # noqa: D102
    @property
    def ends_at(self) -> datetime: ...  # noqa: D102


@dataclass(frozen=True, slots=True)
class Step:
    """A phase as the timeline shows it; `state` is `done`, `running` or `upcoming`."""

    title: str
    summary: str
    state: str
    starts_at: datetime
    ends_at: datetime


@dataclass(frozen=True, slots=True)
class WhatNow:
    """What one can do at this moment: a headline, a sentence, one button, further links."""

    title: str
    text: str
    primary: Link | None
    others: Sequence[Link]


def running(phases: Iterable[Span], now: datetime) -> list[Span]:
    """The phases that run now, the one that ends first in front."""
    return sorted((phase for phase in phases if phase.starts_at <= now < phase.ends_at), key=lambda phase: phase.ends_at)


def coming(phases: Iterable[Span], now: datetime) -> list[Span]:
    """The phases that have not begun, the next in front."""
    return sorted((phase for phase in phases if phase.starts_at > now), key=lambda phase: phase.starts_at)


def open_acts(phases: Iterable[Span], now: datetime) -> list[Act]:
    """The acts that a running phase opens, the most important first."""
    opened = set().union(*(OPENS[PhaseKind(phase.kind)] for phase in running(phases, now)))
    return [act for act in FIRST_ACTS if act in opened]


def steps(consultation: Consultation, now: datetime) -> list[Step]:
    """The timeline, in the order of the phases' beginnings; after the close all of it is done."""
    over = consultation.stage in (Stage.CLOSED, Stage.ARCHIVED)
    return [
        Step(phase.title, phase.description, "done" if over or phase.ends_at <= now else _state(phase, now), phase.starts_at, phase.ends_at)
        for phase in consultation.phases
    ]


def _state(phase: Span, now: datetime) -> str:
    return "running" if phase.starts_at <= now else "upcoming"


def phase_line(stage: str, phases: Sequence[Span], now: datetime) -> str:
    """One line: what runs now and until when, and what comes next."""
    if stage == Stage.DRAFT:
        return _("Entwurf. Diese Beteiligung ist noch nicht veröffentlicht.")
    if stage != Stage.PUBLISHED:
        return _("Diese Beteiligung ist abgeschlossen. Sie können alles nachlesen.")
    present, next_ones = running(phases, now), coming(phases, now)
    parts = []
    if present:
        parts.append(_("Jetzt: %(what)s.", what=_names(present)))
    if next_ones:
        following = [phase for phase in next_ones if phase.starts_at == next_ones[0].starts_at]
        what = ", ".join(phase.title for phase in following)
        parts.append(_("Danach: %(what)s ab %(when)s.", what=what, when=say_date(following[0].starts_at)))
        if not present:
            parts = [_("Als Nächstes: %(what)s ab %(when)s.", what=what, when=say_moment(following[0].starts_at))]
    return " ".join(parts) or _("Alle Phasen sind vorbei. Das Ergebnis wird ausgewertet.")


def _names(phases: Sequence[Span]) -> str:
    return ", ".join(_("%(what)s bis %(when)s", what=phase.title, when=say_moment(phase.ends_at)) for phase in phases)


def what_now(consultation: Consultation, now: datetime, act_links: Sequence[tuple[Act, Link]], results: Link) -> WhatNow:
    """The panel on the first screen. `act_links` are the pages on which the rooms let people act."""
    if consultation.stage == Stage.DRAFT:
        return WhatNow(_("Noch nicht veröffentlicht"), _("Mitmachen ist ab der Veröffentlichung möglich."), None, ())
    if consultation.stage != Stage.PUBLISHED:
        return WhatNow(_("Die Beteiligung ist abgeschlossen"), _("Danke an alle, die mitgemacht haben."), results, ())
    present = running(consultation.phases, now)
    links = [link for act in open_acts(consultation.phases, now) for linked, link in act_links if linked is act]
    if present:
        title = _("Jetzt: %(what)s", what=", ".join(phase.title for phase in present))
        until = _("Noch bis %(when)s.", when=say_moment(present[0].ends_at))
        if not open_acts(consultation.phases, now):
            until = _("In dieser Phase können Sie alles lesen. Eintragen können Sie noch nichts.") + " " + until
        return WhatNow(title, _next(consultation, now, until), links[0] if links else None, links[1:])
    if coming(consultation.phases, now):
        return WhatNow(_("Im Moment können Sie nichts eintragen"), _next(consultation, now, ""), None, ())
    return WhatNow(_("Alle Phasen sind vorbei"), _("Das Ergebnis wird ausgewertet und hier veröffentlicht."), results, ())


def _next(consultation: Consultation, now: datetime, before: str) -> str:
    following = coming(consultation.phases, now)
    if not following:
        return before
    sentence = _("Ab %(when)s: %(what)s.", what=following[0].title, when=say_moment(following[0].starts_at))
    return f"{before} {sentence}".strip()
