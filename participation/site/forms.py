"""Choosing how the pages look and which language they speak; and the administration's forms of the platform's operation."""

from __future__ import annotations

from wtforms import HiddenField, RadioField

from participation.kit.forms import AtMost, Form, LineField, MomentField, choice, lazy
from participation.kit.language import LANGUAGES
from participation.kit.pages import THEMES

SYSTEM = "system"


class DisplayForm(Form):
    """Light or dark, German or English, and the page to return to."""

    theme = RadioField(
        lazy("Farben"),
        choices=[choice(SYSTEM, lazy("Wie mein Gerät")), choice(THEMES[0], lazy("Hell")), choice(THEMES[1], lazy("Dunkel"))],
        description=lazy("Ohne Auswahl richtet sich die Seite nach den Einstellungen Ihres Geräts."),
    )
    language = RadioField(lazy("Sprache"), choices=[choice(code, name) for code, name in LANGUAGES.items()])
    next = HiddenField()


class BrakeForm(Form):
    """Why the platform stops."""

    reason = LineField(
        lazy("Grund"), [AtMost(300)], description=lazy("Alle können ihn lesen, zum Beispiel: Wir prüfen einen Fehler. Um 18 Uhr geht es weiter.")
    )


class OutageForm(Form):
    """From when until when the platform could not be reached."""

    starts_at = MomentField(lazy("Beginn"))
    ends_at = MomentField(lazy("Ende"))
    reason = LineField(lazy("Grund"), [AtMost(300)])
