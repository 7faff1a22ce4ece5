"""The forms of invitations: the register's file, the draw, letters and answers."""

from __future__ import annotations

from typing import Any

from flask import request
from flask_wtf.file import FileField
from wtforms import BooleanField, IntegerField, RadioField
from wtforms.validators import Optional

from participation.councils.models import Council, CouncilFeature, FeatureSource
from participation.invitations.answer_actions import Reply
from participation.invitations.draw_actions import DrawPlan
from participation.invitations.models import Said
from participation.kit.errors import Invalid
from participation.kit.forms import AtMost, Form, LineField, Needed, ParagraphsField, choice
from participation.kit.language import gettext as _
from participation.kit.language import lazy
from participation.kit.text import clean_line, fold

UNTOLD = "-"
"""What stands for "I would rather not say"."""


class RegisterForm(Form):
    """An extract of the register."""

    file = FileField(
        lazy("Auszug aus dem Melderegister"),
        description=lazy("CSV mit Kopfzeile, bis 200.000 Zeilen. Die Datei wird verschlüsselt abgelegt und nach dem Einlesen gelöscht."),
    )


class PlanForm(Form):
    """How the invited are drawn."""

    size = IntegerField(lazy("Wie viele Menschen einladen?"), [Needed(lazy("Bitte geben Sie an, wie viele Menschen eingeladen werden."))])
    weights = ParagraphsField(
        lazy("Gewichte"),
        [Optional(), AtMost(2000)],
        description=lazy(
            "Wer seltener zusagt, kann öfter eingeladen werden. Je Zeile ein Wert, zum Beispiel „Alter: 16 bis 29; 150 %“. 100 % ist der übliche Anteil."
        ),
    )
    spares_invited = BooleanField(lazy("Niemanden einladen, der schon zu einem früheren Bürgerrat eingeladen war"))
    source = LineField(
        lazy("Woher kommt die Zufallszahl?"),
        [AtMost(200)],
        description=lazy("Sie steht vorher fest und ist öffentlich, zum Beispiel „Lottozahlen vom Samstag, 21. November 2026“."),
    )

    def plan(self, council: Council) -> DrawPlan:
        """The plan as typed. Raises Invalid naming the line that cannot be read."""
        weights = read_weights(self.weights.data or "", council)
        return DrawPlan(self.size.data or 0, weights, bool(self.spares_invited.data), self.source.data or "")


def read_weights(text: str, council: Council) -> tuple[tuple[str, str, int], ...]:
    """Lines `Alter: 16 bis 29; 150 %` as (feature, value, percent). Raises Invalid."""
    found = []
    features = [feature for feature in council.features if feature.code in ("district", "age", "sex")]
    for raw in text.splitlines():
        line = clean_line(raw)
        if not line:
            continue
        name, _colon, rest = line.partition(":")
        value, _sign, percent = rest.rpartition(";")
        feature = next((one for one in features if fold(one.label) == fold(name.strip())), None)
        code = next((str(one["code"]) for one in feature.values if fold(str(one["label"])) == fold(value.strip())), None) if feature else None
        number = percent.strip().removesuffix("%").strip()
        if feature is None or code is None or not (number.isascii() and number.isdigit() and len(number) <= 4):
            raise Invalid(_("Diese Zeile verstehen wir nicht: „%(line)s“. So geht es: „Alter: 16 bis 29; 150 %%“.", line=line[:80]), "weights")
        found.append((feature.code, code, int(number)))
    return tuple(found)


class DrawForm(Form):
    """The public random value."""

    value = LineField(
        lazy("Zufallswert"),
        [Needed(lazy("Bitte geben Sie den Zufallswert ein.")), AtMost(200)],
        description=lazy("Genau so, wie er veröffentlicht ist. Danach steht fest, wer eingeladen wird."),
    )


class CodeForm(Form):
    """The code from the letter."""

    code = LineField(lazy("Code aus Ihrem Brief"), [Needed(lazy("Bitte geben Sie den Code aus Ihrem Brief ein.")), AtMost(40)])


class ReplyForm(Form):
    """Yes or no, how to be reached, and the asked features, which the page shows by hand."""

    said = RadioField(lazy("Möchten Sie mitmachen?"), choices=[], validate_choice=False)
    name = LineField(lazy("Ihr Name"), [AtMost(120)])
    email = LineField(lazy("E-Mail-Adresse"), [AtMost(254)])
    phone = LineField(lazy("Telefonnummer"), [AtMost(40)], description=lazy("E-Mail-Adresse oder Telefonnummer: Eins von beiden brauchen wir."))
    reason = RadioField(lazy("Warum nicht?"), choices=[], validate_choice=False)

    def __init__(self, **arguments: Any) -> None:
        super().__init__(**arguments)
        self.said.choices = [choice("yes", _("Ja, ich möchte in den Lostopf")), choice("no", _("Nein, ich kann oder möchte nicht"))]
        reasons = (("time", _("Keine Zeit")), ("health", _("Gesundheit")), ("topic", _("Das Thema ist nichts für mich")), ("other", _("Anderes")))
        self.reason.choices = [choice(value, label) for value, label in reasons]

    def reply(self, council: Council) -> Reply:
        """What was answered. Raises Invalid where nothing was chosen."""
        if self.said.data not in list(Said):
            raise Invalid(_("Bitte wählen Sie, ob Sie mitmachen möchten."), "said")
        told = {feature.code: request.form.get(f"feature-{feature.code}", "")[:40] for feature in asked(council)}
        consents = frozenset(feature.code for feature in asked(council) if request.form.get(f"consent-{feature.code}"))
        features = {code: value for code, value in told.items() if value and value != UNTOLD}
        return Reply(
            Said(self.said.data), self.name.data or "", self.email.data or "", self.phone.data or "", features, consents, self.reason.data or ""
        )


class EntryForm(ReplyForm):
    """An answer from card or phone."""

    number = IntegerField(lazy("Nummer auf dem Brief"), [Needed(lazy("Bitte geben Sie die Nummer an, die auf dem Brief steht."))])
    channel = RadioField(lazy("Wie kam die Antwort?"), choices=[], validate_choice=False)

    def __init__(self, **arguments: Any) -> None:
        super().__init__(**arguments)
        self.channel.choices = [choice("card", _("Karte oder Brief")), choice("phone", _("Telefon"))]
        self.said.choices = [*(self.said.choices or []), choice("undeliverable", _("Brief kam zurück"))]


def asked(council: Council) -> list[CouncilFeature]:
    """The features that the invited tell themselves."""
    return [feature for feature in council.features if feature.source == FeatureSource.ASKED]


def asked_shown(council: Council, told: dict[str, str], consents: frozenset[str], errors: dict[str, str]) -> list[dict[str, Any]]:
    """The asked features as the page shows them, with what was chosen and what is wrong."""
    return [
        {
            "code": feature.code,
            "label": feature.label,
            "options": [*((str(value["code"]), str(value["label"])) for value in feature.values), (UNTOLD, _("möchte ich nicht sagen"))],
            "chosen": told.get(feature.code, ""),
            "consented": feature.code in consents,
            "error": errors.get(f"feature-{feature.code}"),
            "consent_error": errors.get(f"consent-{feature.code}"),
        }
        for feature in asked(council)
    ]
