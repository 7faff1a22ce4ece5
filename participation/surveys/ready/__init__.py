"""Ready-made surveys that a city can begin with, and pages to put into any survey."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from participation.kit.language import LazyText, lazy
from participation.methods.surveys.definition import Page, Survey
from participation.surveys.ready import blocks, event, mobility, process, quarter, youth


@dataclass(frozen=True, slots=True)
class Template:
    """A whole survey to begin with."""

    name: LazyText
    about: LazyText
    survey: Callable[[], Survey]


@dataclass(frozen=True, slots=True)
class Block:
    """A page to put in. `page` takes the survey's languages, the main one first."""

    name: LazyText
    about: LazyText
    page: Callable[[Sequence[str]], Page]


TEMPLATES: Mapping[str, Template] = {
    "veranstaltung": Template(
        lazy("Zufriedenheit mit einer Veranstaltung"), lazy("Nach einem Fest, einem Markt oder einem Infoabend."), event.survey
    ),
    "quartier": Template(lazy("Bedarf im Quartier"), lazy("Was im Stadtteil gut ist, was fehlt und was zuerst kommen soll."), quarter.survey),
    "mobilitaet": Template(lazy("Unterwegs in der Stadt"), lazy("Womit Menschen unterwegs sind, und was sie daran hindert."), mobility.survey),
    "jugend": Template(lazy("Kinder und Jugendliche"), lazy("In einfacher Sprache, kurze Sätze, wenige Fragen."), youth.survey),
    "beteiligung": Template(lazy("Rückmeldung zu einer Beteiligung"), lazy("Ob das Verfahren verständlich, fair und nützlich war."), process.survey),
}
BLOCKS: Mapping[str, Block] = {
    "person": Block(
        lazy("Angaben zur Person"),
        lazy("Alter in Gruppen, Geschlecht, Haushalt, Bildung, Arbeit; alles freiwillig. Auch auf Englisch."),
        blocks.person,
    ),
    "schluss": Block(lazy("Noch etwas?"), lazy("Ein freies Feld für alles, was nicht gefragt wurde. Auch auf Englisch."), blocks.anything_else),
}
"""By the names that forms send."""
