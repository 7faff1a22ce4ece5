"""What is done about something that stands out."""

from __future__ import annotations

from collections.abc import Sequence

from wtforms import RadioField, SelectField

from participation.kit.forms import AtMost, Form, Needed, ParagraphsField, choice, lazy
from participation.kit.language import gettext as _
from participation.moderation.clauses import Clause
from participation.moderation.crowd_models import FindingState
from participation.moderation.forms import Known
from participation.moderation.models import TEXT_LIMIT

STEPS = {
    FindingState.LEFT: lazy("Kein Anlass, etwas zu tun"),
    FindingState.ASKED: lazy("Die Betroffenen bitten, ihre Unterstützung binnen 14 Tagen zu bestätigen"),
    FindingState.DISCOUNTED: lazy("Nicht zählen, was niemand bestätigt hat"),
}


class CrowdForm(Form):
    """One step and its reasons."""

    step = RadioField(lazy("Was soll geschehen?"), [Known(STEPS, lazy("Bitte wählen Sie, was geschehen soll."))], validate_choice=False)
    clause = SelectField(lazy("Regel, gegen die verstoßen wurde"), validate_choice=False)
    note = ParagraphsField(lazy("Begründung"), [Needed(lazy("Bitte begründen Sie, was Sie tun. Die Begründung ist öffentlich.")), AtMost(TEXT_LIMIT)])

    def offer(self, clauses: Sequence[Clause]) -> None:
        """The consultation's clauses to choose from."""
        self.clause.choices = [choice("", _("Keine")), *(choice(clause.name, clause.title) for clause in clauses)]
        self._clauses = {clause.name for clause in clauses}

    def chosen_clause(self) -> str:
        """The clause, where it is one of those that hold."""
        return self.clause.data if self.clause.data in self._clauses else ""
