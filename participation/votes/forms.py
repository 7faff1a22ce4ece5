"""The forms of those who run votes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from wtforms import BooleanField, DateField, Field, RadioField, SelectMultipleField, ValidationError
from wtforms.validators import Optional
from wtforms.widgets import CheckboxInput, ListWidget

from participation.accounts.models import District
from participation.kit.forms import AtMost, Form, LineField, MomentField, Needed, ParagraphsField, choice, lazy
from participation.kit.language import gettext as _
from participation.votes.actions import Option, VoteDraft
from participation.votes.models import POLL_RULES, RollKind, Secrecy, Vote
from participation.votes.words import SECRECY_CHOICES, percent_of_hundredths


def read_percent(text: str) -> int | None:
    """`20`, `12,5` or `12.5` as hundredths of a percent; None for nothing. Raises ValueError for anything else."""
    if not text:
        return None
    whole, _comma, rest = text.removesuffix("%").strip().replace(".", ",").partition(",")
    if not (whole.isascii() and whole.isdigit() and len(whole) <= 3 and len(rest) <= 2 and (not rest or (rest.isascii() and rest.isdigit()))):
        raise ValueError(text)
    hundredths = int(whole) * 100 + int(rest.ljust(2, "0") if rest else 0)
    if not 1 <= hundredths <= 10_000:
        raise ValueError(text)
    return hundredths


def read_options(text: str) -> list[Option]:
    """Options as typed: one a line, behind `|` an explanation."""
    found = []
    for line in text.splitlines():
        title, _bar, description = line.partition("|")
        if title.strip():
            found.append(Option(title.strip(), description.strip()))
    return found


class _Percent:
    def __call__(self, form: object, field: Field) -> None:
        try:
            read_percent(field.data or "")
        except ValueError:
            raise ValidationError(_("Bitte geben Sie eine Prozentzahl zwischen 0,01 und 100 an, zum Beispiel 20 oder 12,5.")) from None


class _Seats:
    def __call__(self, form: object, field: Field) -> None:
        text = field.data or ""
        if not (text.isascii() and text.isdigit() and len(text) <= 2 and int(text) >= 1):
            raise ValidationError(_("Bitte geben Sie eine Zahl zwischen 1 und 29 an."))


class _Options:
    def __call__(self, form: object, field: Field) -> None:
        for option in read_options(field.data or ""):
            if len(option.title) > 120 or len(option.description) > 500:
                raise ValidationError(_("„%(title)s …“ ist zu lang: Name höchstens 120, Erläuterung höchstens 500 Zeichen.", title=option.title[:40]))


class VoteForm(Form):
    """A vote as a clerk prepares it."""

    title = LineField(lazy("Titel"), [Needed(lazy("Bitte geben Sie der Abstimmung einen Titel.")), AtMost(120)])
    question = LineField(
        lazy("Frage"), [AtMost(300)], description=lazy("Sie steht auf dem Stimmzettel, ein Satz, zum Beispiel: Was soll aus der Stadthalle werden?")
    )
    introduction = ParagraphsField(
        lazy("Worum es geht"),
        [AtMost(10_000)],
        description=lazy("Steht auf der Seite über die Abstimmung, nicht auf dem Stimmzettel. Markdown ist möglich."),
    )
    rule = RadioField(lazy("Verfahren"), default="yes-no")
    options = ParagraphsField(
        lazy("Möglichkeiten"),
        [_Options()],
        description=lazy("Eine je Zeile. Hinter einem senkrechten Strich | kann eine Erläuterung stehen. Bei Ja/Nein bleibt das Feld leer."),
    )
    seats = LineField(lazy("Wie viele werden gewählt?"), [_Seats()], default="1")
    secrecy = RadioField(lazy("Geheim oder offen"), default=Secrecy.SECRET)
    replaceable = BooleanField(lazy("Stimmen können bis zum Ende geändert werden"))
    roll_kind = RadioField(
        lazy("Verzeichnis"),
        choices=[
            choice(str(RollKind.RULE), lazy("Konten: Wer die Regel unten erfüllt, stimmt mit dem eigenen Konto ab.")),
            choice(str(RollKind.CODES), lazy("Codes: Wer auf einer Liste steht, bekommt einen Brief mit einem Code. Ein Konto ist nicht nötig.")),
        ],
        default=RollKind.RULE,
    )
    at_counter = BooleanField(lazy("Am Schalter können Codes ausgegeben werden"))
    on_paper = BooleanField(lazy("Es gibt Stimmzettel auf Papier. Dann schließen Menschen die Abstimmung, nicht die Plattform."))
    by_two = BooleanField(lazy("Eröffnen, Schließen, Verlängern und Ungültigerklären brauchen zwei Personen"))
    verified_only = BooleanField(lazy("Nur nachgewiesene Einwohnerinnen und Einwohner"), default=True)
    verified_before = MomentField(
        lazy("Nachgewiesen vor dem"), description=lazy("Leer: Auch wer sich während der Abstimmung nachweist, kann abstimmen.")
    )
    district_ids = SelectMultipleField(
        lazy("Ortsteile"),
        coerce=int,
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
        description=lazy("Keiner angekreuzt: die ganze Stadt."),
    )
    turnout_quorum = LineField(
        lazy("Beteiligungsquorum in Prozent"),
        [_Percent()],
        description=lazy("So viele aus dem Verzeichnis müssen abgestimmt haben. Leer: kein Quorum."),
    )
    consent_quorum = LineField(
        lazy("Zustimmungsquorum in Prozent"),
        [_Percent()],
        description=lazy("Nur bei Ja/Nein: So viele aus dem Verzeichnis müssen hinter der Mehrheit stehen. Leer: kein Quorum."),
    )
    opens_at = MomentField(lazy("Beginn"))
    closes_at = MomentField(lazy("Ende"))

    def __init__(self, districts: Sequence[District], verified_only: bool, by_two: bool, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self.rule.choices = [choice(rule.identifier, f"{_(rule.title)}: {_(rule.sentence)}") for rule in POLL_RULES.values()]
        self.secrecy.choices = [choice(str(kind), name) for kind, name in SECRECY_CHOICES.items()]
        self.district_ids.choices = [choice(district.id, district.name) for district in districts]
        if not districts:
            del self.district_ids
        if verified_only:
            del self.verified_only
        self._always_by_two = by_two
        if by_two:
            del self.by_two

    def draft(self) -> VoteDraft:
        """What was typed, as the actions take it; the form must be valid."""
        typed = {name: field.data for name, field in self._fields.items()}
        typed["by_two"] = self._always_by_two or typed.get("by_two", False)
        return VoteDraft(
            **{
                **typed,
                "options": read_options(typed["options"]),
                "seats": int(typed["seats"]),
                "turnout_quorum": read_percent(typed["turnout_quorum"]),
                "consent_quorum": read_percent(typed["consent_quorum"]),
            }
        )

    def fill(self, vote: Vote) -> None:
        """Show a draft as it stands."""
        self.fill_from(vote)
        lines = [f"{option.title} | {option.description}" if option.description else option.title for option in vote.options]
        self.options.data = "" if vote.rule == "yes-no" else "\n".join(lines)
        self.seats.data = str(vote.seats)
        self.turnout_quorum.data = percent_of_hundredths(vote.turnout_quorum)
        self.consent_quorum.data = percent_of_hundredths(vote.consent_quorum)


class CertificateForm(Form):
    """What the council made of a result."""

    council_note = ParagraphsField(
        lazy("Was hat der Rat entschieden?"), [AtMost(5000)], description=lazy("Steht unter dem Ergebnis. Markdown ist möglich.")
    )
    council_decided_on = DateField(lazy("Datum der Sitzung"), [Optional()])
