"""How insight says acts, ways, costs and comparisons, and what it suggests for whom."""

from __future__ import annotations

import re

from participation.insight.models import CostKind
from participation.kit.language import gettext as _
from participation.kit.language import lazy

ACT_NAMES = {
    "proposals": lazy("Vorschläge"),
    "contributions": lazy("Beiträge in Diskussionen"),
    "supports": lazy("Unterstützungen"),
    "opinions": lazy("Antworten zum Meinungsbild"),
    "surveys": lazy("Antworten auf Umfragen"),
    "votes": lazy("Stimmen in beendeten Abstimmungen"),
    "meetings": lazy("Anwesende in Sitzungen"),
    "council": lazy("Antworten auf Einladungen zum Bürgerrat"),
}
WAYS_OF = {**ACT_NAMES, "opinions": lazy("Teilnahmen am Meinungsbild")}
"""What the table of ways counts: people there, answers in the course."""
WAY_NAMES = {
    "online": lazy("Online"),
    "paper": lazy("Papier"),
    "counter": lazy("Schalter"),
    "phone": lazy("Telefon"),
    "event": lazy("Veranstaltung"),
    "other": lazy("Anders"),
}
VERDICTS = {
    "less": lazy("weniger als in der Stadt"),
    "more": lazy("mehr als in der Stadt"),
    "alike": lazy("wie in der Stadt"),
    "hidden": lazy("zu wenige für eine Zahl"),
    "unknown": lazy("Zahl der Stadt fehlt"),
}
COST_NAMES = {
    CostKind.STAFF: lazy("Personal"),
    CostKind.PLATFORM: lazy("Plattform und Technik"),
    CostKind.PRINT: lazy("Druck und Porto"),
    CostKind.ROOMS: lazy("Räume und Bewirtung"),
    CostKind.MODERATION: lazy("Moderation und Fachleute"),
    CostKind.ALLOWANCES: lazy("Aufwandsentschädigung"),
    CostKind.OTHER: lazy("Sonstiges"),
}
_AGE = re.compile(r"\d{1,3}")
YOUNG, OLD = 30, 60


def suggestions(label: str, *, of_district: bool) -> list[str]:
    """Ways on which a group could be reached that is missing; none is a promise."""
    if of_district:
        return [
            _("ein Termin im Ortsteil, zu Fuß erreichbar, mit Papierbögen"),
            _("Aushang und Auslage bei Vereinen, Läden und in der Kita des Ortsteils"),
            _("ein Brief an die Haushalte mit Code und Rückantwort"),
        ]
    ages = [int(found) for found in _AGE.findall(label)]
    if ages and max(ages) < YOUNG + 1:
        return [_("Schulen, Ausbildungsbetriebe und Jugendtreff ansprechen"), _("kurze Umfrage am Telefon mit QR-Code auf Plakaten")]
    if ages and min(ages) >= YOUNG and max(ages) < OLD:
        return [_("Termine am Abend mit Kinderbetreuung"), _("Elternabende, Betriebe und Vereine ansprechen")]
    if ages and min(ages) >= OLD:
        return [_("Papierbogen und Annahme am Telefon oder am Schalter"), _("Termin am Nachmittag, Seniorentreff und Pflegedienste ansprechen")]
    return [
        _("Menschen ansprechen, die die Gruppe kennen: Vereine, Beratungsstellen, Gemeinden"),
        _("Papier, Telefon und Schalter neben der Plattform anbieten"),
    ]
