"""The room's forms."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar

from wtforms import BooleanField, Field, HiddenField, RadioField, ValidationError

from participation.discussions.actions import checked_body
from participation.discussions.models import BODY_LIMIT, Kind
from participation.discussions.summary_actions import LONGEST_REASON, LONGEST_SUMMARY
from participation.discussions.topic_actions import INTRODUCTION_LIMIT, OUTCOME_LIMIT, TITLE_LIMIT
from participation.discussions.words import KIND_NAMES
from participation.kit.codes import new_token
from participation.kit.errors import Invalid
from participation.kit.forms import AtMost, Form, LineField, Needed, ParagraphsField, Text, choice, lazy
from participation.kit.own_pages import each_time


class _Known:
    """One of the choices must be picked; the message says what to do. Replaces WTForms' own check of choices."""

    field_flags: ClassVar[dict[str, bool]] = {"required": True}

    def __init__(self, known: Iterable[str], message: Text) -> None:
        self.known = frozenset(known)
        self.message = message

    def __call__(self, form: object, field: Field) -> None:
        if field.data not in self.known:
            raise ValidationError(str(self.message))


class _Sound:
    """A text that the act itself would take: not empty to the eye, not too long."""

    def __call__(self, form: object, field: Field) -> None:
        try:
            checked_body(field.data or "")
        except Invalid as error:
            raise ValidationError(error.message) from None


class _WritingForm(Form):
    """A text for a thread, with the random key that makes one sending count once."""

    form_key = HiddenField()

    def renew_key(self) -> None:
        """Give an empty form its key."""
        self.form_key.data = each_time(lambda: new_token()[:32])


class ContributionForm(_WritingForm):
    """A new contribution, or one's own that is changed."""

    kind = RadioField(
        lazy("Was ist Ihr Beitrag?"),
        [_Known(Kind, lazy("Bitte wählen Sie, was Ihr Beitrag ist."))],
        choices=[choice(kind, name) for kind, name in KIND_NAMES.items()],
        validate_choice=False,
    )
    body = ParagraphsField(
        lazy("Ihr Beitrag"),
        [Needed(lazy("Bitte schreiben Sie Ihren Beitrag.")), AtMost(BODY_LIMIT), _Sound()],
        description=lazy("Bitte schreiben Sie zur Sache und ohne persönliche Daten von anderen."),
    )

    def __init__(self, **named: Any) -> None:
        super().__init__(prefix="beitrag", **named)

    @property
    def chosen_kind(self) -> Kind:
        """The kind, once the form is valid."""
        return Kind(self.kind.data)


class AnswerForm(_WritingForm):
    """An answer to a contribution: text only."""

    body = ParagraphsField(
        lazy("Ihre Antwort"),
        [Needed(lazy("Bitte schreiben Sie Ihre Antwort.")), AtMost(BODY_LIMIT), _Sound()],
        description=lazy("Bitte schreiben Sie zur Sache und ohne persönliche Daten von anderen."),
    )

    def __init__(self, parent_id: int, **named: Any) -> None:
        super().__init__(prefix=f"antwort{parent_id}", **named)  # several may be open on one page

    @property
    def chosen_kind(self) -> Kind:
        """An answer says no kind."""
        return Kind.NOTE


class TopicForm(Form):
    """A topic to put up for discussion."""

    title = LineField(lazy("Titel"), [Needed(lazy("Bitte geben Sie dem Thema einen Titel.")), AtMost(TITLE_LIMIT)])
    introduction = ParagraphsField(
        lazy("Einführung"),
        [AtMost(INTRODUCTION_LIMIT)],
        description=lazy("Was möchten Sie wissen? Was ist schon entschieden? Was geschieht mit den Beiträgen?"),
    )


class OutcomeForm(Form):
    """What came of a discussion."""

    outcome = ParagraphsField(
        lazy("Ergebnis"),
        [AtMost(OUTCOME_LIMIT)],
        description=lazy("Was tut die Stadt, und warum? Das Ergebnis steht über der Diskussion. Leer bedeutet: noch kein Ergebnis."),
    )


class SummaryForm(Form):
    """A summary of a discussion, one sentence a line."""

    text = ParagraphsField(
        lazy("Zusammenfassung"),
        [Needed(lazy("Bitte schreiben Sie mindestens einen Satz.")), AtMost(LONGEST_SUMMARY)],
        description=lazy(
            "Ein Satz in einer Zeile. Dahinter die Beiträge, die er zusammenfasst, zum Beispiel: Viele möchten die Akustik erhalten. #12 #15"
        ),
    )
    based_on = HiddenField()

    @property
    def version(self) -> int | None:
        """The number of the version that is changed; anything odd counts as none."""
        said = str(self.based_on.data or "")
        return int(said) if said.isascii() and said.isdigit() and len(said) < 10 else None


class ObjectionForm(Form):
    """Why a sentence of a summary does not render the discussion rightly."""

    reason = ParagraphsField(
        lazy("Was stimmt an dem Satz nicht?"),
        [Needed(lazy("Bitte schreiben Sie, was an dem Satz nicht stimmt.")), AtMost(LONGEST_REASON)],
        description=lazy("Ihre Begründung steht danach ohne Ihren Namen auf der Seite der Zusammenfassung."),
    )


class ReplyForm(Form):
    """The moderation's reply to an objection."""

    reply = ParagraphsField(
        lazy("Antwort der Moderation"),
        [Needed(lazy("Bitte schreiben Sie eine Antwort.")), AtMost(LONGEST_REASON)],
        description=lazy("Die Antwort ist öffentlich. Wenn der Satz falsch ist, ändern Sie zuerst die Zusammenfassung."),
    )
    hide = BooleanField(lazy("Die Begründung nicht mehr öffentlich zeigen, weil sie gegen die Regeln verstößt"))
