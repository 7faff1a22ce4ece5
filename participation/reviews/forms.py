"""The room's forms."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from typing import Any

from flask_wtf.file import FileField
from wtforms import BooleanField, HiddenField, RadioField

from participation.discussions.actions import Draft
from participation.discussions.models import BODY_LIMIT, Kind
from participation.discussions.words import KIND_NAMES
from participation.kit.codes import new_token
from participation.kit.forms import AtMost, Form, LineField, ParagraphsField, choice, lazy
from participation.methods.paragraphs.docx import MAX_BYTES
from participation.reviews.models import NOTE_LENGTH, PASSAGE_LENGTH, TITLE_LENGTH, ReviewText
from participation.reviews.queries import Standing
from participation.reviews.text_actions import Revision
from participation.reviews.texts import LONGEST_INTRODUCTION, LONGEST_PARAGRAPH, LONGEST_REASON, SuggestionText, TextDraft

OTHER = "andere"
"""The choice for a passage that is typed."""
_HOW = lazy(
    "Absätze trennen Sie mit einer leeren Zeile. Eine Überschrift beginnt mit # und einem Leerzeichen, ein Punkt einer Liste mit - und einem Leerzeichen."
)


def number_in(raw: object) -> int:
    """The number that a hidden field holds; anything odd counts as none."""
    said = str(raw or "")
    return int(said) if said.isascii() and said.isdigit() and len(said) <= 9 else 0


class _FileForm(Form):
    file = FileField(lazy("Word-Datei (DOCX)"), description=lazy("Höchstens %(megabytes)s MB.", megabytes=MAX_BYTES // 1024 // 1024))
    body = ParagraphsField(lazy("Text"), description=_HOW)

    def take(self, markdown: str) -> None:
        """Put a file's text into the field."""
        self.body.data = markdown
        self.body.raw_data = None


class TextForm(_FileForm):
    """A text that the city puts up for review."""

    title = LineField(lazy("Titel"), [AtMost(TITLE_LENGTH)])
    introduction = ParagraphsField(
        lazy("Einführung"),
        [AtMost(LONGEST_INTRODUCTION)],
        description=lazy("Worum geht es? Was steht schon fest? Was geschieht mit den Kommentaren und Änderungsvorschlägen?"),
    )
    takes_marks = BooleanField(
        lazy("Zu jedem Absatz nach Zustimmung fragen"),
        description=lazy("Einwohner:innen sagen dann zu jedem Absatz, ob sie zustimmen. Jede Person einmal, und sie kann es ändern."),
    )
    verified_only = BooleanField(lazy("Nur bestätigte Einwohner:innen können zustimmen"))

    @classmethod
    def of(cls, text: ReviewText, body: str) -> TextForm:
        """The form filled with a draft."""
        return cls(obj=text, body=body)

    def draft(self) -> TextDraft:
        """What was typed."""
        return TextDraft(
            self.title.data or "", self.introduction.data or "", self.body.data or "", bool(self.takes_marks.data), bool(self.verified_only.data)
        )


class RevisionForm(_FileForm):
    """A new version of the whole text."""

    note = LineField(
        lazy("Was ändert sich, und warum?"), [AtMost(NOTE_LENGTH)], description=lazy("Dieser Satz steht öffentlich bei der neuen Fassung.")
    )
    seen = HiddenField()

    def revision(self) -> Revision:
        """What was typed."""
        return Revision(self.body.data or "", self.note.data or "", number_in(self.seen.data))

    def go_on_from(self, number: int) -> None:
        """The next sending is compared with this version."""
        self.seen.data = str(number)
        self.seen.raw_data = None


class OutcomeForm(Form):
    """What becomes of a text."""

    outcome = ParagraphsField(
        lazy("Was wird aus dem Entwurf?"),
        [AtMost(LONGEST_INTRODUCTION)],
        description=lazy("Zum Beispiel: Der Stadtrat berät die letzte Fassung am 12. Mai. Das steht öffentlich über dem Text."),
    )


class SuggestForm(Form):
    """Other words for a paragraph, and why."""

    body = ParagraphsField(
        lazy("So soll der Absatz lauten"),
        [AtMost(LONGEST_PARAGRAPH)],
        description=lazy("Ändern Sie direkt im Text. Was gleich bleibt, lassen Sie stehen."),
    )
    strike = BooleanField(lazy("Den ganzen Absatz streichen"), description=lazy("Dann zählt nur die Begründung."))
    reason = ParagraphsField(
        lazy("Warum soll der Absatz geändert werden?"),
        [AtMost(LONGEST_REASON)],
        description=lazy("Diese Begründung steht öffentlich bei Ihrem Änderungsvorschlag."),
    )
    base = HiddenField()
    entry_key = HiddenField()

    @classmethod
    def of(cls, standing: Standing, number: int) -> SuggestForm:
        """The form filled with the paragraph as it is, in the version `number`."""
        return cls(body=standing.wording.body, base=str(number), entry_key=secrets.token_urlsafe(16))

    def given(self) -> SuggestionText:
        """What was typed."""
        return SuggestionText(self.body.data or "", self.reason.data or "", number_in(self.base.data), bool(self.strike.data))

    def key(self) -> str | None:
        """The form's own key, by which the same sending is known."""
        return (self.entry_key.data or "")[:64] or None

    def go_on_from(self, number: int) -> None:
        """The next sending is compared with this version."""
        self.base.data = str(number)
        self.base.raw_data = None


class PassageForm(Form):
    """A comment on some words of a paragraph: a sentence that is chosen, or words that are typed or were marked with the mouse."""

    sentence = RadioField(lazy("Um welche Stelle geht es?"), validate_choice=False)
    passage = ParagraphsField(
        lazy("Die Wörter, um die es geht"),
        description=lazy("Nur für „Eine andere Stelle“: Schreiben Sie die Wörter genau ab. Höchstens %(limit)s Zeichen.", limit=PASSAGE_LENGTH),
    )
    kind = RadioField(lazy("Was ist Ihr Kommentar?"), choices=[choice(kind, name) for kind, name in KIND_NAMES.items()], validate_choice=False)
    body = ParagraphsField(
        lazy("Ihr Kommentar"), [AtMost(BODY_LIMIT)], description=lazy("Bitte schreiben Sie zur Sache und ohne persönliche Daten von anderen.")
    )
    form_key = HiddenField()

    def __init__(self, sentences: Sequence[str], **named: Any) -> None:
        super().__init__(**named)
        self.sentences = list(sentences)
        self.sentence.choices = [choice(str(place), words) for place, words in enumerate(self.sentences, 1)]
        self.sentence.choices += [choice(OTHER, lazy("Eine andere Stelle"))]

    def begin(self, passage: str) -> None:
        """An empty form, with what was marked where something was."""
        self.form_key.data = new_token()[:32]
        self.passage.data = passage
        self.sentence.data = OTHER if passage else None

    def chosen(self) -> str:
        """The passage that is meant; empty where none was chosen."""
        said = number_in(self.sentence.data)
        return self.sentences[said - 1] if 0 < said <= len(self.sentences) else (self.passage.data or "")

    def draft(self) -> Draft | None:
        """The comment; None where its kind is missing."""
        if self.kind.data not in set(Kind):
            return None
        return Draft(Kind(self.kind.data), self.body.data or "", form_key=self.form_key.data or "")


class AcceptForm(Form):
    """How a suggestion is taken over."""

    body = ParagraphsField(
        lazy("So steht der Absatz in der neuen Fassung"),
        [AtMost(LONGEST_PARAGRAPH)],
        description=lazy("Sie können die Wörter anpassen. Das wird dann gesagt."),
    )
    reason = ParagraphsField(
        lazy("Warum übernehmen Sie die Änderung?"), [AtMost(LONGEST_REASON)], description=lazy("Das steht öffentlich bei der Entscheidung.")
    )
    seen = HiddenField()

    @classmethod
    def of(cls, body: str, number: int) -> AcceptForm:
        """The form for the version that is looked at, with the words proposed."""
        return cls(body=body, seen=str(number))

    def seen_number(self) -> int:
        """The version that was looked at."""
        return number_in(self.seen.data)

    def look_again(self, number: int) -> None:
        """Go on with the version that is shown now."""
        self.seen.data = str(number)
        self.seen.raw_data = None


class RejectForm(Form):
    """Why a suggestion is not taken over."""

    reason = ParagraphsField(
        lazy("Warum übernehmen Sie die Änderung nicht?"),
        [AtMost(LONGEST_REASON)],
        description=lazy("Diese Begründung steht öffentlich beim Änderungsvorschlag."),
    )
