"""Choosing how the pages look and which language they speak."""

from __future__ import annotations

from wtforms import HiddenField, RadioField

from participation.kit.forms import Form, choice, lazy
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
