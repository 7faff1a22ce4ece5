"""The forms for writing and withdrawing proposals."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from typing import TypeVar

from wtforms import HiddenField, SelectField

from participation.consultations.models import Consultation
from participation.consultations.subjects import Seed
from participation.kit.errors import Invalid
from participation.kit.forms import AtMost, Form, LineField, Needed, ParagraphsField, choice, lazy
from participation.kit.language import gettext as _
from participation.places.forms import PlaceFields
from participation.proposals.models import TITLE_LENGTH, Proposal
from participation.proposals.texts import LONGEST_BODY, LONGEST_REASON, SHORTEST_BODY, ProposalText

T = TypeVar("T")


def _number(raw: object) -> int | None:
    said = str(raw or "")
    return int(said) if said.isascii() and said.isdigit() and len(said) <= 9 else None


class ProposalForm(PlaceFields):
    """A proposal's text, its topic, its place and its part of the town."""

    title = LineField(
        lazy("Titel"),
        [AtMost(TITLE_LENGTH)],  # that there is one, `texts.check_text` sees, together with all else that is missing
        description=lazy("In einem Satz: Was soll geschehen? Zum Beispiel: „Eine Rampe am Haupteingang der Stadthalle“."),
    )
    body = ParagraphsField(
        lazy("Beschreibung"),
        [AtMost(LONGEST_BODY)],
        description=lazy(
            "Was soll sich ändern, und warum? Absätze trennen Sie mit einer Leerzeile. Listen beginnen mit „- “. Nennen Sie keine Telefonnummern und keine Namen anderer."
        ),
    )
    category_id = SelectField(lazy("Thema"), coerce=_number)
    district_id = SelectField(lazy("Ortsteil"), coerce=_number, description=lazy("Wenn Ihr Vorschlag einen Ort hat."))
    entry_key = HiddenField()
    source = HiddenField()  # the number of the contribution that a new proposal grows from

    @classmethod
    def offering(cls, consultation: Consultation, districts: dict[int, str], proposal: Proposal | None = None) -> ProposalForm:
        """The form with the topics and districts to choose from, filled with a proposal's text where one is changed."""
        form = cls(obj=proposal) if proposal is not None else cls(entry_key=secrets.token_urlsafe(16))
        form.category_id.choices = [choice("", _("Bitte wählen")), *(choice(str(category.id), category.name) for category in consultation.categories)]
        form.district_id.choices = [choice("", _("Kein bestimmter Ortsteil")), *(choice(str(number), name) for number, name in districts.items())]
        form.title.flags.required = form.category_id.flags.required = True
        if not consultation.categories:
            del form.category_id
        if not districts:
            del form.district_id
        return form

    def text(self) -> ProposalText:
        """What was typed."""
        chosen = {name: self._fields[name].data if name in self._fields else None for name in ("category_id", "district_id")}
        return ProposalText(self.title.data or "", self.body.data or "", **chosen)

    def grow_from(self, seed: Seed) -> None:
        """Begin with a contribution's words, as a quotation with its link."""
        self.source.data = str(seed.contribution_id)
        self.body.data = f"{seed.quotation}\n>\n> [{_('Beitrag %(number)s', number=seed.contribution_id)}]({seed.url})\n\n"

    @staticmethod
    def number_said(raw: str) -> int | None:
        """A number as an address says it; anything odd is none."""
        return _number(raw)

    def source_number(self) -> int | None:
        """The contribution that the proposal grows from, as the form says; to be checked."""
        return _number(self.source.data)

    def key(self) -> str | None:
        """The form's own key, by which the same sending is known."""
        return (self.entry_key.data or "")[:64] or None


class WithdrawForm(Form):
    """Why a proposal is taken back."""

    reason = ParagraphsField(
        lazy("Warum ziehen Sie den Vorschlag zurück?"),
        [Needed(lazy("Bitte sagen Sie, warum Sie den Vorschlag zurückziehen.")), AtMost(LONGEST_REASON)],
        description=lazy("Diese Begründung steht danach öffentlich auf der Seite des Vorschlags."),
    )


def accepted(form: Form, act: Callable[[], T]) -> T | None:
    """Do what a form asks for; what the act objects to is shown at the form's field, and nothing has happened."""
    try:
        return act()
    except Invalid as objection:
        form.blame(objection)
        return None


__all__ = ["SHORTEST_BODY", "ProposalForm", "WithdrawForm", "accepted"]
