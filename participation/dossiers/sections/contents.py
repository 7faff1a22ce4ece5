"""The table of contents: every section by its name, in the order of the report."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from participation.consultations.models import Consultation
from participation.dossiers.blocks import Block
from participation.dossiers.sections import answering, deciding, frame, writing
from participation.dossiers.sections.asked import Asked
from participation.kit.language import LazyText, lazy, speaking
from participation.kit.prose import to_html

Progress = Callable[[int, int], object]


@dataclass(frozen=True, slots=True)
class Section:
    """A section: its name in the program, its title, and what fills it."""

    name: str
    title: LazyText
    fill: Callable[[Asked], list[Block]]


SECTIONS = (
    Section("summary", lazy("Zusammenfassung"), frame.summary),
    Section("process", lazy("Ablauf"), frame.process),
    Section("people", lazy("Wer teilgenommen hat"), frame.people),
    Section("proposals", lazy("Vorschläge und was daraus wurde"), writing.proposals),
    Section("places", lazy("Orte auf der Karte"), writing.places),
    Section("discussion", lazy("Argumente aus der Diskussion"), writing.discussion),
    Section("texts", lazy("Auswertung der Texte"), writing.texts),
    Section("surveys", lazy("Umfragen"), answering.surveys),
    Section("opinions", lazy("Meinungsbild"), answering.opinions),
    Section("votes", lazy("Abstimmungen"), deciding.votes),
    Section("budgets", lazy("Bürgerhaushalt"), deciding.budgets),
    Section("council", lazy("Empfehlungen des Bürgerrats"), deciding.council),
    Section("measures", lazy("Maßnahmen"), deciding.measures),
    Section("method", lazy("Wie gezählt wurde"), frame.method),
    Section("limits", lazy("Was dieser Bericht nicht sagt"), frame.limits),
)
NAMES = tuple(section.name for section in SECTIONS)


def collect(
    session: Session,
    consultation: Consultation,
    chosen: Collection[str],
    texts: Mapping[str, str],
    now: datetime,
    tell: Progress = lambda done, total: None,
) -> list[dict[str, Any]]:
    """All that a report says at a moment, in German whoever asks: sections with their blocks; those without any are left out.

    `texts`: what staff wrote for a section. What people wrote is cited, not said (`blocks.py`).
    """
    asked, found = Asked(session, consultation, now), []
    wanted = [section for section in SECTIONS if section.name in chosen]
    with speaking("de"):
        for place, section in enumerate(wanted):
            tell(place, len(wanted) + 1)
            own = [{"is": "prose", "html": to_html(texts[section.name])}] if texts.get(section.name) else []
            blocks = [*own, *section.fill(asked)]
            if blocks:
                found.append({"name": section.name, "title": str(section.title), "blocks": blocks})
    tell(len(wanted), len(wanted) + 1)
    return found
