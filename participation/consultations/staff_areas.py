"""The staff's pages in parts: what the rooms offer, below headings that a person looks for."""

from __future__ import annotations

from participation.kit.gathering import gather
from participation.kit.language import lazy
from participation.kit.links import Section

OF_A_CONSULTATION = (
    ("moderation", lazy("Moderation und Nachrichten")),
    ("proposals", lazy("Vorschläge")),
    ("answers", lazy("Antworten und Maßnahmen")),
    ("opinions", lazy("Textentwürfe, Meinungsbild und Umfragen")),
    ("votes", lazy("Abstimmungen und Bürgerhaushalt")),
    ("meetings", lazy("Bürgerrat und Sitzungen")),
    ("results", lazy("Auswertung und Berichte")),
)
OF_THE_PLATFORM = (
    ("waiting", lazy("Was wartet")),
    ("people", lazy("Menschen")),
    ("results", lazy("Ergebnisse")),
    ("platform", lazy("Plattform")),
)


def areas_of(gathering: str, parts: tuple[tuple[str, object], ...], *about: object) -> list[Section]:
    """A heading and its links for each part that has any, for `about` (a person; or a consultation, a person and the time)."""
    found = ((title, gather(f"{gathering}.{part}", *about)) for part, title in parts)
    return [Section(str(title), links) for title, links in found if links]
