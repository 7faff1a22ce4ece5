"""The parts of the form for a consultation's own questions, and the form in which staff set them up."""

from __future__ import annotations

from typing import Any

from wtforms import BooleanField, RadioField, SelectField, SelectMultipleField
from wtforms.widgets import CheckboxInput, ListWidget

from participation.kit.forms import AtMost, Form, LineField, Needed, ParagraphsField, choice, lazy
from participation.kit.language import gettext as _
from participation.proposals.custom import LONGEST_LONG, LONGEST_SHORT, MOST_CHOICES, NO, YES
from participation.proposals.custom_actions import Question
from participation.proposals.writing_models import HINT_LENGTH, KIND_NAMES, LABEL_LENGTH, CustomField, FieldKind

MANY = 6
"""From so many choices on, they are a list to unfold."""


def question_part(field: CustomField) -> Any:
    """The part of a form that asks a question; what may be answered, `custom.read_answer` knows."""
    given: dict[str, Any] = {"label": field.label, "description": field.hint, "render_kw": {}}
    if field.kind == FieldKind.SEVERAL:
        options = [choice(one, one) for one in field.choices]
        plain = {"validate_choice": False, "widget": ListWidget(prefix_label=False), "option_widget": CheckboxInput()}
        return _Several(**given, choices=options, **plain, needed=field.required)
    if field.kind in (FieldKind.ONE, FieldKind.YES_NO):
        options = [choice(one, one) for one in field.choices] if field.kind == FieldKind.ONE else [choice(YES, _("Ja")), choice(NO, _("Nein"))]
        if len(options) >= MANY:
            return _OneOfMany(**given, choices=[choice("", _("Bitte wählen")), *options], validate_choice=False, needed=field.required)
        none = [] if field.required else [choice("", _("Keine Angabe"))]
        return _One(**given, choices=[*options, *none], validate_choice=False, needed=field.required)
    if field.kind == FieldKind.LONG:
        return _Long(**given, validators=[AtMost(LONGEST_LONG)], needed=field.required)
    limit = [AtMost(LONGEST_SHORT)] if field.kind == FieldKind.SHORT else []
    return _Line(**given, validators=limit, needed=field.required)


class _Marked:
    """A part that is marked as needed, without being refused in a draft."""

    def __init__(self, *, needed: bool, **given: Any) -> None:
        super().__init__(**given)
        if needed:
            self.flags.required = True  # type: ignore[attr-defined]  # of the field it is mixed with


class _Line(_Marked, LineField):
    """One line."""


class _Long(_Marked, ParagraphsField):
    """Several lines."""


class _One(_Marked, RadioField):
    """One of a few."""


class _OneOfMany(_Marked, SelectField):
    """One of a long list."""


class _Several(_Marked, SelectMultipleField):
    """Some of them."""


class QuestionForm(Form):
    """What staff ask in the form for proposals."""

    label = LineField(
        lazy("Frage"),
        [Needed(lazy("Bitte geben Sie eine Frage ein.")), AtMost(LABEL_LENGTH)],
        description=lazy("Kurz, so wie sie im Formular steht. Zum Beispiel: „Wer könnte mitmachen?“"),
    )
    hint = LineField(lazy("Hinweis dazu"), [AtMost(HINT_LENGTH)], description=lazy("Ein Satz, der beim Ausfüllen hilft."))
    kind = SelectField(lazy("Art der Antwort"), validate_choice=False, validators=[Needed(lazy("Bitte wählen Sie eine Art aus der Liste."))])
    choices = ParagraphsField(
        lazy("Auswahlen"),
        [AtMost(2_000)],
    )
    required = BooleanField(lazy("Muss beantwortet werden"))
    public = BooleanField(
        lazy("Antworten sind öffentlich"),
        description=lazy("Sonst lesen sie nur die Stadt, die Moderation und wer den Vorschlag schreibt."),
        default=True,
    )

    @classmethod
    def offering(cls, field: CustomField | None = None) -> QuestionForm:
        """The form, filled with a question where one is changed."""
        given = {name: getattr(field, name) for name in ("label", "hint", "kind", "required", "public")} if field else {}
        form = cls(data={**given, "choices": "\n".join(field.choices)} if field else None)
        form.kind.choices = [choice("", _("Bitte wählen")), *(choice(kind, str(KIND_NAMES[kind])) for kind in FieldKind)]
        form.choices.description = _(
            "Nur für „Eine Auswahl“ und „Mehrere Auswahlen“: 2 bis %(number)s, jede in einer eigenen Zeile.", number=MOST_CHOICES
        )
        return form

    def question(self) -> Question:
        """What was typed."""
        lines = tuple((self.choices.data or "").split("\n"))
        return Question(self.label.data or "", self.kind.data or "", self.hint.data or "", lines, bool(self.required.data), bool(self.public.data))
