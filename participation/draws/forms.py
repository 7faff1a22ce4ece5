"""The forms of the second draw."""

from __future__ import annotations

from wtforms import IntegerField, RadioField, SelectField
from wtforms.validators import Optional

from participation.draws.randomness import KIND_NAMES, Kind
from participation.kit.forms import AtMost, Form, LineField, MomentField, Needed, ParagraphsField, choice
from participation.kit.language import lazy

METHOD_NAMES = {
    "leximin": lazy("Leximin: die kleinste Chance so groß wie möglich, dann die zweitkleinste (empfohlen)"),
    "maximin": lazy("Maximin: nur die kleinste Chance so groß wie möglich"),
    "nash": lazy("Nash: das Produkt aller Chancen so groß wie möglich"),
    "random": lazy("Zufällige Besetzungen: keine Zusage, wie groß Ihre Chance ist (nur zum Vergleich)"),
}


class ComputeForm(Form):
    """Have a lottery computed."""

    method = SelectField(lazy("Verfahren"), choices=[choice(code, name) for code, name in METHOD_NAMES.items()], default="leximin")
    reason = ParagraphsField(lazy("Warum wird noch einmal gelost?"), [AtMost(2000)], description=lazy("Die Begründung ist öffentlich."))


class PublishForm(Form):
    """Name the randomness that will decide."""

    kind = RadioField(lazy("Woher kommt der Zufall?"), choices=[choice(kind, name) for kind, name in KIND_NAMES.items()], default=Kind.DICE)
    happens_at = MomentField(
        lazy("Wann entsteht der Zufall?"), description=lazy("Beginn der Losung oder Zeit der Ziehung. Bei drand folgt sie aus der Runde.")
    )
    source = LineField(
        lazy("Genaue Beschreibung"),
        [AtMost(200)],
        description=lazy(
            "Zum Beispiel: Losung im Bürgersaal, öffentlich und im Stream. Oder: Lotto 6 aus 49, Ziehung vom 24. Oktober 2026, Zahlen in gezogener Reihenfolge."
        ),
    )
    drand_round = IntegerField(lazy("Nummer der drand-Runde (Kette quicknet)"), [Optional()])


class ValueForm(Form):
    """Type in the public random value."""

    value = LineField(lazy("Was wurde gezogen?"), [Needed(lazy("Bitte geben Sie ein, was gezogen wurde.")), AtMost(200)])


class WorkForm(Form):
    """Let the council begin."""

    reason = ParagraphsField(lazy("Warum beginnt der Bürgerrat ohne alle Zusagen?"), [AtMost(2000)])


class CodeForm(Form):
    """The code from the letter."""

    code = LineField(lazy("Ihr Code"), [Needed(lazy("Bitte geben Sie den Code aus dem Brief oder der E-Mail ein.")), AtMost(60)])
