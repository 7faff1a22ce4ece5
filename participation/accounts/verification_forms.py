"""Forms about being counted as a resident."""

from __future__ import annotations

from flask_wtf.file import FileField
from wtforms import BooleanField, Field, RadioField, SelectField, ValidationError
from wtforms.validators import Optional

from participation.accounts.evidence import Human, human_from, read_day
from participation.accounts.levels import END_NAMES
from participation.accounts.verification_actions import BY_STAFF
from participation.kit import clock
from participation.kit.forms import AtMost, Form, LineField, Needed, choice
from participation.kit.language import gettext, lazy

USUAL, LOST, NAMESAKE = "usual", "lost", "namesake"


class CounterForm(Form):
    """Count somebody who stands at the counter. Nothing of what is typed is stored."""

    family = LineField(
        lazy("Familienname"), [Needed(lazy("Bitte geben Sie den Familiennamen an.")), AtMost(120)], description=lazy("Wie er im Ausweis steht.")
    )
    given = LineField(lazy("Vornamen"), [Needed(lazy("Bitte geben Sie die Vornamen an.")), AtMost(120)], description=lazy("Es zählt der erste."))
    born = LineField(
        lazy("Geburtsdatum"), [Needed(lazy("Bitte geben Sie das Geburtsdatum an.")), AtMost(10)], description=lazy("Zum Beispiel 31.12.1980.")
    )
    case = RadioField(
        lazy("Gibt es etwas Besonderes?"),
        choices=[
            choice(USUAL, lazy("Nein")),
            choice(LOST, lazy("Die Person hat ein anderes Konto verloren: Der Nachweis wird hierher übertragen, das andere Konto zählt nicht mehr.")),
            choice(NAMESAKE, lazy("Ein anderer Mensch mit demselben Namen und Geburtsdatum zählt schon: Sie haben beide Ausweise verglichen.")),
        ],
        default=USUAL,
    )
    checked = BooleanField(
        lazy("Ich habe den Ausweis gesehen, und die Person wohnt hier."), [Needed(lazy("Bitte bestätigen Sie, dass Sie den Ausweis gesehen haben."))]
    )

    def validate_born(self, field: Field) -> None:
        day = read_day(field.data or "")
        if day is not None and day > clock.now().date():
            raise ValidationError(gettext("Dieses Geburtsdatum liegt in der Zukunft. Bitte prüfen Sie das Jahr."))
        if field.data and day is None:
            raise ValidationError(gettext("Das ist kein Geburtsdatum. Es sieht zum Beispiel so aus: 31.12.1980."))

    def validate_family(self, field: Field) -> None:
        if field.data and human_from(field.data, "x", "2000-01-01") is None:
            raise ValidationError(gettext("In diesem Namen sind keine Buchstaben."))

    def validate_given(self, field: Field) -> None:
        if field.data and human_from("x", field.data, "2000-01-01") is None:
            raise ValidationError(gettext("In diesem Namen sind keine Buchstaben."))

    def human(self) -> Human:
        """Who stands there; the form is valid."""
        found = human_from(self.family.data or "", self.given.data or "", self.born.data or "")
        if found is None:
            raise ValueError("the form was not validated")
        return found


class EndForm(Form):
    """End a verification."""

    reason = RadioField(
        lazy("Grund"),
        [Needed(lazy("Bitte wählen Sie den Grund."))],
        choices=[choice(str(reason), END_NAMES[reason]) for reason in BY_STAFF],
        description=lazy("Die Person bekommt ihn zu lesen."),
    )
    note = LineField(lazy("Bemerkung"), [Optional(), AtMost(300)], description=lazy("Auch sie bekommt die Person zu lesen."))


class MovedForm(Form):
    """Say that one lives elsewhere now."""

    sure = BooleanField(
        lazy("Ich wohne nicht mehr hier. Mein Nachweis soll enden."), [Needed(lazy("Bitte bestätigen Sie, dass Ihr Nachweis enden soll."))]
    )


class ListedCodesForm(Form):
    """Codes for the people of a list."""

    label = LineField(
        lazy("Bezeichnung"),
        [Needed(lazy("Bitte geben Sie an, wofür die Codes sind.")), AtMost(80)],
        description=lazy("Zum Beispiel „Briefe Altstadt, Oktober“."),
    )
    district = SelectField(lazy("Ortsteil"), [Optional()], description=lazy("Wer den Code eingibt, gehört dann zu diesem Ortsteil."))
    file = FileField(
        lazy("Liste"),
        description=lazy(
            "CSV mit Kopfzeile und den Spalten Familienname, Vornamen und Geburtsdatum, höchstens 5.000 Zeilen. Andere Spalten bleiben, wie sie sind."
        ),
    )
