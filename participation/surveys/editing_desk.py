"""What the editor's pages share: the way in, one step with its commit, and what is wrong in words with links."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from participation.accounts.current import signed_in_person
from participation.kit.database import current_session
from participation.kit.errors import NotFound
from participation.kit.language import gettext as _
from participation.kit.rules import demand
from participation.methods.surveys.definition import Element, Page, Question, Survey, missing_texts
from participation.methods.surveys.editing import CannotEdit
from participation.methods.surveys.editing.refusing import name_of
from participation.methods.surveys.faults import Fault
from participation.surveys.doorway import Here, enter_survey
from participation.surveys.editing_actions import Step, edit_questions
from participation.surveys.editing_words import KINDS, condition_words
from participation.surveys.languages import language_name
from participation.surveys.models import SurveyVersion
from participation.surveys.packing import hindrances, never_seen
from participation.surveys.queries import edited_version
from participation.surveys.rules import may_edit_questions, may_run_survey

Said = str | tuple[str, str]
"""A sentence, or one with the address that it leads to."""
MOST_SAID = 20
_CODE = re.compile(r"„([A-Za-z][A-Za-z0-9_]{0,63})“", re.ASCII)


def enter_editor(slug: str, survey_id: int) -> Here:
    """A draft, or a corrected version in preparation, whose questions this person may change. Raises NotFound or Refused."""
    found = enter_survey(slug, survey_id, rule=may_run_survey)
    version = edited_version(current_session(), found.survey)
    demand(may_edit_questions(found.person, found.consultation, found.survey, corrected=version.number > 1 and version.frozen_at is None))
    return Edited(found.consultation, found.survey, found.person, found.now, version)


@dataclass(frozen=True)
class Edited(Here):
    """A survey with the version that is edited in the place of the one that counts."""

    version: SurveyVersion


def gone() -> NotFound:
    """What is said of a question or a page that is not there."""
    return NotFound(_("Das gibt es in dieser Umfrage nicht mehr. Vielleicht hat es jemand entfernt oder ihm ein anderes Kürzel gegeben."))


def take_step(here: Here, step: Step, name: str) -> Survey:
    """Take a step and keep it. Raises what the step raises."""
    after = edit_questions(current_session(), signed_in_person(), here.consultation, here.survey, step, name, here.now)
    current_session().commit()
    return after


def thing_at(survey: Survey, element: Element) -> Question | Page | None:
    """The question or page that an element means; None for the survey itself and for what is not there."""
    if not element or int(element[0]) >= len(survey.pages):
        return None
    page = survey.pages[int(element[0])]
    if len(element) == 1:
        return page
    return page.questions[int(element[1])] if int(element[1]) < len(page.questions) else None


def address(here: Here, thing: Question | Page | None, part: str = "") -> str:
    """Where a thing, or its condition, is changed."""
    if thing is None:
        return here.url("survey_editing.outline")
    kind = "question" if isinstance(thing, Question) else "page"
    if part == "condition":
        return here.url(f"survey_pages.{kind}_condition", code=thing.code)
    return here.url("survey_questions.question" if kind == "question" else "survey_pages.page", code=thing.code)


def said(here: Here, error: CannotEdit) -> list[Said]:
    """Why a step was not taken: each sentence with the name of what it is about, and a link to it where it is there."""
    return [_said(here, error.survey, fault) for fault in error.faults[:MOST_SAID]]


def _said(here: Here, survey: Survey, fault: Fault) -> Said:
    thing = thing_at(survey, fault.element)
    text = fault.text if fault.part == "code" else in_words(survey, fault.text)
    if thing is None:
        return text
    named = text if name_of(survey, thing) in text else f"„{name_of(survey, thing)}“: {text}"
    there = (
        here.definition.question(thing.code)
        if isinstance(thing, Question)
        else next((one for one in here.definition.pages if one.code == thing.code), None)
    )
    return (named, address(here, there, fault.part)) if there is not None else named


def in_words(survey: Survey, text: str) -> str:
    """A sentence with questions by their words instead of their codes."""

    def words(found: re.Match[str]) -> str:
        question = survey.question(found[1])
        return f"„{name_of(survey, question)}“" if question is not None else found[0]

    return _CODE.sub(words, text)


@dataclass(frozen=True, slots=True)
class Row:
    """A question in the outline. `number`: its place in the survey, from 1."""

    code: str
    number: int
    text: str
    kind: str
    required: bool
    condition: str
    never: bool


@dataclass(frozen=True, slots=True)
class Sheet:
    """A page in the outline. `joins`: whether it can be put together with the one before."""

    code: str
    number: int
    title: str
    condition: str
    joins: bool
    rows: tuple[Row, ...]


def outline_of(survey: Survey, hidden: Iterable[Element]) -> list[Sheet]:
    """The survey as a list of pages with their questions; `hidden`: what nobody ever sees."""
    never, sheets, number = set(hidden), [], 0
    for place, page in enumerate(survey.pages):
        rows = []
        for at, question in enumerate(page.questions):
            number += 1
            told = condition_words(survey, question.condition)
            rows.append(
                Row(
                    question.code,
                    number,
                    name_of(survey, question),
                    str(KINDS[question.kind].name),
                    question.required,
                    told,
                    (place, at) in never or (place,) in never,
                )
            )
        joins = place > 0 and page.condition == survey.pages[place - 1].condition
        title = page.title.get(survey.languages[0], "")
        sheets.append(Sheet(page.code, place + 1, title, condition_words(survey, page.condition), joins, tuple(rows)))
    return sheets


def warnings(here: Here, survey: Survey, definition: str) -> list[Said]:
    """What should be looked at before the survey is published, each with its link: what nobody reaches, what is missing."""
    found: list[Said] = list(hindrances(survey))
    for element, sentence in never_seen(definition):
        found.append((in_words(survey, sentence), address(here, thing_at(survey, element), "condition")))
    for language, count in missing_numbers(survey).items():
        text = _("In der Sprache „%(language)s“ fehlen Texte: %(number)s.", language=language_name(language), number=count)
        found.append((text, here.url("survey_languages.translation", language=language)))
    return found


def missing_numbers(survey: Survey) -> dict[str, int]:
    """How many texts each language lacks; those that lack none are left out."""
    numbers: dict[str, int] = {}
    for one in missing_texts(survey):
        numbers[one.language] = numbers.get(one.language, 0) + 1
    return numbers


def number_of(survey: Survey, code: str) -> int:
    """The place of a question in the whole survey, from 1; 0 where it is not there."""
    return next((number for number, question in enumerate(survey.questions, 1) if question.code == code), 0)
