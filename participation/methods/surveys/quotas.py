"""Quotas: so many people at most with certain answers. Which questions can have one, and whose answers a quota counts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TypeAlias

from participation.methods.surveys.definition import ONE_OF, Kind, Question, Survey

Parts: TypeAlias = Sequence[Sequence[str]]
"""What a quota asks for, all of it at once: pairs of a question's code and an option's code, or a number of a scale."""

COUNTED = ONE_OF | {Kind.SCALE, Kind.MULTIPLE}
"""What a quota can be about: questions that everyone answers with the same few answers."""


def values_of(question: Question) -> list[str]:
    """The answers of a question that a quota can name."""
    if question.kind == Kind.SCALE:
        return [str(step) for step in question.steps]
    return [option.code for option in question.options] if question.kind in COUNTED else []


def is_known(survey: Survey, parts: Parts) -> bool:
    """Whether all that a quota names is in the survey, each question once."""
    asked = {question.code: question for question in survey.questions if question.kind in COUNTED}
    codes = [code for code, _value in parts]
    return bool(codes) and len(set(codes)) == len(codes) and all(code in asked and value in values_of(asked[code]) for code, value in parts)


def meets(parts: Parts, answers: Mapping[str, object]) -> bool:
    """Whether somebody with these checked answers counts towards a quota; what is not answered counts nowhere."""
    return all(_says(answers.get(code), value) for code, value in parts)


def _says(answer: object, value: str) -> bool:
    if isinstance(answer, list | tuple):
        return value in answer
    if isinstance(answer, int | float) and not isinstance(answer, bool):
        return value.lstrip("-").isdigit() and float(value) == answer
    return answer == value
