"""The forms of a running meeting: joining, asking, notes, and polls as the desk prepares them."""

from __future__ import annotations

import secrets
from typing import Self

from wtforms import HiddenField, IntegerField, RadioField, SelectField
from wtforms.validators import Optional

from participation.kit.forms import AtMost, Form, LineField, ParagraphsField, choice, lazy
from participation.meetings.live_actions import ANSWER_LENGTH, NOTE_LENGTH, REASON_LENGTH
from participation.meetings.live_floor_actions import NAME_LENGTH, QUESTION_LENGTH
from participation.meetings.live_models import LivePoll
from participation.meetings.minutes_actions import CORRECTION_LENGTH
from participation.meetings.minutes_actions import LONGEST as LONGEST_MINUTES
from participation.meetings.minutes_models import MinutesEdition
from participation.meetings.poll_actions import MOST_OPTIONS, OPTION_LENGTH, PollDraft
from participation.meetings.poll_showing import KIND_NAMES, MAJORITY_NAMES
from participation.methods.meetings import Kind, Majority


class JoinForm(Form):
    """Take part without an account."""

    name = LineField(
        lazy("Wie sollen wir Sie aufrufen?"),
        [AtMost(NAME_LENGTH)],
        description=lazy("Nur nötig, wenn Sie sich zu Wort melden wollen. Der Name steht dann auf der Redeliste im Saal."),
    )


class RoomCodeForm(Form):
    """Enter the code that the projector shows."""

    code = LineField(lazy("Code der Sitzung"), [AtMost(20)], description=lazy("Er steht auf der Leinwand, zum Beispiel KR7M4P."))


class QuestionForm(Form):
    """A question for the wall."""

    text = LineField(lazy("Ihre Frage"), [AtMost(QUESTION_LENGTH)], description=lazy("Die Moderation liest sie, bevor alle sie sehen."))
    entry_key = HiddenField()

    @classmethod
    def fresh(cls) -> Self:
        """The form with a key of its own, by which the same sending is known."""
        form = cls()
        if not form.is_submitted():
            form.entry_key.data = secrets.token_urlsafe(16)
        return form


class NoteForm(Form):
    """A line for the minutes."""

    note = ParagraphsField(lazy("Notiz für das Protokoll"), [AtMost(NOTE_LENGTH)])


class DecisionForm(Form):
    """What becomes of a question: words for the minutes, or why it is not shown."""

    answer = ParagraphsField(lazy("Was geantwortet wurde"), [AtMost(ANSWER_LENGTH)])
    reason = LineField(lazy("Warum die Frage nicht gezeigt wird"), [AtMost(REASON_LENGTH)])


class PollForm(Form):
    """A poll."""

    kind = RadioField(lazy("Wie wird gefragt?"), choices=[choice(str(kind), label) for kind, label in KIND_NAMES.items()], default=str(Kind.SINGLE))
    question = LineField(lazy("Frage oder Antrag"), [AtMost(QUESTION_LENGTH)])
    options = ParagraphsField(
        lazy("Möglichkeiten"),
        [AtMost((MOST_OPTIONS + 4) * (OPTION_LENGTH + 2))],
        description=lazy("Eine in jeder Zeile. Für Wählen und Reihenfolge."),
    )
    most = IntegerField(lazy("Höchstens so viele"), [Optional()], description=lazy("Für mehrere Möglichkeiten und eigene Worte."))
    low = IntegerField(lazy("Kleinste Zahl"), [Optional()], description=lazy("Für Skala, Stimmungsbild und Zahl."))
    high = IntegerField(lazy("Größte Zahl"), [Optional()])
    low_word = LineField(lazy("Was die kleinste bedeutet"), [AtMost(40)])
    high_word = LineField(lazy("Was die größte bedeutet"), [AtMost(40)])
    majority = SelectField(lazy("Mehrheit"), choices=[choice(str(one), label) for one, label in MAJORITY_NAMES.items()], default=str(Majority.SIMPLE))

    @classmethod
    def of(cls, poll: LivePoll | None) -> Self:
        """The form filled with a poll, unless it was sent."""
        form = cls()
        if not form.is_submitted():
            if poll is not None:
                form.fill_from(poll)
                form.options.data = "" if poll.is_motion else "\n".join(poll.options)
            else:
                form.most.data, form.low.data, form.high.data = 1, 1, 5
        return form

    def draft(self) -> PollDraft:
        """What was typed; an empty number is what is usual."""
        return PollDraft(
            self.kind.data or "",
            self.question.data or "",
            (self.options.data or "").splitlines(),
            1 if self.most.data is None else self.most.data,
            1 if self.low.data is None else self.low.data,
            5 if self.high.data is None else self.high.data,
            self.low_word.data or "",
            self.high_word.data or "",
            self.majority.data or "",
        )


class MinutesForm(Form):
    """The text."""

    text = ParagraphsField(lazy("Text"), [AtMost(LONGEST_MINUTES)], description=lazy("Markdown ist möglich: # Überschrift, **fett**, - Aufzählung."))
    revision = HiddenField()

    @classmethod
    def of(cls, edition: MinutesEdition) -> Self:
        """The form filled with an edition, unless it was sent."""
        form = cls()
        if not form.is_submitted():
            form.text.data, form.revision.data = edition.text, str(edition.revision)
        return form

    def seen(self) -> int:
        """The revision that the writer saw; 0 for none."""
        said = self.revision.data or ""
        return int(said) if said.isascii() and said.isdigit() and len(said) < 10 else 0


class BeginMinutesForm(Form):
    """Why there is a correction."""

    correction = LineField(lazy("Was wird berichtigt?"), [AtMost(CORRECTION_LENGTH)])


class GroupsForm(Form):
    """Small groups."""

    size = IntegerField(lazy("Personen an einem Tisch, höchstens"), [Optional()])
    rounds = IntegerField(lazy("Runden"), [Optional()], description=lazy("In jeder Runde sitzen andere zusammen."))
