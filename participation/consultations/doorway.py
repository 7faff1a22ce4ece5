"""How every room's views enter a consultation, and the frame that stands around its pages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from flask import request, url_for

from participation.accounts.current import current_person
from participation.accounts.models import Person
from participation.consultations.models import Consultation, Stage
from participation.consultations.numbers import numbers_of
from participation.consultations.phases import PhaseKind
from participation.consultations.queries import consultation_by_slug
from participation.consultations.reading import consultation_to_read
from participation.consultations.rules import may_moderate, may_see, runs_it
from participation.consultations.timeline import phase_line
from participation.kit.database import current_session
from participation.kit.gathering import gather
from participation.kit.kept import kept_for_nobody
from participation.kit.language import gettext as _
from participation.kit.links import Link
from participation.kit.page_cache import changes_at
from participation.kit.page_versions import SITE
from participation.kit.rules import demand


def enter(slug: str) -> Consultation:
    """The consultation of an address. Raises NotFound where it is missing or this person may not see it.

    A request that only reads gets one that belongs to no session.
    """
    if request.method in ("GET", "HEAD"):
        return _seen(consultation_to_read(slug))  # which needs no session of the database while it is kept
    return _seen(consultation_by_slug(current_session(), slug))


def _seen(consultation: Consultation) -> Consultation:
    demand(may_see(current_person(), consultation))
    return consultation


def enter_to_moderate(slug: str) -> Consultation:
    """The same for those who run it. Raises Refused or NotFound for others."""
    consultation = _seen(consultation_by_slug(current_session(), slug))
    demand(may_moderate(current_person(), consultation))
    return consultation


@dataclass(frozen=True, slots=True)
class Frame:
    """What stands around every page of a consultation.

    `crumbs` are (label, url) pairs down to the consultation; `phase_line` says what is open now and what comes next.
    """

    url: str
    crumbs: Sequence[tuple[str, str]]
    tabs: Sequence[Link]
    phase_line: str


def frame(consultation: Consultation, person: Person | None, now: datetime, current_tab: str = "") -> dict[str, Any]:
    """The context of `consultations/_frame.html`, which every page of a consultation extends.

    `current_tab` is the address of the tab that the page belongs to, or of a page below it. Without it, the page's own address says
    which tab it is. Needs no statement of its own beyond those of the rooms that give tabs.
    """
    if person is None:
        around = kept_for_nobody(("frame", consultation.id), (SITE,), lambda: _frame(consultation, None, now))
    else:
        around = _frame(consultation, person, now)
    return {"consultation": consultation, "frame": replace(around, tabs=_marked(around.tabs, current_tab))}


def _frame(consultation: Consultation, person: Person | None, now: datetime) -> Frame:
    """The frame before the page's own tab is marked; the same for all readers without an account."""
    changes_with_phases(consultation)
    url = url_for("consultations.overview", slug=consultation.slug)
    crumbs = [(_("Startseite"), "/"), (_("Beteiligungen"), url_for("consultations.index")), (consultation.title, url)]
    line = phase_line(consultation.stage, consultation.phases, now)
    return Frame(url, crumbs, _tabs(consultation, person, now, url), line)


def changes_with_phases(consultation: Consultation) -> None:
    """Say that what is being made looks otherwise when a phase begins or ends."""
    changes_at(*(moment for phase in consultation.phases for moment in (phase.starts_at, phase.ends_at)))


def _tabs(consultation: Consultation, person: Person | None, now: datetime, url: str) -> list[Link]:
    tabs = [Link(_("Überblick"), url), *gather("consultation.tabs", consultation, person, numbers_of(consultation))]
    if has_results(consultation, now):
        tabs.append(Link(_("Ergebnisse"), url_for("consultations.results", slug=consultation.slug)))
    if runs_it(person, consultation):
        tabs.append(Link(_("Verwalten"), url_for("staff.manage", slug=consultation.slug)))
    return tabs


def has_results(consultation: Consultation, now: datetime) -> bool:
    """Whether there may be something to tell: an outcome, a closed consultation, a vote that is over."""
    if consultation.stage in (Stage.CLOSED, Stage.ARCHIVED) or consultation.outcome:
        return True
    return any(phase.kind == PhaseKind.VOTE and phase.ends_at <= now for phase in consultation.phases)


def _marked(tabs: Sequence[Link], current_tab: str) -> list[Link]:
    urls = [tab.url for tab in tabs]
    at = current_tab or request.path
    current = max((url for url in urls if at == url or at.startswith(url + "/")), key=len, default="")
    return [replace(tab, current=True) if tab.url == current else tab for tab in tabs]
