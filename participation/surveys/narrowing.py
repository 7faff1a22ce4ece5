"""Results of a part of the people, and groups beside each other, made from the columns that the last count kept: one read, however many answered."""

from __future__ import annotations

from sqlalchemy.orm import Session

from participation.kit.errors import Invalid
from participation.kit.language import gettext as _
from participation.methods.surveys.definition import Survey as Definition
from participation.methods.surveys.results.comparing import Comparison
from participation.methods.surveys.results.crosses import CannotCross
from participation.surveys.comparisons import compared
from participation.surveys.parts import ANSWERS, GROUPS, NARROWING, keys_of, narrowed
from participation.surveys.result_queries import kept_columns
from participation.surveys.results import Results, results_of
from participation.surveys.showing import option_names, question_name

MOST_CHOICES = 400
"""So many answers stand in the list of filters; the rest of a survey's choices are reached by comparing groups."""


def filter_choices(definition: Definition) -> list[tuple[str, str]]:
    """(`question:answer`, words) for everything that can narrow the people down; the first one narrows nothing."""
    main, found = definition.languages[0], [("", _("alle, die geantwortet haben"))]
    for code, (question, _row) in keys_of(definition, NARROWING).items():
        names = option_names(question, main)
        found += [(f"{code}:{answer}", f"{question_name(question, main)} – {name}") for answer, name in names.items()]
    return found[: MOST_CHOICES + 1]


def narrow_by(session: Session, survey_id: int, definition: Definition, chosen: str) -> Results:
    """The result of those who gave one answer. Raises Invalid for what cannot be chosen and for parts too small to be shown."""
    code, _colon, answer = chosen.partition(":")
    kept = kept_columns(session, survey_id, definition)
    if kept is None:
        raise Invalid(_("Das Ergebnis wird gerade gezählt. Bitte laden Sie die Seite in einer Minute neu."))
    columns, weights = kept
    mask = narrowed(definition, columns, code, answer)
    return results_of({one: column.among(mask) for one, column in columns.items()}, weights[mask] if weights is not None else None)


def groups_beside(session: Session, survey_id: int, definition: Definition, groups: str, answers: str) -> Comparison:
    """Groups by one question, their answers to another. Raises Invalid for what cannot be compared, with the reason."""
    if groups not in keys_of(definition, GROUPS) or answers not in keys_of(definition, ANSWERS):
        raise Invalid(_("Bitte wählen Sie zwei Fragen aus."))
    if groups == answers:
        raise Invalid(_("Bitte wählen Sie zwei verschiedene Fragen."))
    kept = kept_columns(session, survey_id, definition)
    if kept is None:
        raise Invalid(_("Das Ergebnis wird gerade gezählt. Bitte laden Sie die Seite in einer Minute neu."))
    try:
        found = compared(kept[0], groups, answers, kept[1])
    except CannotCross as error:
        raise Invalid(str(error)) from error
    if found is None:
        raise Invalid(_("Für Gruppen nach dieser Zahl haben zu wenige geantwortet."))
    return found
