"""The survey's own texts in its main language: what stands before the questions, and the thanks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from participation.kit.text import clean_text
from participation.methods.surveys.definition import Survey, Texts
from participation.methods.surveys.editing import valid

OWN = ("introduction", "thanks")


def own_texts(survey: Survey) -> dict[str, str]:
    """The texts as a form shows them."""
    return {name: getattr(survey, name).get(survey.languages[0], "") for name in OWN}


def with_own_texts(survey: Survey, typed: Mapping[str, str]) -> Survey:
    """The survey with other texts of its own; where one is emptied its translations go too. Raises CannotEdit."""
    texts: dict[str, Texts] = {}
    for name in OWN:
        text, before = clean_text(typed.get(name, "")), getattr(survey, name)
        others = {language: one for language, one in before.items() if language != survey.languages[0]}
        texts[name] = {survey.languages[0]: text, **others} if text else {}
    return valid(replace(survey, introduction=texts["introduction"], thanks=texts["thanks"]))
