"""The forms of trustees and of those who name them."""

from __future__ import annotations

from participation.kit.forms import AtMost, Form, LineField, Needed, lazy


class TrusteeForm(Form):
    """Somebody who is to hold a part of the key."""

    name = LineField(lazy("Name"), [Needed(lazy("Bitte geben Sie einen Namen an.")), AtMost(120)], description=lazy("Er ist öffentlich."))
    email = LineField(
        lazy("E-Mail-Adresse"),
        [Needed(lazy("Bitte geben Sie eine E-Mail-Adresse an.")), AtMost(254)],
        description=lazy("Dorthin geht der persönliche Link. Sie ist nicht öffentlich."),
    )


class TrusteeCodeForm(Form):
    """The code of a trustee's personal link."""

    code = LineField(
        lazy("Ihr Code"),
        [Needed(lazy("Bitte geben Sie den Code ein.")), AtMost(60)],
        description=lazy("Er steht in der Nachricht, mit der Sie benannt wurden."),
    )
