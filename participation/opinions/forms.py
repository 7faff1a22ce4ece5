"""The forms of opinion maps: the map itself, an answer, a statement, what the moderation decides."""

from __future__ import annotations

import secrets
from typing import Self

from wtforms import BooleanField, HiddenField, RadioField

from participation.kit.forms import AtMost, Form, LineField, Needed, ParagraphsField, choice, lazy
from participation.opinions.actions import REASON_LENGTH, Decision
from participation.opinions.map_actions import INTRODUCTION_LENGTH, MapDraft
from participation.opinions.models import QUESTION_LENGTH, STATEMENT_LENGTH, TITLE_LENGTH, OpinionMap

MARKS = {"zustimmung": 1, "ablehnung": -1, "weiter": 0}
"""What the buttons send."""
_LINES = 20_000


class MapForm(Form):
    """A map as a clerk prepares it."""

    title = LineField(lazy("Titel"), [Needed(lazy("Bitte geben Sie dem Meinungsbild einen Titel.")), AtMost(TITLE_LENGTH)])
    question = LineField(
        lazy("Frage"),
        [Needed(lazy("Bitte geben Sie die Frage an.")), AtMost(QUESTION_LENGTH)],
        description=lazy("Zum Beispiel: Wie soll es mit der Stadthalle weitergehen?"),
    )
    introduction = ParagraphsField(lazy("Worum es geht"), [AtMost(INTRODUCTION_LENGTH)], description=lazy("Markdown ist möglich."))
    statements = ParagraphsField(
        lazy("Aussagen für den Anfang"),
        [Needed(lazy("Bitte schreiben Sie einige Aussagen.")), AtMost(_LINES)],
        description=lazy(
            "Eine Aussage in jeder Zeile, je höchstens 140 Zeichen. Gut sind 10 bis 30, die verschiedene Haltungen zeigen. "
            "Jede sagt nur eine Sache, der man zustimmen oder die man ablehnen kann."
        ),
    )
    writing_open = BooleanField(lazy("Teilnehmende können eigene Aussagen schreiben (die Moderation prüft sie vorher)"), default=True)
    verified_only = BooleanField(lazy("Nur nachgewiesene Einwohnerinnen und Einwohner"), default=True)

    @classmethod
    def of(cls, opinion_map: OpinionMap, statements: str) -> Self:
        """The form filled with a map, unless it was sent."""
        form = cls()
        if not form.is_submitted():
            form.fill_from(opinion_map)
            form.statements.data = statements
        return form

    def draft(self) -> MapDraft:
        """What was typed."""
        return MapDraft(
            self.title.data or "",
            self.question.data or "",
            self.introduction.data or "",
            self.statements.data or "",
            verified_only=bool(self.verified_only.data),
            writing_open=bool(self.writing_open.data),
        )


class StatementForm(Form):
    """A statement of somebody's own."""

    text = LineField(
        lazy("Ihre Aussage"),
        [Needed(lazy("Bitte schreiben Sie eine Aussage.")), AtMost(STATEMENT_LENGTH)],
        description=lazy(
            "Ein Satz, höchstens 140 Zeichen. Sagen Sie nur eine Sache, die andere gut oder schlecht finden können. Keine Frage, keine Namen."
        ),
    )
    entry_key = HiddenField()

    @classmethod
    def fresh(cls) -> Self:
        """The form with a key of its own, by which the same sending is known."""
        form = cls()
        if not form.is_submitted():
            form.entry_key.data = secrets.token_urlsafe(16)
        return form

    def key(self) -> str | None:
        """The form's own key."""
        return (self.entry_key.data or "")[:64] or None


class SeedForm(Form):
    """A further statement of the city."""

    text = LineField(lazy("Weitere Aussage der Stadt"), [Needed(lazy("Bitte schreiben Sie eine Aussage.")), AtMost(STATEMENT_LENGTH)])


DECISIONS = {
    Decision.ACCEPT: lazy("Annehmen"),
    Decision.REJECT: lazy("Ablehnen"),
}


class DecisionForm(Form):
    """What the moderation decides about a statement."""

    decision = RadioField(lazy("Entscheidung"), choices=[choice(str(each), label) for each, label in DECISIONS.items()])
    reason = ParagraphsField(
        lazy("Grund"),
        [AtMost(REASON_LENGTH)],
        description=lazy("Nötig beim Ablehnen und Ausblenden. Wer die Aussage geschrieben hat, liest ihn."),
    )

    def offer(self, *decisions: Decision) -> None:
        """Only these decisions fit."""
        self.decision.choices = [choice(str(each), DECISIONS[each]) for each in decisions]
