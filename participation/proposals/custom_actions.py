"""Setting up a consultation's additional questions, and keeping what is answered."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from participation.accounts.models import Person
from participation.consultations.models import Consultation
from participation.kit import audit
from participation.kit.errors import Invalid
from participation.kit.language import gettext as _
from participation.kit.rules import demand
from participation.kit.text import clean_line
from participation.proposals import rules
from participation.proposals.custom import MOST_CHOICES, MOST_FIELDS, read_answers
from participation.proposals.models import Proposal
from participation.proposals.writing_models import (
    CHOICE_LENGTH,
    CHOOSING,
    HINT_LENGTH,
    LABEL_LENGTH,
    CustomField,
    CustomValue,
    FieldKind,
)
from participation.proposals.writing_queries import fields_of


@dataclass(frozen=True, slots=True)
class Question:
    """What staff ask; `choices` only where the kind offers some."""

    label: str
    kind: str
    hint: str = ""
    choices: tuple[str, ...] = ()
    required: bool = False
    public: bool = True


def checked_answers(
    session: Session, consultation: Consultation, typed: Mapping[int, str], *, whole: bool, rough: bool = False
) -> tuple[tuple[int, str], ...]:
    """Answers as they are kept, in a fixed order. Raises Invalid naming the form's parts."""
    return tuple(sorted(read_answers(fields_of(session, consultation.id), typed, whole=whole, rough=rough).items()))


def keep_answers(session: Session, proposal: Proposal, answers: Mapping[int, str]) -> None:
    """Write a proposal's answers; those to questions that are no longer asked stay."""
    asked = {field.id for field in fields_of(session, proposal.consultation_id)}
    kept = {value.field_id: value for value in session.scalars(select(CustomValue).where(CustomValue.proposal_id == proposal.id))}
    for number in asked:
        said, value = answers.get(number, ""), kept.get(number)
        if value is not None and said:
            value.value = said
        elif value is not None:
            session.delete(value)
        elif said:
            session.add(CustomValue(proposal_id=proposal.id, field_id=number, value=said))
    session.flush()


def add_question(session: Session, actor: Person, consultation: Consultation, question: Question, now: datetime) -> CustomField:
    """Ask something more in the form for proposals."""
    demand(rules.may_set_questions(actor, consultation))
    question = _checked(question)
    there = fields_of(session, consultation.id)
    if len(there) >= MOST_FIELDS:
        raise Invalid(_("Mehr als %(number)s zusätzliche Fragen sind nicht möglich. Fragen Sie nur, was Sie brauchen.", number=MOST_FIELDS))
    if any(field.label == question.label for field in there):
        raise Invalid(_("Diese Frage gibt es schon."), "label")
    field = CustomField(
        consultation_id=consultation.id,
        kind=FieldKind(question.kind),
        label=question.label,
        hint=question.hint,
        choices=list(question.choices),
        required=question.required,
        public=question.public,
        position=max((field.position for field in there), default=-1) + 1,
    )
    session.add(field)
    session.flush()
    audit.append(session, at=now, actor=actor, action="consultation.question_added", subject=consultation, data={"question": field.id})
    return field


def change_question(session: Session, actor: Person, consultation: Consultation, field: CustomField, question: Question, now: datetime) -> None:
    """Change how something is asked. What was answered already keeps its words; choices that go away stay readable where chosen."""
    demand(rules.may_set_questions(actor, consultation))
    question = _checked(question)
    changed = [name for name in ("label", "kind") if str(getattr(field, name)) != str(getattr(question, name))]
    verdict = rules.may_change_question(field, changed, answered=is_answered(session, field), public=question.public)
    if not verdict:
        raise Invalid(verdict.reason, changed[0] if changed else "public")
    field.kind, field.label, field.hint = FieldKind(question.kind), question.label, question.hint
    field.choices, field.required, field.public = list(question.choices), question.required, question.public
    session.flush()
    audit.append(session, at=now, actor=actor, action="consultation.question_changed", subject=consultation, data={"question": field.id})


def retire_question(session: Session, actor: Person, consultation: Consultation, field: CustomField, now: datetime) -> None:
    """Ask it no longer. What was answered stays to be read; a question that nobody answered is gone."""
    demand(rules.may_set_questions(actor, consultation))
    if is_answered(session, field):
        field.retired_at = field.retired_at or now
    else:
        session.delete(field)
    session.flush()
    audit.append(session, at=now, actor=actor, action="consultation.question_retired", subject=consultation, data={"question": field.id})


def move_question(session: Session, actor: Person, consultation: Consultation, field: CustomField, step: int, now: datetime) -> None:
    """Put a question one place further up (−1) or down (1)."""
    demand(rules.may_set_questions(actor, consultation))
    order = list(fields_of(session, consultation.id))
    if field not in order:
        return
    place = order.index(field)
    order.insert(min(max(place + step, 0), len(order) - 1), order.pop(place))
    for position, one in enumerate(order):
        one.position = position
    session.flush()
    audit.append(session, at=now, actor=actor, action="consultation.question_moved", subject=consultation, data={"question": field.id})


def is_answered(session: Session, field: CustomField) -> bool:
    """Whether somebody answered it, drafts too."""
    return bool(session.scalar(select(exists().where(CustomValue.field_id == field.id))))


def _checked(question: Question) -> Question:
    label, hint = clean_line(question.label), clean_line(question.hint)
    choices = tuple(dict.fromkeys(choice for line in question.choices if (choice := clean_line(line))))
    faults: list[Invalid] = []
    if not label or len(label) > LABEL_LENGTH:
        faults.append(Invalid(_("Bitte geben Sie eine Frage mit höchstens %(limit)s Zeichen ein.", limit=LABEL_LENGTH), "label"))
    if len(hint) > HINT_LENGTH:
        faults.append(Invalid(_("Der Text ist zu lang. Erlaubt sind %(limit)s Zeichen.", limit=HINT_LENGTH), "hint"))
    if question.kind not in list(FieldKind):
        faults.append(Invalid(_("Bitte wählen Sie eine Art aus der Liste."), "kind"))
    elif question.kind in CHOOSING and not 2 <= len(choices) <= MOST_CHOICES:
        faults.append(Invalid(_("Bitte geben Sie 2 bis %(number)s Auswahlen ein, jede in einer eigenen Zeile.", number=MOST_CHOICES), "choices"))
    if any(len(choice) > CHOICE_LENGTH for choice in choices):
        faults.append(Invalid(_("Eine Auswahl darf höchstens %(limit)s Zeichen haben.", limit=CHOICE_LENGTH), "choices"))
    if faults:
        raise Invalid(faults[0].message, faults[0].field, also=faults[1:])
    return Question(label, question.kind, hint, choices if question.kind in CHOOSING else (), question.required, question.public)
