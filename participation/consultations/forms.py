"""The steps of the set-up, one small form each."""

from __future__ import annotations

from datetime import date, datetime

from flask_wtf.file import FileField
from wtforms import BooleanField, Field, HiddenField, IntegerField, SelectField, SelectMultipleField, ValidationError
from wtforms.validators import Optional
from wtforms.widgets import CheckboxInput, ListWidget

from participation.consultations.phases import KIND_NAMES, PhaseKind
from participation.consultations.schedule import PlannedPhase
from participation.consultations.words import TARGET_GROUPS
from participation.kit.bodies import MEGABYTES
from participation.kit.forms import AtMost, DayField, Form, LineField, MomentField, Needed, ParagraphsField, WebAddress, choice, lazy
from participation.kit.language import gettext

EARLIEST, LATEST = 2000, 2199


class Plausible:
    """A date within the lifetime of a town's plans."""

    def __call__(self, form: object, field: Field) -> None:
        value: date | datetime | None = field.data
        if value is not None and not EARLIEST <= value.year <= LATEST:
            raise ValidationError(gettext("Bitte prüfen Sie das Jahr."))


class TitleForm(Form):
    """Step 1: title and summary."""

    title = LineField(
        lazy("Titel"),
        [Needed(lazy("Bitte geben Sie einen Titel ein.")), AtMost(120)],
        description=lazy("Kurz und konkret, zum Beispiel „Stadthalle und Quartier“."),
    )
    summary = ParagraphsField(
        lazy("Zusammenfassung"),
        [Needed(lazy("Bitte fassen Sie in zwei bis drei Sätzen zusammen, worum es geht.")), AtMost(500)],
        description=lazy("Zwei bis drei Sätze. Sie stehen auf der Startseite und oben auf der Seite der Beteiligung."),
    )
    description = ParagraphsField(
        lazy("Ausführliche Beschreibung"),
        [AtMost(20_000)],
        description=lazy("Absätze, Listen (- Punkt), **fett** und [Links](https://beispiel.de) sind möglich."),
    )


class DecisionForm(Form):
    """Step 2: what is decided, by whom, until when, what is open and what is fixed."""

    decision = ParagraphsField(
        lazy("Was wird entschieden?"),
        [Needed(lazy("Bitte schreiben Sie, was entschieden wird.")), AtMost(600)],
        description=lazy("Ein Satz, zum Beispiel „Ob die Stadthalle saniert, umgebaut oder neu gebaut wird.“"),
    )
    decided_by = LineField(
        lazy("Wer entscheidet?"),
        [Needed(lazy("Bitte schreiben Sie, wer entscheidet.")), AtMost(200)],
        description=lazy("Zum Beispiel „Der Stadtrat“."),
    )
    decided_until = DayField(lazy("Bis wann wird entschieden?"), [Needed(lazy("Bitte geben Sie an, bis wann entschieden wird.")), Plausible()])
    open_points = ParagraphsField(
        lazy("Was ist offen?"),
        [Needed(lazy("Bitte nennen Sie, was noch offen ist.")), AtMost(2000)],
        description=lazy("Ein Punkt in jeder Zeile. Darüber können die Menschen mitreden."),
    )
    fixed_points = ParagraphsField(
        lazy("Was steht schon fest?"),
        [AtMost(2000)],
        description=lazy("Ein Punkt in jeder Zeile, zum Beispiel ein Kostenrahmen. So weckt niemand falsche Erwartungen."),
    )
    use_of_result = ParagraphsField(
        lazy("Was passiert mit dem Ergebnis?"),
        [Needed(lazy("Bitte schreiben Sie, was mit dem Ergebnis passiert.")), AtMost(1000)],
        description=lazy("Zum Beispiel „Der Stadtrat berät das Ergebnis öffentlich und begründet seine Entscheidung.“"),
    )


class FirstDayForm(Form):
    """The day on which the usual phases begin."""

    first_day = DayField(lazy("Erster Tag"), [Needed(lazy("Bitte geben Sie den ersten Tag an.")), Plausible()])


class PhaseForm(Form):
    """A phase."""

    kind = SelectField(lazy("Art der Phase"), choices=[choice(kind.value, name) for kind, name in KIND_NAMES.items()])
    title = LineField(lazy("Name der Phase"), [Needed(lazy("Bitte geben Sie der Phase einen Namen.")), AtMost(80)])
    description = ParagraphsField(lazy("Was geschieht in dieser Phase?"), [AtMost(500)], description=lazy("Ein Satz für den Zeitplan."))
    starts_at = MomentField(lazy("Beginn"), [Needed(lazy("Bitte geben Sie an, wann die Phase beginnt.")), Plausible()])
    ends_at = MomentField(
        lazy("Ende"),
        [Needed(lazy("Bitte geben Sie an, wann die Phase endet.")), Plausible()],
        description=lazy("Genau dann schließt die Phase. Zu dieser Uhrzeit ist nichts mehr möglich."),
    )

    def plan(self) -> PlannedPhase:
        """What was entered; only after the form was found valid."""
        if self.starts_at.data is None or self.ends_at.data is None:
            raise ValueError("ask a valid form only")
        return PlannedPhase(PhaseKind(self.kind.data), self.title.data or "", self.description.data or "", self.starts_at.data, self.ends_at.data)


class TopicsForm(Form):
    """Step 4: topics, a line each."""

    topics = ParagraphsField(
        lazy("Themen"),
        [AtMost(3000)],
        description=lazy("Ein Thema in jeder Zeile, zum Beispiel „Gebäude“, „Verkehr“, „Kosten“. Danach werden Vorschläge geordnet."),
    )


class AudienceForm(Form):
    """Step 5: whom it is for, whom to ask, Leichte Sprache."""

    target_groups = SelectMultipleField(
        lazy("Wer ist besonders gefragt?"),
        choices=[choice(code, name) for code, name in TARGET_GROUPS.items()],
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )
    contact = ParagraphsField(
        lazy("An wen kann man sich wenden?"),
        [Needed(lazy("Bitte geben Sie an, an wen man sich wenden kann.")), AtMost(500)],
        description=lazy("Amt oder Name, Telefon, E-Mail, Adresse."),
    )
    easy_language = ParagraphsField(
        lazy("Text in Leichter Sprache"),
        [AtMost(20_000)],
        description=lazy("Kurze Sätze. Eine Zeile für jeden Satz. Am besten prüft ihn jemand aus der Zielgruppe."),
    )
    sign_language_url = LineField(
        lazy("Film in Gebärdensprache"),
        [AtMost(500), WebAddress()],
        description=lazy("Adresse des Films auf der Seite der Stadt, sie beginnt mit https://. Er wird verlinkt, nicht eingebettet."),
    )


class PictureForm(Form):
    """A picture with the words for those who do not see it."""

    file = FileField(
        lazy("Bild"),
        id="picture-file",
        description=lazy("JPEG, PNG oder WebP, höchstens %(megabytes)s MB. Ort und Kamera werden aus der Datei gelöscht.", megabytes=MEGABYTES),
    )
    alternative_text = LineField(
        lazy("Beschreibung für Menschen, die das Bild nicht sehen"),
        [Needed(lazy("Bitte beschreiben Sie das Bild für Menschen, die es nicht sehen.")), AtMost(300)],
        description=lazy("Was ist zu sehen? Zum Beispiel „Die Stadthalle von der Parkseite: ein flacher Betonbau mit großen Fenstern“."),
    )
    credit = LineField(lazy("Wer hat das Bild gemacht?"), [AtMost(120)])


class DocumentForm(Form):
    """A PDF with its title."""

    file = FileField(lazy("Datei"), id="document-file", description=lazy("Nur PDF, höchstens %(megabytes)s MB.", megabytes=MEGABYTES))
    title = LineField(lazy("Titel des Dokuments"), [Needed(lazy("Bitte geben Sie dem Dokument einen Titel.")), AtMost(120)])


class OutcomeForm(Form):
    """What came of it."""

    outcome = ParagraphsField(
        lazy("Was wurde daraus?"),
        [AtMost(20_000)],
        description=lazy("Was wurde entschieden, mit welchen Gründen, wie geht es weiter? Absätze, Listen und Links sind möglich."),
    )


class CopyForm(Form):
    """A new consultation after the example of another."""

    title = LineField(lazy("Titel der neuen Beteiligung"), [Needed(lazy("Bitte geben Sie einen Titel ein.")), AtMost(120)])
    first_day = DayField(
        lazy("Erster Tag"),
        [Needed(lazy("Bitte geben Sie den ersten Tag an.")), Plausible()],
        description=lazy("An diesem Tag beginnt die erste Phase. Die anderen verschieben sich mit."),
    )


class ModeratorForm(Form):
    """Who shall moderate."""

    who = LineField(
        lazy("E-Mail-Adresse oder öffentlicher Name"),
        [Needed(lazy("Bitte geben Sie eine E-Mail-Adresse oder einen öffentlichen Namen ein.")), AtMost(254)],
        description=lazy("Die Person braucht schon ein Konto."),
    )
    until = DayField(
        lazy("Letzter Tag"), [Optional(), Plausible()], description=lazy("Ohne Angabe gilt der Auftrag, bis die Verwaltung ihn beendet.")
    )


class MandateEndForm(Form):
    """Until when somebody moderates."""

    until = DayField(
        lazy("Letzter Tag"), [Optional(), Plausible()], description=lazy("Ohne Angabe gilt der Auftrag, bis die Verwaltung ihn beendet.")
    )


class DeputyForm(Form):
    """Who stands in, and for how long."""

    who = LineField(
        lazy("E-Mail-Adresse oder Name"),
        [Needed(lazy("Bitte geben Sie an, wer vertritt.")), AtMost(254)],
        description=lazy("Ein Konto mit der Rolle „Amt“."),
    )
    first = DayField(lazy("Erster Tag"), [Needed(lazy("Bitte geben Sie den ersten Tag an.")), Plausible()])
    last = DayField(lazy("Letzter Tag"), [Needed(lazy("Bitte geben Sie den letzten Tag an.")), Plausible()])


class DistrictForm(Form):
    """A district's name."""

    name = LineField(lazy("Name des Ortsteils"), [Needed(lazy("Bitte geben Sie den Namen des Ortsteils an.")), AtMost(80)])


class SpanForm(Form):
    """How many days something is kept, and why."""

    days = IntegerField(lazy("Tage"), [Needed(lazy("Bitte geben Sie an, wie viele Tage."))])
    reason = ParagraphsField(
        lazy("Warum?"),
        [Needed(lazy("Bitte nennen Sie den Grund. Alle können ihn lesen.")), AtMost(500)],
        description=lazy("Alle können den Grund lesen, zusammen mit der alten und der neuen Frist."),
    )
    at_once = BooleanField(lazy("Was mit dieser Frist schon fällig ist, darf sofort gelöscht werden."))
    was = HiddenField()


class PseudonymForm(Form):
    """By which name somebody goes here."""

    name = LineField(
        lazy("Ihr Name in dieser Beteiligung"),
        [AtMost(40)],
        description=lazy(
            "3 bis 40 Zeichen, zum Beispiel „Radfahrerin 71“. Nehmen Sie nichts, woran man Sie erkennt, und in jeder Beteiligung etwas anderes. Ohne Angabe gilt der Name Ihres Kontos."
        ),
    )


class AppearanceForm(Form):
    """How people appear in a consultation."""

    pseudonyms = BooleanField(
        lazy("Jede Person darf hier unter einem eigenen Namen auftreten, der nur in dieser Beteiligung gilt"),
        description=lazy(
            "Wer schon geschrieben hat, behält den Namen. Beschäftigte der Stadt, Gewählte und die Moderation treten immer mit Namen und Aufgabe auf."
        ),
    )


class GuestsForm(Form):
    """What a consultation opens to guests."""

    support = BooleanField(
        lazy("Vorschläge unterstützen"),
        description=lazy("Dann zählt jede bestätigte Adresse einmal, auch ohne Nachweis des Wohnsitzes, mit und ohne Konto."),
    )
    write = BooleanField(lazy("Beiträge schreiben"), description=lazy("Hinter dem Namen steht „Gast“. Die Moderation prüft sie wie alle anderen."))
    answer = BooleanField(
        lazy("In Meinungsbildern antworten"), description=lazy("Wer antwortet, wird wie alle zuerst nach der ausdrücklichen Einwilligung gefragt.")
    )


class ConfirmForm(Form):
    """Nothing but the question whether this is meant."""
