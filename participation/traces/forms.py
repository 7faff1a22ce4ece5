"""The forms of chains: link something, make a topic, make a statement."""

from __future__ import annotations

from collections.abc import Sequence

from wtforms import RadioField, SelectField

from participation.discussions.topic_actions import INTRODUCTION_LIMIT, TITLE_LIMIT
from participation.kit.forms import AtMost, Form, LineField, Needed, ParagraphsField, choice, lazy
from participation.opinions.models import STATEMENT_LENGTH, OpinionMap

LATER, EARLIER = "danach", "davor"


class LinkForm(Form):
    """What is linked, and which of both came first. Choices are `kind-number`, of questions `umfrage-number-code`."""

    other = RadioField(lazy("Womit?"), validators=[Needed(lazy("Bitte wählen Sie, womit Sie verknüpfen möchten."))], validate_choice=False)
    direction = RadioField(
        lazy("Was kam zuerst?"),
        choices=[choice(LATER, lazy("Das Gewählte folgte hieraus")), choice(EARLIER, lazy("Das Gewählte kam davor"))],
        default=LATER,
        validators=[Needed(lazy("Bitte wählen Sie, was zuerst kam."))],
    )


class TopicOfForm(Form):
    """A topic made of something."""

    title = LineField(lazy("Titel"), [Needed(lazy("Bitte geben Sie dem Thema einen Titel.")), AtMost(TITLE_LIMIT)])
    introduction = ParagraphsField(lazy("Worum es geht"), [AtMost(INTRODUCTION_LIMIT)], description=lazy("Markdown ist möglich."))


class StatementOfForm(Form):
    """A statement made of something."""

    opinion_map = SelectField(lazy("Meinungsbild"), validators=[Needed(lazy("Bitte wählen Sie ein Meinungsbild."))])
    text = LineField(
        lazy("Aussage"),
        [Needed(lazy("Bitte schreiben Sie eine Aussage.")), AtMost(STATEMENT_LENGTH)],
        description=lazy("Ein Satz, höchstens 140 Zeichen, dem man zustimmen oder den man ablehnen kann."),
    )

    @classmethod
    def offering(cls, maps: Sequence[OpinionMap]) -> StatementOfForm:
        """The form with the maps that take statements."""
        form = cls()
        form.opinion_map.choices = [choice(str(one.id), one.title) for one in maps]
        return form
