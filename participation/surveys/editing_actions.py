"""What those who run a survey do with its questions while it is a draft: begin one, and change it step by step."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import datetime

from sqlalchemy.orm import Session

from participation.accounts.models import Person
from participation.consultations.models import Consultation
from participation.kit import audit
from participation.kit.errors import Invalid
from participation.kit.language import gettext as _
from participation.kit.rules import demand
from participation.methods.surveys.definition import Kind, Page, Question
from participation.methods.surveys.definition import Survey as Definition
from participation.surveys.actions import SurveyTerms, draft_survey
from participation.surveys.models import Survey
from participation.surveys.packing import other_notes, packed
from participation.surveys.queries import definition_of, edited_version, lock_survey
from participation.surveys.rules import may_edit_questions

Step = Callable[[Definition], Definition]


class ChangedElsewhere(Invalid):
    """Somebody else changed the same thing after this form was opened; what was typed is not kept yet."""


def mark_of(thing: object) -> str:
    """What a form was opened on: sixteen hexadecimal digits that change with a question, a page, or a survey's texts."""
    return hashlib.sha256(repr(thing).encode()).hexdigest()[:16]


def check_mark(thing: object, mark: str) -> None:
    """Whether a thing is as it was when a form was opened on it. Raises ChangedElsewhere."""
    if mark and mark_of(thing) != mark:
        raise ChangedElsewhere(
            _(
                "Jemand anderes hat das inzwischen geändert. Ihre Eingaben stehen noch da, sind aber nicht gespeichert. "
                "Sehen Sie sich die neue Fassung an, und speichern Sie dann noch einmal."
            )
        )


def edit_questions(session: Session, actor: Person, consultation: Consultation, survey: Survey, step: Step, name: str, now: datetime) -> Definition:
    """Take one step with the questions of a draft, or of a corrected version that is being prepared; `name`: what kind of step, for the log. Returns the definition as it is then.

    Raises what the step raises: CannotEdit with the faults, ChangedElsewhere.
    """
    survey = lock_survey(session, survey)
    version = edited_version(session, survey)
    demand(may_edit_questions(actor, consultation, survey, corrected=version.number > 1 and version.frozen_at is None))
    before = definition_of(version)
    after = step(before)
    if after == before:
        return after
    notes, new = other_notes(version), packed(after)
    version.definition, version.sha256, version.uploaded_at = new.definition, new.sha256, now
    version.notes = list(dict.fromkeys([*notes, *new.notes]))
    session.flush()
    data = {"step": name, "sha256": new.sha256}
    audit.append(session, at=now, actor=actor, action="survey.questions_edited", subject=("survey", survey.id), data=data)
    return after


def start_survey(session: Session, actor: Person, consultation: Consultation, definition: Definition, title: str, now: datetime) -> Survey:
    """Prepare a survey with these questions, to be edited. Raises Invalid."""
    return draft_survey(session, actor, consultation, packed(definition), SurveyTerms(title=title), now)


def empty_definition(title: str) -> Definition:
    """A survey to begin with: one page with a greeting that asks nothing."""
    greeting = Question("willkommen", Kind.INFORMATION, {"de": _("Guten Tag! Wir freuen uns, dass Sie mitmachen.")})
    return Definition("umfrage", 1, ("de",), {"de": title}, (Page("seite_1", (greeting,)),))
