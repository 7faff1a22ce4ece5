"""The forms of an account."""

from __future__ import annotations

from typing import Any

from wtforms import BooleanField, Field, HiddenField, IntegerField, PasswordField, RadioField, SelectField, ValidationError
from wtforms.validators import NumberRange, Optional
from wtforms.widgets import EmailInput

from participation.accounts import passwords
from participation.accounts.addresses import fold_address
from participation.accounts.code_actions import MOST, MOST_PRINTED
from participation.accounts.levels import ROLE_NAMES
from participation.accounts.models import Mailing, NoticeKind, Role
from participation.accounts.rules import name_objection, own_words
from participation.kit.forms import AtMost, Form, LineField, MomentField, Needed, ParagraphsField, choice
from participation.kit.language import LANGUAGES, gettext, lazy
from participation.kit.pages import settings


class AddressField(LineField):
    """An e-mail address, folded to the spelling that is kept; `data` is what was typed where it is none."""

    widget = EmailInput()

    def folded(self) -> str:
        """The address as it is kept."""
        return fold_address(self.data or "") or ""


class IsAddress:
    """Something that can be an e-mail address."""

    def __call__(self, form: object, field: Field) -> None:
        if not fold_address(field.data or ""):
            raise ValidationError(gettext("Das ist keine E-Mail-Adresse. Sie sieht zum Beispiel so aus: name@beispiel.de"))


class HardToGuess:
    """A password that is long enough, not common, and holds neither name nor address; an empty one passes."""

    def __init__(self, *names_of_fields: str) -> None:
        self.names = names_of_fields

    def __call__(self, form: Any, field: Field) -> None:
        if field.data:
            personal = [str(form[name].data or "") for name in self.names if name in form] + list(getattr(form, "personal", ()))
            objection = passwords.objection(field.data, *personal)
            if objection:
                raise ValidationError(objection)


class ProperName:
    """A name that may stand in public; whether it is taken is for the act to say."""

    def __call__(self, form: object, field: Field) -> None:
        reason = name_objection(field.data or "", own_words(settings().city_name, settings().site_name))
        if reason:
            raise ValidationError(reason)


_ADDRESS = (Needed(lazy("Bitte geben Sie Ihre E-Mail-Adresse an.")), IsAddress())
_PASSWORD_HINT = lazy("Mindestens 10 Zeichen, zum Beispiel vier Wörter, die nicht zusammengehören.")


class SignInForm(Form):
    """Sign in by password."""

    email = AddressField(lazy("E-Mail-Adresse"), _ADDRESS)
    password = PasswordField(lazy("Passwort"), [Needed(lazy("Bitte geben Sie Ihr Passwort ein."))])


class AddressForm(Form):
    """Ask for a mailed link."""

    email = AddressField(lazy("E-Mail-Adresse"), _ADDRESS)


class SignUpForm(Form):
    """Open an account."""

    email = AddressField(lazy("E-Mail-Adresse"), _ADDRESS, description=lazy("Nur wir sehen sie. Sie bekommen einen Link zum Bestätigen."))
    public_name = LineField(
        lazy("Ihr Name auf dieser Seite"),
        [Needed(lazy("Bitte wählen Sie einen Namen. Es muss nicht Ihr echter Name sein.")), AtMost(40), ProperName()],
        description=lazy("Alle können ihn lesen. Es muss nicht Ihr echter Name sein, zum Beispiel „Radfahrerin 71“."),
    )
    password = PasswordField(
        lazy("Passwort"),
        [HardToGuess("email", "public_name")],
        description=lazy("Mindestens 10 Zeichen. Ohne Passwort melden Sie sich mit einem Link an, den wir Ihnen per E-Mail schicken."),
    )


class GuestForm(Form):
    """Take part without an account."""

    email = AddressField(lazy("E-Mail-Adresse"), _ADDRESS, description=lazy("Nur wir sehen sie. Sie bekommen einen Link zum Bestätigen."))
    public_name = LineField(
        lazy("Ihr Name auf dieser Seite"),
        [Needed(lazy("Bitte wählen Sie einen Namen. Es muss nicht Ihr echter Name sein.")), AtMost(40), ProperName()],
        description=lazy("Alle können ihn lesen, mit „Gast“ dahinter. Es muss nicht Ihr echter Name sein."),
    )


class OpenAccountForm(Form):
    """Make an account of a guest."""

    personal: tuple[str, ...] = ()
    public_name = LineField(
        lazy("Ihr Name auf dieser Seite"),
        [Needed(lazy("Bitte wählen Sie einen Namen. Es muss nicht Ihr echter Name sein.")), AtMost(40), ProperName()],
        description=lazy("Er steht danach auch an allem, was Sie schon geschrieben haben."),
    )
    password = PasswordField(
        lazy("Passwort"),
        [HardToGuess("public_name")],
        description=lazy("Mindestens 10 Zeichen. Ohne Passwort melden Sie sich mit einem Link an, den wir Ihnen per E-Mail schicken."),
    )


class ConfirmForm(Form):
    """Confirm a sign-up: the password once more on another device, another name where it was taken meanwhile."""

    public_name = LineField(lazy("Ihr Name auf dieser Seite"), [AtMost(40)])
    password = PasswordField(lazy("Passwort"))


class NewPasswordForm(Form):
    """Choose a password by a mailed link."""

    personal: tuple[str, ...] = ()
    password = PasswordField(
        lazy("Neues Passwort"),
        [Needed(lazy("Bitte geben Sie das neue Passwort ein.")), HardToGuess()],
        description=_PASSWORD_HINT,
    )


class ChangePasswordForm(NewPasswordForm):
    """Change the password, knowing the old one."""

    current_password = PasswordField(lazy("Bisheriges Passwort"), [Needed(lazy("Bitte geben Sie Ihr bisheriges Passwort ein."))])


class ChangeNameForm(Form):
    """Take another public name."""

    public_name = LineField(
        lazy("Ihr Name auf dieser Seite"),
        [Needed(lazy("Bitte wählen Sie einen Namen. Es muss nicht Ihr echter Name sein.")), AtMost(40)],
        description=lazy("Er steht danach auch an allem, was Sie schon geschrieben haben."),
    )


class ChangeEmailForm(Form):
    """Take another address; the password where there is one."""

    email = AddressField(
        lazy("Neue E-Mail-Adresse"), _ADDRESS, description=lazy("Wir schicken einen Link dorthin. Erst danach gilt die neue Adresse.")
    )
    password = PasswordField(lazy("Ihr Passwort"))


class LanguageForm(Form):
    """Choose the language of pages and mails."""

    language = RadioField(
        lazy("Sprache der Seiten und E-Mails"),
        [Needed(lazy("Bitte wählen Sie eine der Sprachen."))],
        choices=[choice(code, name) for code, name in LANGUAGES.items()],
        validate_choice=False,
    )


NOTICE_NAMES = {
    NoticeKind.ANSWER: lazy("Die Stadt antwortet"),
    NoticeKind.OUTCOME: lazy("Was aus einer Beteiligung wurde"),
    NoticeKind.PROPOSAL: lazy("Mit Ihrem Vorschlag oder Ihrer Aussage geschieht etwas"),
    NoticeKind.REPLY: lazy("Jemand antwortet auf Ihren Beitrag"),
    NoticeKind.FOLLOWED: lazy("Neues von dem, was Sie beobachten"),
    NoticeKind.SEARCH: lazy("Neues zu Ihren gespeicherten Suchen"),
    NoticeKind.WORK: lazy("Aufgaben"),
}


def _mailing(label: Any, hint: Any = "") -> RadioField:
    choices = [
        choice(Mailing.AT_ONCE, lazy("gleich")),
        choice(Mailing.DAILY, lazy("einmal am Tag, gesammelt um 7 Uhr")),
        choice(Mailing.WEEKLY, lazy("einmal in der Woche, gesammelt am Montag um 7 Uhr")),
        choice(Mailing.NEVER, lazy("keine E-Mail")),
    ]
    return RadioField(label, [Needed(lazy("Bitte wählen Sie eine der vier Möglichkeiten."))], choices=choices, description=hint)


class MailingsForm(Form):
    """Choose which notices are mailed, and when; the fields are named as the kinds are."""

    answer = _mailing(NOTICE_NAMES[NoticeKind.ANSWER], lazy("Auf etwas, das Sie geschrieben haben oder unterstützen."))
    outcome = _mailing(NOTICE_NAMES[NoticeKind.OUTCOME], lazy("Das Ergebnis einer Beteiligung oder Abstimmung, an der Sie teilgenommen haben."))
    proposal = _mailing(
        NOTICE_NAMES[NoticeKind.PROPOSAL],
        lazy("Zum Beispiel schlägt jemand eine Änderung vor, oder die Moderation nimmt Ihre Aussage an."),
    )
    reply = _mailing(NOTICE_NAMES[NoticeKind.REPLY])
    followed = _mailing(NOTICE_NAMES[NoticeKind.FOLLOWED])
    search = _mailing(NOTICE_NAMES[NoticeKind.SEARCH])
    work = _mailing(NOTICE_NAMES[NoticeKind.WORK], lazy("Nur für Personen, die für die Stadt arbeiten oder moderieren."))

    def chosen(self) -> dict[NoticeKind, Mailing]:
        """What was chosen for each kind."""
        return {kind: Mailing(self[kind].data) for kind in NoticeKind}


class PasswordForm(Form):
    """The password, before something that cannot be undone."""

    password = PasswordField(lazy("Ihr Passwort"), [Needed(lazy("Bitte geben Sie Ihr Passwort ein."))])


class TextsForm(Form):
    """What becomes of one's texts when the account goes; they stay unless one says otherwise."""

    texts = RadioField(
        lazy("Was soll mit Ihren Texten geschehen?"),
        choices=[
            choice("keep", lazy("Sie bleiben stehen, ohne meinen Namen")),
            choice("remove", lazy("Sie werden entfernt")),
        ],
        default="keep",
        validate_choice=False,
    )

    @property
    def remove_texts(self) -> bool:
        """Whether the texts are to go too."""
        return bool(self.texts.data == "remove")


class LeavingForm(TextsForm, PasswordForm):
    """Delete the account, knowing the password."""


class CodeForm(Form):
    """Redeem a code."""

    code = LineField(
        lazy("Code aus Ihrem Brief"),
        [Needed(lazy("Bitte geben Sie den Code aus Ihrem Brief ein."))],
        description=lazy("Zum Beispiel 7K3M-9QXR-V0TB-DH2W8. Groß oder klein und mit oder ohne Striche ist gleich."),
    )


class RoleForm(Form):
    """Give a role."""

    role = SelectField(lazy("Rolle"), choices=[choice(str(role), name) for role, name in ROLE_NAMES.items()])
    real_name = LineField(lazy("Name"), [AtMost(60)], description=lazy("Für alle Rollen außer Einwohner:in. Der Name steht neben jedem Beitrag."))
    position = LineField(lazy("Amt oder Funktion"), [AtMost(120)], description=lazy("Zum Beispiel „Amt für Stadtplanung“."))


class InviteForm(Form):
    """Invite somebody into the city's team."""

    email = AddressField(lazy("E-Mail-Adresse"), _ADDRESS, description=lazy("Dorthin schicken wir den Link. Er gilt 14 Tage und nur einmal."))
    real_name = LineField(lazy("Name"), [AtMost(60)], description=lazy("Er steht neben jedem Beitrag dieser Person."))
    position = LineField(lazy("Amt oder Funktion"), [AtMost(120)], description=lazy("Zum Beispiel „Amt für Stadtplanung“."))
    role = SelectField(lazy("Rolle"), choices=[choice(str(role), name) for role, name in ROLE_NAMES.items() if role != Role.RESIDENT])


class BlockForm(Form):
    """Block an account."""

    reason = LineField(
        lazy("Grund"),
        [Needed(lazy("Bitte nennen Sie den Grund. Die Person bekommt ihn zu lesen.")), AtMost(500)],
        description=lazy("Die Person bekommt ihn zu lesen."),
    )
    until = MomentField(lazy("Ende der Sperre"), [Optional()], description=lazy("Ohne Ende gilt die Sperre, bis sie jemand aufhebt."))


class CodesForm(Form):
    """Make codes for letters."""

    label = LineField(
        lazy("Bezeichnung"),
        [Needed(lazy("Bitte geben Sie an, wofür die Codes sind.")), AtMost(80)],
        description=lazy("Zum Beispiel „Briefe Altstadt, Oktober“."),
    )
    number = IntegerField(
        lazy("Anzahl"),
        [
            Needed(lazy("Bitte geben Sie an, wie viele Codes Sie brauchen.")),
            NumberRange(1, MOST, lazy("Bitte geben Sie eine Anzahl zwischen 1 und 5.000 an.")),
        ],
        description=lazy("Höchstens 5.000 auf einmal."),
    )
    district = SelectField(lazy("Ortsteil"), [Optional()], description=lazy("Wer den Code eingibt, gehört dann zu diesem Ortsteil."))
    kind = RadioField(
        lazy("Form"),
        choices=[choice("csv", lazy("Tabelle (CSV) für den Seriendruck")), choice("pdf", lazy("PDF zum Drucken und Ausschneiden, mit QR-Code"))],
        default="csv",
    )

    def validate_kind(self, field: Field) -> None:
        if field.data == "pdf" and (self.number.data or 0) > MOST_PRINTED:
            raise ValidationError(gettext("Ein PDF fasst höchstens 1.000 Codes. Wählen Sie bitte die Tabelle oder eine kleinere Anzahl."))


class ConsentForm(Form):
    """Agree, expressly, to the words that were read."""

    agrees = BooleanField(
        lazy("Ich willige ausdrücklich ein."), [Needed(lazy("Bitte kreuzen Sie an, dass Sie einwilligen. Ohne das geht es hier nicht weiter."))]
    )
    text = HiddenField()


class ConsentTextForm(Form):
    """A new version of a text of consent."""

    text_de = ParagraphsField(lazy("Text auf Deutsch"), [Needed(lazy("Bitte füllen Sie dieses Feld aus.")), AtMost(2000)])
    text_en = ParagraphsField(lazy("Text auf Englisch"), [Needed(lazy("Bitte füllen Sie dieses Feld aus.")), AtMost(2000)])
    note = LineField(
        lazy("Was ist anders, und warum?"),
        [Needed(lazy("Bitte füllen Sie dieses Feld aus.")), AtMost(300)],
        description=lazy("Alle können es lesen."),
    )
    ask_again = BooleanField(
        lazy("Alle noch einmal fragen, die schon eingewilligt haben."), description=lazy("Nötig, wenn sich ändert, wozu oder an wen Daten gehen.")
    )
    after = HiddenField()
