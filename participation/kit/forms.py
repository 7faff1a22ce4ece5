"""Forms: fields that clean what is typed, and messages in German that say what to do."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Any, ClassVar

from flask import request
from flask_wtf import FlaskForm
from flask_wtf.form import _Auto  # its mark for "what this request sent"
from werkzeug.datastructures import MultiDict
from wtforms import Field, FileField, StringField, TextAreaField, ValidationError
from wtforms.fields import DateField, DateTimeLocalField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its types
from wtforms.i18n import get_translations

from participation.kit.dates import city_zone
from participation.kit.errors import Invalid
from participation.kit.language import LANGUAGES, LazyText, gettext, language, lazy
from participation.kit.links import is_web_address
from participation.kit.money import read_euros, type_euros
from participation.kit.text import clean_line, clean_text

Text = str | LazyText


class _Words:
    """WTForms' own messages in the language spoken."""

    def __init__(self) -> None:
        self._by_language: dict[str, Any] = {code: get_translations([code]) for code in LANGUAGES}

    def gettext(self, string: str) -> str:
        return str(self._by_language[language()].gettext(string))

    def ngettext(self, singular: str, plural: str, n: int) -> str:
        return str(self._by_language[language()].ngettext(singular, plural, n))


_WORDS = _Words()


class Form(FlaskForm):
    """The base of every form. The token against forged requests is checked once for all POSTs, not by each form."""

    class Meta(FlaskForm.Meta):
        csrf = False

        def get_translations(self, form: object) -> _Words:
            return _WORDS

        def wrap_formdata(self, form: Any, formdata: Any) -> Any:
            """What was sent: texts from the form's texts, files only where a file was asked for; JSON is no form."""
            if formdata is not _Auto:
                return formdata
            if not form.is_submitted() or not (request.form or request.files):
                return None
            files = {name: request.files.getlist(name) for name, field in form._fields.items() if isinstance(field, FileField)}
            return (
                MultiDict([*request.form.items(multi=True), *((name, file) for name, given in files.items() for file in given)])
                if files
                else request.form
            )

    def blame(self, error: Invalid) -> None:
        """Show a rule's objections at the fields they name, or above the form."""
        for one in (error, *error.also):
            field = self._fields.get(one.field)
            if field is None:
                self.form_errors.append(one.message)
            else:
                field.errors = [*field.errors, one.message]

    def fill_from(self, thing: object) -> None:
        """Take the fields' values from an object's attributes of the same names."""
        self.process(obj=thing)


class LineField(StringField):
    """One line of text, cleaned: NFC, nothing invisible, no line breaks."""

    def process_formdata(self, valuelist: list[Any]) -> None:
        self.data = clean_line(valuelist[0]) if valuelist else ""


class ReadField(LineField):
    """A line that means something: kept as typed where it cannot be read."""

    def read(self, typed: str) -> Any:
        """What was typed as a value. Raises ValueError with the sentence to show."""
        raise TypeError

    def shown(self, value: Any) -> str:
        """A value as one would type it."""
        raise TypeError

    def process_formdata(self, valuelist: list[Any]) -> None:
        super().process_formdata(valuelist)
        typed, self.data = self.data or "", None
        self.data = self.read(typed)

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return "" if self.data is None else self.shown(self.data)


class EurosField(ReadField):
    """An amount of money; in Python whole cents or None."""

    def read(self, typed: str) -> int | None:
        return read_euros(typed)

    def shown(self, value: int) -> str:
        return type_euros(value)


class ParagraphsField(TextAreaField):
    """Text of several lines, cleaned the same way."""

    def process_formdata(self, valuelist: list[Any]) -> None:
        self.data = clean_text(valuelist[0]) if valuelist else ""


class DayField(DateField):
    """A day as typed; the message says how."""

    def process_formdata(self, valuelist: list[Any]) -> None:
        if not valuelist or not valuelist[0].strip():
            self.data = None
            return
        try:
            super().process_formdata(valuelist)
        except ValueError:
            self.data = None
            raise ValueError(gettext("Bitte geben Sie ein Datum an, zum Beispiel 30.11.2026.")) from None


class MomentField(DateTimeLocalField):
    """A date and time as typed in the city's zone; in Python an aware moment in UTC."""

    def __init__(self, label: Text = "", validators: Sequence[Any] | None = None, **arguments: Any) -> None:
        super().__init__(label, validators, format=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M"], **arguments)

    def process_data(self, value: datetime | None) -> None:
        self.data = value.astimezone(city_zone()).replace(tzinfo=None) if value and value.tzinfo else value
        if self.data is not None:
            self.data = self.data.replace(tzinfo=city_zone()).astimezone(UTC)

    def _value(self) -> str:
        if self.raw_data:
            return " ".join(self.raw_data)
        return self.data.astimezone(city_zone()).strftime("%Y-%m-%dT%H:%M") if self.data else ""

    def process_formdata(self, valuelist: list[Any]) -> None:
        if not valuelist or not valuelist[0].strip():
            self.data = None
            return
        try:
            super().process_formdata(valuelist)
        except ValueError:
            self.data = None
            raise ValueError(gettext("Bitte geben Sie Datum und Uhrzeit an, zum Beispiel 30.11.2026, 18:00.")) from None
        if self.data is not None:
            try:
                self.data = self.data.replace(tzinfo=city_zone()).astimezone(UTC)
            except OverflowError:
                self.data = None
                raise ValueError(gettext("Dieses Datum liegt zu weit entfernt.")) from None


def choice(value: str, label: Text) -> Any:
    """One option of a radio group or a select."""
    return SelectChoice(value, label)


class Needed:
    """Something must be entered, or a box ticked; the message says what. What could not be read has its own message already."""

    field_flags: ClassVar[dict[str, bool]] = {"required": True}

    def __init__(self, message: Text) -> None:
        self.message = message

    def __call__(self, form: object, field: Field) -> None:
        if field.process_errors:
            return
        if field.data is None or field.data is False or (isinstance(field.data, str) and not field.data.strip()) or field.data == []:
            raise ValidationError(str(self.message))


class AtMost:
    """A text of at most so many characters."""

    def __init__(self, length: int) -> None:
        self.length = length
        self.field_flags = {"maxlength": length}

    def __call__(self, form: object, field: Field) -> None:
        if field.data and len(field.data) > self.length:
            raise ValidationError(
                gettext(
                    "Der Text ist zu lang: %(is)s Zeichen, erlaubt sind %(limit)s. Bitte kürzen Sie ihn.",
                    **{"is": len(field.data), "limit": self.length},
                )
            )


class WebAddress:
    """The whole address of a page elsewhere, or nothing."""

    def __call__(self, form: object, field: Field) -> None:
        if field.data and not is_web_address(field.data):
            raise ValidationError(gettext("Bitte geben Sie eine vollständige Adresse an, die mit https:// beginnt."))


class AtLeast:
    """A text of at least so many characters."""

    def __init__(self, length: int) -> None:
        self.length = length
        self.field_flags = {"minlength": length}

    def __call__(self, form: object, field: Field) -> None:
        if field.data and len(field.data) < self.length:
            raise ValidationError(gettext("Bitte schreiben Sie mindestens %(limit)s Zeichen.", limit=self.length))


Validator = Callable[[Any, Field], None]
__all__ = [
    "AtLeast",
    "AtMost",
    "DayField",
    "EurosField",
    "Form",
    "LineField",
    "MomentField",
    "Needed",
    "ParagraphsField",
    "ReadField",
    "Text",
    "Validator",
    "choice",
    "lazy",
]
