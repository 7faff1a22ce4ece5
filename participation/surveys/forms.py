"""The forms of those who run surveys."""

from __future__ import annotations

from flask_wtf.file import FileField
from wtforms import BooleanField, RadioField

from participation.kit.bodies import Megabytes
from participation.kit.errors import Invalid
from participation.kit.forms import AtMost, Form, LineField, MomentField, ParagraphsField, choice, lazy
from participation.kit.language import gettext as _
from participation.methods.surveys.files import MOST_BYTES
from participation.surveys.actions import TITLE_LENGTH, SurveyTerms
from participation.surveys.models import Mode
from participation.surveys.words import MODE_NAMES


class QuestionsForm(Form):
    """The file with the questions."""

    file = FileField(
        lazy("Datei mit den Fragen"),
        description=lazy(
            "XLSForm (.xlsx), LimeSurvey (.lss), SurveyJS (.json) oder unser JSON, höchstens %(megabytes)s MB, ohne Makros.",
            megabytes=Megabytes(MOST_BYTES // 1024 // 1024),
        ),
    )

    def content(self) -> bytes:
        """What was uploaded. Raises Invalid where nothing was, or too much."""
        sent = self.file.data
        if not sent or not getattr(sent, "filename", ""):
            raise Invalid(_("Bitte wählen Sie eine Datei aus."), "file")
        content: bytes = sent.read(MOST_BYTES + 1)
        return content


class TermsForm(Form):
    """What a survey is beside its questions."""

    title = LineField(lazy("Titel"), [AtMost(TITLE_LENGTH)], description=lazy("Bleibt das Feld leer, gilt der Titel aus der Datei."))
    introduction = ParagraphsField(lazy("Einleitung"), [AtMost(5_000)], description=lazy("Worum es geht und was mit dem Ergebnis geschieht."))
    mode = RadioField(lazy("Wer kann antworten?"), choices=[choice(mode, MODE_NAMES[mode]) for mode in MODE_NAMES], default=Mode.OPEN)
    opens_at = MomentField(lazy("Beginn"), description=lazy("Ohne Angabe beginnt die Umfrage mit der Veröffentlichung."))
    closes_at = MomentField(lazy("Ende"), description=lazy("Zum Veröffentlichen muss es feststehen."))
    publishes = BooleanField(
        lazy("Ergebnis veröffentlichen"),
        description=lazy("Alle sehen es, sobald die Umfrage geschlossen ist. Kleine Gruppen bleiben verdeckt, freie Texte geben Sie einzeln frei."),
    )

    def terms(self) -> SurveyTerms:
        """What was entered."""
        return SurveyTerms(
            title=self.title.data or "",
            introduction=self.introduction.data or "",
            mode=self.mode.data or "",
            publishes=bool(self.publishes.data),
            opens_at=self.opens_at.data,
            closes_at=self.closes_at.data,
        )


class NewForm(TermsForm, QuestionsForm):
    """A new survey: its questions and its terms."""
