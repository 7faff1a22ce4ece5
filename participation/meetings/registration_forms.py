"""The forms with which people register, and those of the door."""

from __future__ import annotations

from flask_wtf.file import FileField

from participation.kit.forms import AtMost, Form, LineField, Needed, ParagraphsField
from participation.kit.language import lazy
from participation.meetings.planning_forms import AccessField, NumberField
from participation.meetings.registration_actions import NAME_LENGTH, NEEDS_LENGTH, Wanted


class RegisterForm(Form):
    """With an account: who comes along, and what is needed."""

    companions = NumberField(lazy("Wie viele Personen bringen Sie mit?"), description=lazy("0, wenn Sie allein kommen."))
    features = AccessField(lazy("Was brauchen Sie?"))
    words = ParagraphsField(
        lazy("Noch etwas, das wir wissen sollten?"),
        [AtMost(NEEDS_LENGTH)],
        description=lazy("Nur die Moderation dieser Sitzung liest das. Wir löschen es am Tag nach der Sitzung."),
    )

    def wanted(self) -> Wanted:
        """What the actions take."""
        return Wanted(self.companions.data or 0 if "companions" in self else 0, tuple(self.features.data or ()), self.words.data or "")


class EnterForm(RegisterForm):
    """For the staff: somebody who called or came to the counter."""

    name = LineField(
        lazy("Name"), [Needed(lazy("Bitte geben Sie den Namen an, so wie wir die Person am Einlass begrüßen sollen.")), AtMost(NAME_LENGTH)]
    )
    email = LineField(
        lazy("E-Mail-Adresse"),
        [AtMost(254)],
        description=lazy("Dorthin schicken wir die Eintrittskarte und Erinnerungen. Ohne Adresse schreiben wir nicht."),
    )
    companions = NumberField(lazy("Wie viele Personen kommen mit?"), description=lazy("0, wenn die Person allein kommt."))
    features = AccessField(lazy("Was braucht die Person?"))


class GuestForm(RegisterForm):
    """The same without an account."""

    name = LineField(
        lazy("Ihr Name"), [Needed(lazy("Bitte geben Sie Ihren Namen an, so wie wir Sie am Einlass begrüßen sollen.")), AtMost(NAME_LENGTH)]
    )
    email = LineField(
        lazy("Ihre E-Mail-Adresse"),
        [Needed(lazy("Bitte geben Sie eine E-Mail-Adresse an, zum Beispiel name@beispiel.de.")), AtMost(254)],
        description=lazy("Dorthin schicken wir einen Link. Erst wenn Sie ihm folgen, zählt die Anmeldung."),
    )


class WalkInForm(Form):
    """Somebody who comes without a registration."""

    who = LineField(
        lazy("Name, oder die Nummer auf dem Telefon"), [AtMost(NAME_LENGTH)], description=lazy("Leer: Die Person bekommt nur eine Nummer.")
    )


class HandInForm(Form):
    """A list from the door: the saved file, or what was written on paper."""

    file = FileField(lazy("Gespeicherte Datei"), description=lazy("Die Datei, die Sie auf der Liste ohne Netz gespeichert haben."))
    typed = ParagraphsField(
        lazy("Oder von Papier abtippen"),
        [AtMost(60_000)],
        description=lazy("Eine Zeile je Eintrag: die Nummer (12), mit Begleitung und Uhrzeit (12 x3 19:05), oder ein Name für Gäste ohne Anmeldung."),
    )
