"""The form that takes an export."""

from __future__ import annotations

from flask_wtf.file import MultipleFileField
from wtforms import RadioField

from participation.kit.forms import Form, Needed, choice, lazy
from participation.moving.description import SYSTEM_NAMES, System

MEGABYTES = 30
"""Of all files together, as they are sent."""


class ExportForm(Form):
    """Which platform, and its files."""

    system = RadioField(
        lazy("Woher kommen die Daten?"),
        [Needed(lazy("Bitte wählen Sie eine Plattform."))],
        choices=[choice(system, SYSTEM_NAMES[system]) for system in System],
    )
    files = MultipleFileField(
        lazy("Dateien des Exports"),
        description=lazy(
            "CSV, JSON, Excel, bei LimeSurvey auch .lss, oder ein ZIP davon, zusammen höchstens %(megabytes)s MB. Wählen Sie aus, was zusammengehört: Vorschläge und ihre Kommentare, Aussagen und Stimmen, Fragen und Antworten.",
            megabytes=MEGABYTES,
        ),
    )
