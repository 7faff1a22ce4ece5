"""Texts of a survey beside their translations."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from werkzeug.datastructures import MultiDict

from participation.kit.text import clean_text
from participation.methods.surveys.definition import Survey
from participation.methods.surveys.editing import text_keys, translate
from participation.surveys.editing_actions import check_mark, mark_of
from participation.surveys.editing_forms import LONGEST_TYPED

TEXTS_A_PAGE = 50


@dataclass(frozen=True, slots=True)
class Pair:
    """A text in the main language and in another; `name`: where it stands."""

    key: str
    name: str
    main: str
    text: str


def pairs(survey: Survey, language: str) -> list[Pair]:
    """All texts of the main language with their translations."""
    main = survey.languages[0]
    return [Pair(key, name, texts[main], texts.get(language, "")) for key, _element, name, texts in text_keys(survey)]


def sent_texts(form: MultiDict[str, str]) -> dict[str, str]:
    """What was typed, by the texts' keys."""
    found = {}
    for place in range(TEXTS_A_PAGE):
        key = form.get(f"key-{place}", "")
        if re.fullmatch(r"[A-Za-z0-9_.]{1,300}", key, re.ASCII):
            found[key] = clean_text(form.get(f"text-{place}", "")[:LONGEST_TYPED])
    return found


def shown_mark(survey: Survey, language: str, keys: Iterable[str]) -> str:
    """What a page of translations was opened on."""
    wanted = set(keys)
    return mark_of([(one.key, one.main, one.text) for one in pairs(survey, language) if one.key in wanted])


def translated(survey: Survey, language: str, texts: Mapping[str, str], mark: str) -> Survey:
    """The survey with these translations, where nobody changed the texts meanwhile. Raises ChangedElsewhere, CannotEdit."""
    wanted = set(texts)
    check_mark([(one.key, one.main, one.text) for one in pairs(survey, language) if one.key in wanted], mark)
    return translate(survey, language, texts)
