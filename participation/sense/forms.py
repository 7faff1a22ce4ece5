"""The forms of this room: a theme, a round, a section, a sentence, a report."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Self

from wtforms import BooleanField, RadioField, SelectMultipleField
from wtforms.widgets import CheckboxInput, ListWidget

from participation.kit.forms import AtMost, Form, LineField, Needed, ParagraphsField, choice, lazy
from participation.kit.language import gettext as _
from participation.kit.pages import format_number
from participation.sense.models import DESCRIPTION_LENGTH, NAME_LENGTH, Theme
from participation.sense.report_actions import INTRODUCTION_LENGTH
from participation.sense.report_models import HEADING_LENGTH, SENTENCE_LENGTH, TITLE_LENGTH, Report, Section
from participation.sense.theme_actions import ThemeDraft
from participation.sense.words import KINDS_NAMES


class ThemeForm(Form):
    """A theme of the code book."""

    name = LineField(
        lazy("Thema"),
        [Needed(lazy("Bitte geben Sie dem Thema einen Namen.")), AtMost(NAME_LENGTH)],
        description=lazy("Zum Beispiel: Barrierefreiheit"),
    )
    description = LineField(
        lazy("Wann passt es?"),
        [AtMost(DESCRIPTION_LENGTH)],
        description=lazy("Je genauer, desto gleicher kodieren zwei Menschen. Zum Beispiel: Rampen, Aufzüge, Leitsysteme; nicht: Preise."),
    )

    @classmethod
    def of(cls, theme: Theme) -> Self:
        """The form filled with a theme, unless it was sent."""
        form = cls()
        if not form.is_submitted():
            form.fill_from(theme)
        return form

    def draft(self) -> ThemeDraft:
        """What was typed."""
        return ThemeDraft(self.name.data or "", self.description.data or "")


class RoundForm(Form):
    """A round of coding."""

    kinds = SelectMultipleField(
        lazy("Welche Texte?"),
        [Needed(lazy("Bitte wählen Sie mindestens eine Art von Texten."))],
        option_widget=CheckboxInput(),
        widget=ListWidget(prefix_label=False),
    )
    extent = RadioField(
        lazy("Wie viele?"),
        choices=[choice("all", lazy("Alle")), choice("sample", lazy("Eine Stichprobe, die das Los zieht"))],
        default="all",
    )
    sample = LineField(lazy("Größe der Stichprobe"), [AtMost(6)], description=lazy("Nur für eine Stichprobe. Zum Beispiel: 100"))
    coders = RadioField(
        lazy("Wer kodiert?"),
        choices=[
            choice("2", lazy("Zwei Personen, unabhängig voneinander (empfohlen)")),
            choice("1", lazy("Eine Person allein")),
        ],
        default="2",
    )

    def offer(self, totals: Mapping[str, int], group: int | None = None) -> None:
        """These kinds have texts; a group of texts needs no choice."""
        if group is not None:
            del self.kinds, self.extent, self.sample
            return
        self.kinds.choices = [choice(str(kind), f"{KINDS_NAMES[kind]} ({format_number(number)})") for kind, number in totals.items() if number]  # type: ignore[index]  # kinds of texts

    def wanted(self) -> int | None:
        """The size of the sample; None for all. Raises ValueError with the sentence to show."""
        if "extent" not in self._fields or self.extent.data != "sample":
            return None
        typed = (self.sample.data or "").replace(".", "").strip()
        if not (typed.isascii() and typed.isdigit() and len(typed) < 7):
            raise ValueError(_("Bitte geben Sie die Größe der Stichprobe als Zahl an, zum Beispiel 100."))
        return int(typed)


class ReportForm(Form):
    """A report's title and what stands before its sections."""

    title = LineField(lazy("Titel des Berichts"), [Needed(lazy("Bitte geben Sie dem Bericht einen Titel.")), AtMost(TITLE_LENGTH)])
    introduction = ParagraphsField(
        lazy("Einleitung"),
        [AtMost(INTRODUCTION_LENGTH)],
        description=lazy("Was wurde gelesen, von wem, wie? Markdown ist möglich."),
    )

    @classmethod
    def of(cls, report: Report) -> Self:
        """The form filled with a report, unless it was sent."""
        form = cls()
        if not form.is_submitted():
            form.fill_from(report)
        return form


class BeginForm(Form):
    """A new version of the report."""

    title = LineField(lazy("Titel des Berichts"), [Needed(lazy("Bitte geben Sie dem Bericht einen Titel.")), AtMost(TITLE_LENGTH)])


class SectionForm(Form):
    """A section's heading."""

    heading = LineField(lazy("Überschrift"), [Needed(lazy("Bitte geben Sie dem Abschnitt eine Überschrift.")), AtMost(HEADING_LENGTH)])
    is_minority = BooleanField(
        lazy("Kasten für Minderheiten"), description=lazy("Was wenige stark wollen. Der Abschnitt steht hervorgehoben im Bericht.")
    )

    @classmethod
    def of(cls, section: Section) -> Self:
        """The form filled with a section, unless it was sent."""
        form = cls()
        if not form.is_submitted():
            form.fill_from(section)
        return form


class SentenceForm(Form):
    """A sentence of the report. What it cites is sent beside it: `belege`, `thema`, `weg`."""

    words = LineField(
        lazy("Satz"),
        [Needed(lazy("Bitte schreiben Sie einen Satz.")), AtMost(SENTENCE_LENGTH)],
        description=lazy("Zum Beispiel: Viele wünschen sich einen Eingang ohne Stufen. Die Zahlen setzt die Seite selbst dazu."),
    )


def keys_from(sent: Sequence[str]) -> list[tuple[str, str]]:
    """Names of texts as forms send them, `kind:ref`; what is none is left out."""
    found = []
    for each in sent[:6_000]:
        kind, _colon, ref = each.partition(":")
        if kind in {str(one) for one in KINDS_NAMES} and 0 < len(ref) <= 170:
            found.append((kind, ref))
    return found
