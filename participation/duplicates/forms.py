"""The forms about pairs and merges."""

from __future__ import annotations

import re

from wtforms import RadioField, SelectField

from participation.duplicates.actions import DEADLINES
from participation.duplicates.models import REASON_LENGTH
from participation.kit.errors import Invalid
from participation.kit.forms import AtMost, Form, LineField, Needed, ParagraphsField, choice, lazy
from participation.kit.language import gettext as _
from participation.proposals.models import Proposal

_REFERENCE = re.compile(r"\d{4}-\d{5,}")


class PairForm(Form):
    """What is said of two proposals."""

    reason = ParagraphsField(
        lazy("Warum?"),
        [AtMost(REASON_LENGTH)],
        description=lazy(
            "Wenn die Vorschläge zusammengehören, steht das auf beiden Seiten. Zum Beispiel: „Beide wollen eine Rampe am Haupteingang.“"
        ),
    )


class SplitForm(Form):
    """Why a merged proposal is taken out again."""

    reason = ParagraphsField(lazy("Warum trennen Sie die Vorschläge?"), [Needed(lazy("Bitte nennen Sie den Grund.")), AtMost(REASON_LENGTH)])


class MergeForm(Form):
    """Which proposals shall become one, and why."""

    target = RadioField(lazy("Welcher Vorschlag bleibt?"), validators=[Needed(lazy("Bitte wählen Sie, welcher Vorschlag bleibt."))])
    also = LineField(
        lazy("Weitere Vorschläge, die darin aufgehen sollen"),
        [AtMost(200)],
        description=lazy("Nummern mit Komma dazwischen, zum Beispiel „2026-00012, 2026-00017“."),
    )
    reason = ParagraphsField(
        lazy("Warum sollen sie zusammengeführt werden?"),
        [Needed(lazy("Bitte nennen Sie den Grund. Wer die Vorschläge geschrieben hat, will ihn verstehen.")), AtMost(REASON_LENGTH)],
        description=lazy("Das lesen die Menschen, die Sie um Zustimmung bitten."),
    )
    days = SelectField(lazy("Frist für die Antworten"), default=str(DEADLINES[1]))

    @classmethod
    def offering(cls, first: Proposal, second: Proposal) -> MergeForm:
        """The form with the two proposals to choose from."""
        form = cls()
        form.target.choices = [choice(str(proposal.id), f"{proposal.title} ({proposal.reference})") for proposal in (first, second)]
        form.days.choices = [choice(str(days), _("%(number)s Tage", number=days)) for days in DEADLINES]
        return form

    def references(self) -> list[str]:
        """The further numbers that were typed. Raises Invalid for what is none."""
        said = [part for part in re.split(r"[\s,;]+", self.also.data or "") if part]
        strange = [part for part in said if not _REFERENCE.fullmatch(part)]
        if strange:
            raise Invalid(_("„%(what)s“ ist keine Nummer eines Vorschlags. Nummern sehen so aus: 2026-00012.", what=strange[0]), "also")
        return list(dict.fromkeys(said))
