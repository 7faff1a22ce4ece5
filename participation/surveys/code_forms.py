"""The forms of personal codes."""

from __future__ import annotations

from flask_wtf.file import FileField
from wtforms import IntegerField
from wtforms.validators import Optional

from participation.kit.forms import AtMost, Form, LineField, Needed, lazy


class SurveyCodeForm(Form):
    """The code from a letter."""

    code = LineField(
        lazy("Ihr Code"),
        [Needed(lazy("Bitte geben Sie den Code ein.")), AtMost(60)],
        description=lazy("Er steht in Ihrem Brief, zum Beispiel 7K3M-9QXR-V0TB-DH2W8."),
    )


class NumberForm(Form):
    """A number of codes without names."""

    number = IntegerField(lazy("Anzahl der Codes"), [Optional()], description=lazy("Codes ohne Namen, zum Beispiel zum Verteilen."))


class PeopleForm(Form):
    """A list of people who get a letter."""

    file = FileField(
        lazy("Liste als CSV-Datei"), description=lazy("Eine Zeile je Person: Vorname, Familienname, Straße, Hausnummer, Postleitzahl, Ort.")
    )


class ReplaceForm(Form):
    """Which code was lost."""

    code_number = IntegerField(lazy("Nummer des Codes"), [Optional()], description=lazy("Sie steht im Brief und in der Tabelle für die Druckerei."))
