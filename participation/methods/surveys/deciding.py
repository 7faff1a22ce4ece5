"""Which questions are shown with the answers given so far. static/js/survey-conditions.js decides the same in the browser."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from participation.methods.surveys.conditions import Answers, Value, compiled, evaluate, holds
from participation.methods.surveys.definition import Kind, Page, Survey


@dataclass(frozen=True, slots=True)
class Decided:
    """`shown`: codes of the questions that are asked, in order; `values`: their answers, with calculated values; what is hidden has none."""

    shown: tuple[str, ...]
    values: dict[str, Value]


def decide(survey: Survey, answers: Answers, today: str = "") -> Decided:
    """Go through the survey in order: what is hidden counts as unanswered for everything after it. `today`: the day as 2026-05-31."""
    shown: list[str] = []
    values: dict[str, Value] = {}
    for page in survey.pages:
        if not holds(page.condition, values, today):
            continue
        for question in page.questions:
            if not holds(question.condition, values, today):
                continue
            shown.append(question.code)
            value = answers.get(question.code) if question.calculation is None else evaluate(question.calculation, values, today)
            if value is not None and question.kind != Kind.INFORMATION:
                values[question.code] = value
    return Decided(tuple(shown), values)


def pages_shown(survey: Survey, shown: Iterable[str]) -> list[Page]:
    """The pages on which something is asked or said."""
    codes = {code for code in shown if (question := survey.question(code)) is not None and question.kind != Kind.CALCULATION}
    return [page for page in survey.pages if codes.intersection(question.code for question in page.questions)]


def for_browser(survey: Survey) -> dict[str, Any]:
    """What the browser needs to decide the same: conditions and calculations in their compiled form, no texts."""
    pages = []
    for page in survey.pages:
        questions = []
        for question in page.questions:
            one: dict[str, Any] = {"code": question.code}
            if question.condition is not None:
                one["condition"] = compiled(question.condition)
            if question.calculation is not None:
                one["calculation"] = compiled(question.calculation)
            questions.append(one)
        pages.append({**({"condition": compiled(page.condition)} if page.condition is not None else {}), "questions": questions})
    return {"pages": pages}
