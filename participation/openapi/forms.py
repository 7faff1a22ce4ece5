"""The forms of tokens and webhooks."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Self

from wtforms import SelectField, SelectMultipleField

from participation.consultations.models import Consultation
from participation.kit.forms import AtMost, DayField, Form, LineField, Needed, choice
from participation.kit.language import lazy
from participation.openapi.actions import SCOPES, Wish
from participation.openapi.events import EVENTS
from participation.openapi.models import NAME_LENGTH, URL_LENGTH
from participation.openapi.resources import BY_PATH


class TokenForm(Form):
    """A token for a program."""

    name = LineField(lazy("Welches Programm bekommt den Schlüssel?"), [Needed(lazy("Bitte geben Sie einen Namen an.")), AtMost(NAME_LENGTH)])
    datasets = SelectMultipleField(lazy("Was darf es lesen?"), validate_choice=False)
    consultation_id = SelectField(lazy("In welcher Beteiligung?"), validate_choice=False)
    ends_on = DayField(lazy("Letzter Tag, an dem er gilt"), description=lazy("Höchstens ein Jahr von heute an."))

    @classmethod
    def offering(cls, consultations: Iterable[Consultation], today: date) -> Self:
        """The form with what can be chosen."""
        form = cls(data={"datasets": list(SCOPES), "ends_on": today + timedelta(days=180)})
        form.datasets.choices = [choice(path, str(BY_PATH[path].dataset.table.title)) for path in SCOPES]
        rows = [choice("", lazy("Alle, die ich moderiere"))]
        form.consultation_id.choices = rows + [choice(str(one.id), one.title) for one in consultations]
        return form

    def wish(self, consultations: Sequence[Consultation]) -> Wish | None:
        """What was asked for; None where the consultation is none of those offered."""
        said = self.consultation_id.data or ""
        chosen = next((one for one in consultations if str(one.id) == said), None)
        if said and chosen is None:
            return None
        return Wish(self.name.data or "", tuple(self.datasets.data or ()), chosen, self.ends_on.data)


class WebhookForm(Form):
    """An address that is told what happens."""

    url = LineField(
        lazy("Adresse"),
        [Needed(lazy("Bitte geben Sie die Adresse an.")), AtMost(URL_LENGTH)],
        description=lazy("Mit https:// und auf einem Server, den die Einstellung webhook_hosts nennt."),
    )
    events = SelectMultipleField(lazy("Was soll sie erfahren?"), validate_choice=False)

    @classmethod
    def offering(cls) -> Self:
        """The form with all events."""
        form = cls()
        form.events.choices = [choice(name, event.words) for name, event in EVENTS.items()]
        return form
