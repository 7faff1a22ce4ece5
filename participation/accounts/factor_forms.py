"""The forms of second signs, passkeys and providers."""

from __future__ import annotations

from wtforms import HiddenField, RadioField

from participation.accounts.forms import ProperName
from participation.kit.forms import AtMost, Form, LineField, Needed, choice
from participation.kit.language import lazy

RESET_REASONS = {
    "lost": lazy("Gerät und Ersatzcodes sind verloren"),
    "broken": lazy("Gerät ist kaputt oder zurückgesetzt"),
    "stolen": lazy("Gerät oder Codes sind in fremden Händen"),
}
CHECKS = {
    "in_person": lazy("Persönlich, ich kenne die Person oder habe den Ausweis gesehen"),
    "called_back": lazy("Rückruf unter einer Nummer, die die Stadt schon hatte"),
    "colleague": lazy("Vorgesetzte oder Kolleg:innen haben es bestätigt"),
}


class SecondStepForm(Form):
    """Show a second sign."""

    code = LineField(
        lazy("Code aus Ihrer App oder Ersatzcode"),
        [Needed(lazy("Bitte geben Sie den Code ein.")), AtMost(40)],
        description=lazy("Die App zeigt sechs Ziffern. Ein Ersatzcode sieht zum Beispiel so aus: 7K3M-9QXR-V0TB-DH2W8."),
    )


class AppCodeForm(Form):
    """Show that the app works."""

    code = LineField(
        lazy("Code, den die App jetzt zeigt"),
        [Needed(lazy("Bitte geben Sie die sechs Ziffern ein, die die App zeigt.")), AtMost(20)],
        description=lazy("Sechs Ziffern, zum Beispiel 123 456."),
    )


class PasskeyForm(Form):
    """What the browser answers for a passkey; a script fills it in."""

    credential = HiddenField()


class NewPasskeyForm(PasskeyForm):
    """A new passkey with the person's own word for it."""

    name = LineField(
        lazy("Name des Passkeys"),
        [AtMost(60)],
        description=lazy("Damit Sie ihn wiedererkennen, zum Beispiel „Diensthandy“."),
    )


class ResetForm(Form):
    """End somebody's second signs; both answers stand in the log."""

    why = RadioField(
        lazy("Grund"),
        [Needed(lazy("Bitte wählen Sie den Grund. Er steht im Protokoll."))],
        choices=[choice(key, label) for key, label in RESET_REASONS.items()],
    )
    checked = RadioField(
        lazy("Wie haben Sie geprüft, wer fragt?"),
        [Needed(lazy("Bitte wählen Sie, wie Sie die Person geprüft haben. Es steht im Protokoll."))],
        choices=[choice(key, label) for key, label in CHECKS.items()],
    )


class FirstSignInForm(Form):
    """Open an account after signing in at a provider."""

    public_name = LineField(
        lazy("Ihr Name auf dieser Seite"),
        [Needed(lazy("Bitte wählen Sie einen Namen. Es muss nicht Ihr echter Name sein.")), AtMost(40), ProperName()],
        description=lazy("Alle können ihn lesen. Es muss nicht Ihr echter Name sein, zum Beispiel „Radfahrerin 71“."),
    )
