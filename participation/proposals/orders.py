"""In what orders a list of proposals may stand, said in words, and which one is usual in which phase. None asks who the author is."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum

from participation.consultations.models import Consultation, Stage
from participation.consultations.phases import PhaseKind
from participation.kit.language import lazy


class Order(StrEnum):
    """In what order a list stands; the values are what addresses say."""

    RANDOM = "zufall"
    NEWEST = "neu"
    SUPPORTED = "unterstuetzt"
    DISCUSSED = "diskutiert"
    CONTESTED = "umstritten"
    ACTIVE = "bewegt"
    ANSWERED = "beantwortet"
    MATCHING = "treffer"


ORDER_NAMES = {
    Order.RANDOM: lazy("Zufällig"),
    Order.NEWEST: lazy("Neueste zuerst"),
    Order.SUPPORTED: lazy("Meiste Unterstützung zuerst"),
    Order.DISCUSSED: lazy("Meiste Beiträge zuerst"),
    Order.CONTESTED: lazy("Umstrittenste zuerst"),
    Order.ACTIVE: lazy("Zuletzt etwas Neues zuerst"),
    Order.ANSWERED: lazy("Zuletzt beantwortet zuerst"),
    Order.MATCHING: lazy("Beste Treffer zuerst"),
}
ORDER_REASONS = {
    Order.RANDOM: lazy("Diese Reihenfolge ist zufällig und bleibt für Sie gleich. So hat jeder Vorschlag die gleiche Chance, gelesen zu werden."),
    Order.NEWEST: lazy("Die neuesten Vorschläge stehen oben."),
    Order.SUPPORTED: lazy("Die Vorschläge mit den meisten Unterstützungen stehen oben."),
    Order.DISCUSSED: lazy("Oben stehen Vorschläge, zu denen am meisten geschrieben wurde."),
    Order.CONTESTED: lazy("Oben stehen Vorschläge, zu denen es viele Argumente dafür und zugleich viele dagegen gibt."),
    Order.ACTIVE: lazy("Oben stehen Vorschläge, zu denen zuletzt ein Beitrag oder eine Antwort der Stadt kam."),
    Order.ANSWERED: lazy("Oben stehen Vorschläge, auf die die Stadt zuletzt geantwortet hat. Danach kommen die ohne Antwort."),
    Order.MATCHING: lazy("Oben stehen Vorschläge, in denen Ihre Suchwörter genau so vorkommen."),
}

USUAL: dict[PhaseKind, Order] = {
    PhaseKind.INFORM: Order.RANDOM,
    PhaseKind.COLLECT: Order.RANDOM,
    PhaseKind.DELIBERATE: Order.ACTIVE,
    PhaseKind.REVIEW: Order.ANSWERED,
    PhaseKind.VOTE: Order.RANDOM,
    PhaseKind.DECIDE: Order.ANSWERED,
}
"""In which phase a list stands in which order where nobody chose one: fair while people propose and vote, lively while they deliberate,
by answer while the city works."""


def usual_order(consultation: Consultation, now: datetime) -> Order:
    """The order where nothing was chosen. Of phases that overlap, a fair order wins; what is closed stands by its answers."""
    if consultation.stage in (Stage.CLOSED, Stage.ARCHIVED):
        return Order.ANSWERED
    return first_of([PhaseKind(phase.kind) for phase in consultation.phases if phase.runs(now)])


def first_of(kinds: Sequence[PhaseKind]) -> Order:
    """The usual order of phases that run at the same time."""
    usual = {USUAL[kind] for kind in kinds}
    return next((order for order in (Order.RANDOM, Order.ACTIVE, Order.ANSWERED) if order in usual), Order.RANDOM)
