"""The form that asks for new checkpoints by mail."""

from __future__ import annotations

from wtforms import RadioField

from participation.accounts.forms import AddressField, IsAddress
from participation.kit.forms import Form, Needed, lazy

ALL = "alle"


class SubscribeForm(Form):
    """An address, and of which logs."""

    which = RadioField(lazy("Welche Protokolle?"), default=ALL)
    email = AddressField(
        lazy("E-Mail-Adresse"),
        [Needed(lazy("Bitte geben Sie Ihre E-Mail-Adresse an.")), IsAddress()],
        description=lazy("Sie bekommen zuerst einen Link zum Bestätigen. Abbestellen können Sie mit jeder E-Mail."),
    )
