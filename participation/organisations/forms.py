"""The room's forms."""

from __future__ import annotations

from wtforms import SelectField
from wtforms.validators import Optional

from participation.kit.forms import AtMost, DayField, Form, LineField, Needed, ParagraphsField, WebAddress, choice, lazy
from participation.organisations.actions import ABOUT_LONGEST, NAME_LONGEST, Details
from participation.organisations.models import Kind
from participation.organisations.words import KIND_NAMES


class OrganisationForm(Form):
    """What an organisation says of itself."""

    name = LineField(lazy("Name der Organisation"), [Needed(lazy("Bitte geben Sie den Namen der Organisation an.")), AtMost(NAME_LONGEST)])
    kind = SelectField(
        lazy("Art der Organisation"),
        [Needed(lazy("Bitte wählen Sie die Art der Organisation."))],
        choices=[choice(kind.value, name) for kind, name in KIND_NAMES.items()],
    )
    about = ParagraphsField(
        lazy("Wer sind Sie?"), [AtMost(ABOUT_LONGEST)], description=lazy("Zwei, drei Sätze. Sie stehen auf der Seite der Organisation.")
    )
    homepage = LineField(lazy("Internetseite"), [AtMost(500), WebAddress()], description=lazy("Beginnt mit https://. Sie wird verlinkt."))
    register_number = LineField(
        lazy("Registernummer"),
        [AtMost(80)],
        description=lazy("Zum Beispiel „Amtsgericht Musterstadt VR 123“. Sie hilft beim Prüfen und ist öffentlich."),
    )

    def details(self) -> Details:
        """What was entered; only after the form was found valid."""
        said = (self.about.data or "", self.homepage.data or "", self.register_number.data or "")
        return Details(self.name.data or "", Kind(self.kind.data), *said)


class CheckForm(Form):
    """What the city found."""

    basis = ParagraphsField(
        lazy("Worauf beruht das?"),
        [Needed(lazy("Bitte schreiben Sie, worauf die Entscheidung beruht.")), AtMost(500)],
        description=lazy(
            "Beim Prüfen zum Beispiel „Vereinsregister VR 123, Vorstand hat sich ausgewiesen“, sonst der Grund. Nicht öffentlich; den Grund liest, wer angefragt hat oder vertritt."
        ),
    )
    until = DayField(lazy("Geprüft bis"), [Optional()], description=lazy("Letzter Tag. Ohne Angabe gilt es, bis die Stadt es beendet."))


class NewOrganisationForm(OrganisationForm, CheckForm):
    """One that the city has checked already."""


class InviteForm(Form):
    """Who shall represent it."""

    who = LineField(
        lazy("Öffentlicher Name oder E-Mail-Adresse"),
        [Needed(lazy("Bitte geben Sie einen öffentlichen Namen oder eine E-Mail-Adresse ein.")), AtMost(254)],
        description=lazy("Die Person braucht ein Konto und muss zustimmen."),
    )
    task = LineField(lazy("Aufgabe in der Organisation"), [AtMost(80)], description=lazy("Zum Beispiel „Vorstand“. Öffentlich."))
