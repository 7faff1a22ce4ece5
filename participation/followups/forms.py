"""The forms of offices, their tasks, and answers."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import date
from typing import Any, Self

from flask_wtf.file import FileField
from wtforms import BooleanField, HiddenField, SelectField, SelectMultipleField
from wtforms.widgets import CheckboxInput, ListWidget

from participation.followups.amounts import read_month
from participation.followups.models import AnswerBlock
from participation.followups.texts import LONGEST_ANSWER, LONGEST_NOTE, LONGEST_QUESTION, LONGEST_REASONS, LONGEST_STATEMENT, Answer
from participation.kit.bodies import MEGABYTES
from participation.kit.forms import AtMost, DayField, EurosField, Form, LineField, MomentField, Needed, ParagraphsField, ReadField, choice, lazy
from participation.kit.language import gettext as _
from participation.proposals.models import STATUS_NAMES, Status


def _number(raw: object) -> int | None:
    said = str(raw or "")
    return int(said) if said.isascii() and said.isdigit() and len(said) <= 9 else None


class MonthField(ReadField):
    """A month; in Python its first day or None."""

    def read(self, typed: str) -> date | None:
        return read_month(typed)

    def shown(self, value: date) -> str:
        return f"{value.month:02d}.{value.year}"


class OfficeForm(Form):
    """An office's name, short name and contact."""

    name = LineField(lazy("Name des Amtes"), [Needed(lazy("Bitte geben Sie den Namen des Amtes an.")), AtMost(120)])
    short_name = LineField(
        lazy("Kürzel"),
        [Needed(lazy("Bitte geben Sie ein Kürzel an, zum Beispiel die Nummer des Amtes.")), AtMost(20)],
        description=lazy("Zum Beispiel die Nummer des Amtes. Sie steht in Listen."),
    )
    contact = LineField(lazy("Kontakt"), [AtMost(300)], description=lazy("Für Kolleginnen und Kollegen: Raum, Telefon, E-Mail."))
    four_eyes = BooleanField(
        lazy("Vier Augen: Antworten, zu denen dieses Amt gefragt ist, gibt eine zweite Person frei"),
    )


class OfficeMemberForm(Form):
    """Who works for an office."""

    who = LineField(
        lazy("E-Mail-Adresse oder öffentlicher Name"),
        [Needed(lazy("Bitte geben Sie eine E-Mail-Adresse oder einen öffentlichen Namen ein.")), AtMost(254)],
        description=lazy("Die Person braucht ein Konto mit der Rolle „Amt“ oder „Verwaltung“."),
    )


class BlockForm(Form):
    """A text block."""

    title = LineField(lazy("Name des Textbausteins"), [Needed(lazy("Bitte geben Sie dem Textbaustein einen Namen.")), AtMost(120)])
    body = ParagraphsField(
        lazy("Text"),
        [Needed(lazy("Bitte schreiben Sie den Text.")), AtMost(LONGEST_ANSWER)],
        description=lazy("{nummer} und {titel} werden durch Nummer und Titel des Vorschlags ersetzt."),
    )


class AssignForm(Form):
    """Which offices shall say something about a proposal, and until when."""

    offices = SelectMultipleField(
        lazy("Ämter"), coerce=_number, validate_choice=True, widget=ListWidget(prefix_label=False), option_widget=CheckboxInput()
    )
    due_on = DayField(lazy("Stellungnahme bis"), [Needed(lazy("Bitte nennen Sie einen Tag, bis zu dem die Stellungnahme da sein soll."))])
    question = ParagraphsField(
        lazy("Frage an die Ämter"),
        [AtMost(LONGEST_QUESTION)],
        description=lazy("Was wollen Sie wissen? Zum Beispiel: Ist das machbar, was kostet es, wer wäre zuständig? Die Frage ist nicht öffentlich."),
    )

    @classmethod
    def offering(cls, offices: dict[int, str]) -> AssignForm:
        """The form with the offices to choose from."""
        form = cls()
        form.offices.choices = [choice(str(number), name) for number, name in offices.items()]
        form.offices.flags.required = True
        return form


class AgainForm(Form):
    """Another deadline and question for an office's task."""

    due_on = DayField(lazy("Stellungnahme bis"), [Needed(lazy("Bitte nennen Sie einen Tag, bis zu dem die Stellungnahme da sein soll."))])
    question = ParagraphsField(lazy("Frage an das Amt"), [AtMost(LONGEST_QUESTION)])


class NoteForm(Form):
    """A private note, and a colleague whose name is put into it."""

    body = ParagraphsField(
        lazy("Notiz"),
        [Needed(lazy("Bitte schreiben Sie eine Notiz.")), AtMost(LONGEST_NOTE)],
        description=lazy(
            "Nur Ämter, Verwaltung und Moderation lesen das. Mit @ und dem Namen sagen Sie jemandem Bescheid, der hier eine Aufgabe hat."
        ),
    )
    who = SelectField(lazy("Wen ansprechen?"), coerce=_number, validate_choice=False)

    @classmethod
    def offering(cls, colleagues: Mapping[int, str], *, fresh: bool = False, **values: Any) -> NoteForm:
        """The form with the colleagues to choose from."""
        form = cls(formdata=None, data=values) if fresh else cls(data=values)
        form.who.choices = [choice("", _("Bitte wählen")), *(choice(str(number), name) for number, name in colleagues.items())]
        return form

    @property
    def has_colleagues(self) -> bool:
        """Whether there is anybody to choose from."""
        return len(list(self.who.iter_choices())) > 1

    def put_name_in(self, colleagues: Mapping[int, str]) -> None:
        """Put @ and the chosen name behind what is written so far."""
        name = colleagues.get(self.who.data or 0)
        if name:
            written = (self.body.data or "").rstrip()
            self.body.data, self.who.data = f"{written} @{name} ".lstrip(), None


class MatterAnswerForm(Form):
    """The answer to a recommendation or a question."""

    status = SelectField(lazy("Status"), choices=[], validators=[Needed(lazy("Bitte wählen Sie einen Status aus der Liste."))])
    body = ParagraphsField(
        lazy("Antwort"),
        [Needed(lazy("Bitte schreiben Sie die Antwort.")), AtMost(LONGEST_ANSWER)],
        description=lazy("Was tut die Stadt, warum, und bis wann? Die Antwort steht danach dort, wo gefragt wurde."),
    )
    reasons = ParagraphsField(
        lazy("Gründe"),
        [AtMost(LONGEST_REASONS)],
        description=lazy("Nötig bei „Abgelehnt“ und „Teilweise angenommen“: Warum nicht, oder warum nur zum Teil?"),
    )

    @classmethod
    def offering(cls, statuses: Collection[str], **values: Any) -> MatterAnswerForm:
        """The form with what an answer to this kind of thing can say; of a question it says that it is answered."""
        form = cls(data=values)
        if len(statuses) == 1:
            del form.status, form.reasons
        else:
            form.status.choices = [choice("", _("Bitte wählen")), *(choice(status, STATUS_NAMES[Status(status)]) for status in statuses)]
        return form

    def answer(self, statuses: Collection[str]) -> Answer:
        """What was typed."""
        if len(statuses) == 1:
            return Answer(next(iter(statuses)), self.body.data or "")
        return Answer(self.status.data or "", self.body.data or "", self.reasons.data or "")


class ReturnForm(Form):
    """Why an answer is not released."""

    reason = ParagraphsField(
        lazy("Was stimmt noch nicht?"), [Needed(lazy("Bitte schreiben Sie, was an der Antwort noch nicht stimmt.")), AtMost(300)]
    )


class StatementForm(Form):
    """An office's statement."""

    statement = ParagraphsField(
        lazy("Stellungnahme"),
        [AtMost(LONGEST_STATEMENT)],
        description=lazy("Ist das machbar? Was kostet es? Bis wann? Die Moderation macht daraus die öffentliche Antwort."),
    )
    seen = HiddenField()


class HandBackForm(Form):
    """Why an office hands its task back, and perhaps to whom it passes it on."""

    reason = ParagraphsField(
        lazy("Warum?"),
        [Needed(lazy("Bitte sagen Sie, warum. Dann findet sich schneller, wer zuständig ist.")), AtMost(LONGEST_NOTE)],
    )
    to = SelectField(lazy("An ein anderes Amt weitergeben"), coerce=_number)

    @classmethod
    def offering(cls, offices: dict[int, str]) -> HandBackForm:
        """The form with the other offices."""
        form = cls()
        form.to.choices = [choice("", _("Nein, an die Moderation zurück")), *(choice(str(number), name) for number, name in offices.items())]
        return form


class AnswerForm(Form):
    """The city's answer: status, text, reasons, cost, time, report, and when it appears."""

    status = SelectField(lazy("Status"), choices=[], validators=[Needed(lazy("Bitte wählen Sie einen Status aus der Liste."))])
    body = ParagraphsField(
        lazy("Antwort"),
        [Needed(lazy("Bitte begründen Sie die Antwort. Wer den Vorschlag gemacht hat, will die Gründe verstehen.")), AtMost(LONGEST_ANSWER)],
        description=lazy("Was tut die Stadt, warum, und bis wann? Die Antwort ist öffentlich, mit Ihrem Namen und Ihrem Amt."),
    )
    reasons = ParagraphsField(
        lazy("Gründe"),
        [AtMost(LONGEST_REASONS)],
        description=lazy("Nötig bei „Abgelehnt“ und „Teilweise angenommen“: Warum nicht, oder warum nur zum Teil?"),
    )
    cost_once = EurosField(lazy("Kosten einmalig, in Euro"), description=lazy("Zum Beispiel 12.500"))
    cost_yearly = EurosField(lazy("Kosten in jedem Jahr, in Euro"))
    from_month = MonthField(lazy("Umsetzung ab"), description=lazy("Monat und Jahr, zum Beispiel 03.2027"))
    to_month = MonthField(lazy("Umsetzung bis"))
    report = FileField(lazy("Bericht"), description=lazy("Nur PDF, höchstens %(megabytes)s MB. Er wird öffentlich.", megabytes=MEGABYTES))
    report_title = LineField(lazy("Titel des Berichts"), [AtMost(120)])
    report_id = HiddenField()
    publish_at = MomentField(lazy("Erscheint am"), description=lazy("Leer: sofort."))
    block = SelectField(lazy("Textbaustein"), coerce=_number)
    seen = HiddenField()

    @classmethod
    def offering(cls, blocks: Iterable[AnswerBlock], **values: Any) -> Self:
        """The form with the statuses and text blocks to choose from, filled with values."""
        form = cls(data=values)
        form.status.choices = [
            choice("", _("Bitte wählen")),
            *(choice(status, STATUS_NAMES[status]) for status in Status if status is not Status.NEW),
        ]
        form.block.choices = [choice("", _("Bitte wählen")), *(choice(str(block.id), block.title) for block in blocks)]
        form.block.validate_choice = False
        return form

    @property
    def has_blocks(self) -> bool:
        """Whether there are text blocks to choose from."""
        return len(list(self.block.iter_choices())) > 1

    def answer(self) -> Answer:
        """What was typed."""
        return Answer(
            status=self.status.data or "",
            body=self.body.data or "",
            reasons=self.reasons.data or "",
            cost_once=self.cost_once.data,
            cost_yearly=self.cost_yearly.data,
            from_month=self.from_month.data,
            to_month=self.to_month.data,
            report_id=_number(self.report_id.data),
        )

    def seen_answer(self) -> int:
        """The number of the newest answer that the writer has seen; 0 where there was none."""
        return _number(self.seen.data) or 0


class BulkForm(AnswerForm):
    """One answer for many proposals."""

    report = report_title = publish_at = None  # type: ignore[assignment]  # WTForms' way to leave fields out
    entry_key = HiddenField()
