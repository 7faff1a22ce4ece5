"""A version tried out without keeping anything: what was typed so far travels in the form itself, from page to page.

Beside an open survey there is no place for trial answers: an account's draft is what its owner has begun to answer.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from math import isfinite

from wtforms import HiddenField

from participation.kit.forms import Form
from participation.methods.surveys.definition import Kind
from participation.surveys.answer_actions import MOST_TYPED
from participation.surveys.doorway import Answered, Here, wished_of
from participation.surveys.models import SurveyVersion
from participation.surveys.walking import Standing, standing


class TrialForm(Form):
    """What the pages of a trial hand on."""

    stand = HiddenField()
    seite = HiddenField()


@dataclass(frozen=True)
class Tried(Answered):
    """A survey as those will see it who answer a version that does not count yet."""

    version: SurveyVersion


def tried(here: Here) -> Tried:
    """What was found, with the version that is prepared."""
    return Tried(here.consultation, here.survey, here.person, here.now, wished_of(here.version), here.version)


def handed_on(number: int, typed: Mapping[str, object]) -> TrialForm:
    """The hidden fields of a page. Where all is longer than any answers may be, the trial goes on without them."""
    told = json.dumps({code: value for code, value in typed.items() if value is not None}, ensure_ascii=False)
    return TrialForm(formdata=None, data={"stand": told if len(told) <= MOST_TYPED else "{}", "seite": str(number)})


def handed_over(sent: str) -> dict[str, object]:
    """What a page handed on; whatever has not the shape of what is typed is left out."""
    try:
        told = json.loads(sent) if len(sent) <= MOST_TYPED else {}
    except (ValueError, RecursionError):
        return {}
    return {code: value for code, value in told.items() if _is_typed(value)} if isinstance(told, dict) else {}


def _is_typed(value: object, *, inside: bool = False) -> bool:
    if isinstance(value, list):
        return all(isinstance(one, str) for one in value)
    if isinstance(value, dict) and not inside:
        return all(_is_typed(one, inside=True) for one in value.values())
    return isinstance(value, str) or (inside and isinstance(value, float) and isfinite(value))  # a place that was taken is its two numbers


def trial_standing(here: Tried, typed: Mapping[str, object], today: str) -> Standing:
    """Where a trial stands. No file is asked for: nothing keeps it."""
    stands = standing(here.definition, typed, today)
    files = {question.code for question in here.definition.questions if question.kind == Kind.FILE}
    return replace(stands, faults=tuple(fault for fault in stands.faults if fault.question not in files))
