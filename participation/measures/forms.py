"""The forms of measures: the text, where it stands, milestones, money, the paper, what it came from."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, Self

from wtforms import BooleanField, RadioField, SelectField

from participation.kit.forms import AtMost, DayField, EurosField, Form, LineField, Needed, ParagraphsField, choice, lazy
from participation.kit.language import gettext as _
from participation.measures.actions import LONGEST_BODY, MeasureText, Stand
from participation.measures.models import LINE_LENGTH, REASON_LENGTH, STATUS_NAMES, TITLE_LENGTH, Measure, MeasureStatus, Milestone
from participation.measures.origins import Node, Source
from participation.measures.words import ORIGIN_NAMES, read_node, say_node
from participation.places.forms import PlaceFields


def _number(raw: object) -> int | None:
    said = str(raw or "")
    return int(said) if said.isascii() and said.isdigit() and len(said) <= 9 else None


def _statuses() -> list[Any]:
    return [choice(str(status), name) for status, (name, _kind) in STATUS_NAMES.items()]


class _TextFields(PlaceFields):
    title = LineField(lazy("Name der Maßnahme"), [Needed(lazy("Bitte geben Sie der Maßnahme einen Namen.")), AtMost(TITLE_LENGTH)])
    body = ParagraphsField(lazy("Beschreibung"), [AtMost(LONGEST_BODY)], description=lazy("Was tut die Stadt, und für wen? Markdown ist möglich."))
    office_id = SelectField(lazy("Zuständiges Amt"), [Needed(lazy("Bitte wählen Sie das Amt, das zuständig ist."))], coerce=_number)
    district_id = SelectField(lazy("Ortsteil"), coerce=_number)
    until = DayField(lazy("Geplantes Ende"), description=lazy("Danach zeigt die Plattform die Maßnahme als überfällig, bis sie umgesetzt ist."))
    budget = EurosField(lazy("Geplante Kosten in Euro"), description=lazy("Leer: noch nicht bekannt."))

    def offer(self, offices: Mapping[int, str], districts: Mapping[int, str]) -> None:
        """Set up the choices."""
        named = [choice(str(number), name) for number, name in offices.items()]
        self.office_id.choices = named if len(named) == 1 else [choice("", _("Bitte wählen")), *named]
        self.district_id.choices = [choice("", _("Kein bestimmter Ortsteil")), *(choice(str(number), name) for number, name in districts.items())]
        if not districts:
            del self.district_id

    def text(self, place_id: int | None) -> MeasureText:
        """What was typed; the form must be valid."""
        budget: Any = self.budget.data  # whole cents, as its field reads them
        district = self.district_id.data if "district_id" in self._fields else None
        return MeasureText(self.title.data or "", self.body.data or "", district or None, place_id, self.until.data, budget)


class MakeForm(_TextFields):
    """A new measure."""

    origin = SelectField(lazy("Woraus ist sie entstanden?"), validate_choice=False)
    status = RadioField(lazy("Stand"), default=MeasureStatus.PLANNED)
    since = DayField(lazy("Seit wann?"))
    reason = ParagraphsField(lazy("Begründung"), [AtMost(REASON_LENGTH)], description=lazy("Nötig, wenn sie sich verzögert oder eingestellt ist."))

    @classmethod
    def offering(cls, sources: Iterable[Source], chosen: Source | None, today: date) -> Self:
        """The form with what a measure can come from; the chosen thing stands first."""
        form = cls()
        rows = [choice("", _("Aus keinem: Die Stadt macht sie von sich aus"))]
        rows += [_option(one) for one in dict.fromkeys([*([chosen] if chosen else []), *sources])]
        form.origin.choices, form.status.choices = rows, _statuses()
        if not form.is_submitted():
            form.since.data = today
            if chosen is not None:
                form.origin.data, form.title.data = say_node(chosen.node), chosen.title[:TITLE_LENGTH]
        return form

    def stand(self) -> Stand:
        """Where it stands; the form must be valid."""
        return _stand(self)

    def node(self) -> Node | None:
        """What it came from; None for nothing."""
        return read_node(self.origin.data or "")


class ChangeForm(_TextFields):
    """A measure written anew."""

    reason = ParagraphsField(
        lazy("Warum ändert sich das geplante Ende?"),
        [AtMost(REASON_LENGTH)],
        description=lazy("Nur nötig, wenn es sich ändert. Steht öffentlich im Verlauf."),
    )

    @classmethod
    def of(cls, measure: Measure) -> Self:
        """The form, filled with what stands."""
        return cls(obj=measure)


class StandForm(Form):
    """Where a measure stands."""

    status = RadioField(lazy("Stand"))
    since = DayField(lazy("Seit wann?"))
    reason = ParagraphsField(
        lazy("Begründung"),
        [AtMost(REASON_LENGTH)],
        description=lazy("Nötig, wenn sie sich verzögert oder eingestellt wird. Steht öffentlich bei der Maßnahme."),
    )

    @classmethod
    def of(cls, measure: Measure, today: date) -> Self:
        """The form, with the present status chosen."""
        form = cls(data={"status": str(measure.status), "since": today})
        form.status.choices = _statuses()
        return form

    def stand(self) -> Stand:
        """What was typed; the form must be valid."""
        return _stand(self)


def _stand(form: Any) -> Stand:
    return Stand(MeasureStatus(form.status.data), form.since.data, form.reason.data or "")


class MilestoneForm(Form):
    """A step and its day."""

    title = LineField(lazy("Was soll geschehen?"), [AtMost(LINE_LENGTH)], description=lazy("Zum Beispiel: Baubeginn"))
    planned_on = DayField(lazy("Geplant für"))


class DoneForm(Form):
    """A step is reached."""

    done_on = DayField(lazy("An welchem Tag?"))


class MoveForm(Form):
    """A step is planned for another day."""

    planned_on = DayField(lazy("Neuer Termin"))
    reason = ParagraphsField(lazy("Warum ändert sich der Termin?"), [AtMost(REASON_LENGTH)], description=lazy("Steht öffentlich im Verlauf."))

    @classmethod
    def of(cls, milestone: Milestone) -> Self:
        """The form, with the present day."""
        return cls(data={"planned_on": milestone.planned_on})


class DropForm(Form):
    """A step is given up."""

    reason = ParagraphsField(lazy("Warum entfällt er?"), [AtMost(REASON_LENGTH)], description=lazy("Steht öffentlich im Verlauf."))


class SpendingForm(Form):
    """Money that was spent, or came back."""

    spent_on = DayField(lazy("Datum"))
    purpose = LineField(
        lazy("Wofür?"), [AtMost(LINE_LENGTH)], description=lazy("Zum Beispiel: Schlussrechnung Pflasterarbeiten. Ohne Namen von Personen.")
    )
    amount = EurosField(lazy("Betrag in Euro"))
    came_back = BooleanField(lazy("Das Geld kam zurück, oder ein Eintrag war falsch"))

    def cents(self) -> int | None:
        """The amount, negative for what came back."""
        amount: Any = self.amount.data  # whole cents, as its field reads them
        found: int | None = -amount if amount and self.came_back.data else amount
        return found


class PaperForm(Form):
    """The address of a council paper."""

    paper_url = LineField(
        lazy("Adresse der Vorlage (OParl)"),
        [AtMost(500)],
        description=lazy("Die Adresse des Objekts „Paper“ in der Schnittstelle des Ratsinformationssystems. Leer: keine Vorlage."),
    )


class OriginForm(Form):
    """What else a measure came from."""

    origin = SelectField(lazy("Woraus ist sie auch entstanden?"), validate_choice=False)

    @classmethod
    def offering(cls, sources: Iterable[Source]) -> Self:
        """The form with what can be chosen."""
        form = cls()
        form.origin.choices = [choice("", _("Bitte wählen")), *(_option(one) for one in sources)]
        return form


def _option(source: Source) -> Any:
    return choice(say_node(source.node), f"{ORIGIN_NAMES[source.node[0]]}: {source.title}")
