"""The forms of concerns: sending one, what an office says, categories and keys."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Self

from flask_wtf.file import FileField
from wtforms import RadioField, SelectField

from participation.concerns.actions import LONGEST, Draft
from participation.concerns.models import HINT_LENGTH, NAME_LENGTH, STATUS_NAMES, ConcernCategory, Status
from participation.concerns.office_actions import ANSWERS, LONGEST_ANSWER
from participation.concerns.setup_actions import Rule
from participation.followups.models import Office
from participation.kit.bodies import MEGABYTES
from participation.kit.forms import AtMost, Form, LineField, Needed, ParagraphsField, ReadField, choice
from participation.kit.language import gettext as _
from participation.kit.language import lazy
from participation.kit.uploads import StoredPicture
from participation.places.forms import NOWHERE, PlaceFields
from participation.places.models import Place
from participation.places.town import TownMap


def _number(raw: object) -> int | None:
    said = str(raw or "")
    return int(said) if said.isascii() and said.isdigit() and len(said) <= 9 else None


class DaysField(ReadField):
    """A small whole number, or nothing; the message says how."""

    def read(self, typed: str) -> int | None:
        if not typed:
            return None
        if not (typed.isascii() and typed.isdigit() and len(typed) <= 6):
            raise ValueError(_("Bitte geben Sie eine ganze Zahl an."))
        return int(typed)

    def shown(self, value: int) -> str:
        return str(value)


class SendForm(PlaceFields):
    """A concern, of somebody with an account."""

    category_id = SelectField(lazy("Worum geht es?"), [Needed(lazy("Bitte wählen Sie, worum es geht."))], coerce=_number, validate_choice=False)
    text = ParagraphsField(
        lazy("Was ist los?"),
        [Needed(lazy("Bitte beschreiben Sie Ihr Anliegen.")), AtMost(LONGEST)],
        description=lazy("Alle können diesen Text lesen. Schreiben Sie bitte keine Namen, Telefonnummern oder Kennzeichen hinein."),
    )
    file = FileField(
        lazy("Foto"),
        id="concern-file",
        description=lazy(
            "JPEG, PNG oder WebP, höchstens %(megabytes)s MB. Ort und Kamera werden aus der Datei gelöscht. Bitte ohne Gesichter und Kennzeichen.",
            megabytes=MEGABYTES,
        ),
    )
    picture_words = LineField(
        lazy("Was ist auf dem Foto zu sehen?"), [AtMost(300)], description=lazy("Für Menschen, die es nicht sehen. Nötig, wenn Sie ein Foto senden.")
    )

    @classmethod
    def offering(cls, categories: Iterable[ConcernCategory]) -> Self:
        """The form with the categories that are open."""
        form = cls()
        rows = [choice("", _("Bitte wählen"))]
        rows += [choice(str(one.id), f"{one.name} ({one.hint})" if one.hint else one.name) for one in categories]
        form.category_id.choices = rows
        return form

    def offer_places(self, town: TownMap, place: Place | None, *, streets: bool) -> None:
        """The same as elsewhere; here nobody chooses a part of the town alone."""
        super().offer_places(town, place, streets=streets)
        if self.asks_for_places:
            self.place_way.choices = [choice(NOWHERE, _("Kein bestimmter Ort")), *list(self.place_way.choices or ())[1:]]

    def draft(self, category: ConcernCategory, place: Place | None, picture: StoredPicture | None) -> Draft:
        """What was typed; the form must be valid."""
        return Draft(category, self.text.data or "", place, picture, self.picture_words.data or "")


class GuestForm(SendForm):
    """The same without an account."""

    email = LineField(
        lazy("Ihre E-Mail-Adresse"),
        [Needed(lazy("Bitte geben Sie eine E-Mail-Adresse an, zum Beispiel name@beispiel.de.")), AtMost(254)],
        description=lazy("Dorthin schicken wir einen Link, und später die Antwort. Niemand sonst sieht die Adresse."),
    )


class AnswerForm(Form):
    """What the office says, and how it stands then."""

    status = RadioField(lazy("Wie steht es jetzt?"), validate_choice=False)
    text = ParagraphsField(
        lazy("Antwort"),
        [Needed(lazy("Bitte schreiben Sie eine Antwort. Sie ist öffentlich.")), AtMost(LONGEST_ANSWER)],
        description=lazy("Öffentlich, mit dem Namen des Amtes. Wer das Anliegen gesendet hat, bekommt sie auch per E-Mail."),
    )

    @classmethod
    def offering(cls) -> Self:
        """The form with where a concern can stand after an answer."""
        form = cls()
        form.status.choices = [choice(str(status), STATUS_NAMES[status][0]) for status in ANSWERS]
        return form

    def stands(self) -> Status:
        """Where it stands then; for anything else "asked", which no answer can be."""
        return Status(self.status.data) if self.status.data in {str(status) for status in ANSWERS} else Status.ASKED


class AssignForm(Form):
    """Another office."""

    office_id = SelectField(lazy("Neues Amt"), [Needed(lazy("Bitte wählen Sie ein Amt."))], coerce=_number, validate_choice=False)

    @classmethod
    def offering(cls, offices: Mapping[int, str], present: int) -> Self:
        """The form with all offices but the present one."""
        form = cls()
        rows = [choice(str(number), name) for number, name in offices.items() if number != present]
        form.office_id.choices = [choice("", _("Bitte wählen")), *rows]
        return form


class CategoryForm(Form):
    """A rule: what a category is called, and who answers within how many days."""

    name = LineField(lazy("Name der Kategorie"), [Needed(lazy("Bitte geben Sie der Kategorie einen Namen.")), AtMost(NAME_LENGTH)])
    hint = LineField(lazy("Was dazugehört"), [AtMost(HINT_LENGTH)], description=lazy("Zum Beispiel: Laterne dunkel, flackert oder ist beschädigt"))
    office_id = SelectField(lazy("Zuständiges Amt"), coerce=_number, validate_choice=False)
    days = DaysField(
        lazy("Antwort innerhalb von wie vielen Tagen?"),
        [Needed(lazy("Bitte geben Sie an, in wie vielen Tagen die Stadt antwortet."))],
        description=lazy("Diese Zusage ist öffentlich."),
    )

    @classmethod
    def offering(cls, offices: Mapping[int, str], present: ConcernCategory | None = None) -> Self:
        """The form with the offices that there are, filled with the category that is changed."""
        form = cls(obj=present)
        form.office_id.choices = [choice("", _("Bitte wählen")), *(choice(str(number), name) for number, name in offices.items())]
        return form

    def rule(self, office: Office | None) -> Rule:
        """What was typed; the form must be valid."""
        days = self.days.data
        return Rule(self.name.data or "", self.hint.data or "", office, days if isinstance(days, int) else None)


class KeyForm(Form):
    """A key for another app."""

    name = LineField(
        lazy("Für welche App?"),
        [Needed(lazy("Bitte sagen Sie, welche App den Schlüssel bekommt.")), AtMost(NAME_LENGTH)],
        description=lazy("Der Name steht in E-Mails an Menschen, die mit dieser App etwas senden."),
    )
