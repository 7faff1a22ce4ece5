"""In what order a thread stands and what of it is shown, as its address says; whatever an address says, it is never an error."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from urllib.parse import urlencode

from participation.consultations.models import Consultation
from participation.consultations.phases import PhaseKind
from participation.discussions.models import Kind
from participation.kit.dates import city_zone
from participation.kit.language import lazy
from participation.kit.pagination import page_number


class Order(StrEnum):
    """How a thread is ordered; the value stands in the address. None of them looks at who the author is."""

    BALANCED = "ausgewogen"
    NEWEST = "neueste"
    OLDEST = "aelteste"
    DISCUSSED = "diskutiert"
    CONTESTED = "umstritten"
    ACROSS = "ueber-lager"
    RANDOM = "zufall"


class Show(StrEnum):
    """Which contributions are shown; the value stands in the address."""

    ALL = "alle"
    FOR = "dafuer"
    AGAINST = "dagegen"
    QUESTIONS = "fragen"
    SUGGESTIONS = "aenderungen"
    NOTES = "hinweise"
    CITY = "stadt"
    NEW = "neue"


SHOWN_KINDS = {
    Show.FOR: Kind.FOR,
    Show.AGAINST: Kind.AGAINST,
    Show.QUESTIONS: Kind.QUESTION,
    Show.SUGGESTIONS: Kind.SUGGESTION,
    Show.NOTES: Kind.NOTE,
}

USUAL: tuple[tuple[PhaseKind, Order], ...] = (
    (PhaseKind.VOTE, Order.RANDOM),
    (PhaseKind.DELIBERATE, Order.BALANCED),
    (PhaseKind.COLLECT, Order.NEWEST),
    (PhaseKind.INFORM, Order.NEWEST),
)
"""The order where nobody chose one: that of the first of these phases that is running; otherwise the balanced one."""

ORDER_NAMES = {
    Order.BALANCED: lazy("Ausgewogen"),
    Order.NEWEST: lazy("Neueste zuerst"),
    Order.OLDEST: lazy("Älteste zuerst"),
    Order.DISCUSSED: lazy("Meiste Antworten zuerst"),
    Order.CONTESTED: lazy("Umstrittene zuerst"),
    Order.ACROSS: lazy("Über Lager hinweg"),
    Order.RANDOM: lazy("Zufällig"),
}
ORDER_NOTES = {
    Order.BALANCED: lazy(
        "Reihum steht hier, was am sichersten Zustimmung findet: dafür, dagegen, Frage, Änderungsvorschlag, Hinweis. Unter den ersten fünf sind der neueste und ein noch wenig beachteter Beitrag. Wer schreibt, spielt keine Rolle."
    ),
    Order.NEWEST: lazy("Der jüngste Beitrag steht oben."),
    Order.OLDEST: lazy("Der älteste Beitrag steht oben."),
    Order.DISCUSSED: lazy("Oben stehen die Beiträge mit den meisten Antworten."),
    Order.CONTESTED: lazy("Oben stehen Beiträge, die viele Zustimmungen und viele Ablehnungen haben."),
    Order.ACROSS: lazy(
        "Oben stehen Beiträge, denen auch Menschen zustimmen, die sonst verschieden bewerten. Dafür müssen sie auf beiden Seiten mindestens fünf Menschen bewertet haben; die übrigen folgen danach. "
        "Wo es keine Lager gibt oder zu wenige Bewertungen, steht oben, was am sichersten Zustimmung findet. Neu gerechnet wird alle paar Minuten. Wer schreibt, spielt keine Rolle."
    ),
    Order.RANDOM: lazy("Diese Reihenfolge ist zufällig und bleibt für Sie gleich. So hat jeder Beitrag die gleiche Chance, gelesen zu werden."),
}
BEST_NAME = lazy("Beste zuerst")
BEST_NOTE = lazy(
    "Oben steht, was am sichersten Zustimmung findet. Gerechnet wird mit dem Anteil der Zustimmungen; wenige Bewertungen zählen vorsichtig. Wer schreibt, spielt keine Rolle."
)
NEW_NOTE = lazy("Was seit Ihrem letzten Besuch dazukam oder neu beantwortet wurde. Das Jüngste steht oben.")
SHOW_NAMES = {
    Show.ALL: lazy("Alle"),
    Show.FOR: lazy("Dafür"),
    Show.AGAINST: lazy("Dagegen"),
    Show.QUESTIONS: lazy("Fragen"),
    Show.SUGGESTIONS: lazy("Änderungsvorschläge"),
    Show.NOTES: lazy("Hinweise"),
    Show.CITY: lazy("Mit Antwort der Stadt"),
    Show.NEW: lazy("Nur neue"),
}


@dataclass(frozen=True, slots=True)
class Asked:
    """What an address asks of a thread. `usual` is the order of the running phase, `seed` fixes the random order."""

    order: Order = Order.NEWEST
    usual: Order = Order.NEWEST
    show: Show = Show.ALL
    number: int = 1
    seed: int = 0

    @property
    def kind(self) -> Kind | None:
        """The one kind that is shown, if it is one."""
        return SHOWN_KINDS.get(self.show)

    def showing(self, show: Show) -> Asked:
        """The first page of what is shown otherwise, in the nearest order that there is for it."""
        orders = orders_for(show)
        wished = self.order if self.order in orders else self.usual
        return replace(self, show=show, order=wished if wished in orders else orders[0], number=1)

    def ordered(self, order: Order) -> Asked:
        """The first page of the same in another order."""
        return replace(self, order=order, number=1)

    def query(self, number: int | None = None) -> str:
        """The address's part behind the question mark for a page; empty for the plain first page."""
        said: list[tuple[str, str]] = []
        if self.show != Show.ALL:
            said.append(("zeige", str(self.show)))
        if self.order != self._plain:
            said.append(("reihenfolge", str(self.order)))
        page = self.number if number is None else number
        if page > 1:
            said.append(("seite", str(page)))
        return "?" + urlencode(said) if said else ""

    @property
    def _plain(self) -> Order:
        orders = orders_for(self.show)
        return self.usual if self.usual in orders else orders[0]


def orders_for(show: Show) -> tuple[Order, ...]:
    """The orders that there are for what is shown; each is served by an index."""
    if show == Show.ALL:
        return tuple(Order)
    if show == Show.CITY:
        return (Order.NEWEST, Order.OLDEST)
    return (Order.NEWEST,) if show == Show.NEW else (Order.NEWEST, Order.OLDEST, Order.BALANCED)


def usual_order(consultation: Consultation, now: datetime) -> Order:
    """The order of the phase that is running."""
    running = {phase.kind for phase in consultation.phases if phase.runs(now)}
    return next((order for kind, order in USUAL if kind in running), Order.BALANCED)


def asked_by(said: Mapping[str, str], consultation: Consultation, person_id: int | None, now: datetime) -> Asked:
    """What an address asks for; unknown words mean the usual. Only who is signed in has seen something before."""
    usual = usual_order(consultation, now)
    plain = Asked(usual, usual, seed=seed_for(person_id, consultation.id, now))
    show = said.get("zeige", "")
    if show in set(Show) and (show != Show.NEW or person_id is not None):
        plain = plain.showing(Show(show))
    order = said.get("reihenfolge", "")
    if order in orders_for(plain.show):
        plain = plain.ordered(Order(order))
    return replace(plain, number=page_number(said.get("seite")))


def seed_for(person_id: int | None, consultation_id: int, now: datetime) -> int:
    """The seed of the random order: a person's own for each consultation; for readers one that changes every day."""
    who = f"person {person_id}" if person_id is not None else f"day {now.astimezone(city_zone()):%Y-%m-%d}"
    return int.from_bytes(hashlib.sha256(f"thread {who} {consultation_id}".encode()).digest()[:6])
