"""What the pages of this room call things."""

from __future__ import annotations

from collections.abc import Mapping

from participation.consultations.texts import Kind, Standing
from participation.kit.language import gettext as _
from participation.kit.language import lazy
from participation.kit.pages import format_number
from participation.methods.sense.agreement import Agreement, Strength
from participation.sense.models import CodingRound

KIND_NAMES = {
    Kind.PROPOSAL: lazy("Vorschlag"),
    Kind.CONTRIBUTION: lazy("Diskussionsbeitrag"),
    Kind.STATEMENT: lazy("Aussage"),
    Kind.ANSWER: lazy("Freie Antwort"),
}
KINDS_NAMES = {
    Kind.PROPOSAL: lazy("Vorschläge"),
    Kind.CONTRIBUTION: lazy("Beiträge in Diskussionen"),
    Kind.STATEMENT: lazy("Aussagen im Meinungsbild"),
    Kind.ANSWER: lazy("Freie Antworten aus Umfragen"),
}


def of_how_many(kind: str, cited: int, total: int) -> str:
    """“37 von 300 Vorschlägen”; without the whole where it is not known or has become smaller meanwhile."""
    numbers = {"cited": format_number(cited), "total": format_number(total)}
    if total < max(cited, 2):
        return f"{numbers['cited']} {KIND_NAMES[Kind(kind)] if cited == 1 else KINDS_NAMES[Kind(kind)]}"
    return {
        Kind.PROPOSAL: _("%(cited)s von %(total)s Vorschlägen", **numbers),
        Kind.CONTRIBUTION: _("%(cited)s von %(total)s Beiträgen", **numbers),
        Kind.STATEMENT: _("%(cited)s von %(total)s Aussagen", **numbers),
        Kind.ANSWER: _("%(cited)s von %(total)s freien Antworten", **numbers),
    }[Kind(kind)]


def said_counts(counts: Mapping[str, int], totals: Mapping[str, int]) -> str:
    """All kinds that a sentence cites, in one line."""
    return ", ".join(of_how_many(kind, counts[kind], totals.get(kind, 0)) for kind in Kind if counts.get(kind))


def what_a_report_is() -> str:
    """What stands above every report."""
    return _(
        "Menschen haben gelesen und geschrieben. Hinter jedem Satz stehen die Texte, die ihn belegen. Die Zahlen sind gezählt, nicht geschätzt; sie sagen nicht, wie die ganze Stadt denkt."
    )


def standing_note(standing: Standing) -> str:
    """Why a text cannot be read here."""
    return {
        Standing.PUBLIC: "",
        Standing.STAFF: _("Dieser Text ist nicht freigegeben."),
        Standing.HIDDEN: _("Dieser Text ist nicht mehr zu lesen. Er wurde ausgeblendet, gelöscht oder zurückgezogen."),
    }[standing]


def round_title(coding: CodingRound) -> str:
    """How a round is called."""
    if coding.text_count == coding.drawn_from:
        return _("Runde %(number)s: alle %(texts)s Texte", number=coding.id, texts=format_number(coding.text_count))
    drawn = {"texts": format_number(coding.text_count), "all": format_number(coding.drawn_from)}
    return _("Runde %(number)s: %(texts)s von %(all)s Texten", number=coding.id, **drawn)


def round_badge(coding: CodingRound) -> tuple[str, str]:
    """How far it is: words and kind of a badge."""
    return (_("Abgeschlossen"), "success") if coding.is_done else (_("In Arbeit"), "info")


def say_kappa(agreement: Agreement) -> str:
    """κ in words, for people who never heard of it."""
    if agreement.strength is None:
        return _("Beide sagen immer dasselbe. Ob das mehr ist als Zufall, lässt sich so nicht sagen.")
    return {
        Strength.NONE: _("Weniger Übereinstimmung als durch Zufall. Sprechen Sie über das Thema, bevor Sie weitermachen."),
        Strength.SLIGHT: _("Kaum mehr Übereinstimmung als durch Zufall. Beschreiben Sie das Thema genauer."),
        Strength.FAIR: _("Etwas Übereinstimmung. Für einen Bericht reicht das meist nicht."),
        Strength.MODERATE: _("Mittlere Übereinstimmung. Klären Sie die Unterschiede, bevor Sie zählen."),
        Strength.SUBSTANTIAL: _("Gute Übereinstimmung. Beide verstehen das Thema fast gleich."),
        Strength.ALMOST_PERFECT: _("Sehr gute Übereinstimmung."),
    }[agreement.strength]
