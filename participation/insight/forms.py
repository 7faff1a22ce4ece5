"""The forms of insight: an item of costs, how many people live in the districts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from wtforms import SelectField

from participation.insight.actions import CostDraft
from participation.insight.models import NOTE_LENGTH, SOURCE_LENGTH
from participation.insight.words import COST_NAMES
from participation.kit.forms import AtMost, DayField, EurosField, Form, LineField, Needed, choice, lazy
from participation.kit.language import gettext as _


class CostForm(Form):
    """An item."""

    kind = SelectField(lazy("Wofür?"))
    cents = EurosField(lazy("Betrag in Euro"), [Needed(lazy("Bitte geben Sie einen Betrag an, zum Beispiel 1.250."))])
    day = DayField(lazy("Wann?"))
    note = LineField(lazy("Bemerkung"), [AtMost(NOTE_LENGTH)], description=lazy("Zum Beispiel: 12.000 Postkarten. Keine Namen."))

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self.kind.choices = [choice(str(kind), name) for kind, name in COST_NAMES.items()]

    def draft(self) -> CostDraft:
        """What was typed."""
        cents: Any = self.cents.data  # whole cents, as its field reads them
        return CostDraft(self.kind.data or "", cents, self.note.data or "", self.day.data)


class PeopleForm(Form):
    """Where the numbers come from; the numbers themselves are sent beside it, `people-<district>`."""

    source = LineField(
        lazy("Quelle"),
        [Needed(lazy("Bitte geben Sie an, woher die Zahlen stammen.")), AtMost(SOURCE_LENGTH)],
        description=lazy("Zum Beispiel: Melderegister, 31. Dezember 2025"),
    )


def read_people(sent: Mapping[str, str], districts: Sequence[Any]) -> tuple[dict[int, int | None], dict[int, str]]:
    """What was typed for each district, and the sentence of what cannot be read."""
    found: dict[int, int | None] = {}
    faults: dict[int, str] = {}
    for district in districts:
        typed = sent.get(f"people-{district.id}", "").strip().replace(".", "").replace("\u00a0", "").replace(" ", "")
        if not typed:
            found[district.id] = None
        elif typed.isascii() and typed.isdigit() and len(typed) <= 8 and int(typed) > 0:
            found[district.id] = int(typed)
        else:
            faults[district.id] = _("Bitte geben Sie eine ganze Zahl über 0 an, zum Beispiel 3.200.")
    return found, faults
