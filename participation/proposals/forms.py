"""The forms for writing and withdrawing proposals."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any, Self, TypeVar

from wtforms import Field, HiddenField, RadioField, SelectField

from participation.consultations.models import Consultation
from participation.consultations.subjects import Seed
from participation.kit.errors import Invalid
from participation.kit.forms import AtMost, DayField, Form, LineField, Needed, ParagraphsField, choice, lazy
from participation.kit.language import gettext as _
from participation.places.forms import PlaceFields
from participation.proposals.custom import part_name, type_again
from participation.proposals.custom_forms import question_part
from participation.proposals.models import TITLE_LENGTH, Proposal
from participation.proposals.texts import LONGEST_BODY, LONGEST_REASON, SHORTEST_BODY, ProposalText, WrittenElsewhere, stamp_of, text_of
from participation.proposals.writing_models import CALLED_LENGTH, GIVER_LENGTH, CustomField, FieldKind

T = TypeVar("T")

BEGUN = "neu"
"""The stamp of a form that began with nothing."""


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
    base = HiddenField()  # the stamp of the text with which the form began
    step = HiddenField()  # how often this form saved by itself

    asked: Sequence[CustomField] = ()
    elsewhere: Proposal | None = None
    """What another window saved meanwhile, where that is why this form was not taken."""

    @classmethod
    def offering(
        cls,
        consultation: Consultation,
        districts: dict[int, str],
        proposal: Proposal | None = None,
        questions: Sequence[CustomField] = (),
        answers: Mapping[int, str] | None = None,
        *,
        sent: bool = True,
    ) -> Self:
        """The form with the topics and districts to choose from, filled with a proposal's text where one is changed.

        `questions` are the consultation's own, `answers` what was answered to them, as it is kept. Not `sent`: whatever the
        request holds is for another form.
        """
        kept = answers or {}
        typed = {part_name(field.id): type_again(field.kind, kept.get(field.id, "")) for field in questions}
        several = {part_name(field.id): kept.get(field.id, "").split("\n") for field in questions if field.kind == FieldKind.SEVERAL}
        began = {"entry_key": secrets.token_urlsafe(16), "base": BEGUN if proposal is None else _stamp(proposal, kept), "step": "0"}
        made = type(cls.__name__, (cls,), {part_name(field.id): question_part(field) for field in questions})
        given = {} if proposal is None else {name: getattr(proposal, name) for name in ("title", "body", "category_id", "district_id")}
        form: Self = made(data={**given, **typed, **several, **began}, **({} if sent else {"formdata": None}))
        form.asked = questions
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
        said = tuple((field.id, _as_text(self._fields[part_name(field.id)].data)) for field in self.asked)
        return ProposalText(self.title.data or "", self.body.data or "", **chosen, answers=said)

    def questions(self) -> list[tuple[CustomField, Field]]:
        """The consultation's own questions with their parts of the form."""
        return [(field, self._fields[part_name(field.id)]) for field in self.asked]

    def yield_to(self, saved: Proposal, stamp: str) -> None:
        """Another window was first: show what it saved; what is sent next is meant to replace it."""
        self.elsewhere, self.base.data, self.base.raw_data = saved, stamp, [stamp]

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

    def sent(self) -> dict[str, Any]:
        """Which form this is, with what it began and how often it was saved: arguments of `save_draft`."""
        return {"entry_key": self.key(), "base": (self.base.data or "")[:64], "step": _number(self.step.data) or 0}


def _as_text(data: object) -> str:
    return "\n".join(map(str, data)) if isinstance(data, list) else str(data or "")


def _stamp(proposal: Proposal, answers: Mapping[int, str]) -> str:
    return stamp_of(replace(text_of(proposal), answers=tuple(sorted(answers.items()))))


class IntakeForm(ProposalForm):
    """A proposal with how it came in."""

    channel = RadioField(lazy("Wie kam der Vorschlag zu Ihnen?"), choices=[], validate_choice=False)
    received_on = DayField(lazy("Wann war er bei der Stadt?"), description=lazy("Dieser Tag zählt für die Frist."))
    giver = LineField(
        lazy("Name der Person"),
        [AtMost(GIVER_LENGTH)],
    )


class InviteForm(Form):
    """Who shall write too."""

    who = LineField(
        lazy("Öffentlicher Name oder E-Mail-Adresse"),
        [Needed(lazy("Bitte geben Sie einen öffentlichen Namen oder eine E-Mail-Adresse ein.")), AtMost(CALLED_LENGTH)],
        description=lazy("So wie die Person hier heißt, oder die Adresse, mit der sie hier ein Konto hat."),
    )


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
        if isinstance(objection, WrittenElsewhere) and isinstance(form, ProposalForm):
            form.yield_to(objection.saved, objection.stamp)
        form.blame(objection)
        return None


__all__ = ["SHORTEST_BODY", "IntakeForm", "InviteForm", "ProposalForm", "WithdrawForm", "accepted"]


class CategoryForm(Form):
    """One topic of the consultation, as staff correct it."""

    category_id = RadioField(lazy("Thema"), validate_choice=False)
