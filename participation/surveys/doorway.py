"""How this room's views enter a survey: its consultation, the survey, who asks, and when."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property
from typing import Any

from flask import Response, request, url_for

from participation.accounts.current import current_person
from participation.accounts.models import Person
from participation.consultations.doorway import enter, frame
from participation.consultations.models import Consultation
from participation.consultations.queries import consultation_by_slug
from participation.kit import clock
from participation.kit.database import current_session
from participation.kit.language import LANGUAGES, language, speak
from participation.kit.language import gettext as _
from participation.kit.pages import page
from participation.kit.rules import Verdict, demand
from participation.methods.surveys.definition import Survey as Definition
from participation.surveys.languages import OWN_NAMES, Offer, direction, read_in
from participation.surveys.models import Survey, SurveyVersion
from participation.surveys.queries import definition_in, definition_of, survey_of, version_of
from participation.surveys.rules import may_see_survey

LANGUAGE = "sprache"
"""What the address calls the language that somebody reads a survey in."""
Rule = Callable[[Person | None, Consultation, Survey], Verdict]


@dataclass(frozen=True)
class Here:
    """A survey as a view finds it."""

    consultation: Consultation
    survey: Survey
    person: Person | None
    now: datetime

    @cached_property
    def version(self) -> SurveyVersion:
        """The version that counts."""
        return version_of(current_session(), self.survey)

    @property
    def definition(self) -> Definition:
        """Its questions."""
        return definition_of(self.version)

    def url(self, endpoint: str, **values: Any) -> str:
        """The address of one of this survey's pages."""
        return url_for(endpoint, slug=self.consultation.slug, survey_id=self.survey.id, **values)

    def page(self, template: str, title: str = "", status: int = 200, block: str = "", **context: Any) -> Response:
        """One of this survey's pages inside the consultation's frame; `title` names a page below the survey's own, `block` the part that htmx asks for."""
        index = url_for("surveys.index", slug=self.consultation.slug)
        crumbs = [(_("Umfragen"), index), (self.survey.title, self.url("surveys.detail"))]
        return page(
            f"surveys/{template}",
            status=status,
            block=block,
            at=self,
            survey=self.survey,
            crumbs=crumbs + ([(title, "")] if title else []),
            **context,
            **frame(self.consultation, self.person, self.now, index),
        )


@dataclass(frozen=True)
class Answered(Here):
    """A survey as those see it who answer: in the language that they chose, which stays with them from page to page in the address."""

    wished: str

    @property
    def reads(self) -> str:
        """The language of its texts."""
        return read_in(definition_of(self.version).languages, self.wished, language())

    @property
    def definition(self) -> Definition:
        """Its questions, in that language where they are translated."""
        return definition_in(self.version, self.reads)

    def url(self, endpoint: str, **values: Any) -> str:
        """The address of one of this survey's pages, with the language that was chosen."""
        return super().url(endpoint, **({LANGUAGE: self.wished} if self.wished else {}), **values)

    def languages(self, endpoint: str, **values: Any) -> list[Offer]:
        """The same page in each of the survey's languages; nothing where there is one."""
        codes, address = definition_of(self.version).languages, super().url
        if len(codes) < 2:
            return []
        return [
            Offer(one, OWN_NAMES.get(one, one), direction(one), address(endpoint, **{LANGUAGE: one}, **values), one == self.reads) for one in codes
        ]


def as_answered(here: Here) -> Answered:
    """What was found, for who answers: in the language of the address, where the survey has it. The page around it speaks it too, where it can."""
    found = Answered(here.consultation, here.survey, here.person, here.now, "")
    return replace(found, wished=wished_of(found.version))


def wished_of(version: SurveyVersion) -> str:
    """The language that the address wishes for, where this version has it; the page speaks it, too, where it can."""
    wished = request.args.get(LANGUAGE, "")
    if wished not in definition_of(version).languages:
        return ""
    if (spoken := wished.partition("-")[0]) in LANGUAGES:
        speak(spoken)
    return wished


def enter_to_answer(slug: str, survey_id: int) -> Answered:
    """The survey of an address for who answers. Raises as `enter_survey`."""
    return as_answered(enter_survey(slug, survey_id))


def enter_survey(slug: str, survey_id: int, *, rule: Rule | None = None) -> Here:
    """The survey of an address, where the rule allows it. Raises NotFound where it is missing or this person may not see it."""
    session, person = current_session(), current_person()
    consultation = enter(slug) if rule is None else consultation_by_slug(session, slug)
    survey = survey_of(session, consultation, survey_id)
    demand(may_see_survey(person, consultation, survey))
    if rule is not None:
        demand(rule(person, consultation, survey))
    return Here(consultation, survey, person, clock.now())
